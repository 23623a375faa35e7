/*
 * decode.h - phrases by their own probability: which of all readings' phrases a text gets.
 *
 * The likeliest sequence of labels (Viterbi) is right about the whole text most often, and says
 * little where each phrase is doubtful: of two phrases of .45 it takes none. A phrase counts by
 * itself, so each is asked for by its own probability, all readings summed up (chain_spans): the
 * threshold says what a missed phrase is worth beside a wrong one.
 */
#ifndef PITH_NN_DECODE_H
#define PITH_NN_DECODE_H

#include "data/label.h"

/* A phrase in tokens of its text. */
struct scored_span {
    struct span span;
    double score;
};

/* A phrase of any reading of a text. */
struct candidate {
    size_t example;
    struct scored_span phrase;
};

/* decode_text_end returns where the candidates of the text end that begins at candidates[at]. */
static inline size_t decode_text_end(const struct candidate *candidates, size_t count, size_t at)
{
    size_t end = at + 1;
    while (end < count && candidates[end].example == candidates[at].example)
        end++;
    return end;
}

/*
 * decode_floor: how likely a phrase must be to be a candidate at all. A text in which nothing
 * reaches the threshold gets its likeliest candidate, so that it is left empty only where there is
 * nothing like a phrase.
 */
static inline double decode_floor(double threshold)
{
    return threshold / 10;
}

/*
 * decode_choose takes n candidates of one text, the likeliest first, as long as they reach the
 * threshold and overlap none taken before; if none does, the likeliest. Moves those that it took
 * to the front, in order of place, and returns how many; the others are in no order.
 */
size_t decode_choose(struct candidate *candidates, size_t n, double threshold);

#endif
