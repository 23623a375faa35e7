/*
 * landscape.h - the straight line through weight space between the models of two runs.
 *
 *     w(a) = (1 - a) wA + a wB,   a = 0, 1/(n-1), ..., 1
 *
 * Goodfellow, Vinyals, Saxe 2015 ("Qualitatively characterizing neural network optimization
 * problems"): is there a hill between where training stood and where it should be? Both runs must
 * have trained the same net on the same vocabulary. At each point the net is measured without
 * dropout on the texts of run A: the loss under A's own reduction (`loss`: mean over A's batches,
 * composed as in its first epoch when all texts are used), the mean over real tokens
 * (`loss_token`), and the metrics.
 *
 * What it says and what not. A line that only falls proves that nothing stood in the way there: the
 * failed run was on a plateau. A hill on this line proves little: another path may go around it.
 *
 * The finding in the store (kind 'landscape', run = A, experiment = the plan's entry or NULL):
 *
 *     {"version": 1, "a": {"run": 3, "label": "…"}, "b": {"run": 7, "label": "…"},
 *      "reduction": "mean", "pads": true, "points": 25, "distance": 12.3,
 *      "at": [0, …, 1],
 *      "parts": {"train": {"path": "…", "sha256": "…", "texts": 2000, "of": 5000, "batches": 32,
 *                          "prior": 0.31,
 *                          "loss": […], "loss_token": […],
 *                          "metrics": {"keyphrase.f1": […], …},
 *                          "barrier": {"stands": false, "height": 0, "at": 0, "noise": 0.004}},
 *                "dev": {…}}}
 *
 * "prior" is what the best constant predictor loses on the same batches. A number that is not
 * finite is null. "dev" is missing when run A had none.
 */
#ifndef PITH_RUN_LANDSCAPE_H
#define PITH_RUN_LANDSCAPE_H

#include "plan/plan.h"
#include "store/db.h"

#include <jansson.h>

enum { LANDSCAPE_TEXTS = 2000 };

struct landscape_options {
    int points;         /* on the line, both ends counted; 2 .. PLAN_POINTS_MAX */
    size_t texts;       /* at most so many of each file, evenly spread; 0 = all */
    int threads;        /* 0 = all cores */
    int64_t experiment; /* of the plan; 0 = none */
    bool record;        /* keep it as a finding (one that is there already is not kept twice) */
    void (*see)(int done, int all); /* progress; may be NULL */
};

/*
 * Whether a hill stands on the line: its top, the highest point between the ends, is above the
 * higher end by more than noise. Noise is two standard errors of that difference over batches
 * (paired: they are the same at both points), and at least a millionth of the loss: rounding.
 */
struct landscape_barrier {
    bool stands;
    double height; /* top - higher end; 0: the end is higher; infinite: the top is no number */
    double at;     /* where the higher of top and end is */
    double noise;
};

/*
 * landscape_run measures the line from run a to run b and gives the finding's JSON, the caller's.
 * PITH_STATUS_USAGE when the two are not the same net or a run has no model yet; PITH_STATUS_DATA
 * when a data file is not the one that run A had.
 */
pith_status landscape_run(struct db *db, int64_t a, int64_t b,
                          const struct landscape_options *options, json_t **out, pith_error *err);

/* landscape_barrier_of finds it: loss[points][batches], at[points]. */
struct landscape_barrier landscape_barrier_of(const double *loss, size_t points, size_t batches,
                                              const double *at);

#endif
