/* run_info.c - a run's row, parsed; see run_info.h. */
#include "store/run_info.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char run_sql[] =
    "SELECT r.id, coalesce(r.parent, 0), r.seed, r.steps, coalesce(r.vocabulary, 0),"
    " coalesce(r.parameters, 0), coalesce(r.steps_per_epoch, 0),"
    " r.key, r.label, r.reason, r.state, r.message, r.note, r.model,"
    " p.title, e.name, parent.label,"
    " r.config_json, r.diff_json, r.embedding_json, r.prior_json, v.json,"
    " r.started, r.ended, r.seconds, r.tokens_per_second "
    "FROM run r LEFT JOIN experiment e ON e.id = r.experiment LEFT JOIN plan p ON p.id = e.plan "
    "LEFT JOIN run parent ON parent.id = r.parent LEFT JOIN provenance v ON v.id = r.provenance "
    "WHERE r.id = ?";

enum {
    FIRST_TEXT = 7,
    TEXTS = 10,
    FIRST_JSON = FIRST_TEXT + TEXTS,
    JSONS = 5,
    FIRST_TIME = FIRST_JSON + JSONS
};

static json_t *parse_object(const char *text)
{
    json_t *object = json_loads(text, 0, NULL);
    if (!json_is_object(object)) {
        json_decref(object);
        object = json_object();
    }
    return object;
}

static bool take_row(const struct db_query *q, struct run_info *out)
{
    *out = (struct run_info){.id = db_get_int(q, 0),
                             .parent = db_get_int(q, 1),
                             .seed = db_get_int(q, 2),
                             .steps = db_get_int(q, 3),
                             .vocabulary = db_get_int(q, 4),
                             .parameters = db_get_int(q, 5),
                             .steps_per_epoch = db_get_int(q, 6),
                             .started = db_get_double(q, FIRST_TIME),
                             .ended = db_get_double(q, FIRST_TIME + 1),
                             .seconds = db_get_double(q, FIRST_TIME + 2),
                             .tokens_per_second = db_get_double(q, FIRST_TIME + 3)};
    char **texts[TEXTS] = {&out->key,        &out->label,       &out->reason, &out->state,
                           &out->message,    &out->note,        &out->model,  &out->plan,
                           &out->experiment, &out->parent_label};
    json_t **objects[JSONS] = {&out->config, &out->diff, &out->embedding, &out->prior,
                               &out->provenance};
    bool ok = true;
    for (int i = 0; i < TEXTS; i++)
        ok = (*texts[i] = strdup(db_get_text(q, FIRST_TEXT + i))) != NULL && ok;
    for (int i = 0; i < JSONS; i++)
        ok = (*objects[i] = parse_object(db_get_text(q, FIRST_JSON + i))) != NULL && ok;
    return ok;
}

pith_status run_info_load(struct db *db, int64_t id, struct run_info *out, pith_error *err)
{
    struct db_query *q;
    *out = (struct run_info){0};
    pith_status status = db_query(db, &q, err, run_sql, "i", id);
    if (db_next(q, &status, err) && !take_row(q, out))
        status = error_memory(err);
    else if (status == PITH_STATUS_OK && !out->id)
        status = error_set(err, PITH_STATUS_USAGE, "there is no run %lld", (long long)id);
    db_done(q);
    if (status != PITH_STATUS_OK)
        run_info_fini(out);
    return status;
}

void run_info_fini(struct run_info *info)
{
    free(info->key);
    free(info->label);
    free(info->reason);
    free(info->state);
    free(info->message);
    free(info->note);
    free(info->model);
    free(info->plan);
    free(info->experiment);
    free(info->parent_label);
    json_decref(info->config);
    json_decref(info->diff);
    json_decref(info->embedding);
    json_decref(info->prior);
    json_decref(info->provenance);
    *info = (struct run_info){0};
}

pith_status run_info_config(const struct run_info *info, struct config *cfg, pith_error *err)
{
    const char *key;
    json_t *value;
    config_init(cfg);
    json_object_foreach(info->config, key, value)
    {
        const char *text = json_string_value(value);
        pith_status status = config_set(cfg, key, text ? text : "", err);
        if (status == PITH_STATUS_OK)
            continue;
        char why[256];
        snprintf(why, sizeof why, "%.200s", err ? err->message : "");
        return error_set(err, PITH_STATUS_DATA, "the configuration of run %lld: %s",
                         (long long)info->id, why);
    }
    return PITH_STATUS_OK;
}

const char *run_info_time(double when, char *out, size_t size)
{
    time_t seconds = when > 0 && when < 1e12 ? (time_t)when : 0;
    struct tm local;
    if (!seconds || !localtime_r(&seconds, &local) ||
        !strftime(out, size, "%Y-%m-%d %H:%M", &local))
        snprintf(out, size, "-");
    return out;
}

bool run_info_name(const struct run_info *info, struct buffer *out)
{
    size_t start = out->size;
    if (!buffer_printf(out, "run %lld (%s)", (long long)info->id, info->label))
        return false;
    for (size_t i = start; i < out->size; i++)
        if ((unsigned char)out->data[i] < 0x20 || out->data[i] == 0x7f)
            out->data[i] = ' ';
    return true;
}

const char *json_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}
