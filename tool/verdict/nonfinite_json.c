/* nonfinite_json.c - JSON with numbers that are none; see nonfinite_json.h. */
#include "verdict/nonfinite_json.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of the string that begins at text[0], both quotes included. */
static size_t string_size(const char *text, size_t size)
{
    size_t at = 1;
    while (at < size && text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return at < size ? at + 1 : size;
}

/* Bytes of a sign and the letters behind it; 0: no letters. */
static size_t word_size(const char *text, size_t size)
{
    size_t sign = text[0] == '-' || text[0] == '+', at = sign;
    while (at < size && is_letter(text[at]))
        at++;
    return at > sign ? at : 0;
}

/* What a word becomes; NULL: it stays. */
static const char *replacement(const char *word, size_t size)
{
    size_t sign = !is_letter(word[0]), letters = size - sign;
    word += sign;
    if (letters == 3 && !strncasecmp(word, "nan", 3))
        return "\"nan\"";
    if ((letters == 3 || letters == 8) && !strncasecmp(word, "infinity", letters))
        return sign && word[-1] == '-' ? "\"-inf\"" : "\"inf\"";
    return NULL;
}

/* Copies text to out with such words replaced. False when there are none, or out of memory. */
static bool replace_words(const char *text, size_t size, struct buffer *out)
{
    bool any = false;
    buffer_clear(out);
    for (size_t at = 0, n; at < size; at += n) {
        size_t word = text[at] == '"' ? 0 : word_size(text + at, size - at);
        const char *instead = word ? replacement(text + at, word) : NULL;
        n = text[at] == '"' ? string_size(text + at, size - at) : word ? word : 1;
        buffer_append(out, instead ? instead : text + at, instead ? strlen(instead) : n);
        any = any || instead;
    }
    return buffer_ok(out) && any;
}

json_t *nonfinite_json_load(const char *text, size_t size, struct buffer *scratch,
                            json_error_t *wrong)
{
    json_t *value = json_loadb(text, size, 0, wrong);
    if (!value && replace_words(text, size, scratch))
        value = json_loadb(scratch->data, scratch->size, 0, NULL);
    return value;
}
