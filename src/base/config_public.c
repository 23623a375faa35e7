/* config_public.c - stage 3 of pith.h: knobs, presets and configurations as handles. */
#include "base/config.h"
#include "base/error.h"
#include "base/preset.h"

#include <stdlib.h>
#include <string.h>

/* The public half of the table: what struct knob has besides, nobody outside needs. */
#define KNOB(section, name, kind, scope, def, choices, unit, help, lo, hi)                         \
    {sizeof(pith_knob),                                                                            \
     #section "." #name,                                                                           \
     kind,                                                                                         \
     SCOPE_##scope##_NAME,                                                                         \
     def,                                                                                          \
     choices,                                                                                      \
     unit,                                                                                         \
     help,                                                                                         \
     lo,                                                                                           \
     hi},
#define SCOPE_MODEL_NAME "model"
#define SCOPE_TRAIN_NAME "train"
#define SCOPE_LOCAL_NAME "local"

static const pith_knob rows[KNOB_COUNT] = {
#define INT(s, n, def, lo, hi, unit, scope, role, help)                                            \
    KNOB(s, n, "int", scope, def, "", unit, help, lo, hi)
#define REAL(s, n, def, lo, hi, unit, scope, role, help)                                           \
    KNOB(s, n, "real", scope, def, "", unit, help, lo, hi)
#define BOOL(s, n, def, scope, role, help) KNOB(s, n, "bool", scope, def, "", "", help, 0, 1)
#define ENUM(s, n, def, choices, scope, role, help)                                                \
    KNOB(s, n, "enum", scope, def, choices, "", help, 0, 0)
#define TEXT(s, n, def, unit, scope, role, help)                                                   \
    KNOB(s, n, "text", scope, def, "", unit, help, 0, 0)
#define LIST(s, n, def, lo, hi, unit, scope, role, help)                                           \
    KNOB(s, n, "list", scope, def, "", unit, help, lo, hi)
#include "base/knobs.def"
};

const pith_knob *pith_knob_at(int i)
{
    return i >= 0 && i < KNOB_COUNT ? &rows[i] : NULL;
}

const pith_preset *pith_preset_at(int i)
{
    const struct preset *p = preset_at(i);
    return p ? &p->row : NULL;
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
    if (size)
        out[0] = '\0';
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
