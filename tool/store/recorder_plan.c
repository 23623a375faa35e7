/* recorder_plan.c - keys of runs and their rows; see recorder_plan.h. */
#include "store/recorder_plan.h"

#include "store/data_role.h"
#include "store/provenance.h"

#include "base/json_value.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- key ------------------------------------------------------------------------------------ */

/* Files stand in the key by what is in them, not by where they are: append_files. */
static void append_knobs(const struct config *cfg, struct buffer *out)
{
    for (int id = 0; id < KNOB_COUNT; id++) {
        if (!knob_changes_result(id) || data_role(id))
            continue;
        /* Without a choice the size comes from the vectors' file: that is not the default's 300. */
        bool of_file = id == KNOB_embedding_size && cfg->embedding_file[0] && !cfg->set[id];
        buffer_printf(out, "%s=%s", knob_at(id)->key, of_file ? "file" : "");
        if (!of_file)
            config_get(cfg, id, out);
        buffer_append_char(out, '\n');
    }
}

static pith_status append_files(const struct config *cfg, struct buffer *out, pith_error *err)
{
    for (int id = 0; id < KNOB_COUNT; id++) {
        char hash[65] = "";
        const char *role = data_role(id), *path = data_path(cfg, id);
        if (!role)
            continue;
        if (strcmp(path, "-") == 0)
            return error_cure(err, PITH_STATUS_USAGE, "put them into a file",
                              "%s texts from a pipe cannot be recorded", role);
        if (*path)
            TRY(file_sha256(path, hash, err));
        buffer_printf(out, "%s.sha256=%s\n", role, hash);
    }
    return PITH_STATUS_OK;
}

/* Everything that makes a run what it is, as text; the number of the repetition comes behind it. */
static pith_status describe(const struct config *cfg, struct buffer *out, pith_error *err)
{
    append_knobs(cfg, out);
    TRY(append_files(cfg, out, err));
    buffer_printf(out, "pith=%s\nsource=%s\n", pith_version(), provenance_build());
    return buffer_ok(out) ? PITH_STATUS_OK : error_memory(err);
}

/* The key: the description, and which repetition of it. */
static pith_status hash_description(struct buffer *description, int repeat, char key[65],
                                    pith_error *err)
{
    size_t size = description->size;
    if (!buffer_printf(description, "repeat=%d\n", repeat))
        return error_memory(err);
    sha256_hex(description->data, description->size, key);
    description->size = size;
    return PITH_STATUS_OK;
}

pith_status recorder_key(const pith_config *config, int repeat, char key[65], pith_error *err)
{
    struct buffer description = {0};
    pith_status status = describe(&config->knobs, &description, err);
    if (status == PITH_STATUS_OK)
        status = hash_description(&description, repeat, key, err);
    buffer_fini(&description);
    return status;
}

/* --- finding -------------------------------------------------------------------------------- */

/* A row that was looked for: its key, and its id when it is there. */
struct found {
    char key[65];
    int repeat;
    int64_t run;
    enum run_state state;
};

static pith_status find_repeat(struct db *db, struct buffer *description, int repeat,
                               struct found *f, pith_error *err)
{
    struct run run;
    *f = (struct found){.repeat = repeat};
    TRY(hash_description(description, repeat, f->key, err));
    TRY(run_find(db, &(struct run_filter){.key = f->key, .brief = true}, &run, err));
    f->run = run.id;
    f->state = run.state;
    run_fini(&run);
    return PITH_STATUS_OK;
}

static pith_status find(struct db *db, struct buffer *description, bool again, struct found *f,
                        pith_error *err)
{
    TRY(find_repeat(db, description, 0, f, err));
    for (int i = 1; again && run_state_ended(f->state); i++)
        TRY(find_repeat(db, description, i, f, err));
    return PITH_STATUS_OK;
}

pith_status recorder_find(struct db *db, const struct recorder_request *request, int64_t *run,
                          enum run_state *state, pith_error *err)
{
    struct buffer description = {0};
    struct found f = {0};
    pith_status status = describe(&request->config->knobs, &description, err);
    if (status == PITH_STATUS_OK)
        status = find(db, &description, request->again, &f, err);
    *run = status == PITH_STATUS_OK ? f.run : 0;
    *state = status == PITH_STATUS_OK ? f.state : RUN_NEW;
    buffer_fini(&description);
    return status;
}

/* --- the row -------------------------------------------------------------------------------- */

/* {"knob": [parent's, ours]}, in the order of the table; {} without a parent. NULL: no memory. */
static json_t *diff_json(const json_t *parent, const json_t *own)
{
    json_t *diff = own ? json_object() : NULL;
    for (int id = 0; id < KNOB_COUNT; id++) {
        const char *key = knob_at(id)->key;
        json_t *x = json_object_get(parent, key), *y = json_object_get(own, key);
        if (knob_changes_result(id) && x && y && !json_equal(x, y))
            json_value_put(&diff, key, json_pack("[O, O]", x, y));
    }
    return diff;
}

/* The model's path: absolute, or relative to the store's folder when nobody named one. */
static pith_status set_model(struct db *db, const char *model, int64_t run, pith_error *err)
{
    struct buffer path = {0};
    char *here = model && model[0] != '/' ? getcwd(NULL, 0) : NULL;
    bool ok = model ? buffer_printf(&path, "%s%s%s", here ? here : "", here ? "/" : "", model)
                    : buffer_printf(&path, "runs/%lld/model.safetensors", (long long)run);
    pith_status status = ok ? run_set_model(db, run, path.data, err) : error_memory(err);
    free(here);
    buffer_fini(&path);
    return status;
}

static pith_status insert(struct db *db, const struct recorder_request *q, int64_t provenance,
                          struct found *f, pith_error *err)
{
    struct run parent = {0}; /* one that is gone differs in nothing */
    if (q->parent)
        TRY(run_find(db, &(struct run_filter){.id = q->parent}, &parent, err));
    json_t *config = run_config_json(&q->config->knobs), *diff = diff_json(parent.config, config);
    const struct run_insertion row = {.key = f->key,
                                      .repeat = f->repeat,
                                      .experiment = q->experiment,
                                      .parent = q->parent,
                                      .provenance = provenance,
                                      .label = q->label,
                                      .reason = q->reason ? q->reason : "",
                                      .seed = q->config->knobs.train_seed,
                                      .config = config,
                                      .diff = diff};
    pith_status status = run_insert(db, &row, &f->run, err);
    if (status == PITH_STATUS_OK)
        status = set_model(db, q->model, f->run, err);
    json_decref(config);
    json_decref(diff);
    run_fini(&parent);
    return status;
}

/* Within a transaction. */
static pith_status find_or_insert(struct db *db, const struct recorder_request *q,
                                  struct buffer *description, int64_t provenance, int64_t *run,
                                  pith_error *err)
{
    struct found f;
    TRY(find(db, description, q->again, &f, err));
    if (!f.run)
        TRY(insert(db, q, provenance, &f, err));
    else if (q->model && !run_state_ended(f.state))
        TRY(set_model(db, q->model, f.run, err));
    *run = f.run;
    return PITH_STATUS_OK;
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
    if (status == PITH_STATUS_OK)
        status =
            db_finish(db, find_or_insert(db, request, &description, provenance, run, err), err);
    buffer_fini(&description);
    return status;
}
