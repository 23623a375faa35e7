/* match.c - where a phrase stands among the tokens of a text; see match.h. */
#include "data/match.h"

#include "base/error.h"
#include "text/lower.h"

#include <stdlib.h>
#include <string.h>

struct match_word {
    size_t start; /* in match_words.bytes */
    uint32_t size;
    uint32_t hash; /* spares nearly all comparisons of bytes */
};

/* FNV-1a */
static uint32_t hash_bytes(const char *bytes, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    return hash;
}

static bool fill_words(struct match_words *words, const char *text, const struct token *tokens,
                       size_t n, bool fold)
{
    buffer_clear(&words->bytes);
    words->count = 0;
    if (!array_grow((void **)&words->items, &words->capacity, n, sizeof *words->items))
        return false;
    for (size_t t = 0; t < n; t++) {
        const char *from = text + tokens[t].start;
        size_t size = tokens[t].end - tokens[t].start;
        size_t start = words->bytes.size;
        if (!(fold ? text_lower(from, size, &words->bytes)
                   : buffer_append(&words->bytes, from, size)))
            return false;
        size = words->bytes.size - start;
        uint32_t hash = size ? hash_bytes(words->bytes.data + start, size) : 0;
        words->items[words->count++] = (struct match_word){start, (uint32_t)size, hash};
    }
    return true;
}

static bool same_word(const struct match_words *a, size_t i, const struct match_words *b, size_t j)
{
    const struct match_word *x = &a->items[i];
    const struct match_word *y = &b->items[j];
    if (x->hash != y->hash || x->size != y->size)
        return false;
    return !x->size || !memcmp(a->bytes.data + x->start, b->bytes.data + y->start, x->size);
}

static bool stands_at(const struct matcher *m, size_t place)
{
    for (size_t i = 0; i < m->phrase.count; i++) {
        if (!same_word(&m->text, place + i, &m->phrase, i))
            return false;
    }
    return true;
}

pith_status matcher_text(struct matcher *m, const char *text, const struct token *tokens, size_t n,
                         bool fold, pith_error *err)
{
    m->fold = fold;
    return fill_words(&m->text, text, tokens, n, fold) ? PITH_STATUS_OK : error_memory(err);
}

pith_status matcher_find(struct matcher *m, const char *phrase, bool first, struct span_list *out,
                         size_t *found, pith_error *err)
{
    *found = 0;
    pith_status status = tokenizer_run(m->tokenizer, phrase, strlen(phrase), &m->tokens, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (!fill_words(&m->phrase, phrase, m->tokens.items, m->tokens.count, m->fold))
        return error_memory(err);
    size_t length = m->phrase.count;
    if (!length)
        return PITH_STATUS_OK;
    for (size_t t = 0; t + length <= m->text.count;) {
        if (!stands_at(m, t)) {
            t++;
            continue;
        }
        if (!span_add(out, (struct span){(uint32_t)t, (uint32_t)(t + length)}))
            return error_memory(err);
        ++*found;
        if (first)
            break;
        t += length;
    }
    return PITH_STATUS_OK;
}

void matcher_fini(struct matcher *m)
{
    buffer_fini(&m->text.bytes);
    buffer_fini(&m->phrase.bytes);
    free(m->text.items);
    free(m->phrase.items);
    token_list_fini(&m->tokens);
    *m = (struct matcher){0};
}
