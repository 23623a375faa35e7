/* phrase_key.c - what makes two phrases the same; see phrase_key.h. */
#include "extract/phrase_key.h"

#include "base/utf8.h"
#include "text/lower.h"

#include <string.h>
#include <unicode/uchar.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(int32_t code)
{
    return U_MASK(u_charType(code)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK);
}

static bool ends(const struct buffer *word, const char *ending)
{
    size_t size = strlen(ending);
    return word->size >= size && !memcmp(word->data + word->size - size, ending, size);
}

/* "matches", but not "caches" and "headaches", whose singular has the e. */
static bool has_e_of_plural(const struct buffer *w)
{
    if (ends(w, "aches") && !ends(w, "eaches") && !ends(w, "oaches"))
        return false;
    return ends(w, "ches") || ends(w, "shes") || ends(w, "sses") || ends(w, "xes") ||
           (ends(w, "oes") && w->size > 5);
}

/* Makes one of -ies and of -ie a -y: parties and party, movies and movie. */
static void end_in_y(struct buffer *w, size_t cut)
{
    w->size -= cut;
    w->data[w->size - 1] = 'y';
}

/* Cuts the plural's ending off a word in lower case, of which `original` is how it was written. */
static void make_singular(struct buffer *w, const char *original, size_t size)
{
    bool small = original[size - 1] == 's', capital = false;
    if (size > 1)
        capital = original[size - 2] >= 'A' && original[size - 2] <= 'Z';
    if (ends(w, "ie") && w->size > 3)
        end_in_y(w, 1);
    else if (w->size > 2 && small && capital)
        w->size--;
    else if (w->size < (small ? 4 : 5) || !ends(w, "s") || ends(w, "ss") || ends(w, "us") ||
             ends(w, "is"))
        return;
    else if (ends(w, "ies") && w->size > 4)
        end_in_y(w, 2);
    else
        w->size -= has_e_of_plural(w) ? 2 : 1;
}

static bool append_word(const char *original, size_t size, struct buffer *word, struct buffer *out)
{
    buffer_clear(word);
    if (!text_lower(original, size, word))
        return false;
    make_singular(word, original, size);
    if (out->size && word->size && is_digit(out->data[out->size - 1]) && is_digit(word->data[0]))
        buffer_append_char(out, ' ');
    return buffer_append(out, word->data, word->size);
}

bool phrase_key(const char *text, size_t size, struct buffer *word, struct buffer *out)
{
    enum { APOSTROPHE = 0x2019 };
    int32_t code = 0, before = 0; /* of this place, and of the one before the word under way */
    buffer_clear(out);
    for (size_t at = 0, start = 0, end = 0; at <= size; end = at) {
        int32_t last = code;
        code = at < size ? utf8_next(text, size, &at) : (at++, 0);
        bool inside = end > start;
        bool belongs = is_word(code) || (inside && (code == '+' || code == '#'));
        if (belongs && !inside)
            before = last;
        if (belongs)
            continue;
        bool genitive = end - start == 1 && text[start] == 's' && out->size &&
                        (before == '\'' || before == APOSTROPHE);
        if (inside && !genitive && !append_word(text + start, end - start, word, out))
            return false;
        start = at;
    }
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
