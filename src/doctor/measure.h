/*
 * measure.h - numbers that several rows of the table need, made from a history.
 *
 * Terms. The best constant answer gives every token the same probabilities of labels. What it loses
 * is called `prior` where the run itself reports it, batch by batch (pith_trace, seen_step), and a
 * plateau where it is computed here from label counts; sentences of findings call both constants.
 *
 * A net that has learned nothing but how frequent labels are loses the entropy of the label
 * distribution. It depends on the positions that count: from the label counts alone follow three
 * plateaus, each under the run's own reduction:
 *
 *     tokens     H(labels of tokens)                  pads do not count
 *     padded     H(labels of tokens, pads as O)       pads count, and look like words to the net
 *     pads seen  H(labels of tokens) · tokens/padded  pads count, and the net tells them apart
 *
 * Which of them a loss sits at tells what it really counts, whatever the configuration says. What a
 * net loses before training is known as well: ln K for each head.
 */
#ifndef PITH_DOCTOR_MEASURE_H
#define PITH_DOCTOR_MEASURE_H

#include "doctor/history.h"

/* Constants of the whole loss (heads weighted by alpha), in the loss's own unit. */
struct plateaus {
    double tokens, padded, pads_seen;
    bool pads;                 /* the configuration counts pads */
    double untrained;          /* ln K by head */
    double scale;              /* what the reduction multiplies a mean by; 1 but for sum */
    double tokens_text;        /* mean tokens of a text */
    double padded_text;        /* mean positions of a text with its pads */
    double o_tokens, o_padded; /* share of label O */
};
/* measure_plateaus needs label counts (full steps, or a survey); false without. */
bool measure_plateaus(const struct history *h, struct plateaus *out);

/* The plateau that a loss is nearest to, by ratio, among those that counting pads or not allows. */
struct nearest_plateau {
    const char *name; /* "padded" */
    double value;
    double ratio; /* loss / value */
};
struct nearest_plateau measure_nearest(const struct plateaus *p, double loss);

/* measure_entropy gives the entropy in nats of n non-negative counts; 0 if they sum to 0. */
double measure_entropy(const double *counts, size_t n);

/* measure_median gives the median of a member of the last 256 steps, NaN without steps. */
double measure_median(struct steps_window w, size_t member);
#define MEASURE_MEDIAN(w, member) measure_median(w, offsetof(struct seen_step, member))

/*
 * How the loss moved, relative to the run's own reported constant where there is one (batches
 * differ in their labels, and by that in their losses): medians of the first and last 20 steps; the
 * largest later loss, as a multiple of the first ones (by both the loss and its relation to the
 * constant, for a batch of pads has a small constant); and the noise: the median of |difference of
 * neighbours|.
 */
struct movement {
    double begin, end, largest, noise;
};
bool measure_movement(const struct history *h, struct movement *out);

/*
 * measure_last_probe is the last probe, measure_last_epoch the last epoch if it has dev metrics;
 * NULL without.
 */
const pith_probe *measure_last_probe(const struct history *h);
const struct seen_epoch *measure_last_epoch(const struct history *h);

/*
 * measure_inside is the number of tokens predicted inside a phrase over those that are, in the last
 * steps or the last probe; NaN without either.
 */
double measure_inside(const struct history *h);

/* measure_best_f1 is the best dev F1 of all epochs; NaN without any. */
double measure_best_f1(const struct history *h);

/*
 * What training has come to, by the loss over its plateau (limits of `progress` in findings.def).
 * LEARNS: it has left the plateau; SLOW: it is leaving; STUCK: it stands there, or next to nothing
 * but O is said; EARLY: too few steps to tell.
 */
enum progress_kind { PROGRESS_EARLY, PROGRESS_STUCK, PROGRESS_SLOW, PROGRESS_LEARNS };
enum progress_kind measure_progress(const struct history *h);

/*
 * measure_severity grades a finding that a run may have and still learn: a warning if it does, else
 * an error.
 */
pith_severity measure_severity(const struct history *h);

/*
 * measure_update_ratio is the geometric mean, over tensors but word vectors and biases, of
 * ‖Δw‖/‖w‖.
 */
double measure_update_ratio(const struct history *h);
/* measure_largest_ratio is the largest of the same, of any matrix and step. */
double measure_largest_ratio(const struct history *h);
double measure_tensor_ratio(const struct seen_tensor *t);
/* measure_tensor returns the tensor of a name; NULL when none was seen. */
const struct seen_tensor *measure_tensor(const struct history *h, const char *name);
bool measure_is_matrix(const struct seen_tensor *t); /* neither word vectors nor a bias */

/*
 * measure_adaptive tells whether the rule divides a gradient by its own size, as all do but sgd: a
 * constant factor of the loss then changes no step, and the rate alone is its length.
 */
bool measure_adaptive(const struct history *h);

/*
 * One learning rate under another loss reduction. A gradient of `sum` (over time, divided by the
 * texts) is that of a mean times the positions of a text; who changes the reduction and keeps SGD's
 * rate changes the step by that factor. Zhang et al. (2016) trained with SGD .1 and the sum; their
 * texts are 13.7 tokens, batches of 16 padded to some 24, so that the same steps take a rate of
 * about 2.4 under the mean of these batches.
 *
 * measure_rate_factor is what a rate under `sum` must be multiplied by (and a clipping norm divided
 * by) to give the same steps under the run's own reduction: positions of a text. NaN if they are
 * not known.
 */
#define RATE_REFERENCE 0.1 /* of Zhang et al., under sum */
#define CLIP_REFERENCE 5.0
double measure_rate_factor(const struct history *h);

#endif
