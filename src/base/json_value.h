/*
 * json_value.h - JSON values made, read and written out; the values are Jansson's.
 *
 * What makes a value returns a new reference, or NULL when memory is short. JSON knows neither NaN
 * nor infinity: json_value_finite (results for programs) writes null for them, json_value_real
 * (traces and inspections, where no number may get lost) their names.
 */
#ifndef PITH_BASE_JSON_VALUE_H
#define PITH_BASE_JSON_VALUE_H

#include "base/buffer.h"

#include <jansson.h>
#include <stddef.h>

/* --- making --------------------------------------------------------------------------------- */

/* json_value_string gives a string; ill-formed UTF-8 becomes U+FFFD. */
json_t *json_value_string(const char *text, size_t size);

/* json_value_name gives a NUL-terminated text in the same way; null for NULL. */
json_t *json_value_name(const char *text);

/* json_value_real gives a number; "nan", "inf" or "-inf" for what is none. */
json_t *json_value_real(double x);

/* json_value_finite gives an integer of a whole number, null of NaN and infinities. */
json_t *json_value_finite(double x);

/* json_value_count gives a whole number. */
json_t *json_value_count(size_t n);

/* json_value_counts gives an array of n whole numbers, json_value_reals one of n numbers. */
json_t *json_value_counts(const size_t *x, size_t n);
json_t *json_value_reals(const double *x, size_t n);

/* json_value_append adds a new reference to *array; on failure *array is freed and NULL. */
void json_value_append(json_t **array, json_t *value);

/*
 * json_value_put adds a member, a new reference, to *object; on failure *object is freed and NULL.
 * So a value is built in one go, and asked at the end whether memory was enough.
 */
void json_value_put(json_t **object, const char *key, json_t *value);

/* --- reading -------------------------------------------------------------------------------- */

/* json_value_text is a member's string, owned by the object; "" when there is none. */
const char *json_value_text(const json_t *object, const char *key);

/* json_value_number is a member's number, json_value_element that of a list; NaN: there is none. */
double json_value_number(const json_t *object, const char *key);
double json_value_element(const json_t *list, size_t i);

/* json_value_integer is a member's whole number, 0 when there is none. */
long long json_value_integer(const json_t *object, const char *key);

/* --- writing -------------------------------------------------------------------------------- */

/* json_value_write appends a value (Jansson's flags); NULL, out of memory, fails the buffer. */
void json_value_write(struct buffer *out, const json_t *value, size_t flags);

#endif
