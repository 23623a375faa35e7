/* record_experiment.h - the section of one experiment: reason, change, result, figures. */
#ifndef PITH_RECORD_RECORD_EXPERIMENT_H
#define PITH_RECORD_RECORD_EXPERIMENT_H

#include "record/record_section.h"

pith_status record_experiment(struct record_writer *w, const struct record_experiment *e,
                              pith_error *err);

#endif
