/* model_metadata.c - configuration and metadata as JSON; see model_metadata.h. */
#include "nn/model_metadata.h"

#include "base/error.h"

#include <stdlib.h>

const char model_vocabulary_name[] = "vocabulary.text";

/* --- configuration --------------------------------------------------------------------------- */

json_t *model_config_json(const struct config *cfg)
{
    json_t *object = json_object();
    struct buffer value = {0};
    for (int id = 0; object && id < KNOB_COUNT; id++) {
        const struct knob *k = knob_at(id);
        if (k->scope == SCOPE_LOCAL)
            continue;
        buffer_clear(&value);
        if (!config_get(cfg, id, &value) ||
            json_object_set_new(object, k->key, json_string(value.data)) != 0) {
            json_decref(object);
            object = NULL;
        }
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

static bool put(json_t *object, const char *key, const char *text)
{
    return text && json_object_set_new(object, key, json_string(text)) == 0;
}

static bool put_json(json_t *object, const char *key, const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    bool ok = put(object, key, text);
    free(text);
    return ok;
}

json_t *model_metadata(const struct config *cfg, const json_t *metrics)
{
    json_t *metadata = json_object(), *config = model_config_json(cfg);
    bool ok = metadata && config && put(metadata, "pith.format", "1") &&
              put(metadata, "pith.labels", "O,B,I,E,S") &&
              put_json(metadata, "pith.config", config) &&
              (!metrics || put_json(metadata, "pith.metrics", metrics));
    json_decref(config);
    if (!ok) {
        json_decref(metadata);
        metadata = NULL;
    }
    return metadata;
}
