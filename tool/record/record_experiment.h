/*
 * record_experiment.h - the section of one experiment: reason, change, result, what was found about
 * it (by the doctor, an inspection, a line through weight space), figures.
 *
 * The doctor judges by what the store holds, at the time of writing: a run that was recorded before
 * the doctor knew a finding is judged by it all the same.
 */
#ifndef PITH_RECORD_RECORD_EXPERIMENT_H
#define PITH_RECORD_RECORD_EXPERIMENT_H

#include "record/record_section.h"

pith_status record_experiment(struct record_writer *w, const struct record_experiment *e,
                              pith_error *err);

#endif
