/*
 * report.h - what the doctor found, for people and for programs.
 */
#ifndef PITH_VERDICT_REPORT_H
#define PITH_VERDICT_REPORT_H

#include <jansson.h>
#include <pith.h>
#include <stdio.h>

/* report_kind returns the row of a finding's id. */
pith_finding_kind report_kind(const char *id);

/* report_headline writes the verdict in one line: "prior-only: step-too-small, pads-counted". */
const char *report_headline(const pith_finding *findings, size_t count, char *out, size_t size);

/* report_print writes the whole report; `name` says what was looked at. */
void report_print(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                  size_t count, FILE *out);

/*
 * report_json makes {"name", "verdict", "headline", "steps", "epochs", "findings": [{"id",
 * "severity", "state", "weight", "sentence", "evidence": [...], "remedies": [...], "page"}],
 * "untold": [{"id", "needs"}]}; a new reference, NULL without memory.
 */
json_t *report_json(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                    size_t count);
json_t *report_finding_json(const pith_finding *finding);

/* report_worst is the worst severity among what was found, -1 when nothing was. */
int report_worst(const pith_finding *findings, size_t count);
extern const char *const report_severity_names[];

#endif
