/* phrase_key.c - what makes two phrases the same; see phrase_key.h. */
#include "extract/phrase_key.h"

#include "base/utf8.h"
#include "text/stem.h"

#include <unicode/uchar.h>

bool phrase_keys_init(struct phrase_keys *k)
{
    *k = (struct phrase_keys){.stemmer = stemmer_new()};
    return k->stemmer != NULL;
}

void phrase_keys_fini(struct phrase_keys *k)
{
    stemmer_free(k->stemmer);
    buffer_fini(&k->stems);
    *k = (struct phrase_keys){0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool phrase_key(struct phrase_keys *k, const char *text, size_t size, struct buffer *out)
{
    buffer_clear(&k->stems);
    buffer_clear(out);
    if (!stem_key(k->stemmer, text, size, &k->stems))
        return false;
    const char *stems = k->stems.data; /* begins and ends with a space */
    for (size_t i = 1; i + 1 < k->stems.size; i++)
        if (stems[i] != ' ' || (is_digit(stems[i - 1]) && is_digit(stems[i + 1])))
            buffer_append_char(out, stems[i]);
    return buffer_ok(out);
}

bool phrase_form(const char *text, size_t size, struct buffer *out)
{
    char bytes[4];
    bool space = false;
    buffer_clear(out);
    for (size_t at = 0; at < size;) {
        int32_t code = utf8_next(text, size, &at);
        bool blank = u_isUWhiteSpace(code) || u_charType(code) == U_CONTROL_CHAR;
        if (!blank && space && out->size)
            buffer_append_char(out, ' ');
        if (!blank)
            buffer_append(out, bytes, utf8_put(code, bytes));
        space = blank;
    }
    return buffer_ok(out);
}

double phrase_words(const char *text, size_t size)
{
    double words = 0;
    bool inside = false;
    for (size_t at = 0; at < size;) {
        int32_t code = utf8_next(text, size, &at);
        bool ideograph = u_hasBinaryProperty(code, UCHAR_IDEOGRAPHIC);
        bool letter = !ideograph && u_isalnum(code);
        words += ideograph ? 0.5 : letter && !inside;
        inside = letter;
    }
    return words;
}
