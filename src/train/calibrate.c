/* calibrate.c - fitting temperature and threshold of a net; see calibrate.h. */
#include "train/calibrate.h"

#include "train/evaluate.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 500, STEPS = 9 }; /* enough for one number */

static pith_status brier_at(struct net *net, const struct config *cfg, const struct corpus *dev,
                            int threads, struct predictor *predictor, double temperature,
                            double *brier, pith_error *err)
{
    struct pith_metrics m;
    net->temperature = temperature;
    pith_status status = evaluate_corpus(net, cfg, dev, threads, predictor, &m, err);
    *brier = status == PITH_STATUS_OK ? m.values.brier : (double)INFINITY;
    return status;
}

pith_status calibrate(struct net *net, struct config *cfg, const struct corpus *dev, int threads,
                      struct predictor *predictor, pith_error *err)
{
    struct corpus some = *dev;
    double best = 1, least = INFINITY;
    some.count = dev->count < TEXTS ? dev->count : TEXTS;
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; i < STEPS && status == PITH_STATUS_OK; i++) {
        double temperature = 0.7 * pow(1.25, i), brier; /* 0.7 to 4.2 */
        status = brier_at(net, cfg, &some, threads, predictor, temperature, &brier, err);
        if (status == PITH_STATUS_OK && brier < least) {
            least = brier;
            best = temperature;
        }
    }
    net->temperature = cfg->model_temperature = best;
    return status;
}

/* --- threshold ------------------------------------------------------------------------------- */

enum { THRESHOLDS = 23, EVALUATION_BATCH = 64 };

static double threshold_at(int i)
{
    return 0.06 + 0.02 * i;
}

static bool is_gold(const struct example *e, struct span span)
{
    struct span own;
    size_t at = span.start;
    return label_next(e->tags, e->length, &at, &own) && own.start == span.start &&
           own.end == span.end;
}

/* Adds what a text with these candidates (of which `choice` has room for a copy) gets right. */
static void count_text(const struct example *e, const struct candidate *candidates, size_t n,
                       struct candidate *choice, size_t found[THRESHOLDS], size_t right[THRESHOLDS])
{
    for (int i = 0; i < THRESHOLDS; i++) {
        size_t m = 0;
        for (size_t k = 0; k < n; k++)
            if (candidates[k].phrase.score >= decode_floor(threshold_at(i)))
                choice[m++] = candidates[k];
        m = decode_choose(choice, m, threshold_at(i));
        found[i] += m;
        for (size_t k = 0; k < m; k++)
            right[i] += is_gold(e, choice[k].phrase.span);
    }
}

static pith_status count_all(const struct corpus *dev, const struct prediction *p,
                             size_t found[THRESHOLDS], size_t right[THRESHOLDS], pith_error *err)
{
    struct candidate *choice = array_calloc(p->candidate_count + 1, sizeof *choice);
    if (!choice)
        return error_memory(err);
    for (size_t at = 0, end; at < p->candidate_count; at = end) {
        end = decode_text_end(p->candidates, p->candidate_count, at);
        count_text(&dev->examples[p->candidates[at].example], p->candidates + at, end - at, choice,
                   found, right);
    }
    free(choice);
    return PITH_STATUS_OK;
}

pith_status calibrate_threshold(struct net *net, struct config *cfg, const struct corpus *dev,
                                int threads, struct predictor *predictor, pith_error *err)
{
    const struct predict_options all = {.min_probability = decode_floor(threshold_at(0))};
    const struct predict_options *before = predictor->options;
    struct prediction p = {0};
    size_t found[THRESHOLDS] = {0}, right[THRESHOLDS] = {0};
    predictor->options = &all;
    pith_status status = predictor_run(predictor, net, dev, (size_t)cfg->data_max_length,
                                       EVALUATION_BATCH, threads, &p, err);
    predictor->options = before;
    if (status == PITH_STATUS_OK)
        status = count_all(dev, &p, found, right, err);
    prediction_fini(&p);
    size_t gold = dev->stats.spans;
    double best = 0;
    for (int i = 0; i < THRESHOLDS && status == PITH_STATUS_OK; i++) {
        double f1 = gold + found[i] ? 2 * (double)right[i] / (double)(gold + found[i]) : 0;
        if (f1 > best) {
            best = f1;
            net->threshold = cfg->model_threshold = threshold_at(i);
        }
    }
    return status;
}
