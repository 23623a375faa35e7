/*
 * study_findings.h - experiments of a plan that train nothing: a look at the batches, a line
 * through weight space. What they find stands in the store as a finding of the experiment.
 */
#ifndef PITH_RUN_STUDY_FINDINGS_H
#define PITH_RUN_STUDY_FINDINGS_H

#include "run/study.h"

/* study_inspect makes the findings of the chosen experiments of kind inspect that have none. */
pith_status study_inspect(struct study *s, struct db *db, bool quiet, pith_error *err);

/*
 * study_landscape the same for kind landscape; one whose ends are not trained (yet) is left out,
 * with a message. *missing counts those left out.
 */
pith_status study_landscape(struct study *s, struct db *db, bool quiet, size_t *missing,
                            pith_error *err);

#endif
