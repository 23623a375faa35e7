/* record_compare_figures.h - the figures over several runs, and over the line between two. */
#ifndef PITH_RECORD_RECORD_COMPARE_FIGURES_H
#define PITH_RECORD_RECORD_COMPARE_FIGURES_H

#include "record/record_compare.h"
#include "record/record_figure_shared.h"

/* figures_rates: F1, and final loss beside the constant predictor's, over the learning rate. */
pith_status figures_rates(const struct figures *to, const struct comparison *c, const char *name,
                          struct written_figure *shown, pith_error *err);

/* What the optimizers of a comparison did: loss, way of the weights; weights by tensor. */
enum { OPTIMIZER_CURVES, OPTIMIZER_TENSORS, OPTIMIZER_FIGURES };
pith_status figures_optimizers(const struct figures *to, struct db *db, const struct comparison *c,
                               const char *name, struct written_figure shown[OPTIMIZER_FIGURES],
                               pith_error *err);

/* figures_landscape: loss and F1 along the line of a finding of kind 'landscape'. */
pith_status figures_landscape(const struct figures *to, const json_t *finding, const char *name,
                              struct written_figure *shown, pith_error *err);

#endif
