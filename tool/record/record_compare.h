/*
 * record_compare.h - figures over several runs: those that differ in one respect only, side by
 * side, and those at the ends of a line through weight space.
 */
#ifndef PITH_RECORD_RECORD_COMPARE_H
#define PITH_RECORD_RECORD_COMPARE_H

#include "record/record_section.h"

/*
 * compare_runs shows the largest comparisons there are among the runs of an experiment, over
 * learning rates (three or more) and over optimizers.
 */
pith_status compare_runs(struct record_writer *w, const struct record_experiment *e,
                         pith_error *err);

/* compare_all: the same over all experiments, if it says more than what one of them alone has. */
pith_status compare_all(struct record_writer *w, pith_error *err);

/* compare_ends: loss and F1 along the line from a to b, of a finding of kind 'landscape'. */
pith_status compare_ends(struct record_writer *w, const json_t *finding, const char *file,
                         const char *a, const char *b, pith_error *err);

#endif
