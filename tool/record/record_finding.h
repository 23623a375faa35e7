/*
 * record_finding.h - what was found about an experiment: what the doctor says of its runs, an
 * inspection, a line through weight space.
 *
 * The doctor judges by what the store holds, at the time of writing: a run that was recorded before
 * the doctor knew a finding is judged by it all the same.
 */
#ifndef PITH_RECORD_RECORD_FINDING_H
#define PITH_RECORD_RECORD_FINDING_H

#include "record/record_section.h"

pith_status record_findings(struct record_writer *w, const struct record_experiment *e,
                            pith_error *err);

/* record_end_label names end "a" or "b" of a finding of kind 'landscape'. */
const char *record_end_label(const json_t *finding, const char *end);

#endif
