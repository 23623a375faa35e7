/*
 * word_hash.h - the words of a corpus as numbers: 64-bit hashes of their lower case, and a set of
 * such numbers. What survey.c compares texts, phrases and pairs of words by.
 */
#ifndef PITH_DATA_WORD_HASH_H
#define PITH_DATA_WORD_HASH_H

#include "data/corpus.h"

struct word_hashes {
    uint64_t *words; /* of all tokens, one text after the other */
    size_t *start;   /* [texts + 1] where a text's begin */
    size_t texts;
};

/* word_hashes_make hashes all words; false when memory is short. word_hashes_fini in any case. */
bool word_hashes_make(struct word_hashes *h, const struct corpus *c);
void word_hashes_fini(struct word_hashes *h);

/* word_hash_run hashes n words in a row to one number. */
uint64_t word_hash_run(const uint64_t *words, size_t n);

/* A map from hashes to size_t; zero-initialise. */
struct hash_map {
    struct hash_entry {
        uint64_t key; /* 0 = free */
        size_t value;
    } * entries;
    size_t count;    /* keys */
    size_t capacity; /* of entries: 0 or a power of two */
};

/*
 * hash_map_put returns where the value of a key, not 0 (word_hash_run never is), is kept until the
 * next put; *fresh if it is new (then 0). NULL: no memory.
 */
size_t *hash_map_put(struct hash_map *m, uint64_t key, bool *fresh);

/* hash_map_get returns the same of a key that is there, else NULL. */
size_t *hash_map_get(const struct hash_map *m, uint64_t key);

/* hash_map_fini frees the entries. */
void hash_map_fini(struct hash_map *m);

#endif
