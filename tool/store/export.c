/* export.c - runs as tables (CSV, RFC 4180); see export.h. */
#include "store/export.h"

#include "base/buffer.h"
#include "base/error.h"
#include "store/curves.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- fields --------------------------------------------------------------------------------- */

/*
 * A field of text, quoted where it must be. One that a spreadsheet would take for a formula begins
 * with an apostrophe: a label is anybody's text.
 */
static void put_text(const char *text, FILE *out)
{
    bool formula = *text && strchr("=+-@\t\r", *text);
    if (!formula && !strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputs(formula ? "\"'" : "\"", out);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

/* As few digits as give the same number when they are read back. */
static void put_real(double x, FILE *out)
{
    char text[40];
    for (int digits = 15; isfinite(x) && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    if (isfinite(x))
        fputs(text, out);
    else if (!isnan(x))
        fputs(x > 0 ? "inf" : "-inf", out);
}

/* What every line begins with. */
static void put_run(const struct run *run, FILE *out)
{
    fprintf(out, "%lld,", (long long)run->id);
    put_text(run->label, out);
}

static void put_reals(const struct db_query *q, int from, int to, FILE *out)
{
    for (int column = from; column < to; column++) {
        putc(',', out);
        put_real(db_get_double(q, column), out);
    }
}

/* --- the union of columns over runs --------------------------------------------------------- */

struct names {
    char **items;
    size_t count, capacity;
};

static void names_fini(struct names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->items[i]);
    free(n->items);
}

static bool names_add(struct names *n, const char *name)
{
    for (size_t i = 0; i < n->count; i++)
        if (!strcmp(n->items[i], name))
            return true;
    char *copy = strdup(name);
    if (!copy || !array_grow((void **)&n->items, &n->capacity, n->count + 1, sizeof *n->items)) {
        free(copy);
        return false;
    }
    n->items[n->count++] = copy;
    return true;
}

static void put_header(const char *first, const struct names *n, FILE *out)
{
    fputs(first, out);
    for (size_t i = 0; i < n->count; i++) {
        putc(',', out);
        put_text(n->items[i], out);
    }
    putc('\n', out);
}

/* --- trace ---------------------------------------------------------------------------------- */

static pith_status trace_names(struct db *db, const struct run *run, struct names *n,
                               pith_error *err)
{
    struct curves c = {0};
    pith_status status = curves_load(db, run->id, &c, err);
    for (size_t k = 0; k < c.count && status == PITH_STATUS_OK; k++)
        if (!names_add(n, c.items[k].name))
            status = error_memory(err);
    curves_fini(&c);
    return status;
}

static pith_status trace_of(struct db *db, const struct run *run, const struct names *n, FILE *out,
                            pith_error *err)
{
    struct curves c = {0};
    const double **columns = array_calloc(n->count, sizeof *columns);
    pith_status status = columns ? curves_load(db, run->id, &c, err) : error_memory(err);
    for (size_t k = 0; k < n->count && status == PITH_STATUS_OK; k++)
        columns[k] = curves_find(&c, n->items[k]);
    for (size_t i = 0; i < c.steps && status == PITH_STATUS_OK; i++) {
        put_run(run, out);
        fprintf(out, ",%lld", (long long)c.step[i]);
        for (size_t k = 0; k < n->count; k++) {
            putc(',', out);
            if (columns[k])
                put_real(columns[k][i], out);
        }
        putc('\n', out);
    }
    curves_fini(&c);
    free(columns);
    return status;
}

/* --- epochs --------------------------------------------------------------------------------- */

static const char epoch_sql[] = "SELECT epoch + 1, steps, loss, seconds, best, metrics_json "
                                "FROM epoch WHERE run = ? ORDER BY epoch";

static pith_status epoch_names(struct db *db, const struct run *run, struct names *n,
                               pith_error *err)
{
    struct db_query *q;
    pith_status status = db_query(db, &q, err, epoch_sql, "i", run->id);
    while (db_next(q, &status, err)) {
        const char *key;
        json_t *value, *metrics = json_loads(db_get_text(q, 5), 0, NULL);
        json_object_foreach(metrics, key, value)
        {
            if (!names_add(n, key))
                status = error_memory(err);
        }
        json_decref(metrics);
    }
    db_done(q);
    return status;
}

static pith_status epochs_of(struct db *db, const struct run *run, const struct names *n, FILE *out,
                             pith_error *err)
{
    struct db_query *q;
    pith_status status = db_query(db, &q, err, epoch_sql, "i", run->id);
    while (db_next(q, &status, err)) {
        json_t *metrics = json_loads(db_get_text(q, 5), 0, NULL);
        put_run(run, out);
        fprintf(out, ",%lld,%lld", (long long)db_get_int(q, 0), (long long)db_get_int(q, 1));
        put_reals(q, 2, 4, out);
        fprintf(out, ",%lld", (long long)db_get_int(q, 4));
        for (size_t k = 0; k < n->count; k++) {
            const json_t *value = json_object_get(metrics, n->items[k]);
            putc(',', out);
            if (json_is_number(value))
                put_real(json_number_value(value), out);
        }
        putc('\n', out);
        json_decref(metrics);
    }
    db_done(q);
    return status;
}

/* --- metrics -------------------------------------------------------------------------------- */

static pith_status metrics_of(struct db *db, const struct run *run, const struct names *n,
                              FILE *out, pith_error *err)
{
    struct db_query *q;
    pith_status status = db_query(db, &q, err,
                                  "SELECT part, name, value, floor FROM metric WHERE run = ? "
                                  "ORDER BY part, name",
                                  "i", run->id);
    (void)n;
    while (db_next(q, &status, err)) {
        put_run(run, out);
        for (int column = 0; column < 2; column++) {
            putc(',', out);
            put_text(db_get_text(q, column), out);
        }
        put_reals(q, 2, 4, out);
        putc('\n', out);
    }
    db_done(q);
    return status;
}

/* --- tables --------------------------------------------------------------------------------- */

/* A table: what it begins with, the columns that a run adds to it (NULL: none), a run's lines. */
static const struct {
    const char *header;
    pith_status (*names)(struct db *, const struct run *, struct names *, pith_error *);
    pith_status (*lines)(struct db *, const struct run *, const struct names *, FILE *,
                         pith_error *);
} tables[] = {
    [EXPORT_TRACE] = {"run,label,step", trace_names, trace_of},
    [EXPORT_EPOCHS] = {"run,label,epoch,steps,loss,seconds,best", epoch_names, epochs_of},
    [EXPORT_METRICS] = {"run,label,part,metric,value,floor", NULL, metrics_of},
};

pith_status export_table(struct db *db, enum export_table table, const struct run *runs,
                         size_t count, FILE *out, pith_error *err)
{
    struct names n = {0};
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; tables[table].names && i < count && status == PITH_STATUS_OK; i++)
        status = tables[table].names(db, &runs[i], &n, err);
    if (status == PITH_STATUS_OK)
        put_header(tables[table].header, &n, out);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = tables[table].lines(db, &runs[i], &n, out, err);
    names_fini(&n);
    return status;
}
