/* checkpoint.c - a training run on disk; see checkpoint.h. */
#include "train/checkpoint.h"

#include "base/error.h"
#include "nn/model.h"
#include "nn/model_metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_MAX = 3 };

/* --- the state as text ---------------------------------------------------------------------- */

/* One row per member of struct train_state, each of 64 bits: both directions walk this table. */
static const struct state_row {
    const char *name;
    size_t offset;
} state_rows[] = {
    {"step", offsetof(struct train_state, step)},
    {"epoch", offsetof(struct train_state, epoch)},
    {"step_in_epoch", offsetof(struct train_state, step_in_epoch)},
    {"epoch_loss", offsetof(struct train_state, epoch_loss)},
    {"seconds", offsetof(struct train_state, seconds)},
    {"epoch_seconds", offsetof(struct train_state, epoch_seconds)},
    {"best_epoch", offsetof(struct train_state, best_epoch)},
    {"best_score", offsetof(struct train_state, best_score)},
    {"schedule.best", offsetof(struct train_state, schedule.best)},
    {"schedule.bad_epochs", offsetof(struct train_state, schedule.bad_epochs)},
    {"schedule.reductions", offsetof(struct train_state, schedule.reductions)},
};
enum { STATE_ROWS = sizeof state_rows / sizeof *state_rows };

static json_t *state_json(const struct train_state *state)
{
    json_t *object = json_object();
    for (size_t i = 0; object && i < STATE_ROWS; i++) {
        const char *member = (const char *)state + state_rows[i].offset;
        char text[64];
        int64_t number;
        memcpy(&number, member, sizeof number); /* of a double: its bits */
        snprintf(text, sizeof text, "%lld", (long long)number);
        if (json_object_set_new(object, state_rows[i].name, json_string(text)) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static bool state_parse(const char *text, struct train_state *state)
{
    json_t *object = text ? json_loads(text, 0, NULL) : NULL;
    bool ok = json_is_object(object);
    for (size_t i = 0; ok && i < STATE_ROWS; i++) {
        const char *value = json_string_value(json_object_get(object, state_rows[i].name));
        char *member = (char *)state + state_rows[i].offset, *end = NULL;
        ok = value != NULL;
        int64_t number = ok ? strtoll(value, &end, 10) : 0;
        memcpy(member, &number, sizeof number);
        ok = ok && end != value && !*end;
    }
    json_decref(object);
    return ok && state->step >= 0 && state->epoch >= 0 && state->step_in_epoch >= 0;
}

/* --- tensors -------------------------------------------------------------------------------- */

/* Slab 0 holds the parameters, slab i > 0 slot i - 1 of the optimizer, under a name. */
static real *slab_at(const struct net *net, struct optimizer *o, int i, const char **name)
{
    *name = "";
    return i ? optimizer_slot(o, i - 1, name) : net->slab;
}

/* Lists the parameters and, for each slot, the same shapes under "slot/parameter". */
static size_t list_tensors(const struct net *net, struct optimizer *o, struct st_tensor *out)
{
    size_t params = model_net_tensors(net, out), count = params;
    for (int i = 1; i <= optimizer_slots(o); i++) {
        const char *name;
        const real *slab = slab_at(net, o, i, &name);
        for (size_t j = 0; j < params; j++) {
            out[count] = out[j];
            out[count].data = slab + net->table.items[j].offset;
            snprintf(out[count].name, sizeof out[count].name, "%s/%s", name,
                     net->table.items[j].name);
            count++;
        }
    }
    return count;
}

static pith_status make_metadata(const struct config *cfg, const struct checkpoint_origin *origin,
                                 struct optimizer *optimizer, const struct train_state *state,
                                 json_t **out, pith_error *err)
{
    json_t *config = model_config_json(cfg), *numbers = state_json(state);
    char *config_text = config ? json_dumps(config, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    char *state_text = numbers ? json_dumps(numbers, JSON_COMPACT) : NULL;
    char steps[32];
    snprintf(steps, sizeof steps, "%lld", (long long)optimizer_steps(optimizer));
    *out = config_text && state_text
               ? json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "pith.checkpoint", "1", "pith.config",
                           config_text, "pith.state", state_text, "pith.optimizer_steps", steps,
                           "pith.train_sha256", origin->train, "pith.vocabulary_sha256",
                           origin->vocabulary)
               : NULL;
    free(config_text);
    free(state_text);
    json_decref(config);
    json_decref(numbers);
    return *out ? PITH_STATUS_OK : error_memory(err);
}

pith_status checkpoint_write(const char *path, const struct config *cfg,
                             const struct checkpoint_origin *origin, const struct net *net,
                             struct optimizer *optimizer, const struct train_state *state,
                             pith_error *err)
{
    json_t *metadata;
    pith_status status = make_metadata(cfg, origin, optimizer, state, &metadata, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct st_tensor *tensors = array_calloc(PARAM_MAX * (1 + SLOTS_MAX), sizeof *tensors);
    if (tensors) {
        size_t count = list_tensors(net, optimizer, tensors);
        status = st_write(path, metadata, tensors, count, err);
    } else {
        status = error_memory(err);
    }
    free(tensors);
    json_decref(metadata);
    return status;
}

/* --- reading -------------------------------------------------------------------------------- */

static pith_status check_config(const struct st_file *f, const struct config *cfg, pith_error *err)
{
    static const int free_knobs[] = {KNOB_train_epochs, KNOB_train_max_steps, KNOB_train_patience};
    struct config was;
    const char *text = st_metadata(f, "pith.config");
    pith_status status =
        text ? model_config_parse(text, &was, err)
             : error_set(err, PITH_STATUS_DATA, "no configuration in the checkpoint");
    if (status != PITH_STATUS_OK)
        return error_in(err, status, f->path);
    for (int id = 0; id < KNOB_COUNT; id++) {
        bool may_differ = knob_at(id)->scope == SCOPE_LOCAL;
        for (size_t i = 0; i < sizeof free_knobs / sizeof *free_knobs; i++)
            may_differ = may_differ || id == free_knobs[i];
        if (may_differ || config_equal(&was, cfg, id))
            continue;
        struct buffer value = {0};
        config_get(&was, id, &value);
        status =
            error_at(err, PITH_STATUS_USAGE, f->path, 0, "the checkpoint was made with %s = %.60s",
                     knob_at(id)->key, value.data ? value.data : "?");
        buffer_fini(&value);
        return error_hint(err, status, "use the same knobs, or remove the file to start afresh");
    }
    return PITH_STATUS_OK;
}

static pith_status check_origin(const struct st_file *f, const struct checkpoint_origin *origin,
                                pith_error *err)
{
    const char *train = st_metadata(f, "pith.train_sha256");
    const char *vocabulary = st_metadata(f, "pith.vocabulary_sha256"); /* older ones have none */
    if (!train || strcmp(train, origin->train) != 0)
        return error_hint(err,
                          error_at(err, PITH_STATUS_USAGE, f->path, 0,
                                   "the checkpoint was made from other training texts"),
                          "restore the training file, or remove the checkpoint");
    if (vocabulary && strcmp(vocabulary, origin->vocabulary) != 0)
        return error_hint(err,
                          error_at(err, PITH_STATUS_USAGE, f->path, 0,
                                   "the checkpoint was made with another vocabulary"),
                          "give the embedding.file of the first time, or remove the checkpoint");
    return PITH_STATUS_OK;
}

static pith_status read_tensors(const struct st_file *f, struct net *net,
                                struct optimizer *optimizer, pith_error *err)
{
    struct st_tensor *wanted = array_calloc(PARAM_MAX * (1 + SLOTS_MAX), sizeof *wanted);
    if (!wanted)
        return error_memory(err);
    pith_status status = PITH_STATUS_OK;
    const char *name;
    size_t params = (size_t)net->table.count, count = list_tensors(net, optimizer, wanted);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        const struct st_tensor *have = st_find(f, wanted[i].name);
        if (have && have->dtype == wanted[i].dtype && have->count == wanted[i].count)
            memcpy(slab_at(net, optimizer, (int)(i / params), &name) +
                       net->table.items[i % params].offset,
                   have->data, have->count * st_width(have->dtype));
        else
            status = error_at(err, PITH_STATUS_DATA, f->path, 0, "tensor %s: expected %zu numbers",
                              wanted[i].name, wanted[i].count);
    }
    free(wanted);
    return status;
}

pith_status checkpoint_read(const char *path, const struct config *cfg,
                            const struct checkpoint_origin *origin, struct net *net,
                            struct optimizer *optimizer, struct train_state *state, pith_error *err)
{
    struct st_file f = {0};
    pith_status status = st_open(&f, path, err);
    if (status != PITH_STATUS_OK)
        return status;
    const char *kind = st_metadata(&f, "pith.checkpoint"), *steps;
    if (!kind || strcmp(kind, "1") != 0) {
        status = error_at(err, PITH_STATUS_DATA, path, 0, "this is not a checkpoint of pith");
        goto done;
    }
    status = check_config(&f, cfg, err);
    if (status == PITH_STATUS_OK)
        status = check_origin(&f, origin, err);
    if (status != PITH_STATUS_OK)
        goto done;
    steps = st_metadata(&f, "pith.optimizer_steps");
    if (!steps || !state_parse(st_metadata(&f, "pith.state"), state)) {
        status = error_at(err, PITH_STATUS_DATA, path, 0, "the state in the checkpoint is damaged");
        goto done;
    }
    status = read_tensors(&f, net, optimizer, err);
    if (status == PITH_STATUS_OK)
        optimizer_set_steps(optimizer, strtoll(steps, NULL, 10));
done:
    st_close(&f);
    return status;
}
