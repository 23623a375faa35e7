/*
 * json.h - JSON values that several commands make, and how they are printed.
 *
 * Values are Jansson's and the caller's; NULL when out of memory.
 */
#ifndef PITH_CLI_JSON_H
#define PITH_CLI_JSON_H

#include "base/buffer.h"

#include <jansson.h>
#include <pith.h>
#include <stdbool.h>

/* cli_json_text makes a string; ill-formed UTF-8 becomes U+FFFD. */
json_t *cli_json_text(const char *text, size_t size);

/* cli_json_number makes an integer of a whole number, null of NaN and infinities. */
json_t *cli_json_number(double x);

/* cli_json_knob makes a knob's value, given as text, a value of the knob's own kind. */
json_t *cli_json_knob(const pith_knob *knob, const char *value);

/* cli_json_append appends a value (Jansson's flags); NULL, one without memory, fails the buffer. */
void cli_json_append(struct buffer *out, const json_t *value, size_t flags);

/*
 * cli_print_json prints a value (Jansson's flags) and a newline to stdout, and frees it. NULL and a
 * failure to write it out are PITH_STATUS_MEMORY; what stdout itself refused is no error here:
 * cli_finish_output tells.
 */
pith_status cli_print_json(json_t *value, size_t flags, pith_error *err);

#endif
