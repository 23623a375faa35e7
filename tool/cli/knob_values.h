/* knob_values.h - what some knobs of a configuration are set to, for people and as JSON. */
#ifndef PITH_CLI_KNOB_VALUES_H
#define PITH_CLI_KNOB_VALUES_H

#include "base/config.h"

#include <jansson.h>
#include <stdio.h>

/* Which knobs are meant; NULL: all. `context` is the caller's. */
typedef bool knob_choice(const void *context, const struct config *cfg, int id);

/*
 * knob_values_print prints "  model.hidden   200   (default 300)" for each chosen knob, and "(the
 * default)" behind one that is at it. False when out of memory.
 */
bool knob_values_print(const struct config *cfg, knob_choice *choose, const void *context,
                       FILE *out);

/* knob_values_json gives {"model.hidden": 200, ...}, a new reference; NULL when out of memory. */
json_t *knob_values_json(const struct config *cfg, knob_choice *choose, const void *context);

#endif
