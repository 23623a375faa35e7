/* chain.c - forward, backward, Viterbi, gradient of a linear chain; see chain.h. */
#include "nn/chain.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { K = KEYPHRASE_LABELS };

/* exp of the score that makes an illegal step nearly impossible. */
static const double discouraged = 1e-9;

/* BIOES: after O, E and S a text or phrase begins; B and I go on. */
static bool goes_on(int from)
{
    return from == LABEL_B || from == LABEL_I;
}

static bool continues(int to)
{
    return to == LABEL_I || to == LABEL_E;
}

static double factor_of(const struct chain *c, const real *weights, int i)
{
    return weights ? exp(c->sharpness * (double)weights[i]) : 1;
}

void chain_make(struct chain *c, const struct chain_weights *w, enum chain_rules rules,
                double temperature)
{
    c->sharpness = 1 / temperature;
    double illegal = rules == CHAIN_FORBID ? 0 : rules == CHAIN_DISCOURAGE ? discouraged : 1;
    for (int i = 0; i < K; i++) {
        c->start[i] = factor_of(c, w->start, i) * (continues(i) ? illegal : 1);
        c->end[i] = factor_of(c, w->end, i) * (goes_on(i) ? illegal : 1);
        for (int j = 0; j < K; j++)
            c->step[i][j] =
                factor_of(c, w->transition, i * K + j) * (goes_on(i) == continues(j) ? 1 : illegal);
    }
}

size_t chain_room(int n)
{
    return (size_t)n * (3 * K + 1);
}

void chain_lay_out(struct chain_text *x, double *room, int n)
{
    size_t size = (size_t)n * K;
    *x = (struct chain_text){.n = n,
                             .emission = room,
                             .alpha = room + size,
                             .beta = room + 2 * size,
                             .scale = room + 3 * size};
}

/* --- forward and backward -------------------------------------------------------------------- */

/* emission[t] = exp(sharpness · (z[t] - max z[t])); returns Σ sharpness · max. */
static double take_scores(const struct chain *c, struct chain_text *x, const real *z,
                          const int *row)
{
    double shift = 0;
    for (int t = 0; t < x->n; t++) {
        const real *s = z + (size_t)row[t] * K;
        double top = (double)s[0];
        for (int j = 1; j < K; j++)
            top = (double)s[j] > top ? (double)s[j] : top;
        for (int j = 0; j < K; j++)
            x->emission[t * K + j] = exp(c->sharpness * ((double)s[j] - top));
        shift += c->sharpness * top;
    }
    return shift;
}

static double scale_to_one(double *v)
{
    double sum = 0;
    for (int j = 0; j < K; j++)
        sum += v[j];
    for (int j = 0; j < K; j++)
        v[j] /= sum;
    return sum;
}

static void run_forward(const struct chain *c, struct chain_text *x)
{
    for (int t = 0; t < x->n; t++) {
        const double *e = x->emission + t * K, *before = x->alpha + (t - 1) * K;
        double *a = x->alpha + t * K;
        for (int j = 0; j < K; j++) {
            double sum = t ? 0 : c->start[j];
            for (int i = 0; i < K && t; i++)
                sum += before[i] * c->step[i][j];
            a[j] = sum * e[j];
        }
        x->scale[t] = scale_to_one(a);
    }
}

static void run_backward(const struct chain *c, struct chain_text *x)
{
    memcpy(x->beta + (x->n - 1) * K, c->end, sizeof c->end);
    for (int t = x->n - 2; t >= 0; t--) {
        const double *e = x->emission + (t + 1) * K, *behind = x->beta + (t + 1) * K;
        double next[K];
        for (int j = 0; j < K; j++)
            next[j] = e[j] * behind[j] / x->scale[t + 1];
        for (int i = 0; i < K; i++) {
            double sum = 0;
            for (int j = 0; j < K; j++)
                sum += c->step[i][j] * next[j];
            x->beta[t * K + i] = sum;
        }
    }
}

void chain_read(const struct chain *c, struct chain_text *x, const real *z, const int *row)
{
    x->log_z = take_scores(c, x, z, row);
    run_forward(c, x);
    run_backward(c, x);
    x->last = 0;
    for (int j = 0; j < K; j++)
        x->last += x->alpha[(x->n - 1) * K + j] * c->end[j];
    for (int t = 0; t < x->n; t++)
        x->log_z += log(x->scale[t]);
    x->log_z += log(x->last);
}

/* --- phrases --------------------------------------------------------------------------------- */

/* The factor of going from label i at t - 1 to label j at t. */
static double factor(const struct chain *c, const struct chain_text *x, int t, int i, int j)
{
    return c->step[i][j] * x->emission[t * K + j] / x->scale[t];
}

double chain_span(const struct chain *c, const struct chain_text *x, struct span span)
{
    int start = (int)span.start, last = (int)span.end - 1;
    if (start == last)
        return chain_marginal(x, start, LABEL_S);
    double p = x->alpha[start * K + LABEL_B];
    for (int t = start + 1; t < last; t++)
        p *= factor(c, x, t, t == start + 1 ? LABEL_B : LABEL_I, LABEL_I);
    p *= factor(c, x, last, last == start + 1 ? LABEL_B : LABEL_I, LABEL_E);
    return p * x->beta[last * K + LABEL_E] / x->last;
}

void chain_spans(const struct chain *c, const struct chain_text *x, double floor,
                 void (*found)(void *context, struct span span, double probability), void *context)
{
    for (int start = 0; start < x->n; start++) {
        double single = chain_marginal(x, start, LABEL_S), open = x->alpha[start * K + LABEL_B];
        if (single >= floor)
            found(context, (struct span){(uint32_t)start, (uint32_t)start + 1}, single);
        int before = LABEL_B;
        for (int t = start + 1; t < x->n; t++) {
            /* what is left of the phrases that began at `start` and are still open before t */
            if (open * x->beta[(t - 1) * K + before] / x->last < floor)
                break;
            double p = open * factor(c, x, t, before, LABEL_E) * x->beta[t * K + LABEL_E] / x->last;
            if (p >= floor)
                found(context, (struct span){(uint32_t)start, (uint32_t)t + 1}, p);
            open *= factor(c, x, t, before, LABEL_I);
            before = LABEL_I;
        }
    }
}

void chain_best(const struct chain *c, const struct chain_text *x, uint8_t *back, uint8_t *tags)
{
    double score[K], next[K];
    for (int j = 0; j < K; j++)
        score[j] = c->start[j] * x->emission[j];
    for (int t = 1; t < x->n; t++) {
        for (int j = 0; j < K; j++) {
            int best = 0;
            for (int i = 1; i < K; i++)
                if (score[i] * c->step[i][j] > score[best] * c->step[best][j])
                    best = i;
            back[t * K + j] = (uint8_t)best;
            next[j] = score[best] * c->step[best][j] * x->emission[t * K + j];
        }
        scale_to_one(next); /* a common factor changes no comparison */
        memcpy(score, next, sizeof score);
    }
    int best = 0;
    for (int j = 1; j < K; j++)
        if (score[j] * c->end[j] > score[best] * c->end[best])
            best = j;
    for (int t = x->n - 1; t >= 0; t--) {
        tags[t] = (uint8_t)best;
        best = t ? back[t * K + best] : 0;
    }
}

/* --- the loss -------------------------------------------------------------------------------- */

static double score_of(const struct chain *c, const uint8_t *tags, const real *z, const int *row,
                       int n)
{
    double score = log(c->start[tags[0]]) + log(c->end[tags[n - 1]]);
    for (int t = 0; t < n; t++) {
        score += (double)z[(size_t)row[t] * K + tags[t]];
        if (t)
            score += log(c->step[tags[t - 1]][tags[t]]);
    }
    return score;
}

static void step_gradient(const struct chain *c, const struct chain_text *x, const uint8_t *tags,
                          double weight, struct chain_gradient *g)
{
    for (int t = 1; t < x->n; t++) {
        for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++)
                g->step[i][j] += weight * x->alpha[(t - 1) * K + i] * factor(c, x, t, i, j) *
                                 x->beta[t * K + j] / x->last;
        g->step[tags[t - 1]][tags[t]] -= weight;
    }
}

double chain_loss(const struct chain *c, const struct chain_text *x, const uint8_t *tags,
                  double weight, real *z, const int *row, struct chain_gradient *g)
{
    double loss = x->log_z - score_of(c, tags, z, row, x->n);
    if (!g)
        return loss;
    step_gradient(c, x, tags, weight, g);
    for (int t = 0; t < x->n; t++)
        for (int j = 0; j < K; j++) {
            double d = weight * (chain_marginal(x, t, j) - (j == tags[t]));
            z[(size_t)row[t] * K + j] = (real)d;
            g->start[j] += t == 0 ? d : 0;
            g->end[j] += t == x->n - 1 ? d : 0;
        }
    return loss;
}
