/*
 * chain.c - forward, backward, Viterbi, gradient of a linear chain; see chain.h.
 *
 * Notation, with s = sharpness:
 *
 *     ψ(i,j)  = exp(s · transition[i][j]), or 0 where j may not follow i     chain.step
 *     e_t(j)  = exp(s · (z[t][j] - max_k z[t][k])), at most 1                emission
 *     Z       = Σ_y start(y_0) Π_t e_t(y_t) Π_t ψ(y_t-1, y_t) end(y_n-1)
 *               · exp(Σ_t s · max_k z[t][k])
 *
 * Forward and backward with scaling (Rabiner 1989, section V.A; Sutton & McCallum 2012,
 * section 4.1):
 *
 *     a_0(j) = start(j) e_0(j),   a_t(j) = e_t(j) Σ_i α_t-1(i) ψ(i,j)
 *     c_t    = Σ_j a_t(j),        α_t(j) = a_t(j) / c_t                      scale, alpha
 *     β_n-1(i) = end(i),          β_t(i) = Σ_j ψ(i,j) e_t+1(j) β_t+1(j) / c_t+1
 *     last   = Σ_j α_n-1(j) end(j) = Σ_j α_t(j) β_t(j) at every t
 *     log Z  = Σ_t s · max_k z[t][k] + Σ_t log c_t + log last
 *
 *     P(y_t = j)              = α_t(j) β_t(j) / last
 *     P(y_t-1 = i, y_t = j)   = α_t-1(i) · ψ(i,j) e_t(j) / c_t · β_t(j) / last
 *
 * Scaling keeps a sum from vanishing over the length of a text, but not a single label beside the
 * others. Its share is bounded: in BIOES every label can be reached from every other in two steps,
 * so that, when e_t(j) >= exp(-R_t) and all factors lie in an interval of width T in logarithms
 * (log_range), a label that is legal at t has
 *
 *     α_t(j) >= exp(-(R_t-1 + R_t + 2T)) / 125,      last >= exp(-(R_n-2 + R_n-1 + 3T)) / 125
 *
 * While R_t-1 + R_t + 3T stays below LOG_RANGE_MAX nothing underflows, every c_t is positive, and
 * no share is lost that a later token may need. Beyond it (low temperatures, forbidden steps,
 * scores that disagree with them) the sums are taken in logarithms: "The log domain" below.
 */
#include "nn/chain.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { K = KEYPHRASE_LABELS };

/* exp(-690) / 125 is 1e-302, above the smallest normal double. */
static const double LOG_RANGE_MAX = 690;

/* exp of the score that makes an illegal step nearly impossible. */
static const double discouraged = 1e-9;

/* BIOES: after B and I a phrase is open; only I and E may follow, and only there. */
static bool leaves_open(int from)
{
    return from == LABEL_B || from == LABEL_I;
}

static bool continues(int to)
{
    return to == LABEL_I || to == LABEL_E;
}

static double score_at(const struct chain *c, const real *weights, int i)
{
    return weights ? c->sharpness * (double)weights[i] : 0;
}

/* A factor, exp(score) · rule, and its logarithm; widens the interval [*low, *high]. */
static void set_factor(double score, double rule, double *factor, double *log_factor, double *low,
                       double *high)
{
    *factor = exp(score) * rule;
    *log_factor = score + log(rule);
    *low = rule > 0 && *log_factor < *low ? *log_factor : *low;
    *high = rule > 0 && *log_factor > *high ? *log_factor : *high;
}

void chain_init(struct chain *c, const struct chain_weights *w, enum chain_rules rules,
                double temperature)
{
    double low = 0, high = 0;
    double illegal = rules == CHAIN_FORBID ? 0 : rules == CHAIN_DISCOURAGE ? discouraged : 1;
    c->sharpness = 1 / temperature;
    for (int i = 0; i < K; i++) {
        set_factor(score_at(c, w->start, i), continues(i) ? illegal : 1, &c->start[i],
                   &c->log_start[i], &low, &high);
        set_factor(score_at(c, w->end, i), leaves_open(i) ? illegal : 1, &c->end[i], &c->log_end[i],
                   &low, &high);
        for (int j = 0; j < K; j++)
            set_factor(score_at(c, w->transition, i * K + j),
                       leaves_open(i) == continues(j) ? 1 : illegal, &c->step[i][j],
                       &c->log_step[i][j], &low, &high);
    }
    c->log_range = high - low;
}

size_t chain_room(int n)
{
    return (size_t)n * (3 * K + 1);
}

void chain_text_init(struct chain_text *x, double *room, int n)
{
    size_t size = (size_t)n * K;
    *x = (struct chain_text){.n = n,
                             .emission = room,
                             .alpha = room + size,
                             .beta = room + 2 * size,
                             .scale = room + 3 * size};
}

/* --- forward and backward -------------------------------------------------------------------- */

/* emission[t][j] = s · (z[t][j] - max z[t]), still in logarithms; returns Σ_t s · max z[t]. */
static double shift_scores(const struct chain *c, struct chain_text *x, const real *z,
                           const int *row)
{
    double shift = 0;
    for (int t = 0; t < x->n; t++) {
        const real *s = z + (size_t)row[t] * K;
        double top = (double)s[0];
        for (int j = 1; j < K; j++)
            top = (double)s[j] > top ? (double)s[j] : top;
        for (int j = 0; j < K; j++)
            x->emission[t * K + j] = c->sharpness * ((double)s[j] - top);
        shift += c->sharpness * top;
    }
    return shift;
}

/*
 * Whether the bound at the head of this file is exceeded somewhere; false for NaN, which goes on.
 */
static bool range_is_wide(const struct chain *c, const struct chain_text *x)
{
    double before = 0;
    for (int t = 0; t < x->n; t++) {
        const double *e = x->emission + t * K;
        double low = e[0];
        for (int j = 1; j < K; j++)
            low = e[j] < low ? e[j] : low;
        if (before - low + 3 * c->log_range > LOG_RANGE_MAX)
            return true;
        before = -low;
    }
    return false;
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

/* α and c, from e. */
static void forward(const struct chain *c, struct chain_text *x)
{
    for (int j = 0; j < K; j++)
        x->alpha[j] = c->start[j] * x->emission[j];
    x->scale[0] = scale_to_one(x->alpha);
    for (int t = 1; t < x->n; t++) {
        const double *e = x->emission + t * K, *before = x->alpha + (t - 1) * K;
        double *a = x->alpha + t * K;
        for (int j = 0; j < K; j++) {
            double sum = 0;
            for (int i = 0; i < K; i++)
                sum += before[i] * c->step[i][j];
            a[j] = sum * e[j];
        }
        x->scale[t] = scale_to_one(a);
    }
}

/* β, from e and c. */
static void backward(const struct chain *c, struct chain_text *x)
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

/* --- the log domain --------------------------------------------------------------------------- */

/*
 * For scores of a wide range. With m_t(j) = log of all that follows from label j at t on,
 *
 *     m_n-1(j) = log e_n-1(j) + log end(j),    m_t(j) = log e_t(j) + log_follow(t + 1, j)
 *     log_follow(t, i) = log Σ_j ψ(i,j) exp m_t(j)
 *
 * the labels, given the scores, are a Markov chain (Lafferty et al. 2001, section 3):
 *
 *     P(y_0 = j)               = start(j) exp m_0(j) / Z
 *     P(y_t = j | y_t-1 = i)   = ψ(i,j) exp(m_t(j) - log_follow(t, i))
 *
 * which is run forward in probabilities: one that underflows there is one that is zero. x then
 * holds m in `emission`, P(y_t = j) in `alpha`, 1 in `beta` and `last`, and step_factor returns the
 * conditional probability; so all that is computed from these stays as it is.
 */
static double log_sum_exp(const double *v)
{
    double top = v[0], sum = 0;
    for (int j = 1; j < K; j++)
        top = v[j] > top ? v[j] : top;
    if (top == -(double)INFINITY)
        return top;
    for (int j = 0; j < K; j++)
        sum += exp(v[j] - top);
    return top + log(sum);
}

static double log_follow(const struct chain *c, const struct chain_text *x, int t, int i)
{
    double v[K];
    for (int j = 0; j < K; j++)
        v[j] = c->log_step[i][j] + x->emission[t * K + j];
    return log_sum_exp(v);
}

/* P(y_t = j | y_t-1 = i); 0 from a label that nothing may follow. */
static double conditional(const struct chain *c, const struct chain_text *x, int t, int i, int j)
{
    double all = log_follow(c, x, t, i);
    return all == -(double)INFINITY ? 0 : exp(c->log_step[i][j] + x->emission[t * K + j] - all);
}

/* Fills x but for log_z, of which Σ s · max z is not known here: returns the rest. */
static double read_in_logs(const struct chain *c, struct chain_text *x)
{
    double first[K];
    for (int t = x->n - 1; t >= 0; t--)
        for (int j = 0; j < K; j++)
            x->emission[t * K + j] += t == x->n - 1 ? c->log_end[j] : log_follow(c, x, t + 1, j);
    for (int j = 0; j < K; j++)
        first[j] = c->log_start[j] + x->emission[j];
    double log_z = log_sum_exp(first);
    for (int j = 0; j < K; j++)
        x->alpha[j] = exp(first[j] - log_z);
    memset(x->alpha + K, 0, (size_t)(x->n - 1) * K * sizeof *x->alpha);
    for (int t = 1; t < x->n; t++)
        for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++)
                x->alpha[t * K + j] += x->alpha[(t - 1) * K + i] * conditional(c, x, t, i, j);
    for (int k = 0; k < x->n * K; k++)
        x->beta[k] = 1;
    x->last = 1;
    return log_z;
}

void chain_forward_backward(const struct chain *c, struct chain_text *x, const real *z,
                            const int *row)
{
    x->log_z = shift_scores(c, x, z, row);
    x->log_domain = range_is_wide(c, x);
    if (x->log_domain) {
        x->log_z += read_in_logs(c, x);
        return;
    }
    for (int k = 0; k < x->n * K; k++)
        x->emission[k] = exp(x->emission[k]);
    forward(c, x);
    backward(c, x);
    x->last = 0;
    for (int j = 0; j < K; j++)
        x->last += x->alpha[(x->n - 1) * K + j] * c->end[j];
    for (int t = 0; t < x->n; t++)
        x->log_z += log(x->scale[t]);
    x->log_z += log(x->last);
}

/* --- phrases --------------------------------------------------------------------------------- */

/*
 * The factor of going from label i at t - 1 to label j at t, ψ(i,j) e_t(j) / c_t: what joins
 * α_t-1(i) to β_t(j).
 */
static double step_factor(const struct chain *c, const struct chain_text *x, int t, int i, int j)
{
    if (x->log_domain)
        return conditional(c, x, t, i, j);
    return c->step[i][j] * x->emission[t * K + j] / x->scale[t];
}

/*
 * P(B I .. I E at tokens a .. b) = α_a(B) · Π_t=a+1..b step_factor(t) · β_b(E) / last, a sum over
 * all readings of the rest of the text; of a single token it is the marginal of S.
 */
double chain_span(const struct chain *c, const struct chain_text *x, struct span span)
{
    int start = (int)span.start, last = (int)span.end - 1;
    if (start == last)
        return chain_marginal(x, start, LABEL_S);
    double p = x->alpha[start * K + LABEL_B];
    for (int t = start + 1; t < last; t++)
        p *= step_factor(c, x, t, t == start + 1 ? LABEL_B : LABEL_I, LABEL_I);
    p *= step_factor(c, x, last, last == start + 1 ? LABEL_B : LABEL_I, LABEL_E);
    return p * x->beta[last * K + LABEL_E] / x->last;
}

/*
 * The same products for all spans of one start, each from the one before. The probability that a
 * phrase from `start` is still open before t bounds that of every longer one: where it falls below
 * min_probability the search ends.
 */
void chain_spans(const struct chain *c, const struct chain_text *x, double min_probability,
                 void (*found)(void *context, struct span span, double probability), void *context)
{
    for (int start = 0; start < x->n; start++) {
        double single = chain_marginal(x, start, LABEL_S), open = x->alpha[start * K + LABEL_B];
        if (single >= min_probability)
            found(context, (struct span){(uint32_t)start, (uint32_t)start + 1}, single);
        int before = LABEL_B;
        for (int t = start + 1; t < x->n; t++) {
            if (open * x->beta[(t - 1) * K + before] / x->last < min_probability)
                break;
            double p =
                open * step_factor(c, x, t, before, LABEL_E) * x->beta[t * K + LABEL_E] / x->last;
            if (p >= min_probability)
                found(context, (struct span){(uint32_t)start, (uint32_t)t + 1}, p);
            open *= step_factor(c, x, t, before, LABEL_I);
            before = LABEL_I;
        }
    }
}

/* --- Viterbi --------------------------------------------------------------------------------- */

/*
 * One step, in products: δ_t(j) = e_t(j) max_i δ_t-1(i) ψ(i,j), scaled to sum 1, for a common
 * factor changes no comparison. By the bound at the head of this file no δ that matters underflows.
 */
static void viterbi_step(const struct chain *c, const struct chain_text *x, int t, double *score,
                         uint8_t *back)
{
    double next[K];
    for (int j = 0; j < K; j++) {
        int best = 0;
        for (int i = 1; i < K; i++)
            if (score[i] * c->step[i][j] > score[best] * c->step[best][j])
                best = i;
        back[j] = (uint8_t)best;
        next[j] = score[best] * c->step[best][j] * x->emission[t * K + j];
    }
    scale_to_one(next);
    memcpy(score, next, sizeof next);
}

/* The same in the log domain, on the conditional probabilities: δ is log P(y_0 .. y_t). */
static void viterbi_step_in_logs(const struct chain *c, const struct chain_text *x, int t,
                                 double *score, uint8_t *back)
{
    double next[K];
    for (int i = 0; i < K; i++) {
        double all = log_follow(c, x, t, i); /* a label that nothing may follow is on no path */
        score[i] = all == -(double)INFINITY ? all : score[i] - all;
    }
    for (int j = 0; j < K; j++) {
        int best = 0;
        for (int i = 1; i < K; i++)
            if (score[i] + c->log_step[i][j] > score[best] + c->log_step[best][j])
                best = i;
        back[j] = (uint8_t)best;
        next[j] = score[best] + c->log_step[best][j] + x->emission[t * K + j];
    }
    memcpy(score, next, sizeof next);
}

/*
 * max over y of the product, and back along the choices (Viterbi 1967); of equals the first label.
 */
void chain_viterbi(const struct chain *c, const struct chain_text *x, uint8_t *back, uint8_t *tags)
{
    double score[K];
    for (int j = 0; j < K; j++)
        score[j] = x->log_domain ? c->log_start[j] + x->emission[j] : c->start[j] * x->emission[j];
    for (int t = 1; t < x->n; t++)
        if (x->log_domain)
            viterbi_step_in_logs(c, x, t, score, back + t * K);
        else
            viterbi_step(c, x, t, score, back + t * K);
    for (int j = 0; j < K && !x->log_domain; j++) /* there, m holds the end's factor already */
        score[j] *= c->end[j];
    int best = 0;
    for (int j = 1; j < K; j++)
        if (score[j] > score[best])
            best = j;
    for (int t = x->n - 1; t >= 0; t--) {
        tags[t] = (uint8_t)best;
        best = t ? back[t * K + best] : 0;
    }
}

/* --- the loss -------------------------------------------------------------------------------- */

/*
 * A logarithm of a factor that is in range is taken of the factor itself: the same bits as log Z's.
 */
static double log_factor(const struct chain_text *x, double factor, double log_of_it)
{
    return x->log_domain ? log_of_it : log(factor);
}

static double score_of(const struct chain *c, const struct chain_text *x, const uint8_t *tags,
                       const real *z, const int *row)
{
    int n = x->n, first = tags[0], last = tags[n - 1];
    double score = log_factor(x, c->start[first], c->log_start[first]) +
                   log_factor(x, c->end[last], c->log_end[last]);
    for (int t = 0; t < n; t++) {
        score += c->sharpness * (double)z[(size_t)row[t] * K + tags[t]];
        if (t)
            score +=
                log_factor(x, c->step[tags[t - 1]][tags[t]], c->log_step[tags[t - 1]][tags[t]]);
    }
    return score;
}

/* d(log Z)/d transition[i][j] = s Σ_t P(y_t-1 = i, y_t = j), less s for each time it was taken. */
static void step_gradient(const struct chain *c, const struct chain_text *x, const uint8_t *tags,
                          double weight, struct chain_gradient *g)
{
    for (int t = 1; t < x->n; t++) {
        for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++)
                g->step[i][j] += weight * x->alpha[(t - 1) * K + i] * step_factor(c, x, t, i, j) *
                                 x->beta[t * K + j] / x->last;
        g->step[tags[t - 1]][tags[t]] -= weight;
    }
}

/*
 * The gradient of log Z in a score is the expected number of times that it is used, that of
 * score(y) the number of times that y uses it (Lafferty et al. 2001, section 4; Sutton & McCallum
 * 2012, section 5.1): for z[t][j], s · (P(y_t = j) - [j = tags[t]]), and the same at the ends.
 */
double chain_loss(const struct chain *c, const struct chain_text *x, const uint8_t *tags,
                  double weight, real *z, const int *row, struct chain_gradient *g)
{
    double loss = x->log_z - score_of(c, x, tags, z, row);
    if (!g)
        return loss;
    weight *= c->sharpness;
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
