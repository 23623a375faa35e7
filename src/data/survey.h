/*
 * survey.h - what labelled texts are like: pith_survey in pith.h, made from one or two corpora.
 *
 * Takes O(n log n) for n tokens: lengths, and with dev the word pairs of train, are sorted.
 * Deterministic. Words are compared in lower
 * case, by a 64-bit hash. Used before every training and by `pith doctor --data`. Knows no
 * findings: it counts.
 */
#ifndef PITH_DATA_SURVEY_H
#define PITH_DATA_SURVEY_H

#include "data/corpus.h"

/*
 * survey_make fills *out but for same_file, words, matched, folded and covered, which its caller
 * knows. `unknown` and `shift` need encoded corpora, and are 0 and NaN otherwise. dev may be NULL:
 * all of out->dev is then 0.
 */
pith_status survey_make(const struct corpus *train, const struct corpus *dev, pith_survey *out,
                        pith_error *err);

#endif
