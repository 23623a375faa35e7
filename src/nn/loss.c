/*
 * loss.c - cross-entropy of both heads under a reduction; see net.h.
 *
 *     p = softmax(z),  CE = -log p[y] = log Σ exp(z - max z) - (z[y] - max z)
 *     dL/dz[j] = weight · w[y] / denominator · (p[j] - [j = y])
 *
 * The reduction is no detail: SGD 0.1 under `sum` (over time, by texts) is SGD 2.4 under `mean` for
 * batches of 24 tokens a text. It lives in one number here, the denominator.
 */
#include "nn/net.h"

#include <math.h>

bool net_pads(const struct config *cfg)
{
    return cfg->loss_pads && cfg->loss_reduction != REDUCTION_TOKEN;
}

static int label_of(int head, uint8_t tag)
{
    return head == HEAD_KEYWORD ? tag != LABEL_O : tag;
}

/* Adds up the weights of a head's labels among the counted positions, by label; returns the sum. */
static double counted_weight(const struct net_loss_plan *plan, const struct batch *b, int head,
                             double mass[KEYPHRASE_LABELS])
{
    double sum = 0;
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        mass[j] = 0;
    for (int s = 0; s < b->shards; s++) {
        const struct pack *p = &b->packs[s];
        for (int r = 0; r < p->rows; r++)
            if (p->real[r] || plan->pads) {
                int label = label_of(head, p->tags[r]);
                mass[label] += plan->label_weight[head][label];
            }
    }
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        sum += mass[j];
    return sum;
}

double net_prior_loss(const struct net_loss_plan *plan, const struct batch *b, int head)
{
    double mass[KEYPHRASE_LABELS], loss = 0, sum = counted_weight(plan, b, head, mass);
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        if (mass[j] > 0)
            loss -= mass[j] * log(mass[j] / sum);
    return loss / plan->denominator[head];
}

void net_loss_plan_make(struct net_loss_plan *plan, const struct config *cfg,
                        const struct net *net, const struct batch *b)
{
    const struct knob_list *weights[] = {&cfg->loss_keyword_weights, &cfg->loss_keyphrase_weights};
    *plan = (struct net_loss_plan){.pads = net_pads(cfg)};
    bool joint = net->head_layer[HEAD_KEYWORD] >= 0;
    plan->weight[HEAD_KEYWORD] = joint ? cfg->loss_alpha : 0;
    plan->weight[HEAD_KEYPHRASE] = joint ? 1 - cfg->loss_alpha : 1;
    for (int head = 0; head < HEAD_COUNT; head++) {
        for (int j = 0; j < net_labels(head); j++)
            plan->label_weight[head][j] = weights[head]->count ? weights[head]->value[j] : 1;
        double mass[KEYPHRASE_LABELS];
        double denominator = cfg->loss_reduction == REDUCTION_SUM
                                 ? (double)b->texts
                                 : counted_weight(plan, b, head, mass);
        plan->denominator[head] = denominator > 0 ? denominator : 1; /* an empty batch loses 0 */
    }
}

/* One row: returns CE, leaves softmax in z, and the label with the largest logit in *best. */
static double row_entropy(int K, real *z, int label, int *best)
{
    int top = 0;
    for (int j = 1; j < K; j++)
        if (z[j] > z[top])
            top = j;
    double max = (double)z[top], sum = 0, e[KEYPHRASE_LABELS], at_label = (double)z[label] - max;
    for (int j = 0; j < K; j++)
        sum += e[j] = exp((double)z[j] - max);
    for (int j = 0; j < K; j++)
        z[j] = (real)(e[j] / sum);
    *best = top;
    return log(sum) - at_label;
}

void net_loss(const struct net *net, struct net_work *w, const struct pack *p,
              const struct net_loss_plan *plan, bool gradient, struct net_loss_sums *sums)
{
    for (int head = 0; head < HEAD_COUNT; head++) {
        if (net->head_layer[head] < 0)
            continue;
        int K = net_labels(head);
        double loss = 0;
        for (int r = 0; r < p->rows; r++) {
            real *z = w->logits[head] + (size_t)r * (size_t)K;
            int label = label_of(head, p->tags[r]), best;
            double entropy = row_entropy(K, z, label, &best);
            bool counts = p->real[r] || plan->pads;
            double share = counts ? plan->label_weight[head][label] / plan->denominator[head] : 0;
            loss += counts ? share * entropy : 0;
            if (p->real[r]) {
                sums->predicted[head][best]++;
                sums->gold[head][label]++;
                sums->correct[head] += best == label;
            }
            if (!gradient)
                continue;
            z[label] -= 1;
            for (int j = 0; j < K; j++)
                z[j] = (real)(share * plan->weight[head] * (double)z[j]);
        }
        sums->loss[head] += loss;
    }
}
