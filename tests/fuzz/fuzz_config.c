/* fuzz_config.c - bytes as "key\0value\0key\0value...", set one after the other, as flags are. */
#include "base/config.h"
#include "base/preset.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was set prints as something that sets the same again; if not, that is a defect. */
static void check_round_trip(const struct config *cfg, int id)
{
    struct buffer text = {0};
    struct config again;
    config_init(&again);
    if (!config_get(cfg, id, &text) ||
        config_set(&again, knob_at(id)->key, text.data, NULL) != PITH_STATUS_OK ||
        !config_equal(cfg, &again, id))
        abort();
    buffer_fini(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config cfg;
    pith_error err = {0};
    char shown[sizeof err];
    config_init(&cfg);
    char *text = malloc(size + 2);
    if (!text)
        return 0;
    memcpy(text, data, size);
    memset(text + size, 0, 2); /* there is always a value behind a key */
    for (size_t at = 0; at < size;) {
        const char *key = text + at;
        const char *value = key + strlen(key) + 1;
        struct config before = cfg;
        pith_status status = config_set(&cfg, key, value, &err);
        if (status == PITH_STATUS_OK)
            check_round_trip(&cfg, knob_find(key));
        else if (status != PITH_STATUS_USAGE || memcmp(&before, &cfg, sizeof cfg) != 0)
            abort();
        at = (size_t)(value - text) + strlen(value) + 1;
    }
    config_preset(&cfg, text, &err);
    if (config_check(&cfg, &err) == PITH_STATUS_OK)
        for (int layer = 0; layer < cfg.model_layers; layer++)
            if (config_hidden(&cfg, layer) < 1)
                abort();
    pith_error_format(&err, shown, sizeof shown);
    free(text);
    return 0;
}
