/* word_hash.c - the words of a corpus as numbers; see word_hash.h. */
#include "data/word_hash.h"

#include "base/rng.h"
#include "text/lower.h"

#include <stdlib.h>

bool word_hashes_make(struct word_hashes *h, const struct corpus *c)
{
    struct buffer lower = {0};
    size_t tokens = 0, at = 0;
    for (size_t i = 0; i < c->count; i++)
        tokens += c->examples[i].length;
    *h = (struct word_hashes){.texts = c->count};
    h->words = array_calloc(tokens, sizeof *h->words);
    h->start = array_calloc(c->count + 1, sizeof *h->start);
    bool ok = h->words && h->start;
    for (size_t i = 0; i < c->count && ok; i++) {
        const struct example *e = &c->examples[i];
        for (size_t t = 0; t < e->length && ok; t++) {
            const struct token *token = &e->tokens[t];
            buffer_clear(&lower);
            ok = text_lower(e->text + token->start, token->end - token->start, &lower);
            h->words[at++] = ok ? rng_mix_bytes(0, lower.data, lower.size) : 0;
        }
        h->start[i + 1] = at;
    }
    buffer_fini(&lower);
    return ok;
}

void word_hashes_fini(struct word_hashes *h)
{
    free(h->words);
    free(h->start);
    *h = (struct word_hashes){0};
}

uint64_t word_hash_run(const uint64_t *words, size_t n)
{
    uint64_t hash = n;
    for (size_t i = 0; i < n; i++)
        hash = rng_mix(hash, words[i]);
    return hash ? hash : 1;
}

/* --- map ------------------------------------------------------------------------------------ */

/* The entry of a key, or the free one where it belongs. */
static struct hash_entry *find(const struct hash_map *m, uint64_t key)
{
    size_t mask = m->capacity - 1, i = key & mask;
    while (m->entries[i].key && m->entries[i].key != key)
        i = (i + 1) & mask;
    return &m->entries[i];
}

static bool grow(struct hash_map *m)
{
    struct hash_map bigger = {.capacity = m->capacity ? 2 * m->capacity : 1024, .count = m->count};
    bigger.entries = array_calloc(bigger.capacity, sizeof *bigger.entries);
    if (!bigger.entries)
        return false;
    for (size_t i = 0; i < m->capacity; i++)
        if (m->entries[i].key)
            *find(&bigger, m->entries[i].key) = m->entries[i];
    free(m->entries);
    *m = bigger;
    return true;
}

size_t *hash_map_put(struct hash_map *m, uint64_t key, bool *fresh)
{
    if (2 * (m->count + 1) > m->capacity && !grow(m))
        return NULL;
    struct hash_entry *e = find(m, key);
    *fresh = !e->key;
    if (*fresh) {
        *e = (struct hash_entry){key, 0};
        m->count++;
    }
    return &e->value;
}

size_t *hash_map_get(const struct hash_map *m, uint64_t key)
{
    if (!m->capacity)
        return NULL;
    struct hash_entry *e = find(m, key);
    return e->key ? &e->value : NULL;
}

void hash_map_fini(struct hash_map *m)
{
    free(m->entries);
    *m = (struct hash_map){0};
}
