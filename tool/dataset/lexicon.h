/*
 * lexicon.h - how often words stand in a dump, and how they are written there.
 *
 *     posts ─lexicon_add→ counts ─▶ segment.h (which words a tag is made of)
 *                               └─▶ lexicon_draw (how such a word would have been written)
 *
 * Hashtags themselves, @names and URLs are not counted.
 */
#ifndef PITH_DATASET_LEXICON_H
#define PITH_DATASET_LEXICON_H

#include "base/table.h"

struct lexicon {
    struct table words; /* in lower case */
    double *counts;     /* of each word */
    size_t counts_capacity;
    double total;
    struct table forms; /* as written, not at the beginning of a post */
    struct lexicon_form {
        double count;
        size_t next; /* form of the same word, TABLE_NONE at the end */
    } * form;
    size_t form_capacity;
    size_t *first_form; /* of each word */
    size_t first_capacity;
    struct buffer scratch;
};

bool lexicon_init(struct lexicon *l);
void lexicon_fini(struct lexicon *l);

/* lexicon_add counts a word; `initial`: it begins a post, so that its capital means nothing. */
bool lexicon_add(struct lexicon *l, const char *word, size_t size, bool initial, double count);

/* lexicon_count says how often a word in lower case was counted. */
double lexicon_count(const struct lexicon *l, const char *word, size_t size);

/*
 * lexicon_draw chooses one of the ways in which a word in lower case is written elsewhere, as often
 * as it is written so; `key` is the random number it is drawn by. The word itself when it was never
 * seen.
 */
const char *lexicon_draw(const struct lexicon *l, const char *word, size_t size, uint64_t key,
                         size_t *form_size);

#endif
