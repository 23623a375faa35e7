/* model_metadata.c - configuration and metadata as JSON; see model_metadata.h. */
#include "nn/model_metadata.h"

#include "base/error.h"
#include "base/json_value.h"

#include <stdlib.h>

const char model_vocabulary_name[] = "vocabulary.text";

/* --- configuration --------------------------------------------------------------------------- */

json_t *model_config_json(const struct config *cfg)
{
    json_t *object = json_object();
    struct buffer value = {0};
    for (int id = 0; id < KNOB_COUNT; id++) {
        const struct knob *k = knob_at(id);
        if (k->scope == SCOPE_LOCAL)
            continue;
        buffer_clear(&value);
        json_value_put(&object, k->key,
                       config_get(cfg, id, &value) ? json_string(value.data) : NULL);
    }
    buffer_fini(&value);
    return object;
}

pith_status model_config_parse(const char *text, struct config *cfg, pith_error *err)
{
    config_init(cfg);
    json_error_t where;
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(object)) {
        json_decref(object);
        return error_set(err, PITH_STATUS_DATA, "the configuration is not a JSON object: %s",
                         where.text);
    }
    pith_status status = PITH_STATUS_OK;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        int id = knob_find(key);
        if (!json_is_string(value) || id < 0 || knob_at(id)->scope == SCOPE_LOCAL)
            status = error_set(err, PITH_STATUS_DATA,
                               "the configuration has an unknown knob \"%.60s\"", key);
        else if (config_set(cfg, key, json_string_value(value), err) != PITH_STATUS_OK)
            status = error_in(err, PITH_STATUS_DATA, "");
        if (status != PITH_STATUS_OK)
            break;
    }
    json_decref(object);
    return status;
}

/* --- metadata --------------------------------------------------------------------------------- */

/* A value as text. */
static json_t *text_of(const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_t *string = text ? json_string(text) : NULL;
    free(text);
    return string;
}

json_t *model_metadata(const struct config *cfg, const json_t *metrics)
{
    json_t *metadata = json_object(), *config = model_config_json(cfg);
    json_value_put(&metadata, "pith.format", json_string(MODEL_FORMAT));
    json_value_put(&metadata, "pith.labels", json_string("O,B,I,E,S"));
    json_value_put(&metadata, "pith.config", text_of(config));
    if (metrics)
        json_value_put(&metadata, "pith.metrics", text_of(metrics));
    json_decref(config);
    return metadata;
}
