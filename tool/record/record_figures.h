/*
 * record_figures.h - which figures a record has, made out of runs.
 *
 *     record_run + its curves ─figures_of_run→ loss, metrics, labels, gradients, weights, updates
 *     several runs            ─figures_across→ rates, optimizers, tensors by optimizer, landscape
 *
 * A figure is written as soon as it is made (figure_write), and what the text needs of it is kept:
 * a struct shown. Runs without numbers give no figures.
 */
#ifndef PITH_RECORD_RECORD_FIGURES_H
#define PITH_RECORD_RECORD_FIGURES_H

#include "store/curves.h"
#include "record/record.h"
#include "record/record_figure.h"
#include "record/record_text.h"

/* Where figures go, and in which language they speak. */
struct figures {
    const char *folder;
    enum record_language language;
    enum figure_gnuplot gnuplot;
    int written, failed; /* failed: gnuplot could not draw it */
    pith_error first_failure;
};

/* A figure that was written. */
struct shown {
    char id[96];
    bool drawn;
};

/* What of a run is drawn; the order of the record. */
enum run_figure {
    FIGURE_LOSS,
    FIGURE_METRICS,
    FIGURE_LABELS,
    FIGURE_GRADIENTS,
    FIGURE_WEIGHTS,
    FIGURE_UPDATES,
    RUN_FIGURES
};

/* figures_of_run writes them all; shown[i].id is "" where there is nothing to draw. */
pith_status figures_of_run(struct figures *to, const struct record_run *run,
                           const struct curves *curves, struct shown shown[RUN_FIGURES],
                           pith_error *err);

/*
 * A comparison of runs that differ in nothing but some knobs (and the seed). A value is what a run
 * has in these: "0.01", or "sgd, momentum 0.9".
 */
struct compared {
    const struct record_run *run;
    const char *value;
    size_t order; /* number of its value, from 0 */
};
struct comparison {
    struct compared *items; /* by value: rates ascending, optimizers as they come */
    size_t count, values;
};
enum comparison_kind { COMPARE_RATES, COMPARE_OPTIMIZERS };

/*
 * comparison_find makes the largest comparison there is among some runs that were trained;
 * values = 0 when there are less than two. Arrays and texts are the arena's.
 */
pith_status comparison_find(struct record_run *const *runs, size_t count, enum comparison_kind kind,
                            struct arena *arena, struct comparison *out, pith_error *err);

/* figures_rates: F1, and final loss beside the constant predictor's, over the learning rate. */
pith_status figures_rates(struct figures *to, const struct comparison *c, const char *name,
                          struct shown *shown, pith_error *err);

/* What the optimizers of a comparison did: loss, way of the weights; weights by tensor. */
enum { OPTIMIZER_CURVES, OPTIMIZER_TENSORS, OPTIMIZER_FIGURES };
pith_status figures_optimizers(struct figures *to, struct db *db, const struct comparison *c,
                               const char *name, struct shown shown[OPTIMIZER_FIGURES],
                               pith_error *err);

/* figures_landscape: loss and F1 along the line of a finding of kind 'landscape'. */
pith_status figures_landscape(struct figures *to, const json_t *finding, const char *name,
                              struct shown *shown, pith_error *err);

/* figures_keep writes a figure and ends it; an empty one leaves shown->id "". */
pith_status figures_keep(struct figures *to, struct figure *f, struct shown *shown,
                         pith_error *err);

/* figures_name makes a file name out of a label: "sgd-1e-2"; only [a-z0-9-], never empty. */
void figures_name(char *out, size_t size, const char *label);

/*
 * Many steps are drawn as means over bins of as many: at most BINS, or BINS_SMALL in a small panel.
 * x are the bins' middles; bins_mean gives the means of a column (NaN where it has no number).
 */
enum { BINS = 240, BINS_SMALL = 120 };
struct bins {
    double x[BINS];
    size_t count, width, steps;
};
void bins_make(struct bins *b, const struct curves *c, size_t most);
void bins_mean(const struct bins *b, const double *values, double out[BINS]);

/*
 * Names of parameter tensors among the columns, in their order: "embedding", "layer1.weight_ih".
 * *count of them, the arena's.
 */
pith_status figures_tensors(const struct curves *c, struct arena *arena, const char ***out,
                            size_t *count, pith_error *err);

/* figures_column is "layer1.weight_hh|weight_norm"; NULL: no such column. */
const double *figures_column(const struct curves *c, const char *tensor, const char *number);

#endif
