/*
 * recorder_plan.c - which run a request means: its key, its row, its place in an experiment; see
 * recorder.h.
 */
#include "store/recorder_parts.h"

#include "store/provenance.h"

#include "cli/json.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- key ------------------------------------------------------------------------------------ */

/* Files stand in the key by what is in them, not by where they are. */
static bool in_key(int id)
{
    return knob_changes_result(id) && strcmp(knob_at(id)->unit, "path") != 0;
}

static bool append_knobs(const struct config *cfg, struct buffer *out)
{
    bool ok = true;
    for (int id = 0; id < KNOB_COUNT && ok; id++) {
        if (!in_key(id))
            continue;
        /* Without a choice the size comes from the vectors' file: that is not the default's 300. */
        bool of_file = id == KNOB_embedding_size && cfg->embedding_file[0] && !cfg->set[id];
        ok = buffer_printf(out, "%s=", knob_at(id)->key) &&
             (of_file ? buffer_append_text(out, "file") : config_get(cfg, id, out)) &&
             buffer_append_char(out, '\n');
    }
    return ok;
}

/* Everything that makes a run what it is, as text; the number of the repetition comes behind it. */
static pith_status describe(const struct config *cfg, struct buffer *out, pith_error *err)
{
    const struct {
        const char *role, *path;
    } files[] = {{"train", cfg->data_train},
                 {"dev", cfg->data_dev},
                 {"test", cfg->data_test},
                 {"embedding", cfg->embedding_file},
                 {"from", cfg->train_from}};
    if (!append_knobs(cfg, out))
        return error_memory(err);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char hash[65] = "";
        if (strcmp(files[i].path, "-") == 0)
            return error_hint(err,
                              error_set(err, PITH_STATUS_USAGE,
                                        "%s texts from a pipe cannot be recorded", files[i].role),
                              "put them into a file");
        pith_status status =
            files[i].path[0] ? file_sha256(files[i].path, hash, err) : PITH_STATUS_OK;
        if (status != PITH_STATUS_OK)
            return status;
        if (!buffer_printf(out, "%s.sha256=%s\n", files[i].role, hash))
            return error_memory(err);
    }
    return buffer_printf(out, "pith=%s\nsource=%s\n", pith_version(), provenance_build())
               ? PITH_STATUS_OK
               : error_memory(err);
}

static void hash_description(const struct buffer *description, int repeat, char key[65])
{
    unsigned char digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    char number[32];
    int length = snprintf(number, sizeof number, "repeat=%d\n", repeat);
    sha256_init(&context);
    sha256_update(&context, description->size, (const uint8_t *)description->data);
    sha256_update(&context, (size_t)length, (const uint8_t *)number);
    sha256_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(key + 2 * i, 3, "%02x", digest[i]);
}

pith_status recorder_key(const pith_config *config, int repeat, char key[65], pith_error *err)
{
    struct buffer description = {0};
    pith_status status = describe(&config->knobs, &description, err);
    if (status == PITH_STATUS_OK)
        hash_description(&description, repeat, key);
    buffer_fini(&description);
    return status;
}

/* --- finding -------------------------------------------------------------------------------- */

/* A row that was looked for: its key, and its id and state when it is there. */
struct found {
    char key[65];
    int repeat;
    int64_t run;
    const char *state;
};

static const char *state_name(const char *state)
{
    static const char *const names[] = {"planned", "running", "done", "failed", "stopped"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(state, names[i]) == 0)
            return names[i];
    return "";
}

static bool has_ended(const char *state)
{
    return strcmp(state, "done") == 0 || strcmp(state, "failed") == 0;
}

static pith_status find_repeat(struct db *db, const struct buffer *description, int repeat,
                               struct found *f, pith_error *err)
{
    struct db_query *q;
    *f = (struct found){.repeat = repeat};
    hash_description(description, repeat, f->key);
    pith_status status =
        db_query(db, &q, err, "SELECT id, state FROM run WHERE key = ?", "t", f->key);
    if (db_next(q, &status, err)) {
        f->run = db_get_int(q, 0);
        f->state = state_name(db_get_text(q, 1));
    }
    db_done(q);
    return status;
}

static pith_status find(struct db *db, const struct buffer *description, bool again,
                        struct found *f, pith_error *err)
{
    pith_status status = find_repeat(db, description, 0, f, err);
    for (int i = 1; again && status == PITH_STATUS_OK && f->run && has_ended(f->state); i++)
        status = find_repeat(db, description, i, f, err);
    return status;
}

pith_status recorder_find(struct db *db, const struct recorder_request *request, int64_t *run,
                          const char **state, pith_error *err)
{
    struct buffer description = {0};
    struct found f;
    *run = 0;
    pith_status status = describe(&request->config->knobs, &description, err);
    if (status == PITH_STATUS_OK)
        status = find(db, &description, request->again, &f, err);
    if (status == PITH_STATUS_OK) {
        *run = f.run;
        if (state)
            *state = f.state;
    }
    buffer_fini(&description);
    return status;
}

/* --- the row -------------------------------------------------------------------------------- */

pith_status recorder_config_json(const struct config *cfg, char **json, pith_error *err)
{
    struct buffer value = {0};
    json_t *object = json_object();
    bool ok = object != NULL;
    *json = NULL;
    for (int id = 0; id < KNOB_COUNT && ok; id++) {
        buffer_clear(&value);
        ok = buffer_reserve(&value, 1) && config_get(cfg, id, &value) &&
             json_object_set_new(object, knob_at(id)->key, cli_json_text(value.data, value.size)) ==
                 0;
    }
    *json = ok ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    buffer_fini(&value);
    return *json ? PITH_STATUS_OK : error_memory(err);
}

/* {"knob": [parent's, ours]}, in the order of the table. A parent that is gone differs in
 * nothing. */
static pith_status diff_json(struct db *db, int64_t parent, const char *config_json, char **out,
                             pith_error *err)
{
    char *theirs = NULL;
    pith_status status =
        db_text(db, &theirs, err, "SELECT config_json FROM run WHERE id = ?", "i", parent);
    *out = NULL;
    if (status != PITH_STATUS_OK)
        return status;
    json_t *a = theirs ? json_loads(theirs, 0, NULL) : NULL, *b = json_loads(config_json, 0, NULL);
    json_t *diff = json_object();
    bool ok = diff && b;
    for (int id = 0; a && id < KNOB_COUNT && ok; id++) {
        const char *key = knob_at(id)->key;
        json_t *x = json_object_get(a, key), *y = json_object_get(b, key);
        if (knob_changes_result(id) && x && y && !json_equal(x, y))
            ok = json_object_set_new(diff, key, json_pack("[O, O]", x, y)) == 0;
    }
    *out = ok ? json_dumps(diff, JSON_COMPACT) : NULL;
    json_decref(a);
    json_decref(b);
    json_decref(diff);
    free(theirs);
    return *out ? PITH_STATUS_OK : error_memory(err);
}

/* The model's path as the row keeps it: absolute, or relative to the store's folder. */
static bool append_model(const char *model, int64_t run, struct buffer *out)
{
    if (!model)
        return buffer_printf(out, "runs/%lld/model.safetensors", (long long)run);
    char *here = model[0] == '/' ? NULL : getcwd(NULL, 0);
    bool ok = (!here || (buffer_append_text(out, here) && buffer_append_char(out, '/'))) &&
              buffer_append_text(out, model);
    free(here);
    return ok;
}

static pith_status set_model(struct db *db, const char *model, int64_t run, pith_error *err)
{
    struct buffer path = {0};
    pith_status status =
        append_model(model, run, &path)
            ? db_run(db, err, "UPDATE run SET model = ? WHERE id = ?", "ti", path.data, run)
            : error_memory(err);
    buffer_fini(&path);
    return status;
}

static pith_status insert(struct db *db, const struct recorder_request *q, int64_t provenance,
                          struct found *f, pith_error *err)
{
    static const char sql[] =
        "INSERT INTO run(key, experiment, label, parent, reason, state, message, note, seed, "
        "config_json, diff_json, model, embedding_json, prior_json, provenance, repeat) VALUES"
        "(?, nullif(?, 0), ?, nullif(?, 0), ?, 'planned', '', '', ?, ?, ?, '', '{}', '{}', ?, ?)";
    const struct config *cfg = &q->config->knobs;
    char *config = NULL, *diff = NULL;
    pith_status status = recorder_config_json(cfg, &config, err);
    if (status == PITH_STATUS_OK)
        status = diff_json(db, q->parent, config, &diff, err);
    if (status == PITH_STATUS_OK)
        status = db_run(db, err, sql, "tititittii", f->key, q->experiment, q->label, q->parent,
                        q->reason ? q->reason : "", cfg->train_seed, config, diff, provenance,
                        (int64_t)f->repeat);
    if (status == PITH_STATUS_OK) {
        f->run = db_last_id(db);
        f->state = "planned";
        status = set_model(db, q->model, f->run, err);
    }
    free(config);
    free(diff);
    return status;
}

/* Within a transaction. */
static pith_status find_or_insert(struct db *db, const struct recorder_request *q,
                                  const struct buffer *description, int64_t provenance,
                                  int64_t *run, pith_error *err)
{
    struct found f;
    pith_status status = find(db, description, q->again, &f, err);
    if (status == PITH_STATUS_OK && !f.run)
        status = insert(db, q, provenance, &f, err);
    else if (status == PITH_STATUS_OK && q->model && !has_ended(f.state))
        status = set_model(db, q->model, f.run, err);
    if (status == PITH_STATUS_OK && q->experiment)
        status = db_run(db, err,
                        "INSERT INTO member(experiment, run, position) VALUES(?, ?, ?) "
                        "ON CONFLICT DO UPDATE SET position = excluded.position",
                        "iii", q->experiment, f.run, q->position);
    *run = f.run;
    return status;
}

pith_status recorder_plan(struct db *db, const struct recorder_request *request, int64_t *run,
                          pith_error *err)
{
    struct buffer description = {0};
    int64_t provenance = request->provenance;
    *run = 0;
    /* Files are hashed and git is asked before the store is locked. */
    pith_status status = describe(&request->config->knobs, &description, err);
    if (status == PITH_STATUS_OK && !provenance)
        status = provenance_store(db, &provenance, err);
    if (status == PITH_STATUS_OK)
        status = db_begin(db, err);
    if (status == PITH_STATUS_OK) {
        status = find_or_insert(db, request, &description, provenance, run, err);
        pith_status ended =
            db_end(db, status == PITH_STATUS_OK, status == PITH_STATUS_OK ? err : NULL);
        status = status == PITH_STATUS_OK ? ended : status;
    }
    buffer_fini(&description);
    return status;
}
