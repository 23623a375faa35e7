/* measure.c - numbers that several rows need; see measure.h. */
#include "doctor/measure.h"

#include "doctor/findings.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { EDGE = 20 };

double measure_entropy(const double *counts, size_t n)
{
    double sum = 0, entropy = 0;
    for (size_t i = 0; i < n; i++)
        sum += counts[i];
    for (size_t i = 0; i < n; i++)
        if (counts[i] > 0)
            entropy -= counts[i] / sum * log(counts[i] / sum);
    return entropy;
}

/* --- plateaus ------------------------------------------------------------------------------- */

/* Entropy of weighted counts, times their sum: the loss of the best constant, summed. */
static double summed_loss(const double *counts, const struct knob_list *weights, size_t n,
                          double *mass)
{
    double weighted[PITH_KEYPHRASE_LABELS];
    *mass = 0;
    for (size_t j = 0; j < n; j++) {
        weighted[j] = counts[j] * ((size_t)weights->count == n ? weights->value[j] : 1);
        *mass += weighted[j];
    }
    return measure_entropy(weighted, n) * *mass;
}

/* Labels of tokens, and how many positions there are with pads. */
struct label_counts {
    double keyword[PITH_KEYWORD_LABELS], keyphrase[PITH_KEYPHRASE_LABELS];
    double tokens, padded, texts;
};

static bool count_labels(const struct history *h, struct label_counts *c)
{
    *c = (struct label_counts){0};
    if (h->labelled_tokens > 0) {
        memcpy(c->keyword, h->gold_keyword, sizeof c->keyword);
        memcpy(c->keyphrase, h->gold_keyphrase, sizeof c->keyphrase);
    } else if (h->has_survey) {
        for (int j = 0; j < PITH_KEYPHRASE_LABELS; j++) {
            c->keyphrase[j] = (double)h->survey.train.labels[j];
            c->keyword[j > 0] += (double)h->survey.train.labels[j];
        }
    }
    for (int j = 0; j < PITH_KEYPHRASE_LABELS; j++)
        c->tokens += c->keyphrase[j];
    double keywords = c->keyword[0] + c->keyword[1];
    if (!(keywords > 0)) { /* a trace without that head's counts: the tags tell them */
        c->keyword[0] = c->keyphrase[0];
        c->keyword[1] = c->tokens - c->keyphrase[0];
    }
    c->padded =
        h->tokens > 0 && h->padded >= h->tokens ? c->tokens * h->padded / h->tokens : c->tokens;
    c->texts = h->tokens > 0 ? c->tokens * h->texts / h->tokens : 0;
    return c->tokens > 0;
}

/* The constant of both heads over tokens, or with `pads` more O. */
static double constant(const struct config *cfg, const struct label_counts *c, double pads,
                       double *scale)
{
    double loss[2], mass[2], keyword[PITH_KEYWORD_LABELS], keyphrase[PITH_KEYPHRASE_LABELS];
    double alpha = cfg->model_keyword_layer ? cfg->loss_alpha : 0;
    memcpy(keyword, c->keyword, sizeof keyword);
    memcpy(keyphrase, c->keyphrase, sizeof keyphrase);
    keyword[0] += pads;
    keyphrase[0] += pads;
    loss[0] = summed_loss(keyword, &cfg->loss_keyword_weights, PITH_KEYWORD_LABELS, &mass[0]);
    loss[1] = summed_loss(keyphrase, &cfg->loss_keyphrase_weights, PITH_KEYPHRASE_LABELS, &mass[1]);
    bool sum = cfg->loss_reduction == REDUCTION_SUM && c->texts > 0;
    *scale = sum ? (c->tokens + pads) / c->texts : 1;
    for (int i = 0; i < 2; i++)
        loss[i] = mass[i] > 0 ? loss[i] / (sum ? c->texts : mass[i]) : 0;
    return alpha * loss[0] + (1 - alpha) * loss[1];
}

bool measure_plateaus(const struct history *h, struct plateaus *out)
{
    struct label_counts c;
    *out = (struct plateaus){0};
    if (!count_labels(h, &c))
        return false;
    const struct config *cfg = &h->cfg;
    double pads = c.padded - c.tokens, scale_tokens, scale_padded;
    out->pads = config_counts_pads(cfg);
    out->tokens = constant(cfg, &c, 0, &scale_tokens);
    out->padded = constant(cfg, &c, pads, &scale_padded);
    out->scale = out->pads ? scale_padded : scale_tokens;
    bool sum = cfg->loss_reduction == REDUCTION_SUM;
    out->pads_seen = sum ? out->tokens : out->tokens * c.tokens / c.padded;
    double alpha = cfg->model_keyword_layer ? cfg->loss_alpha : 0;
    out->untrained = out->scale * (alpha * log(2) + (1 - alpha) * log((double)h->keyphrase_labels));
    out->tokens_text = c.texts > 0 ? c.tokens / c.texts : NAN;
    out->padded_text = c.texts > 0 ? c.padded / c.texts : NAN;
    out->o_tokens = c.keyphrase[0] / c.tokens;
    out->o_padded = (c.keyphrase[0] + pads) / c.padded;
    return true;
}

struct nearest_plateau measure_nearest(const struct plateaus *p, double loss)
{
    const struct {
        const char *name;
        double value;
    } all[] = {{"padded", p->padded}, {"pads seen", p->pads_seen}, {"tokens", p->tokens}};
    size_t from = p->pads ? 0 : 2, to = p->pads ? 2 : 3;
    struct nearest_plateau best = {all[from].name, all[from].value, loss / all[from].value};
    for (size_t i = from + 1; i < to; i++)
        if (fabs(log(loss / all[i].value)) < fabs(log(best.ratio)))
            best = (struct nearest_plateau){all[i].name, all[i].value, loss / all[i].value};
    return best;
}

/* --- series --------------------------------------------------------------------------------- */

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    if (!n)
        return NAN;
    qsort(x, n, sizeof *x, compare_double);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

double measure_median(struct steps_window w, size_t member)
{
    double x[256];
    size_t n = 0, from = w.count > 256 ? w.count - 256 : 0;
    for (size_t i = from; i < w.count; i++) {
        memcpy(&x[n], (const char *)&w.items[i] + member, sizeof x[n]);
        n += isfinite(x[n]);
    }
    return median(x, n);
}

/* A step's loss, in units of its batch's own constant if it says one. */
static double relative_loss(const struct seen_step *s)
{
    return s->prior > 0 && isfinite(s->prior) ? s->loss / s->prior : s->loss;
}

static double edge_median(struct steps_window w)
{
    double x[EDGE];
    size_t n = 0;
    for (size_t i = 0; i < w.count && n < EDGE; i++) {
        x[n] = relative_loss(&w.items[i]);
        n += isfinite(x[n]);
    }
    return median(x, n);
}

bool measure_movement(const struct history *h, struct movement *out)
{
    struct steps_window all = history_steps(h);
    if (all.count < EDGE)
        return false;
    double differences[4 * EDGE];
    size_t n = 0;
    out->begin = edge_median((struct steps_window){all.items, EDGE});
    out->end = edge_median((struct steps_window){all.items + all.count - EDGE, EDGE});
    out->largest = 0;
    double raw = MEASURE_MEDIAN(history_first(h, EDGE), loss);
    for (size_t i = EDGE; i < all.count; i++)
        out->largest = fmax(
            out->largest, fmin(relative_loss(&all.items[i]) / out->begin, all.items[i].loss / raw));
    for (size_t i = all.count - 1; i > 0 && n < 4 * EDGE; i--) {
        differences[n] = fabs(relative_loss(&all.items[i]) - relative_loss(&all.items[i - 1]));
        n += isfinite(differences[n]);
    }
    out->noise = median(differences, n);
    return true;
}

const pith_probe *measure_last_probe(const struct history *h)
{
    return h->probe_count ? &h->probes[h->probe_count - 1] : NULL;
}

const struct seen_epoch *measure_last_epoch(const struct history *h)
{
    const struct seen_epoch *e = h->epoch_count ? &h->epochs[h->epoch_count - 1] : NULL;
    return e && e->measured ? e : NULL;
}

double measure_inside(const struct history *h)
{
    struct steps_window w = history_last(h, EDGE);
    double predicted = 0, gold = 0;
    for (size_t i = 0; i < w.count; i++)
        for (int j = 1; j < PITH_KEYPHRASE_LABELS && w.items[i].full; j++) {
            predicted += (double)w.items[i].keyphrase_predicted[j];
            gold += (double)w.items[i].keyphrase_gold[j];
        }
    const pith_probe *p = measure_last_probe(h);
    for (int j = 1; j < PITH_KEYPHRASE_LABELS && p && !(gold > 0); j++) {
        predicted += (double)p->predicted[j];
        gold += (double)p->gold[j];
    }
    return gold > 0 ? predicted / gold : NAN;
}

double measure_best_f1(const struct history *h)
{
    double best = NAN;
    for (size_t i = 0; i < h->epoch_count; i++)
        if (h->epochs[i].measured && !(h->epochs[i].f1 <= best))
            best = h->epochs[i].f1;
    return best;
}

enum progress_kind measure_progress(const struct history *h)
{
    struct movement m;
    struct plateaus p;
    if ((double)h->steps < LIMIT_progress_steps || !measure_movement(h, &m) ||
        !measure_plateaus(h, &p))
        return PROGRESS_EARLY;
    double loss = MEASURE_MEDIAN(history_last(h, EDGE), loss), inside = measure_inside(h);
    double ratio = loss / (p.pads ? fmin(p.padded, p.pads_seen) : p.tokens);
    if (!isfinite(m.end))
        return PROGRESS_STUCK;
    if (ratio < LIMIT_progress_learns)
        return PROGRESS_LEARNS;
    bool stuck = ratio > LIMIT_progress_stuck || inside < LIMIT_progress_inside;
    return stuck ? PROGRESS_STUCK : PROGRESS_SLOW;
}

pith_severity measure_severity(const struct history *h)
{
    return measure_progress(h) == PROGRESS_LEARNS ? PITH_SEVERITY_WARNING : PITH_SEVERITY_ERROR;
}

/* --- tensors -------------------------------------------------------------------------------- */

double measure_tensor_ratio(const struct seen_tensor *t)
{
    return t->ratios > 0 ? exp(t->ratio_log / t->ratios) : 0;
}

bool measure_is_matrix(const struct seen_tensor *t)
{
    return strncmp(t->name, "embedding", 9) != 0 && !strstr(t->name, "bias");
}

const struct seen_tensor *measure_tensor(const struct history *h, const char *name)
{
    for (size_t i = 0; i < h->tensor_count; i++)
        if (!strcmp(h->tensors[i].name, name))
            return &h->tensors[i];
    return NULL;
}

double measure_largest_ratio(const struct history *h)
{
    double largest = 0;
    for (size_t i = 0; i < h->tensor_count; i++)
        if (measure_is_matrix(&h->tensors[i]))
            largest = fmax(largest, h->tensors[i].largest_ratio);
    return largest;
}

double measure_update_ratio(const struct history *h)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < h->tensor_count; i++) {
        double ratio = measure_tensor_ratio(&h->tensors[i]);
        if (!measure_is_matrix(&h->tensors[i]) || !(ratio > 0))
            continue;
        sum += log(ratio);
        n++;
    }
    return n ? exp(sum / (double)n) : NAN;
}

bool measure_adaptive(const struct history *h)
{
    return h->cfg.optim_name != OPTIM_SGD;
}

/* --- rates under another reduction ---------------------------------------------------------- */

double measure_rate_factor(const struct history *h)
{
    struct plateaus p;
    if (h->cfg.loss_reduction == REDUCTION_SUM)
        return 1;
    if (!measure_plateaus(h, &p))
        return NAN;
    return p.pads ? p.padded_text : p.tokens_text;
}
