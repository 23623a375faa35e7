/*
 * loss.h - what a pack loses, and what each label counts in it.
 *
 * Comes between net_forward and net_backward; the formulas stand in loss.c.
 */
#ifndef PITH_NN_LOSS_H
#define PITH_NN_LOSS_H

#include "nn/work.h"

/* Which label counts how much. loss = Σ_heads weight · Σ_rows w[label] · CE / denominator. */
struct net_loss_plan {
    double weight[HEAD_COUNT];      /* alpha, 1 - alpha */
    double denominator[HEAD_COUNT]; /* over the whole batch, see net_loss_plan_make */
    double label_weight[HEAD_COUNT][KEYPHRASE_LABELS];
    bool pads; /* pads count (as label O) */
};

/* Sums over a pack's rows; label counts are of real tokens. */
struct net_loss_sums {
    double loss[HEAD_COUNT]; /* Σ w·CE / denominator, without the head's weight */
    size_t predicted[HEAD_COUNT][KEYPHRASE_LABELS];
    size_t gold[HEAD_COUNT][KEYPHRASE_LABELS];
    size_t correct[HEAD_COUNT];
};

/*
 * net_loss_plan_make reads loss.* and counts a batch: mean: all counted positions (with label
 * weights: their sum, as torch); token: real tokens; sum: number of texts.
 */
void net_loss_plan_make(struct net_loss_plan *plan, const struct config *cfg, const struct net *net,
                        const struct batch *b);

/*
 * net_label_weights adds up, for each label of a head, the weights of the positions of a batch that
 * count under a plan; returns their sum.
 */
double net_label_weights(const struct net_loss_plan *plan, const struct batch *b, int head,
                         double weights[KEYPHRASE_LABELS]);

/*
 * net_prior_loss is what the best constant predictor loses on a batch under a plan: it predicts the
 * (weighted) shares of a head's labels among the counted positions, and loses their entropy.
 */
double net_prior_loss(const struct net_loss_plan *plan, const struct batch *b, int head);

/* net_loss adds the pack's losses and counts to sums; with `gradient`, logits become dL/dlogits. */
void net_loss(const struct net *net, struct net_work *w, const struct pack *p,
              const struct net_loss_plan *plan, bool gradient, struct net_loss_sums *sums);

#endif
