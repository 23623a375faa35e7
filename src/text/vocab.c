/*
 * vocab.c - words to ids and back; see vocab.h.
 *
 * Counter and vocabulary rest on the same thing, a table of strings (base/table.h), whose block of
 * text is what a model file stores: word number i has id VOCAB_FIRST + i.
 */
#include "text/vocab.h"

#include "base/error.h"
#include "base/tally.h"
#include "text/lower.h"
#include "text/tokenizer.h"

#include <stdlib.h>
#include <string.h>

/* --- counting ------------------------------------------------------------------------------- */

struct vocab_counter {
    struct tally words;
    struct buffer scratch; /* lower-cased word */
    bool lowercase;
};

struct vocab_counter *vocab_counter_new(bool lowercase)
{
    struct vocab_counter *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->lowercase = lowercase;
    if (!tally_init(&c->words)) {
        vocab_counter_free(c);
        return NULL;
    }
    return c;
}

void vocab_counter_free(struct vocab_counter *c)
{
    if (!c)
        return;
    tally_fini(&c->words);
    buffer_fini(&c->scratch);
    free(c);
}

bool vocab_counter_add(struct vocab_counter *c, const char *word, size_t size)
{
    if (!size || memchr(word, '\n', size))
        return true; /* no word: readers of token files may hold anything */
    if (c->lowercase) {
        buffer_clear(&c->scratch);
        if (!text_lower(word, size, &c->scratch))
            return false;
        word = c->scratch.data;
        size = c->scratch.size;
    }
    size_t number;
    return tally_add(&c->words, word, size, 1, &number);
}

/* --- building ------------------------------------------------------------------------------- */

struct vocab {
    struct table words;
    bool lowercase;
};

static struct vocab *vocab_alloc(bool lowercase)
{
    struct vocab *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    v->lowercase = lowercase;
    if (!table_init(&v->words)) {
        vocab_free(v);
        return NULL;
    }
    return v;
}

pith_status vocab_new(const struct vocab_counter *c, int64_t min_count, int64_t max_words,
                      struct vocab **out, pith_error *err)
{
    *out = NULL;
    pith_status status = PITH_STATUS_MEMORY;
    struct vocab *v = vocab_alloc(c->lowercase);
    struct tally_row *ranked = tally_sort(&c->words);
    if (!v || !ranked)
        goto done;
    size_t room = max_words > 0 ? (size_t)max_words : SIZE_MAX;
    for (size_t i = 0; i < c->words.table.count && i < room; i++) {
        size_t size, number;
        const char *word = table_at(&c->words.table, ranked[i].number, &size);
        if (ranked[i].count < (double)min_count)
            break;
        if (!table_add(&v->words, word, size, &number))
            goto done;
    }
    *out = v;
    v = NULL;
    status = PITH_STATUS_OK;
done:
    free(ranked);
    vocab_free(v);
    return status == PITH_STATUS_OK ? PITH_STATUS_OK : error_memory(err);
}

void vocab_free(struct vocab *v)
{
    if (!v)
        return;
    table_fini(&v->words);
    free(v);
}

/* --- storing -------------------------------------------------------------------------------- */

const char *vocab_text(const struct vocab *v, size_t *size)
{
    *size = v->words.text.size;
    return v->words.text.data;
}

/* Adds word number `word` of a text block, [at, at + length), which must be new. */
static pith_status parse_word(struct table *t, size_t word, const char *at, size_t length,
                              pith_error *err)
{
    if (!length)
        return error_set(err, PITH_STATUS_DATA, "vocabulary: word %zu is empty", word + 1);
    if (word >= TABLE_MAX)
        return error_set(err, PITH_STATUS_DATA, "vocabulary: more than %d words", (int)TABLE_MAX);
    size_t number;
    if (!table_add(t, at, length, &number))
        return error_memory(err);
    if (number == word)
        return PITH_STATUS_OK;
    int shown = length < 60 ? (int)length : 60;
    return error_set(err, PITH_STATUS_DATA, "vocabulary: word %zu, \"%.*s\", repeats word %zu",
                     word + 1, shown, at, number + 1);
}

pith_status vocab_parse(const char *text, size_t size, bool lowercase, struct vocab **out,
                        pith_error *err)
{
    *out = NULL;
    struct vocab *v = vocab_alloc(lowercase);
    if (!v)
        return error_memory(err);
    pith_status status = PITH_STATUS_OK;
    for (size_t at = 0, word = 0; at < size && status == PITH_STATUS_OK; word++) {
        const char *end = memchr(text + at, '\n', size - at);
        if (end) {
            size_t length = (size_t)(end - (text + at));
            status = parse_word(&v->words, word, text + at, length, err);
            at += length + 1;
        } else {
            status = error_set(err, PITH_STATUS_DATA,
                               "vocabulary: word %zu does not end in a newline", word + 1);
        }
    }
    if (status == PITH_STATUS_OK)
        *out = v;
    else
        vocab_free(v);
    return status;
}

/* --- using ---------------------------------------------------------------------------------- */

size_t vocab_size(const struct vocab *v)
{
    return v->words.count + VOCAB_FIRST;
}

bool vocab_id(const struct vocab *v, const char *word, size_t size, struct buffer *scratch,
              int32_t *id)
{
    *id = VOCAB_UNKNOWN;
    if (v->lowercase) {
        buffer_clear(scratch);
        if (!text_lower(word, size, scratch))
            return false;
        word = scratch->data;
        size = scratch->size;
    }
    size_t number = table_find(&v->words, word, size);
    if (number != TABLE_NONE)
        *id = (int32_t)number + VOCAB_FIRST;
    return true;
}

const char *vocab_word(const struct vocab *v, int32_t id, size_t *size)
{
    static const char *const reserved[] = {[VOCAB_PAD] = "<pad>", [VOCAB_UNKNOWN] = "<unk>"};
    if (id < VOCAB_FIRST || (size_t)id >= vocab_size(v)) {
        const char *word = reserved[id == VOCAB_PAD ? VOCAB_PAD : VOCAB_UNKNOWN];
        *size = strlen(word);
        return word;
    }
    return table_at(&v->words, (size_t)(id - VOCAB_FIRST), size);
}
