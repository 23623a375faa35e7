/*
 * feature.h - what a word looks like, and what stands beside it, as hashed numbers.
 *
 *     text, tokens ─feature_make→ for each token two bags of ids, each a row of a table of the net
 *
 *   BAG_WORD     the word alone: n-grams of its letters (n = 2..4, edges marked; single letters too
 *                where a letter is no ASCII, as in Chinese), its shape ("Xxx-dd"), length
 *                and letter case
 *   BAG_CONTEXT  what hand-made CRF features say: the word and its neighbours (±2) in lower case,
 *                pairs of them, shapes, prefixes and suffixes up to four letters, the text's edges
 *
 * An id is a hash of template and content, folded to the table's rows: nothing is counted or
 * stored, so any text has features, and words never seen share those of words that were (the
 * hashing trick, Weinberger et al. 2009). The same bytes give the same ids on every machine; the
 * templates are part of what a model file means.
 */
#ifndef PITH_TEXT_FEATURE_H
#define PITH_TEXT_FEATURE_H

#include "text/tokenizer.h"

enum feature_bag { BAG_WORD, BAG_CONTEXT, BAG_COUNT };

/* Rows of the two tables; 0: that bag stays empty. */
struct feature_plan {
    int32_t rows[BAG_COUNT];
};

/* feature_plan_of reads model.features, model.feature_rows and model.shortcut. */
struct feature_plan feature_plan_of(const struct config *cfg);

/* The bag of token t: ids[start[t]] .. ids[start[t + 1]]. start may be NULL: all bags are empty. */
struct feature_view {
    const uint32_t *start;
    const int32_t *ids;
};

/* Arrays that only grow, and scratch. Zero-initialise. */
struct feature_maker {
    uint32_t *start[BAG_COUNT];
    int32_t *ids[BAG_COUNT];
    size_t start_capacity[BAG_COUNT], ids_capacity[BAG_COUNT];
    size_t count[BAG_COUNT]; /* ids */
    struct word_look *looks;
    size_t looks_capacity;
    struct buffer lower;
};

/*
 * feature_make fills the maker's lists for n tokens of a text. PITH_STATUS_MEMORY, also for more
 * than 2^32 features; the lists are then not to be looked at, but the maker can be used again.
 */
pith_status feature_make(struct feature_maker *m, const struct feature_plan *plan, const char *text,
                         const struct token *tokens, size_t n, pith_error *err);

/* feature_view returns a bag of the text that was made last; it points into the maker. */
struct feature_view feature_view(const struct feature_maker *m, int bag);
void feature_maker_fini(struct feature_maker *m);

#endif
