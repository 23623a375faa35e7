/* config_public.c - stage 3 of pith.h: knobs, presets and configurations as handles. */
#include "base/config.h"
#include "base/error.h"
#include "base/preset.h"

#include <stdlib.h>
#include <string.h>

int pith_knob_at(int i, pith_knob *knob)
{
    static const char *const kinds[] = {"int", "real", "bool", "enum", "text", "list"};
    static const char *const scopes[] = {"model", "train", "local"};
    if (i < 0 || i >= KNOB_COUNT)
        return 0;
    const struct knob *k = knob_at(i);
    *knob = (pith_knob){k->key,           kinds[k->kind], scopes[k->scope],
                        k->default_value, k->choices,     k->unit,
                        k->help,          k->min,         k->max};
    return 1;
}

int pith_preset_at(int i, const char **name, const char **summary)
{
    const struct preset *p = preset_at(i);
    if (!p)
        return 0;
    *name = p->name;
    *summary = p->summary;
    return 1;
}

pith_status pith_config_new(pith_config **config, pith_error *err)
{
    *config = malloc(sizeof **config);
    if (!*config)
        return error_memory(err);
    config_init(&(*config)->knobs);
    return PITH_STATUS_OK;
}

void pith_config_free(pith_config *config)
{
    free(config);
}

pith_status pith_config_set(pith_config *config, const char *key, const char *value,
                            pith_error *err)
{
    return config_set(&config->knobs, key, value, err);
}

pith_status pith_config_preset(pith_config *config, const char *name, pith_error *err)
{
    return config_preset(&config->knobs, name, err);
}

pith_status pith_config_get(const pith_config *config, const char *key, char *out, size_t size,
                            pith_error *err)
{
    int id = knob_find(key);
    if (id < 0)
        return error_hint(err, error_set(err, PITH_STATUS_USAGE, "there is no knob \"%.60s\"", key),
                          "did you mean %s?", knob_nearest(key));
    struct buffer text = {0};
    pith_status status = PITH_STATUS_OK;
    if (!config_get(&config->knobs, id, &text))
        status = error_memory(err);
    else if (text.size >= size)
        status = error_set(err, PITH_STATUS_USAGE, "%s needs %zu bytes", key, text.size + 1);
    else
        memcpy(out, text.data, text.size + 1);
    buffer_fini(&text);
    return status;
}
