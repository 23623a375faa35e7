/* config_json.h - what knobs are set to, as JSON: values of the knob's own kind. */
#ifndef PITH_BASE_CONFIG_JSON_H
#define PITH_BASE_CONFIG_JSON_H

#include "base/config.h"

#include <jansson.h>

/* Which knobs are meant; `context` is the caller's. */
typedef bool config_choose(const void *context, const struct config *cfg, int id);

/*
 * config_json gives {"model.hidden": 200, ...} of the chosen knobs (`choose` NULL: of all), a new
 * reference; NULL when out of memory.
 */
json_t *config_json(const struct config *cfg, config_choose *choose, const void *context);

/* config_json_value gives a knob's value, which is a text, as config_json does. */
json_t *config_json_value(const pith_knob *knob, const char *value);

#endif
