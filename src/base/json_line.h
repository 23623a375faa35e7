/*
 * json_line.h - a line of JSON Lines whose members go through as they stand, byte for byte.
 *
 * Ids of 20 digits, 3 beside 3.0, 1.10, -0 and 1e400 are all good JSON, and a value that was read
 * into a double and printed again is another one. So lines are parsed to be checked and to find a
 * text in them; what is passed on are their bytes.
 */
#ifndef PITH_BASE_JSON_LINE_H
#define PITH_BASE_JSON_LINE_H

#include "base/buffer.h"

#include <jansson.h>

/*
 * json_line_parse parses a line; a new reference, NULL with *where when it is not JSON. Numbers are
 * checked for their form only: they may be of any size, and their values mean nothing.
 */
json_t *json_line_parse(const char *line, size_t size, json_error_t *where);

/*
 * json_line_append appends the object in `line` (good JSON) without its closing brace, and without
 * members called `without`: ready for ",\"name\":value}" if a member is left.
 */
void json_line_append(struct buffer *out, const char *line, size_t size, const char *without);

#endif
