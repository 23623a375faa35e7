/* knob_values.c - what some knobs of a configuration are set to; see knob_values.h. */
#include "cli/knob_values.h"

#include "cli/json.h"

bool knob_values_print(const struct config *cfg, knob_choice *choose, const void *context,
                       FILE *out)
{
    struct config defaults;
    struct buffer value = {0}, usual = {0};
    bool ok = true;
    config_init(&defaults);
    for (int id = 0; id < KNOB_COUNT && ok; id++) {
        if (choose && !choose(context, cfg, id))
            continue;
        buffer_clear(&value);
        buffer_clear(&usual);
        ok = config_get(cfg, id, &value) && config_get(&defaults, id, &usual);
        if (!ok)
            break;
        fprintf(out, "  %-25s %-10s ", knob_at(id)->key, value.size ? value.data : "none");
        if (config_equal(cfg, &defaults, id))
            fputs("(the default)\n", out);
        else
            fprintf(out, "(default %s)\n", usual.size ? usual.data : "none");
    }
    buffer_fini(&value);
    buffer_fini(&usual);
    return ok;
}

json_t *knob_values_json(const struct config *cfg, knob_choice *choose, const void *context)
{
    json_t *object = json_object();
    struct buffer value = {0};
    bool ok = object != NULL;
    for (int id = 0; id < KNOB_COUNT && ok; id++) {
        if (choose && !choose(context, cfg, id))
            continue;
        const pith_knob *knob = pith_knob_at(id);
        buffer_clear(&value);
        ok = config_get(cfg, id, &value) &&
             json_object_set_new(object, knob->key, cli_json_knob(knob, value.data)) == 0;
    }
    buffer_fini(&value);
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}
