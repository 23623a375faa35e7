/*
 * json_value.h - small JSON values for traces and inspections, where no number may get lost.
 *
 * JSON knows neither NaN nor infinity, and a trace of a run that went wrong is full of them: they
 * are written as strings here, where cli_json_number (results for programs) writes null. Each
 * function returns a new reference, or NULL when memory is short.
 */
#ifndef PITH_CLI_JSON_VALUE_H
#define PITH_CLI_JSON_VALUE_H

#include <jansson.h>
#include <stddef.h>

/* json_value_real gives a number; "nan", "inf" or "-inf" for what is none. */
json_t *json_value_real(double x);

/* json_value_count gives a whole number. */
json_t *json_value_count(size_t n);

/* json_value_counts gives an array of n whole numbers, json_value_reals one of n numbers. */
json_t *json_value_counts(const size_t *x, size_t n);
json_t *json_value_reals(const double *x, size_t n);

/* json_value_name gives a NUL-terminated text (ill-formed UTF-8 replaced); null for NULL. */
json_t *json_value_name(const char *text);

/* json_value_text is a member's string, owned by the object; "" when there is none. */
const char *json_value_text(const json_t *object, const char *key);

/* json_value_number is a member's number, json_value_element that of a list; NaN: there is none. */
double json_value_number(const json_t *object, const char *key);
double json_value_element(const json_t *list, size_t i);

/* json_value_integer is a member's whole number, 0 when there is none. */
long long json_value_integer(const json_t *object, const char *key);

/* json_value_append adds a new reference to *array; on failure *array is freed and NULL. */
void json_value_append(json_t **array, json_t *value);

/*
 * json_value_put adds a member, a new reference, to *object; on failure *object is freed and NULL.
 * So a value is built in one go, and asked at the end whether memory was enough.
 */
void json_value_put(json_t **object, const char *key, json_t *value);

#endif
