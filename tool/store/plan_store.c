/* plan_store.c - plan and experiments as rows; see plan_store.h. */
#include "store/plan_store.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_value.h"

#include <string.h>

/* --- the plan's hash ------------------------------------------------------------------------ */

/*
 * Over the text and the hashes of the data files of the first run, which are the plan's own or
 * those given with it; a NUL behind each.
 */
static pith_status hash_plan(const struct plan *plan, const struct expansion *x, char hash[65],
                             pith_error *err)
{
    const struct config *cfg = x->count ? &x->runs[0].config.knobs : NULL;
    const char *const paths[] = {cfg ? cfg->data_train : NULL, cfg ? cfg->data_dev : NULL,
                                 cfg ? cfg->data_test : NULL};
    struct buffer all = {0};
    buffer_append(&all, plan->text, plan->size);
    buffer_append_char(&all, '\0');
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < sizeof paths / sizeof *paths && paths[i]; i++) {
        char sha256[65] = "";
        if (status == PITH_STATUS_OK && *paths[i])
            status = file_sha256(paths[i], sha256, err);
        buffer_append(&all, sha256, strlen(sha256) + 1);
    }
    if (status == PITH_STATUS_OK && !buffer_ok(&all))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        sha256_hex(all.data, all.size, hash);
    buffer_fini(&all);
    return status;
}

/* --- settings_json -------------------------------------------------------------------------- */

static json_t *change_json(const struct plan_experiment *e)
{
    json_t *change = json_object();
    for (size_t i = 0; i < e->change.count; i++)
        json_value_put(&change, e->change.items[i].key,
                       json_string(e->change.items[i].values->text));
    return change;
}

static json_t *grid_json(const struct plan_experiment *e)
{
    json_t *grid = json_object();
    for (size_t a = 0; a < e->grid.count; a++) {
        json_t *values = json_array();
        for (size_t i = 0; i < e->grid.items[a].count; i++)
            json_value_append(&values, json_string(e->grid.items[a].values[i].text));
        json_value_put(&grid, e->grid.items[a].key, values);
    }
    return grid;
}

static json_t *seeds_json(const struct plan_experiment *e)
{
    json_t *seeds = json_array();
    for (size_t i = 0; i < e->seed_count; i++)
        json_value_append(&seeds, json_integer(e->seeds[i]));
    return seeds;
}

/*
 * {"change": {knob: value}, "grid": {knob: [value]}, "seeds": [n], "expect_failure": true,
 *  "result": "..."}; of a landscape {"ends": {"from": id, "to": id}, "points": n, ...}.
 */
static json_t *settings_json(const struct plan_experiment *e)
{
    json_t *settings = json_object();
    if (e->kind == PLAN_LANDSCAPE) {
        json_value_put(&settings, "ends",
                       json_pack("{s:s,s:s}", "from", e->from.id, "to", e->to.id));
        json_value_put(&settings, "points", json_integer(e->points));
    } else {
        json_value_put(&settings, "change", change_json(e));
        json_value_put(&settings, "grid", grid_json(e));
        json_value_put(&settings, "seeds", seeds_json(e));
    }
    if (e->expect_failure)
        json_value_put(&settings, "expect_failure", json_true());
    if (*e->result)
        json_value_put(&settings, "result", json_string(e->result));
    return settings;
}

/* --- rows ----------------------------------------------------------------------------------- */

static pith_status save_experiment(struct db *db, const struct plan *plan, int64_t plan_id,
                                   size_t i, int64_t *id, pith_error *err)
{
    const struct plan_experiment *e = &plan->experiments[i];
    json_t *settings = settings_json(e);
    pith_status status = db_run(
        db, err,
        "INSERT INTO experiment(plan, position, name, parent, kind, reason, expect, settings_json)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(plan, name) DO NOTHING",
        "iitttttj", plan_id, (int64_t)i, e->id, e->parent.id, plan_kind_name(e->kind), e->reason,
        e->expect, settings);
    json_decref(settings);
    TRY(status);
    return db_int(db, id, err, "SELECT id FROM experiment WHERE plan = ? AND name = ?", "it",
                  plan_id, e->id);
}

pith_status plan_store_save(struct db *db, const struct plan *plan, const struct expansion *x,
                            int64_t *experiments, pith_error *err)
{
    char hash[65] = "";
    int64_t id = 0;
    TRY(hash_plan(plan, x, hash, err));
    TRY(db_run(db, err,
               "INSERT INTO plan(hash, path, text, title, problem, conclusion, created)"
               " VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(hash) DO NOTHING",
               "ttttttd", hash, plan->path, plan->text, plan->title, plan->problem,
               plan->conclusion, clock_date()));
    TRY(db_int(db, &id, err, "SELECT id FROM plan WHERE hash = ?", "t", hash));
    for (size_t i = 0; i < plan->count; i++)
        TRY(save_experiment(db, plan, id, i, &experiments[i], err));
    return PITH_STATUS_OK;
}

pith_status plan_store_member(struct db *db, int64_t experiment, int64_t run, size_t position,
                              pith_error *err)
{
    TRY(db_run(db, err, "DELETE FROM member WHERE experiment = ? AND position = ? AND run <> ?",
               "iii", experiment, (int64_t)position, run));
    return db_run(db, err,
                  "INSERT INTO member(experiment, run, position) VALUES(?, ?, ?)"
                  " ON CONFLICT DO UPDATE SET position = excluded.position",
                  "iii", experiment, run, (int64_t)position);
}
