/* export_json.c - runs as JSON; see export_json.h. */
#include "store/export_json.h"

#include "base/error.h"
#include "base/json_value.h"
#include "store/curves.h"

static json_t *parsed(const char *s)
{
    json_t *value = json_loads(s, 0, NULL);
    return value ? value : json_null();
}

/* What was built, or NULL with the reason. */
static json_t *checked(json_t *value, pith_error *err)
{
    if (!value)
        error_memory(err);
    return value;
}

/* --- rows ----------------------------------------------------------------------------------- */

/* Makes an array of what `make` makes of each row of a query. NULL: see err. */
static json_t *rows_json(struct db *db, int64_t run, const char *sql,
                         json_t *(*make)(const struct db_query *q), pith_error *err)
{
    json_t *all = json_array();
    struct db_query *q;
    pith_status status = db_query(db, &q, err, sql, "i", run);
    while (db_next(q, &status, err))
        json_value_append(&all, make(q));
    db_done(q);
    if (status == PITH_STATUS_OK)
        return checked(all, err);
    json_decref(all);
    return NULL;
}

static json_t *file_json(const struct db_query *q)
{
    return json_pack("{s:s, s:o, s:s, s:I, s:I, s:I}", "role", db_get_text(q, 0), "path",
                     json_value_name(db_get_text(q, 1)), "sha256", db_get_text(q, 2), "texts",
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
                     json_value_finite(db_get_double(q, 2)), "seconds",
                     json_value_finite(db_get_double(q, 3)), "best", (int)db_get_int(q, 4),
                     "metrics", parsed(db_get_text(q, 5)));
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
    struct db_query *q;
    pith_status status = db_query(db, &q, err,
                                  "SELECT part, name, value, floor FROM metric "
                                  "WHERE run = ? ORDER BY part, name",
                                  "i", run);
    while (db_next(q, &status, err)) {
        const char *part = db_get_text(q, 0);
        json_t *one = json_pack("{s:o}", "value", json_value_finite(db_get_double(q, 2)));
        if (!db_is_null(q, 3))
            json_value_put(&one, "floor", json_value_finite(db_get_double(q, 3)));
        if (!json_object_get(all, part))
            json_value_put(&all, part, json_object());
        if (json_object_set_new(json_object_get(all, part), db_get_text(q, 1), one) != 0)
            status = error_memory(err);
    }
    db_done(q);
    if (status == PITH_STATUS_OK)
        return checked(all, err);
    json_decref(all);
    return NULL;
}

/* --- a run ---------------------------------------------------------------------------------- */

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

json_t *export_run_json(struct db *db, const struct run *run, pith_error *err)
{
    json_t *provenance, *files, *findings, *one;
    if (run_provenance(db, run, &provenance, err) != PITH_STATUS_OK)
        return NULL;
    one = checked(row_json(run, provenance), err);
    if (!one)
        return NULL;
    files = rows_json(db, run->id,
                      "SELECT role, path, sha256, texts, tokens, spans FROM datafile "
                      "WHERE run = ? ORDER BY CASE role WHEN 'train' THEN 0 WHEN 'dev' THEN 1 "
                      "WHEN 'test' THEN 2 ELSE 3 END",
                      file_json, err);
    findings = files ? rows_json(db, run->id,
                                 "SELECT kind, severity, json FROM finding "
                                 "WHERE run = ? ORDER BY id",
                                 finding_json, err)
                     : NULL;
    json_value_put(&one, "data", files);
    json_value_put(&one, "findings", findings);
    return one;
}

static json_t *trace_json(struct db *db, int64_t run, pith_error *err)
{
    struct curves c;
    if (curves_load(db, run, &c, err) != PITH_STATUS_OK)
        return NULL;
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
    return checked(all, err);
}

/* One run, as chosen, onto the stream: a store's runs need not fit into memory together. */
static pith_status write_run(struct db *db, const struct run *run, bool trace, bool epochs,
                             bool metrics, FILE *out, pith_error *err)
{
    json_t *one = export_run_json(db, run, err);
    if (one && epochs)
        json_value_put(&one, "epochs", export_epochs_json(db, run->id, err));
    if (one && metrics)
        json_value_put(&one, "metrics", export_metrics_json(db, run->id, err));
    if (one && trace)
        json_value_put(&one, "trace", trace_json(db, run->id, err));
    bool ok = one != NULL;
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
