/* export.c - runs as tables (CSV, RFC 4180); see export.h. JSON: export_json.c. */
#include "store/export.h"

#include "base/buffer.h"
#include "base/error.h"
#include "store/chunk.h"

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

/* The label of a run; the caller's. */
static pith_status label_of(struct db *db, int64_t run, char **label, pith_error *err)
{
    *label = NULL;
    pith_status status = db_text(db, label, err, "SELECT label FROM run WHERE id = ?", "i", run);
    return status == PITH_STATUS_OK && !*label
               ? error_set(err, PITH_STATUS_USAGE, "there is no run %lld", (long long)run)
               : status;
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

static pith_status trace_names(struct db *db, const int64_t *runs, size_t count, struct names *n,
                               pith_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct curves c = {0};
        pith_status status = curves_load(db, runs[i], &c, err);
        for (size_t k = 0; k < c.count && status == PITH_STATUS_OK; k++)
            if (!names_add(n, c.items[k].name))
                status = error_memory(err);
        curves_fini(&c);
        if (status != PITH_STATUS_OK)
            return status;
    }
    return PITH_STATUS_OK;
}

static pith_status trace_of(struct db *db, int64_t run, const struct names *n, FILE *out,
                            pith_error *err)
{
    struct curves c = {0};
    char *label = NULL;
    const double **columns = array_calloc(n->count, sizeof *columns);
    pith_status status = columns ? label_of(db, run, &label, err) : error_memory(err);
    if (status == PITH_STATUS_OK)
        status = curves_load(db, run, &c, err);
    for (size_t k = 0; k < n->count && status == PITH_STATUS_OK; k++)
        columns[k] = curves_find(&c, n->items[k]);
    for (size_t i = 0; i < c.steps && status == PITH_STATUS_OK; i++) {
        fprintf(out, "%lld,", (long long)run);
        put_text(label, out);
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
    free(label);
    return status;
}

pith_status export_trace(struct db *db, const int64_t *runs, size_t count, FILE *out,
                         pith_error *err)
{
    struct names n = {0};
    pith_status status = trace_names(db, runs, count, &n, err);
    if (status == PITH_STATUS_OK)
        put_header("run,label,step", &n, out);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = trace_of(db, runs[i], &n, out, err);
    names_fini(&n);
    return status;
}

/* --- epochs --------------------------------------------------------------------------------- */

static const char epoch_sql[] = "SELECT epoch + 1, steps, loss, seconds, best, metrics_json "
                                "FROM epoch WHERE run = ? ORDER BY epoch";

static pith_status epoch_names(struct db *db, int64_t run, struct names *n, pith_error *err)
{
    struct db_query *q;
    pith_status status = db_query(db, &q, err, epoch_sql, "i", run);
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

static pith_status epochs_of(struct db *db, int64_t run, const struct names *n, FILE *out,
                             pith_error *err)
{
    char *label = NULL;
    struct db_query *q = NULL;
    pith_status status = label_of(db, run, &label, err);
    if (status == PITH_STATUS_OK)
        status = db_query(db, &q, err, epoch_sql, "i", run);
    while (db_next(q, &status, err)) {
        json_t *metrics = json_loads(db_get_text(q, 5), 0, NULL);
        fprintf(out, "%lld,", (long long)run);
        put_text(label, out);
        fprintf(out, ",%lld,%lld,", (long long)db_get_int(q, 0), (long long)db_get_int(q, 1));
        put_real(db_get_double(q, 2), out);
        putc(',', out);
        put_real(db_get_double(q, 3), out);
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
    free(label);
    return status;
}

pith_status export_epochs(struct db *db, const int64_t *runs, size_t count, FILE *out,
                          pith_error *err)
{
    struct names n = {0};
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = epoch_names(db, runs[i], &n, err);
    if (status == PITH_STATUS_OK)
        put_header("run,label,epoch,steps,loss,seconds,best", &n, out);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = epochs_of(db, runs[i], &n, out, err);
    names_fini(&n);
    return status;
}

/* --- metrics -------------------------------------------------------------------------------- */

static pith_status metrics_of(struct db *db, int64_t run, FILE *out, pith_error *err)
{
    char *label = NULL;
    struct db_query *q = NULL;
    pith_status status = label_of(db, run, &label, err);
    if (status == PITH_STATUS_OK)
        status = db_query(db, &q, err,
                          "SELECT part, name, value, floor FROM metric WHERE run = ? "
                          "ORDER BY part, name",
                          "i", run);
    while (db_next(q, &status, err)) {
        fprintf(out, "%lld,", (long long)run);
        put_text(label, out);
        for (int column = 0; column < 2; column++) {
            putc(',', out);
            put_text(db_get_text(q, column), out);
        }
        for (int column = 2; column < 4; column++) {
            putc(',', out);
            put_real(db_get_double(q, column), out);
        }
        putc('\n', out);
    }
    db_done(q);
    free(label);
    return status;
}

pith_status export_metrics(struct db *db, const int64_t *runs, size_t count, FILE *out,
                           pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    fputs("run,label,part,metric,value,floor\n", out);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = metrics_of(db, runs[i], out, err);
    return status;
}
