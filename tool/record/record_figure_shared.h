/*
 * record_figure_shared.h - what all figures of a record share: where they go, their names, and
 * curves as means over bins.
 *
 *     a run, its curves ─figures_of_run→ loss, metrics, labels, gradients, weights, updates
 *     several runs      ─figures_rates, figures_optimizers, figures_landscape→ comparisons
 *
 * The data of one figure is in record_figure.h; the figures themselves are made in
 * record_run_figures.c and record_compare_figures.c. A figure is written as soon as it is made, and
 * what the text needs of it is kept: a struct written_figure. Runs without numbers give no figures.
 */
#ifndef PITH_RECORD_RECORD_FIGURE_SHARED_H
#define PITH_RECORD_RECORD_FIGURE_SHARED_H

#include "record/record_folder.h"
#include "record/record_text.h"
#include "store/curves.h"

/* Where figures go, and in which language they speak. */
struct figures {
    struct record_folder *folder;
    enum record_language language;
};
const char *figures_text(const struct figures *to, enum record_text_id id);

/* A figure that was written; id is "" when there was nothing to draw. */
struct written_figure {
    char id[96];
    bool drawn;
};

/* figures_write writes a figure and ends it. */
pith_status figures_write(const struct figures *to, struct figure *f, struct written_figure *shown,
                          pith_error *err);

/*
 * figures_id makes the id "<before>-<label>-<what>" out of a label, of which [a-z0-9-] stays;
 * `before` may be "".
 */
void figures_id(char out[96], const char *before, const char *label, const char *what);

/*
 * Many steps are drawn as means over bins of as many: at most BINS, or BINS_SMALL in a small panel.
 * x are the bins' middles. bins_mean gives the means of a column (NaN where it has no number); it
 * does nothing when values or out are NULL: there is no such column, or no memory for the line.
 */
enum { BINS = 240, BINS_SMALL = 120 };
struct bins {
    double x[BINS];
    size_t count, width, steps;
};
void bins_make(struct bins *b, const struct curves *c, size_t most);
void bins_mean(const struct bins *b, const double *values, double *out);

/* figures_over_steps is figure_init with the bins as places. */
void figures_over_steps(const struct figures *to, struct figure *f, const char *id,
                        const struct bins *b);

/*
 * Names of parameter tensors among the columns, in their order: "embedding", "layer1.weight_ih".
 * *count of them, the arena's.
 */
pith_status figures_tensors(const struct curves *c, struct arena *arena, const char ***out,
                            size_t *count, pith_error *err);

/* figures_column is "layer1.weight_hh|weight_norm"; NULL: no such column. */
const double *figures_column(const struct curves *c, const char *tensor, const char *number);

#endif
