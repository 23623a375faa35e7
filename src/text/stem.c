/* stem.c - a text as the stems of its words; see stem.h. */
#include "text/stem.h"

#include "text/lower.h"
#include "text/tokenizer.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <unicode/uchar.h>

/* Longer words are no words of a language; they are their own stems. */
enum { WORD_MAX = 256 };

struct stemmer {
    struct sb_stemmer *porter;
    struct buffer lower;
};

struct stemmer *stemmer_new(void)
{
    struct stemmer *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->porter = sb_stemmer_new("porter", "UTF_8");
    if (!s->porter) {
        free(s);
        return NULL;
    }
    return s;
}

void stemmer_free(struct stemmer *s)
{
    if (!s)
        return;
    sb_stemmer_delete(s->porter);
    buffer_fini(&s->lower);
    free(s);
}

static bool is_word(int32_t code)
{
    return U_MASK(u_charType(code)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK);
}

static bool append_stem(struct stemmer *s, const char *word, size_t size, struct buffer *out)
{
    const char *stem = word;
    if (size <= WORD_MAX) {
        stem = (const char *)sb_stemmer_stem(s->porter, (const sb_symbol *)word, (int)size);
        if (!stem)
            return false;
        size = (size_t)sb_stemmer_length(s->porter);
    }
    return buffer_append(out, stem, size) && buffer_append_char(out, ' ');
}

bool stem_key(struct stemmer *s, const char *text, size_t size, struct buffer *out)
{
    buffer_clear(&s->lower);
    if (!text_lower(text, size, &s->lower) || !buffer_append_char(out, ' '))
        return false;
    const char *lower = s->lower.data;
    size_t word = 0; /* where the word under way begins; it ends at `here` */
    bool inside = false;
    for (size_t at = 0, here = 0; at < s->lower.size; here = at) {
        int32_t code = utf8_next(lower, s->lower.size, &at);
        bool belongs = is_word(code) || (inside && (code == '+' || code == '#'));
        if (belongs && !inside)
            word = here;
        if (!belongs && inside && !append_stem(s, lower + word, here - word, out))
            return false;
        inside = belongs;
    }
    return !inside || append_stem(s, lower + word, s->lower.size - word, out);
}
