/* plan_store.c - plan and experiments as rows; see plan_store.h. */
#include "store/plan_store.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"

#include <jansson.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the plan's hash ------------------------------------------------------------------------ */

static void hash_text(struct sha256_ctx *ctx, const char *text)
{
    sha256_update(ctx, strlen(text) + 1, (const uint8_t *)text);
}

/*
 * The hashes of the data files of the first run: they are the plan's own, or those given with it.
 */
static pith_status hash_data(struct sha256_ctx *ctx, const struct expansion *x, pith_error *err)
{
    if (!x->count)
        return PITH_STATUS_OK;
    const struct config *cfg = &x->runs[0].config.knobs;
    const char *const paths[] = {cfg->data_train, cfg->data_dev, cfg->data_test};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char sha256[65] = "";
        pith_status status = *paths[i] ? file_sha256(paths[i], sha256, err) : PITH_STATUS_OK;
        if (status != PITH_STATUS_OK)
            return status;
        hash_text(ctx, sha256);
    }
    return PITH_STATUS_OK;
}

static pith_status hash_plan(const struct plan *plan, const struct expansion *x, char hash[65],
                             pith_error *err)
{
    struct sha256_ctx ctx;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&ctx);
    sha256_update(&ctx, plan->size, (const uint8_t *)plan->text);
    hash_text(&ctx, "");
    pith_status status = hash_data(&ctx, x, err);
    sha256_digest(&ctx, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hash + 2 * i, 3, "%02x", digest[i]);
    return status;
}

/* --- settings_json -------------------------------------------------------------------------- */

static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0; /* fails on NULL, too */
}

static bool put_change(json_t *settings, const struct plan_experiment *e)
{
    json_t *change = json_object();
    bool ok = change != NULL;
    for (size_t i = 0; i < e->change.count && ok; i++)
        ok = put(change, e->change.items[i].key, json_string(e->change.items[i].value));
    return put(settings, "change", change) && ok;
}

static bool put_grid(json_t *settings, const struct plan_experiment *e)
{
    json_t *grid = json_object();
    bool ok = grid != NULL;
    for (size_t a = 0; a < e->grid.count && ok; a++) {
        json_t *values = json_array();
        ok = values != NULL;
        for (size_t i = 0; i < e->grid.items[a].count && ok; i++)
            ok = json_array_append_new(values, json_string(e->grid.items[a].values[i])) == 0;
        ok = put(grid, e->grid.items[a].key, values) && ok;
    }
    return put(settings, "grid", grid) && ok;
}

static bool put_seeds(json_t *settings, const struct plan_experiment *e)
{
    json_t *seeds = json_array();
    bool ok = seeds != NULL;
    for (size_t i = 0; i < e->seed_count && ok; i++)
        ok = json_array_append_new(seeds, json_integer(e->seeds[i])) == 0;
    return put(settings, "seeds", seeds) && ok;
}

/*
 * {"change": {knob: value}, "grid": {knob: [value]}, "seeds": [n], "expect_failure": true,
 *  "result": "..."}; of a landscape {"ends": {"from": id, "to": id}, "points": n, ...}.
 */
static json_t *settings_json(const struct plan_experiment *e)
{
    json_t *settings = json_object();
    bool ok = settings != NULL;
    if (e->kind == PLAN_LANDSCAPE)
        ok = ok &&
             put(settings, "ends", json_pack("{s:s,s:s}", "from", e->from.id, "to", e->to.id)) &&
             put(settings, "points", json_integer(e->points));
    else
        ok = ok && put_change(settings, e) && put_grid(settings, e) && put_seeds(settings, e);
    if (e->expect_failure)
        ok = ok && put(settings, "expect_failure", json_true());
    if (*e->result)
        ok = ok && put(settings, "result", json_string(e->result));
    if (ok)
        return settings;
    json_decref(settings);
    return NULL;
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
    return status == PITH_STATUS_OK
               ? db_int(db, id, err, "SELECT id FROM experiment WHERE plan = ? AND name = ?", "it",
                        plan_id, e->id)
               : status;
}

pith_status plan_store_save(struct db *db, const struct plan *plan, const struct expansion *x,
                            int64_t *experiments, pith_error *err)
{
    char hash[65] = "";
    int64_t id = 0;
    pith_status status = hash_plan(plan, x, hash, err);
    if (status == PITH_STATUS_OK)
        status = db_run(db, err,
                        "INSERT INTO plan(hash, path, text, title, problem, conclusion, created)"
                        " VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(hash) DO NOTHING",
                        "ttttttd", hash, plan->path, plan->text, plan->title, plan->problem,
                        plan->conclusion, clock_date());
    if (status == PITH_STATUS_OK)
        status = db_int(db, &id, err, "SELECT id FROM plan WHERE hash = ?", "t", hash);
    for (size_t i = 0; i < plan->count && status == PITH_STATUS_OK; i++)
        status = save_experiment(db, plan, id, i, &experiments[i], err);
    return status;
}

pith_status plan_store_member(struct db *db, int64_t experiment, int64_t run, size_t position,
                              pith_error *err)
{
    pith_status status =
        db_run(db, err, "DELETE FROM member WHERE experiment = ? AND position = ? AND run <> ?",
               "iii", experiment, (int64_t)position, run);
    if (status != PITH_STATUS_OK)
        return status;
    return db_run(db, err,
                  "INSERT INTO member(experiment, run, position) VALUES(?, ?, ?)"
                  " ON CONFLICT(experiment, run) DO NOTHING",
                  "iii", experiment, run, (int64_t)position);
}
