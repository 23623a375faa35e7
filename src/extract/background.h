/*
 * background.h - how often a phrase is to be expected in any text, by the model's own vocabulary.
 *
 * The words of a vocabulary stand in order of falling frequency (text/vocab.h). Rank alone tells
 * how frequent a word is, by the law of Zipf and Mandelbrot with the constants that fit English
 * (Piantadosi, "Zipf's word frequency law in natural language", 2014):
 *
 *     rate(word of rank r) = 1 / ((r + 2.7) · H)   H = Σ 1 / (r + 2.7), r = 1 ... V
 *
 * A word that is not there counts as the last one. A phrase is nowhere more frequent than its
 * rarest word, so that is its rate. A share of all words, in (0, 1]; an upper bound, not a guess: a
 * product of the words' rates would make every long phrase look special.
 */
#ifndef PITH_EXTRACT_BACKGROUND_H
#define PITH_EXTRACT_BACKGROUND_H

#include "base/buffer.h"
#include "text/tokenizer.h"
#include "text/vocab.h"

struct background {
    const struct vocab *vocab; /* the caller's */
    struct tokenizer *tokenizer;
    struct token_list tokens;
    struct buffer lower;
    double sum; /* H */
};

/* `tokenizer` is the kind (enum text_tokenizer) that the vocabulary's words were cut by. */
pith_status background_init(struct background *b, const struct vocab *vocab, int tokenizer,
                            pith_error *err);
void background_fini(struct background *b);

/* background_rate gives the rate of a phrase; # and @ in front are not part of a word. */
pith_status background_rate(struct background *b, const char *phrase, size_t size, double *rate,
                            pith_error *err);

#endif
