/* export.c - runs as tables (CSV, RFC 4180) and as JSON; see export.h. */
#include "store/export.h"

#include "base/buffer.h"
#include "base/clocale.h"
#include "base/error.h"
#include "base/json_value.h"
#include "store/curves.h"
#include "store/data_role.h"

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
    clocale_shortest(x, 15, text, sizeof text);
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

static void put_reals(double x, double y, FILE *out)
{
    putc(',', out);
    put_real(x, out);
    putc(',', out);
    put_real(y, out);
}

/* --- tables --------------------------------------------------------------------------------- */

/* `names` are the columns that any of the runs has: curves without steps. */
static void put_header(const char *first, const struct curves *names, FILE *out)
{
    fputs(first, out);
    for (size_t i = 0; i < names->count; i++) {
        putc(',', out);
        put_text(names->items[i].name, out);
    }
    putc('\n', out);
}

static pith_status trace_names(struct db *db, const struct run *run, struct curves *names,
                               pith_error *err)
{
    struct curves c = {0};
    pith_status status = curves_load(db, run->id, &c, err);
    for (size_t k = 0; k < c.count && status == PITH_STATUS_OK; k++)
        if (!curves_get(names, c.items[k].name))
            status = error_memory(err);
    curves_fini(&c);
    return status;
}

static pith_status trace_of(struct db *db, const struct run *run, const struct curves *names,
                            FILE *out, pith_error *err)
{
    struct curves c = {0};
    const double **columns = array_calloc(names->count, sizeof *columns);
    pith_status status = columns ? curves_load(db, run->id, &c, err) : error_memory(err);
    for (size_t k = 0; k < names->count && status == PITH_STATUS_OK; k++)
        columns[k] = curves_find(&c, names->items[k].name);
    for (size_t i = 0; i < c.steps && status == PITH_STATUS_OK; i++) {
        put_run(run, out);
        fprintf(out, ",%lld", (long long)c.step[i]);
        for (size_t k = 0; k < names->count; k++) {
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

static pith_status epoch_names(struct db *db, const struct run *run, struct curves *names,
                               pith_error *err)
{
    (void)db;
    for (size_t i = 0; i < run->epoch_count; i++) {
        const char *key;
        json_t *value;
        json_object_foreach(run->epochs[i].metrics, key, value)
        {
            if (!curves_get(names, key))
                return error_memory(err);
        }
    }
    return PITH_STATUS_OK;
}

static pith_status epochs_of(struct db *db, const struct run *run, const struct curves *names,
                             FILE *out, pith_error *err)
{
    (void)db;
    (void)err;
    for (size_t i = 0; i < run->epoch_count; i++) {
        const struct run_epoch *e = &run->epochs[i];
        put_run(run, out);
        fprintf(out, ",%lld,%lld", (long long)e->epoch + 1, (long long)e->steps);
        put_reals(e->loss, e->seconds, out);
        fprintf(out, ",%lld", (long long)e->best);
        for (size_t k = 0; k < names->count; k++) {
            putc(',', out);
            put_real(json_value_number(e->metrics, names->items[k].name), out);
        }
        putc('\n', out);
    }
    return PITH_STATUS_OK;
}

static pith_status metrics_of(struct db *db, const struct run *run, const struct curves *names,
                              FILE *out, pith_error *err)
{
    (void)db;
    (void)names;
    (void)err;
    for (size_t i = 0; i < run->metric_count; i++) {
        const struct run_metric *m = &run->metrics[i];
        put_run(run, out);
        putc(',', out);
        put_text(m->part, out);
        putc(',', out);
        put_text(m->name, out);
        put_reals(m->value, m->floor, out);
        putc('\n', out);
    }
    return PITH_STATUS_OK;
}

/* A table: what it begins with, the columns that a run adds to it (NULL: none), a run's lines. */
static const struct {
    const char *header;
    pith_status (*names)(struct db *, const struct run *, struct curves *, pith_error *);
    pith_status (*lines)(struct db *, const struct run *, const struct curves *, FILE *,
                         pith_error *);
} tables[] = {
    [EXPORT_TRACE] = {"run,label,step", trace_names, trace_of},
    [EXPORT_EPOCHS] = {"run,label,epoch,steps,loss,seconds,best", epoch_names, epochs_of},
    [EXPORT_METRICS] = {"run,label,part,metric,value,floor", NULL, metrics_of},
};

pith_status export_table(struct db *db, enum export_table table, const struct run *runs,
                         size_t count, FILE *out, pith_error *err)
{
    struct curves names = {0};
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; tables[table].names && i < count && status == PITH_STATUS_OK; i++)
        status = tables[table].names(db, &runs[i], &names, err);
    if (status == PITH_STATUS_OK)
        put_header(tables[table].header, &names, out);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = tables[table].lines(db, &runs[i], &names, out, err);
    curves_fini(&names);
    return status;
}

/* --- JSON ----------------------------------------------------------------------------------- */

static json_t *row_json(const struct run *r, json_t *provenance)
{
    json_t *one = json_pack(
        "{s:I, s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:I, s:I, s:I}", "id", (json_int_t)r->id,
        "key", r->key, "label", json_value_name(r->label), "plan", json_value_name(r->plan_title),
        "experiment", json_value_name(r->experiment_name), "reason", json_value_name(r->reason),
        "state", run_state_name(r->state), "message", json_value_name(r->message), "note",
        json_value_name(r->note), "seed", (json_int_t)r->seed, "steps", (json_int_t)r->steps,
        "steps_per_epoch", (json_int_t)r->steps_per_epoch);
    json_value_put(&one, "parent", r->parent ? json_integer(r->parent) : json_null());
    json_value_put(&one, "parent_label", json_value_name(r->parent_label));
    json_value_put(&one, "vocabulary", json_integer(r->vocabulary));
    json_value_put(&one, "parameters", json_integer(r->parameters));
    json_value_put(&one, "started", json_value_finite(r->started));
    json_value_put(&one, "ended", json_value_finite(r->ended));
    json_value_put(&one, "seconds", json_value_finite(r->seconds));
    json_value_put(&one, "tokens_per_second", json_value_finite(r->tokens_per_second));
    json_value_put(&one, "model", json_value_name(r->model));
    json_value_put(&one, "config", json_incref(r->config));
    json_value_put(&one, "diff", json_incref(r->diff));
    json_value_put(&one, "embedding", json_incref(r->embedding));
    json_value_put(&one, "prior", json_incref(r->prior));
    json_value_put(&one, "provenance", provenance);
    return one;
}

json_t *export_file_json(const struct run_file *f)
{
    return f ? json_pack("{s:s, s:o, s:s, s:I, s:I, s:I}", "role", f->role, "path",
                         json_value_name(f->path), "sha256", f->sha256, "texts",
                         (json_int_t)f->texts, "tokens", (json_int_t)f->tokens, "spans",
                         (json_int_t)f->spans)
             : json_null();
}

static json_t *files_json(const struct run *run)
{
    json_t *all = json_array();
    for (int id = 0; id < KNOB_COUNT; id++) {
        const struct run_file *f = run_file(run, data_role(id));
        if (f)
            json_value_append(&all, export_file_json(f));
    }
    return all;
}

static json_t *findings_json(const struct run *run)
{
    json_t *all = json_array();
    for (size_t i = 0; i < run->finding_count; i++) {
        const struct run_finding *f = &run->findings[i];
        json_value_append(&all, json_pack("{s:s, s:s, s:O}", "kind", f->kind, "severity",
                                          f->severity, "finding", f->json));
    }
    return all;
}

static json_t *epochs_json(const struct run *run)
{
    json_t *all = json_array();
    for (size_t i = 0; i < run->epoch_count; i++) {
        const struct run_epoch *e = &run->epochs[i];
        json_value_append(&all, json_pack("{s:I, s:I, s:o, s:o, s:b, s:O}", "epoch",
                                          (json_int_t)e->epoch + 1, "steps", (json_int_t)e->steps,
                                          "loss", json_value_finite(e->loss), "seconds",
                                          json_value_finite(e->seconds), "best", (int)e->best,
                                          "metrics", e->metrics));
    }
    return all;
}

static json_t *metrics_json(const struct run *run)
{
    json_t *all = json_object();
    for (size_t i = 0; i < run->metric_count; i++) {
        const struct run_metric *m = &run->metrics[i];
        json_t *one = json_pack("{s:o}", "value", json_value_finite(m->value));
        if (!isnan(m->floor))
            json_value_put(&one, "floor", json_value_finite(m->floor));
        if (!json_object_get(all, m->part))
            json_value_put(&all, m->part, json_object());
        if (json_object_set_new(json_object_get(all, m->part), m->name, one) != 0) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static pith_status trace_json(struct db *db, int64_t run, json_t **out, pith_error *err)
{
    struct curves c;
    TRY(curves_load(db, run, &c, err));
    json_t *all = json_object(), *steps = json_array();
    for (size_t i = 0; i < c.steps; i++)
        json_value_append(&steps, json_integer(c.step[i]));
    json_value_put(&all, "step", steps);
    for (size_t k = 0; k < c.count; k++) {
        json_t *values = json_array();
        for (size_t i = 0; i < c.steps; i++)
            json_value_append(&values, json_value_finite(c.items[k].values[i]));
        json_value_put(&all, c.items[k].name, values);
    }
    curves_fini(&c);
    *out = all;
    return all ? PITH_STATUS_OK : error_memory(err);
}

pith_status export_run_json(struct db *db, const struct run *run, unsigned parts, json_t **out,
                            pith_error *err)
{
    json_t *provenance, *trace = NULL;
    *out = NULL;
    if (parts & EXPORT_BIT(EXPORT_TRACE))
        TRY(trace_json(db, run->id, &trace, err));
    pith_status status = run_provenance(db, run, &provenance, err);
    if (status != PITH_STATUS_OK) {
        json_decref(trace);
        return status;
    }
    json_t *one = row_json(run, provenance);
    json_value_put(&one, "data", files_json(run));
    json_value_put(&one, "findings", findings_json(run));
    if (parts & EXPORT_BIT(EXPORT_EPOCHS))
        json_value_put(&one, "epochs", epochs_json(run));
    if (parts & EXPORT_BIT(EXPORT_METRICS))
        json_value_put(&one, "metrics", metrics_json(run));
    if (trace)
        json_value_put(&one, "trace", trace);
    *out = one;
    return one ? PITH_STATUS_OK : error_memory(err);
}

/* One run after the other: those of a store need not fit into memory as JSON together. */
pith_status export_json(struct db *db, const struct run *runs, size_t count, unsigned parts,
                        FILE *out, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        json_t *one;
        fputs(i ? ",\n" : "[", out);
        status = export_run_json(db, &runs[i], parts, &one, err);
        if (one)
            json_dumpf(one, out, JSON_COMPACT | JSON_REAL_PRECISION(17)); /* ferror tells */
        json_decref(one);
    }
    fputs("]\n", out);
    return status;
}
