/* json.c - JSON values that several commands make; see json.h. */
#include "cli/json.h"

#include "base/error.h"
#include "text/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *cli_json_text(const char *text, size_t size)
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

json_t *cli_json_number(double x)
{
    if (!isfinite(x))
        return json_null();
    const double exact = 9007199254740992.0; /* 2^53: up to here every whole number is itself */
    return fabs(x) < exact && x == floor(x) ? json_integer((json_int_t)x) : json_real(x);
}

static json_t *json_list(const char *value)
{
    json_t *array = json_array();
    for (const char *at = value; array && *at;) {
        char *end;
        json_array_append_new(array, cli_json_number(strtod(at, &end)));
        at = *end == ',' ? end + 1 : end;
    }
    return array;
}

json_t *cli_json_knob(const pith_knob *knob, const char *value)
{
    if (!strcmp(knob->kind, "int"))
        return json_integer(strtoll(value, NULL, 10));
    if (!strcmp(knob->kind, "real"))
        return cli_json_number(strtod(value, NULL));
    if (!strcmp(knob->kind, "bool"))
        return json_boolean(!strcmp(value, "true"));
    if (!strcmp(knob->kind, "list"))
        return json_list(value);
    return cli_json_text(value, strlen(value));
}

static int append_dump(const char *bytes, size_t size, void *buffer)
{
    return buffer_append(buffer, bytes, size) ? 0 : -1;
}

void cli_json_append(struct buffer *out, const json_t *value, size_t flags)
{
    if (!value || json_dump_callback(value, append_dump, out, JSON_ENCODE_ANY | flags) != 0)
        out->failed = true;
}

pith_status cli_print_json(json_t *value, size_t flags, pith_error *err)
{
    bool printed = value && json_dumpf(value, stdout, flags | JSON_REAL_PRECISION(15)) == 0;
    if (printed)
        putchar('\n');
    json_decref(value);
    return printed || ferror(stdout) ? PITH_STATUS_OK : error_memory(err);
}
