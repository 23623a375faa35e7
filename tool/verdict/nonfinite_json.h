/*
 * nonfinite_json.h - JSON with numbers that are none, as many languages write it against the rules.
 *
 * A trace of a run that breaks is the one that matters, and its last lines hold NaN: Python writes
 * NaN and -Infinity, C nan and -inf, and a strict parser loses the line.
 */
#ifndef PITH_VERDICT_NONFINITE_JSON_H
#define PITH_VERDICT_NONFINITE_JSON_H

#include "base/buffer.h"

#include <jansson.h>

/*
 * nonfinite_json_load is json_loadb, except that nan, inf and infinity, in any letter case and
 * perhaps behind a sign, may stand for a value; they become the strings "nan", "inf" and "-inf" of
 * docs/trace.md. What is within strings stays. `scratch` is the caller's, reused between calls.
 * After an error *wrong is about the text as it was given.
 */
json_t *nonfinite_json_load(const char *text, size_t size, struct buffer *scratch,
                            json_error_t *wrong);

#endif
