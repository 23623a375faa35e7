/*
 * metrics_document.h - F1@K of a document: ranked phrases against gold phrases, by their stems.
 */
#ifndef PITH_TRAIN_METRICS_DOCUMENT_H
#define PITH_TRAIN_METRICS_DOCUMENT_H

#include "train/metrics.h"

/*
 * metrics_add_document counts one text's ranked phrases for F1@K against example.phrases.
 *
 * Phrases are compared by their stems: lower-cased, cut into words, each word stemmed (Snowball
 * "porter"), a space before, between and behind. A word is a run of letters, marks and digits of
 * any script; + and # after one of these stay with it; everything else separates. So "Real-time
 * systems" is "real time system", and C++, C# and C are three things. A predicted phrase without a
 * word is wrong; a gold phrase without a word is left out. A gold phrase is present when its stems
 * stand in a row in the example's text. `stemmer` (metrics_stemmer_new; NULL when out of memory)
 * keeps memory for the next document: one per thread.
 */
struct metrics_stemmer;
struct metrics_stemmer *metrics_stemmer_new(void);
void metrics_stemmer_free(struct metrics_stemmer *s);
pith_status metrics_add_document(struct metrics *m, struct metrics_stemmer *stemmer,
                                 const struct example *gold, const struct ranked_phrase *phrases,
                                 size_t count, pith_error *err);

#endif
