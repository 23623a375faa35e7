/*
 * chain.h - a linear chain over the keyphrase labels: CRF and legal sequences.
 *
 *     score(y) = start[y0] + Σ z[t][y_t] + Σ transition[y_t][y_t+1] + end[y_n-1]
 *     P(y) = exp score(y) / Z          Lafferty, McCallum, Pereira 2001
 *
 * The forward-backward algorithm in the probability domain, each step scaled to sum 1 (Rabiner
 * 1989, section V.A), in double precision. A chain without weights of its own is a softmax at each
 * token, or, with the rules of BIOES, a softmax over legal sequences. Knows scores of one text; no
 * nets.
 */
#ifndef PITH_NN_CHAIN_H
#define PITH_NN_CHAIN_H

#include "data/label.h"
#include "math/real.h"

#include <stdbool.h>

/* Factors between labels (exponentials of scores). */
struct chain {
    double start[KEYPHRASE_LABELS], end[KEYPHRASE_LABELS];
    double step[KEYPHRASE_LABELS][KEYPHRASE_LABELS]; /* [from][to] */
    double
        sharpness; /* 1 / temperature: all scores, of labels and of steps, are multiplied by it */
};

/* Where a CRF's weights are. */
struct chain_weights {
    const real *transition, *start, *end; /* [5, 5], [5], [5]; NULL: all zero */
};

/* What is illegal in BIOES. CHAIN_DISCOURAGE: nearly impossible, so that a text that was cut amid a
 * phrase still has a finite loss; CHAIN_FORBID: impossible, for reading. */
enum chain_rules { CHAIN_ANY, CHAIN_DISCOURAGE, CHAIN_FORBID };

void chain_make(struct chain *c, const struct chain_weights *w, enum chain_rules rules,
                double temperature);

/* One text. emission, alpha, beta: [n, 5] and scale: [n], from chain_room's numbers. */
struct chain_text {
    int n;
    double *emission, *alpha, *beta, *scale;
    double last;  /* Σ alpha[n-1] · end */
    double log_z; /* log Z */
};

/* chain_room tells how many doubles a text of n tokens takes; chain_lay_out divides them. */
size_t chain_room(int n);
void chain_lay_out(struct chain_text *x, double *room, int n);

/*
 * chain_read takes the scores of token t from z + row[t]·ld... of a pack: `row` has n row numbers;
 * then runs forward and backward.
 */
void chain_read(const struct chain *c, struct chain_text *x, const real *z, const int *row);

/* chain_marginal returns P(label of token t = j). */
static inline double chain_marginal(const struct chain_text *x, int t, int j)
{
    return x->alpha[t * KEYPHRASE_LABELS + j] * x->beta[t * KEYPHRASE_LABELS + j] / x->last;
}

/* chain_span returns P(tokens of the span are one phrase). */
double chain_span(const struct chain *c, const struct chain_text *x, struct span span);

/* chain_spans calls `found` for every span of probability >= floor (> 0), by start, then end. */
void chain_spans(const struct chain *c, const struct chain_text *x, double floor,
                 void (*found)(void *context, struct span span, double probability), void *context);

/* chain_best writes the likeliest labels (Viterbi 1967); `back` has room for n · 5 bytes. */
void chain_best(const struct chain *c, const struct chain_text *x, uint8_t *back, uint8_t *tags);

/* Gradients of log Z - score(tags), summed up over texts. */
struct chain_gradient {
    double start[KEYPHRASE_LABELS], end[KEYPHRASE_LABELS];
    double step[KEYPHRASE_LABELS][KEYPHRASE_LABELS];
};

/*
 * chain_loss returns log Z - score(tags) of a text that was read with the same chain. With g,
 * `weight` times its gradient is added to g, and z's is written over z (at the rows of chain_read).
 */
double chain_loss(const struct chain *c, const struct chain_text *x, const uint8_t *tags,
                  double weight, real *z, const int *row, struct chain_gradient *g);

#endif
