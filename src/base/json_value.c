/* json_value.c - JSON values made, read and written out; see json_value.h. */
#include "base/json_value.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

json_t *json_value_string(const char *text, size_t size)
{
    json_t *string = json_stringn(text, size);
    if (string)
        return string;
    struct buffer clean = {0}; /* Jansson refuses ill-formed UTF-8 */
    for (size_t at = 0; at < size;) {
        char bytes[4];
        buffer_append(&clean, bytes, utf8_put(utf8_next(text, size, &at), bytes));
    }
    if (buffer_reserve(&clean, 0))
        string = json_stringn(clean.data, clean.size);
    buffer_fini(&clean);
    return string;
}

json_t *json_value_name(const char *text)
{
    return text ? json_value_string(text, strlen(text)) : json_null();
}

json_t *json_value_real(double x)
{
    if (isnan(x))
        return json_string("nan");
    if (isinf(x))
        return json_string(x > 0 ? "inf" : "-inf");
    return json_real(x);
}

json_t *json_value_finite(double x)
{
    if (!isfinite(x))
        return json_null();
    const double exact = 9007199254740992.0; /* 2^53: up to here every whole number is itself */
    return fabs(x) < exact && x == floor(x) ? json_integer((json_int_t)x) : json_real(x);
}

json_t *json_value_count(size_t n)
{
    return json_integer((json_int_t)n);
}

/* Jansson takes the value in any case, and fails where it or the container is NULL. */
void json_value_append(json_t **array, json_t *value)
{
    if (json_array_append_new(*array, value) == 0)
        return;
    json_decref(*array);
    *array = NULL;
}

void json_value_put(json_t **object, const char *key, json_t *value)
{
    if (json_object_set_new(*object, key, value) == 0)
        return;
    json_decref(*object);
    *object = NULL;
}

json_t *json_value_counts(const size_t *x, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_value_append(&array, json_value_count(x[i]));
    return array;
}

json_t *json_value_reals(const double *x, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_value_append(&array, json_value_real(x[i]));
    return array;
}

const char *json_value_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static double number_of(const json_t *value)
{
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

double json_value_number(const json_t *object, const char *key)
{
    return number_of(json_object_get(object, key));
}

double json_value_element(const json_t *list, size_t i)
{
    return number_of(json_array_get(list, i));
}

long long json_value_integer(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

static int append_dump(const char *bytes, size_t size, void *buffer)
{
    return buffer_append(buffer, bytes, size) ? 0 : -1;
}

void json_value_write(struct buffer *out, const json_t *value, size_t flags)
{
    if (!value || json_dump_callback(value, append_dump, out, JSON_ENCODE_ANY | flags) != 0)
        out->failed = true;
}
