/*
 * inspect_loss.c - what the net loses on a batch, beside what it would lose knowing nothing.
 *
 * A loss means little by itself. Beside it stand two that need no text at all: the uniform guess,
 * ln K a position, and the best constant guess, the entropy of the labels
 *
 *     H = -Σ_j q_j ln q_j,    q_j = share of label j (by weight) among the positions that count
 *
 * A net stuck at H has learned how frequent labels are and nothing else. Pads labelled O make H
 * small: that is how a useless net shows a small loss.
 */
#include "inspect/inspect_loss.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <math.h>

/* The label of a row for a head. */
static int label_of(int head, uint8_t tag)
{
    return head == HEAD_KEYWORD ? tag != LABEL_O : tag;
}

/* Positions of each label over the tokens, and with `pads` the batch filled up to a rectangle. */
static void count_labels(const struct inspection *in, int head, bool pads,
                         double count[KEYPHRASE_LABELS])
{
    const struct pack *p = &in->batch.packs[0];
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        count[j] = 0;
    for (int r = 0; r < p->rows; r++)
        if (p->real[r])
            count[label_of(head, p->tags[r])]++;
    if (pads)
        count[LABEL_O] += (double)(inspection_positions(in) - in->batch.real_rows);
}

/* How a basis weighs labels and what it divides by, in the terms of net_loss. */
static void make_plan(const struct inspection *in, enum inspect_basis basis,
                      struct net_loss_plan *plan)
{
    net_loss_plan_make(plan, &in->setup.cfg, in->net, &in->batch);
    if (basis == BASIS_RUN)
        return;
    plan->pads = basis == BASIS_PADS;
    size_t positions = plan->pads ? inspection_positions(in) : in->batch.real_rows;
    for (int head = 0; head < HEAD_COUNT; head++) {
        plan->denominator[head] = (double)positions;
        for (int j = 0; j < KEYPHRASE_LABELS; j++)
            plan->label_weight[head][j] = 1;
    }
}

static double uniform_loss(const double *count, const double *weight, int K)
{
    double mass = 0;
    for (int j = 0; j < K; j++)
        mass += count[j] * weight[j];
    return mass * log(K);
}

static double constant_loss(const double *count, const double *weight, int K)
{
    double mass = 0, loss = 0;
    for (int j = 0; j < K; j++)
        mass += count[j] * weight[j];
    for (int j = 0; j < K; j++)
        if (count[j] * weight[j] > 0)
            loss -= count[j] * weight[j] * log(count[j] * weight[j] / mass);
    return loss;
}

/* The net's own losses; net_loss uses the logits up, so they are made anew. */
static void net_losses(struct inspection *in, const struct net_loss_plan *plan, double *out)
{
    static const struct net_dropout no_dropout = {0};
    const struct pack *p = &in->batch.packs[0];
    struct net_loss_sums sums = {0};
    net_forward(in->net, &in->work, p, &no_dropout);
    net_loss(in->net, &in->work, p, plan, false, &sums);
    for (int head = 0; head < HEAD_COUNT; head++) {
        out[head] = sums.loss[head];
        in->correct[head] = sums.correct[head];
        for (int j = 0; j < KEYPHRASE_LABELS; j++) {
            in->gold[head][j] = sums.gold[head][j];
            in->predicted[head][j] = sums.predicted[head][j];
        }
    }
}

static void basis_losses(struct inspection *in, enum inspect_basis basis)
{
    struct inspect_loss *loss = in->loss[basis];
    struct net_loss_plan plan;
    make_plan(in, basis, &plan);
    /* Pads that the run does not compute have no loss to show. */
    bool computed = basis != BASIS_PADS || in->batch.rows == inspection_positions(in);
    net_losses(in, &plan, loss[PREDICTOR_NET].head);
    for (int head = 0; head < HEAD_COUNT; head++) {
        double count[KEYPHRASE_LABELS];
        int K = net_labels(head);
        if (in->net->head_layer[head] < 0)
            continue;
        count_labels(in, head, plan.pads, count);
        const double *weight = plan.label_weight[head];
        loss[PREDICTOR_UNIFORM].head[head] =
            uniform_loss(count, weight, K) / plan.denominator[head];
        loss[PREDICTOR_CONSTANT].head[head] =
            constant_loss(count, weight, K) / plan.denominator[head];
        if (!computed)
            loss[PREDICTOR_NET].head[head] = NAN;
        for (int who = 0; who < PREDICTOR_COUNT; who++)
            loss[who].combined += plan.weight[head] * loss[who].head[head];
    }
}

void inspect_losses(struct inspection *in)
{
    for (int basis = 0; basis < BASIS_COUNT; basis++)
        basis_losses(in, (enum inspect_basis)basis);
}
