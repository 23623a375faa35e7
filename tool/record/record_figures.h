/*
 * record_figures.h - the figures of a run, and what all figures of a record share.
 *
 *     a run, its curves ─figures_of_run→ loss, metrics, labels, gradients, weights, updates
 *     several runs      ─record_compare.h→ comparisons
 *
 * A figure is written, drawn and shown in the document as soon as it is made. Adding a line to
 * a figure is a row of run_lines in record_figures.c; a figure is a member of enum run_figure, a
 * row of run_figures, and its lines; their texts are rows in record_text.def.
 */
#ifndef PITH_RECORD_RECORD_FIGURES_H
#define PITH_RECORD_RECORD_FIGURES_H

#include "record/record_section.h"
#include "store/curves.h"

/*
 * figures_of_run: one run alone shows openly what matters most, the rest folded away; of several,
 * each has all its figures in a fold of its own.
 */
pith_status figures_of_run(struct record_writer *w, const struct record_run *run, bool alone,
                           pith_error *err);

/* --- for any figure ------------------------------------------------------------------------ */

/*
 * figures_begin is figure_init with the id "<before>-<user>-<what>" out of a user's name, of which
 * [a-z0-9-] stays; `before` may be "". The x axis has a heading in the CSV, and a label.
 */
double *figures_begin(struct record_writer *w, struct figure *f, const char *before,
                      const char *user, const char *what, const char *column,
                      enum record_text_id x_label, size_t count);

/*
 * figures_show writes a figure, shows it in the document, and ends it; one without a number is left
 * out.
 */
pith_status figures_show(struct record_writer *w, struct figure *f, const char *caption,
                         pith_error *err);

/* --- over steps ---------------------------------------------------------------------------- */

/* Many steps are drawn as means over bins of as many: at most so many, fewer in a small panel. */
enum { BINS = 240, BINS_SMALL = 120 };
struct bins {
    double x[BINS]; /* their middles */
    size_t count, width, steps;
};
void bins_make(struct bins *b, const struct curves *c, size_t most);

/* bins_mean gives a column's means, NaN where it has no number; nothing without values. */
void bins_mean(const struct bins *b, const double *values, double *out);

/* figures_over_steps is figures_begin with the bins as places. */
void figures_over_steps(struct record_writer *w, struct figure *f, const char *before,
                        const char *user, const char *what, const struct bins *b);

/*
 * figures_tensors finds the names of parameter tensors among the columns, in their order:
 * "embedding", "layer1.weight_ih"; they live as long as the writer.
 */
struct tensors {
    const char **names;
    size_t count;
};
pith_status figures_tensors(struct record_writer *w, const struct curves *c, struct tensors *out,
                            pith_error *err);

/* figures_column is "layer1.weight_hh|weight_norm"; NULL: no such column. */
const double *figures_column(const struct curves *c, const char *tensor, const char *number);

#endif
