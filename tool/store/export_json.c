/* export_json.c - runs as JSON; see export_json.h. */
#include "store/export_json.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/json.h"
#include "store/curves.h"

#include <math.h>
#include <string.h>

static json_t *text(const char *s)
{
    return cli_json_text(s, strlen(s));
}

static json_t *parsed(const char *s)
{
    json_t *value = json_loads(s, 0, NULL);
    return value ? value : json_null();
}

/* Puts a value that may be NULL (out of memory) into an object; false then. */
static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* --- rows ----------------------------------------------------------------------------------- */

/* Makes an array of what `make` makes of each row of a query. NULL: see err. */
static json_t *rows_json(struct db *db, int64_t run, const char *sql,
                         json_t *(*make)(const struct db_query *q), pith_error *err)
{
    json_t *all = json_array();
    struct db_query *q = NULL;
    pith_status status = all ? db_query(db, &q, err, sql, "i", run) : error_memory(err);
    while (db_next(q, &status, err))
        if (json_array_append_new(all, make(q)) != 0)
            status = error_memory(err);
    db_done(q);
    if (status == PITH_STATUS_OK)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *file_json(const struct db_query *q)
{
    return json_pack("{s:s, s:o, s:s, s:I, s:I, s:I}", "role", db_get_text(q, 0), "path",
                     text(db_get_text(q, 1)), "sha256", db_get_text(q, 2), "texts",
                     (json_int_t)db_get_int(q, 3), "tokens", (json_int_t)db_get_int(q, 4), "spans",
                     (json_int_t)db_get_int(q, 5));
}

static json_t *finding_json(const struct db_query *q)
{
    return json_pack("{s:s, s:s, s:o}", "kind", db_get_text(q, 0), "severity", db_get_text(q, 1),
                     "finding", parsed(db_get_text(q, 2)));
}

static json_t *epoch_json(const struct db_query *q)
{
    return json_pack("{s:I, s:I, s:o, s:o, s:b, s:o}", "epoch", (json_int_t)db_get_int(q, 0),
                     "steps", (json_int_t)db_get_int(q, 1), "loss",
                     cli_json_number(db_get_double(q, 2)), "seconds",
                     cli_json_number(db_get_double(q, 3)), "best", (int)db_get_int(q, 4), "metrics",
                     parsed(db_get_text(q, 5)));
}

json_t *export_epochs_json(struct db *db, int64_t run, pith_error *err)
{
    return rows_json(db, run,
                     "SELECT epoch + 1, steps, loss, seconds, best, metrics_json FROM epoch "
                     "WHERE run = ? ORDER BY epoch",
                     epoch_json, err);
}

json_t *export_metrics_json(struct db *db, int64_t run, pith_error *err)
{
    json_t *all = json_object();
    struct db_query *q = NULL;
    pith_status status = all ? db_query(db, &q, err,
                                        "SELECT part, name, value, floor FROM metric "
                                        "WHERE run = ? ORDER BY part, name",
                                        "i", run)
                             : error_memory(err);
    while (db_next(q, &status, err)) {
        json_t *part = json_object_get(all, db_get_text(q, 0));
        json_t *one = json_pack("{s:o}", "value", cli_json_number(db_get_double(q, 2)));
        bool ok = part || put(all, db_get_text(q, 0), part = json_object());
        if (ok && !db_is_null(q, 3))
            ok = put(one, "floor", cli_json_number(db_get_double(q, 3)));
        if (!ok || !put(part, db_get_text(q, 1), one))
            status = error_memory(err);
    }
    db_done(q);
    if (status == PITH_STATUS_OK)
        return all;
    json_decref(all);
    return NULL;
}

/* --- a run ---------------------------------------------------------------------------------- */

static json_t *row_json(const struct run *r, json_t *provenance)
{
    json_t *one = json_pack(
        "{s:I, s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:I, s:I, s:I}", "id", (json_int_t)r->id,
        "key", r->key, "label", text(r->label), "plan", text(r->plan_title), "experiment",
        text(r->experiment_name), "reason", text(r->reason), "state", run_state_name(r->state),
        "message", text(r->message), "note", text(r->note), "seed", (json_int_t)r->seed, "steps",
        (json_int_t)r->steps, "steps_per_epoch", (json_int_t)r->steps_per_epoch);
    bool ok = one && put(one, "parent", r->parent ? json_integer(r->parent) : json_null()) &&
              put(one, "parent_label", text(r->parent_label)) &&
              put(one, "vocabulary", json_integer(r->vocabulary)) &&
              put(one, "parameters", json_integer(r->parameters)) &&
              put(one, "started", cli_json_number(r->started)) &&
              put(one, "ended", cli_json_number(r->ended)) &&
              put(one, "seconds", cli_json_number(r->seconds)) &&
              put(one, "tokens_per_second", cli_json_number(r->tokens_per_second)) &&
              put(one, "model", text(r->model)) && put(one, "config", json_incref(r->config)) &&
              put(one, "diff", json_incref(r->diff)) &&
              put(one, "embedding", json_incref(r->embedding)) &&
              put(one, "prior", json_incref(r->prior)) &&
              put(one, "provenance", json_incref(provenance));
    if (ok)
        return one;
    json_decref(one);
    return NULL;
}

json_t *export_run_json(struct db *db, const struct run *run, pith_error *err)
{
    json_t *provenance = NULL, *one = NULL, *files = NULL, *findings = NULL;
    if (run_provenance(db, run, &provenance, err) != PITH_STATUS_OK)
        return NULL;
    one = row_json(run, provenance);
    json_decref(provenance);
    if (!one)
        error_memory(err);
    else
        files = rows_json(db, run->id,
                          "SELECT role, path, sha256, texts, tokens, spans FROM datafile "
                          "WHERE run = ? ORDER BY CASE role WHEN 'train' THEN 0 WHEN 'dev' THEN 1 "
                          "WHEN 'test' THEN 2 ELSE 3 END",
                          file_json, err);
    if (files)
        findings = rows_json(db, run->id,
                             "SELECT kind, severity, json FROM finding WHERE run = ? ORDER BY id",
                             finding_json, err);
    bool ok = put(one, "data", files) && put(one, "findings", findings);
    if (ok)
        return one;
    json_decref(one);
    return NULL;
}

static json_t *trace_json(struct db *db, int64_t run, pith_error *err)
{
    struct curves c = {0};
    if (curves_load(db, run, &c, err) != PITH_STATUS_OK)
        return NULL;
    json_t *all = json_object(), *steps = json_array();
    bool ok = all != NULL;
    for (size_t i = 0; i < c.steps && ok; i++)
        ok = json_array_append_new(steps, json_integer(c.step[i])) == 0;
    ok = put(all, "step", steps) && ok;
    for (size_t k = 0; k < c.count && ok; k++) {
        json_t *values = json_array();
        for (size_t i = 0; i < c.steps && ok; i++)
            ok = json_array_append_new(values, cli_json_number(c.items[k].values[i])) == 0;
        ok = put(all, c.items[k].name, values) && ok;
    }
    curves_fini(&c);
    if (ok)
        return all;
    error_memory(err);
    json_decref(all);
    return NULL;
}

/* One run, as chosen, onto the stream: a store's runs need not fit into memory together. */
static pith_status write_run(struct db *db, const struct run *run, bool trace, bool epochs,
                             bool metrics, FILE *out, pith_error *err)
{
    json_t *one = export_run_json(db, run, err);
    bool ok = one && (!epochs || put(one, "epochs", export_epochs_json(db, run->id, err))) &&
              (!metrics || put(one, "metrics", export_metrics_json(db, run->id, err))) &&
              (!trace || put(one, "trace", trace_json(db, run->id, err)));
    if (ok)
        json_dumpf(one, out, JSON_COMPACT | JSON_REAL_PRECISION(17)); /* ferror tells */
    json_decref(one);
    return ok ? PITH_STATUS_OK : err && err->code ? err->code : error_memory(err);
}

pith_status export_json(struct db *db, const struct run *runs, size_t count, bool trace,
                        bool epochs, bool metrics, FILE *out, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        fputs(i ? ",\n" : "[", out);
        status = write_run(db, &runs[i], trace, epochs, metrics, out, err);
    }
    fputs("]\n", out);
    return status;
}
