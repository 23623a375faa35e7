/* json_line.c - lines of JSON, byte for byte; see json_line.h. */
#include "base/json_line.h"

#include <stdlib.h>
#include <string.h>

enum { PARSING = JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL };

/* --- numbers of any size -------------------------------------------------------------------- */

static size_t digits_end(const char *line, size_t size, size_t at)
{
    while (at < size && line[at] >= '0' && line[at] <= '9')
        at++;
    return at;
}

/* The end of the string whose opening quote is at `at`. */
static size_t string_end(const char *line, size_t size, size_t at)
{
    for (at++; at < size && line[at] != '"'; at++)
        at += line[at] == '\\';
    return at < size ? at + 1 : size;
}

/* The end of the number at `at` (RFC 8259, section 6); `at` itself when there is none. */
static size_t number_end(const char *line, size_t size, size_t at)
{
    size_t first = at + (at < size && line[at] == '-'), end = digits_end(line, size, first);
    if (end == first || (line[first] == '0' && end > first + 1))
        return at;
    if (end < size && line[end] == '.') {
        size_t fraction = end + 1;
        end = digits_end(line, size, fraction);
        if (end == fraction)
            return at;
    }
    if (end < size && (line[end] == 'e' || line[end] == 'E')) {
        size_t power = end + 1;
        power += power < size && (line[power] == '+' || line[power] == '-');
        end = digits_end(line, size, power);
        if (end == power)
            return at;
    }
    return end;
}

/* A copy in which every number is 0, the rest of it spaces, so that columns stay. */
static char *without_numbers(const char *line, size_t size)
{
    char *copy = malloc(size + 1);
    if (!copy)
        return NULL;
    memcpy(copy, line, size);
    for (size_t at = 0; at < size;) {
        size_t end = number_end(line, size, at);
        if (line[at] == '"') {
            at = string_end(line, size, at);
        } else if (end > at) {
            memset(copy + at, ' ', end - at);
            copy[at] = '0';
            at = end;
        } else {
            at++;
        }
    }
    return copy;
}

json_t *json_line_parse(const char *line, size_t size, json_error_t *where)
{
    json_t *value = json_loadb(line, size, PARSING, where);
    if (value || json_error_code(where) != json_error_numeric_overflow)
        return value;
    char *copy = without_numbers(line, size);
    if (copy)
        value = json_loadb(copy, size, PARSING, where);
    free(copy);
    return value;
}

/* --- members -------------------------------------------------------------------------------- */

/* Where the member at `at` ends: the place of its comma, or of the object's brace. */
static size_t member_end(const char *line, size_t size, size_t at)
{
    int depth = 0;
    while (at < size && (depth || (line[at] != ',' && line[at] != '}'))) {
        depth += line[at] == '{' || line[at] == '[';
        depth -= line[at] == '}' || line[at] == ']';
        at = line[at] == '"' ? string_end(line, size, at) : at + 1;
    }
    return at;
}

/* Whether a member's key, which may have escapes, is `name`. */
static bool is_called(const char *member, size_t size, const char *name)
{
    size_t begin = 0;
    while (begin < size && member[begin] != '"')
        begin++;
    json_t *key = json_loadb(member + begin, string_end(member, size, begin) - begin,
                             JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    bool same = key && json_string_length(key) == strlen(name) &&
                !memcmp(json_string_value(key), name, strlen(name));
    json_decref(key);
    return same;
}

void json_line_append(struct buffer *out, const char *line, size_t size, const char *without)
{
    size_t at = 0;
    while (at < size && line[at] != '{')
        at++;
    buffer_append(out, line, at);
    buffer_append_char(out, '{');
    bool first = true;
    for (size_t end; at < size && line[at] != '}'; at = end) {
        const char *member = line + ++at;
        end = member_end(line, size, at);
        if (is_called(member, end - at, without))
            continue;
        buffer_append_text(out, first ? "" : ",");
        buffer_append(out, member, end - at);
        first = false;
    }
}
