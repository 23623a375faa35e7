/*
 * chain.h - a linear chain over the keyphrase labels: CRF and legal sequences.
 *
 *     score(y) = start[y0] + Σ z[t][y_t] + Σ transition[y_t][y_t+1] + end[y_n-1]
 *     P(y) = exp score(y) / Z          Lafferty, McCallum, Pereira 2001
 *
 * The forward-backward algorithm in double precision; chain.c has the recursions, and says why they
 * neither overflow nor lose everything. A chain without weights of its own is a softmax at each
 * token, or, with the rules of BIOES, a softmax over legal sequences. Knows scores of one text; no
 * nets. Texts have at least one token: n >= 1 everywhere.
 */
#ifndef PITH_NN_CHAIN_H
#define PITH_NN_CHAIN_H

#include "data/label.h"
#include "math/real.h"

#include <stdbool.h>

/*
 * Factors between labels, exponentials of sharpness · score; 0 = forbidden; and their logarithms.
 */
struct chain {
    double start[KEYPHRASE_LABELS], end[KEYPHRASE_LABELS];
    double step[KEYPHRASE_LABELS][KEYPHRASE_LABELS]; /* [from][to] */
    double log_start[KEYPHRASE_LABELS], log_end[KEYPHRASE_LABELS];
    double log_step[KEYPHRASE_LABELS][KEYPHRASE_LABELS];
    double log_range; /* all logarithms but those of 0 lie, with 0, in an interval of this width */
    double sharpness; /* 1 / temperature: all scores, of labels and steps, are multiplied by it */
};

/* Where a CRF's weights are. */
struct chain_weights {
    const real *transition, *start, *end; /* [5, 5], [5], [5]; NULL: all zero */
};

/*
 * What is illegal in BIOES. CHAIN_DISCOURAGE: nearly impossible, so that a text that was cut amid a
 * phrase still has a finite loss; CHAIN_FORBID: impossible, for reading.
 */
enum chain_rules { CHAIN_ANY, CHAIN_DISCOURAGE, CHAIN_FORBID };

/* chain_init computes the factors; temperature > 0 (1 = the scores as they are). */
void chain_init(struct chain *c, const struct chain_weights *w, enum chain_rules rules,
                double temperature);

/* What forward and backward leave of one text. emission, alpha, beta: [n, 5] and scale: [n]. */
struct chain_text {
    int n;
    bool log_domain; /* other contents, for scores of a wide range: see chain.c */
    double *emission, *alpha, *beta, *scale;
    double last;  /* Σ_j alpha[t][j] · beta[t][j], the same at every t */
    double log_z; /* log Z */
};

/* chain_room tells how many doubles a text of n tokens takes; chain_text_init divides them. */
size_t chain_room(int n);
void chain_text_init(struct chain_text *x, double *room, int n);

/*
 * chain_forward_backward fills x, which is laid out for n >= 1 tokens. The scores of token t are
 * the 5 numbers at z + 5 · row[t] (rows of a pack are not in a text's order). A NaN among them
 * makes log_z and all probabilities NaN.
 */
void chain_forward_backward(const struct chain *c, struct chain_text *x, const real *z,
                            const int *row);

/* chain_marginal returns P(label of token t = j). */
static inline double chain_marginal(const struct chain_text *x, int t, int j)
{
    return x->alpha[t * KEYPHRASE_LABELS + j] * x->beta[t * KEYPHRASE_LABELS + j] / x->last;
}

/*
 * chain_span returns P(tokens of the span are one phrase); the span is not empty and in the text.
 */
double chain_span(const struct chain *c, const struct chain_text *x, struct span span);

/*
 * chain_spans calls `found` for every span of probability >= min_probability (> 0), by start, then
 * end. Takes n times the length of the longest phrase that is still that likely.
 */
void chain_spans(const struct chain *c, const struct chain_text *x, double min_probability,
                 void (*found)(void *context, struct span span, double probability), void *context);

/* chain_viterbi writes the likeliest labels [n]; `back` has room for n · 5 bytes. */
void chain_viterbi(const struct chain *c, const struct chain_text *x, uint8_t *back, uint8_t *tags);

/* Gradients of log Z - score(tags) in the weights, summed up over texts. */
struct chain_gradient {
    double start[KEYPHRASE_LABELS], end[KEYPHRASE_LABELS];
    double step[KEYPHRASE_LABELS][KEYPHRASE_LABELS];
};

/*
 * chain_loss returns log Z - score(tags) = -log P(tags) of a text that was read with the same chain
 * and z. With g, `weight` times its gradient is added to g, and z's is written over z (at the rows
 * of chain_forward_backward).
 */
double chain_loss(const struct chain *c, const struct chain_text *x, const uint8_t *tags,
                  double weight, real *z, const int *row, struct chain_gradient *g);

#endif
