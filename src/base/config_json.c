/* config_json.c - what knobs are set to, as JSON; see config_json.h. */
#include "base/config_json.h"

#include "base/clocale.h"
#include "base/json_value.h"

#include <stdlib.h>
#include <string.h>

/* The numbers of "1,2.5". */
static json_t *list_json(const char *value)
{
    json_t *array = json_array();
    for (const char *at = value; array && *at;) {
        char *end;
        json_value_append(&array, json_value_finite(clocale_strtod(at, &end)));
        at = *end == ',' ? end + 1 : end;
    }
    return array;
}

json_t *config_json_value(const pith_knob *knob, const char *value)
{
    if (!strcmp(knob->kind, "int"))
        return json_integer(strtoll(value, NULL, 10));
    if (!strcmp(knob->kind, "real"))
        return json_value_finite(clocale_strtod(value, NULL));
    if (!strcmp(knob->kind, "bool"))
        return json_boolean(!strcmp(value, "true"));
    if (!strcmp(knob->kind, "list"))
        return list_json(value);
    return json_value_name(value);
}

json_t *config_json(const struct config *cfg, config_choose *choose, const void *context)
{
    json_t *object = json_object();
    struct buffer value = {0};
    for (int id = 0; id < KNOB_COUNT && object; id++) {
        if (choose && !choose(context, cfg, id))
            continue;
        const pith_knob *knob = pith_knob_at(id);
        buffer_clear(&value);
        config_get(cfg, id, &value);
        json_value_put(&object, knob->key,
                       buffer_ok(&value) ? config_json_value(knob, value.data) : NULL);
    }
    buffer_fini(&value);
    return object;
}
