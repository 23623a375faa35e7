/*
 * loss.c - cross-entropy of both heads under a reduction; see loss.h.
 *
 *     p     = softmax(z),    CE = -log p[y] = log Σ_j exp(z[j] - max z) - (z[y] - max z)
 *     L     = Σ_heads weight[head] · Σ_rows w[y] CE / N[head]          weight: alpha and 1 - alpha
 *     dL/dz[j] = weight[head] · w[y] / N[head] · (p[j] - [j = y])
 *
 * Less the largest logit no exponential exceeds 1 and one of them is 1: the sum lies in [1, K], so
 * that neither it nor its logarithm can overflow. Computed in double, kept in real. N, the
 * denominator, is for
 *
 *     mean    Σ w[y] over all counted positions, pads too when they count   (torch: mean, weighted)
 *     token   Σ w[y] over real tokens
 *     sum     the number of texts: a sum over time, a mean over texts
 *
 * The best constant predictor says p[j] = m_j / Σ m, m_j the weight of label j among the counted
 * positions, and loses the entropy -Σ_j m_j log(m_j / Σ m) / N: net_prior_loss.
 *
 * With a CRF the keyphrase head's loss is log Z - score of each text (chain.h), under the same
 * denominator, where label weights count as above; pads do not.
 *
 * The reduction is no detail: SGD 0.1 under `sum` (over time, by texts) is SGD 2.4 under `mean` for
 * batches of 24 tokens a text. It lives in one number here, the denominator.
 */
#include "nn/loss.h"

#include "nn/pass.h"

#include <math.h>

static int label_of(int head, uint8_t tag)
{
    return head == HEAD_KEYWORD ? tag != LABEL_O : tag;
}

double net_label_weights(const struct net_loss_plan *plan, const struct batch *b, int head,
                         double weights[KEYPHRASE_LABELS])
{
    double sum = 0;
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        weights[j] = 0;
    for (int s = 0; s < b->shards; s++) {
        const struct pack *p = &b->packs[s];
        for (int r = 0; r < p->rows; r++)
            if (p->real[r] || plan->pads) {
                int label = label_of(head, p->tags[r]);
                weights[label] += plan->label_weight[head][label];
            }
    }
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        sum += weights[j];
    return sum;
}

double net_prior_loss(const struct net_loss_plan *plan, const struct batch *b, int head)
{
    double mass[KEYPHRASE_LABELS], loss = 0, sum = net_label_weights(plan, b, head, mass);
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        if (mass[j] > 0)
            loss -= mass[j] * log(mass[j] / sum);
    return loss / plan->denominator[head];
}

void net_loss_plan_make(struct net_loss_plan *plan, const struct config *cfg, const struct net *net,
                        const struct batch *b)
{
    const struct knob_list *weights[] = {&cfg->loss_keyword_weights, &cfg->loss_keyphrase_weights};
    *plan = (struct net_loss_plan){.pads = config_counts_pads(cfg)};
    bool joint = net->head_layer[HEAD_KEYWORD] >= 0;
    plan->weight[HEAD_KEYWORD] = joint ? cfg->loss_alpha : 0;
    plan->weight[HEAD_KEYPHRASE] = joint ? 1 - cfg->loss_alpha : 1;
    for (int head = 0; head < HEAD_COUNT; head++) {
        for (int j = 0; j < net_labels(head); j++)
            plan->label_weight[head][j] = weights[head]->count ? weights[head]->value[j] : 1;
        double mass[KEYPHRASE_LABELS];
        double denominator = cfg->loss_reduction == REDUCTION_SUM
                                 ? (double)b->texts
                                 : net_label_weights(plan, b, head, mass);
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

static void count(struct net_loss_sums *sums, int head, int label, int best)
{
    sums->predicted[head][best]++;
    sums->gold[head][label]++;
    sums->correct[head] += best == label;
}

/* A head whose labels are chosen each by itself. */
static double softmax_loss(const struct net_work *w, const struct pack *p,
                           const struct net_loss_plan *plan, int head, bool gradient,
                           struct net_loss_sums *sums)
{
    int K = net_labels(head);
    double loss = 0;
    for (int r = 0; r < p->rows; r++) {
        real *z = w->logits[head] + (size_t)r * (size_t)K;
        int label = label_of(head, p->tags[r]), best;
        double entropy = row_entropy(K, z, label, &best);
        bool counts = p->real[r] || plan->pads;
        double share = counts ? plan->label_weight[head][label] / plan->denominator[head] : 0;
        loss += counts ? share * entropy : 0;
        if (p->real[r])
            count(sums, head, label, best);
        if (!gradient)
            continue;
        z[label] -= 1;
        for (int j = 0; j < K; j++)
            z[j] = (real)(share * plan->weight[head] * (double)z[j]);
    }
    return loss;
}

/* --- a CRF ---------------------------------------------------------------------------------- */

static int likeliest(const struct chain_text *x, int t)
{
    int best = 0;
    for (int j = 1; j < KEYPHRASE_LABELS; j++)
        if (chain_marginal(x, t, j) > chain_marginal(x, t, best))
            best = j;
    return best;
}

static double crf_loss(const struct net *net, struct net_work *w, const struct pack *p,
                       const struct net_loss_plan *plan, bool gradient, struct net_loss_sums *sums)
{
    struct chain chain;
    struct chain_text x;
    double share = 1 / plan->denominator[HEAD_KEYPHRASE], loss = 0;
    real *z = w->logits[HEAD_KEYPHRASE];
    net_chain(net, CHAIN_DISCOURAGE, &chain);
    w->chain_gradient = (struct chain_gradient){0};
    for (int b = 0; b < p->columns; b++) {
        net_chain_text(w, p, &chain, b, &x);
        for (int t = 0; t < x.n; t++) {
            w->chain_tags[t] = p->tags[w->chain_rows[t]];
            count(sums, HEAD_KEYPHRASE, w->chain_tags[t], likeliest(&x, t));
        }
        loss += share * chain_loss(&chain, &x, w->chain_tags, share * plan->weight[HEAD_KEYPHRASE],
                                   z, w->chain_rows, gradient ? &w->chain_gradient : NULL);
    }
    for (int r = 0; r < p->rows && gradient; r++) /* pads have no gradient, should there be any */
        for (int j = 0; j < KEYPHRASE_LABELS && !p->real[r]; j++)
            z[(size_t)r * KEYPHRASE_LABELS + (size_t)j] = 0;
    return loss;
}

void net_loss(const struct net *net, struct net_work *w, const struct pack *p,
              const struct net_loss_plan *plan, bool gradient, struct net_loss_sums *sums)
{
    for (int head = 0; head < HEAD_COUNT; head++) {
        bool chained = head == HEAD_KEYPHRASE && net->crf_param >= 0;
        if (net->head_layer[head] >= 0)
            sums->loss[head] += chained ? crf_loss(net, w, p, plan, gradient, sums)
                                        : softmax_loss(w, p, plan, head, gradient, sums);
    }
}
