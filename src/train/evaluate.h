/*
 * evaluate.h - a net against a labelled corpus: predictions to metrics; the handle behind
 * pith_metrics.
 */
#ifndef PITH_TRAIN_EVALUATE_H
#define PITH_TRAIN_EVALUATE_H

#include "nn/predict.h"
#include "train/metrics.h"

#include <jansson.h>

/* Metrics and what they were measured on; `rows` and `source` are what pith.h shows of them. */
struct pith_metrics {
    struct metrics values;
    char path[KNOB_TEXT_SIZE];
    char sha256[65];
    struct knob_choice tokenizer;
    pith_metric rows[METRIC_ROWS_MAX];
    int row_count;
    pith_metrics_source source;
};

/* evaluate_publish makes rows and source anew: after a change of `values`, and after a copy. */
void evaluate_publish(struct pith_metrics *m);

/*
 * evaluate_corpus tags an encoded corpus with a net and fills *out. `cfg` is the configuration that
 * the corpus was read with; losses are means over real tokens, with its loss.alpha.
 * `threads`: at least 1.
 */
pith_status evaluate_corpus(const struct net *net, const struct config *cfg, const struct corpus *c,
                            int threads, struct predictor *predictor, struct pith_metrics *out,
                            pith_error *err);

/*
 * evaluate_values lists all metrics by name, as pith_metrics_at does, for events; returns how many
 * of METRIC_ROWS_MAX there are. Names are static.
 */
size_t evaluate_values(const struct pith_metrics *m, pith_metric_value out[METRIC_ROWS_MAX]);

/*
 * evaluate_json makes an object {"keyphrase.f1": 0.57, ...} of all metrics; `number` makes a value,
 * as json_value_finite does. NULL when memory is short.
 */
json_t *evaluate_json(const struct pith_metrics *m, json_t *(*number)(double x));

#endif
