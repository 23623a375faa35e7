/*
 * cue.h - what gives phrases away without a word being read: their place in the text, their length,
 * the marks around them. Counts for pith_survey in pith.h, where each is explained.
 *
 * A mark is a token without letters and digits, or what a word begins or ends with that is neither
 * (the # of #tag, the comma of "owls," where texts are cut at white space alone); all other tokens
 * are words, and a span is one that has words. Knows no limits: it counts.
 */
#ifndef PITH_DATA_CUE_H
#define PITH_DATA_CUE_H

#include "data/corpus.h"

/* cue_is_word tells whether token t < e->length is a word. */
bool cue_is_word(const struct example *e, size_t t);

/*
 * cues_count fills the members of *out that begin with place_, length_ or mark_; false when memory
 * is short, and they are then unspecified. O(tokens).
 */
bool cues_count(const struct corpus *c, pith_survey *out);

#endif
