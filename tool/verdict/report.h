/* report.h - what the doctor found, for people and programs; what each finding means. */
#ifndef PITH_VERDICT_REPORT_H
#define PITH_VERDICT_REPORT_H

#include <jansson.h>
#include <pith.h>
#include <stdio.h>

/* report_print writes the whole report; `name` says what was looked at. */
void report_print(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                  size_t count, FILE *out);

/*
 * report_json makes {"name", "verdict", "headline", "steps", "epochs", "findings": [{"id", "group",
 * "severity", "state", "weight", "title", "sentence", "evidence": [...], "remedies": [...],
 * "page"}], "untold": [{"id", "needs"}]}; report_finding_json one of the findings. New references,
 * NULL without memory.
 */
json_t *report_json(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                    size_t count);
json_t *report_finding_json(const pith_finding *finding);

/* The text of docs/doctor.md, embedded at build time. */
extern const char doctor_manual[];

/* report_explain prints a finding's section of it. PITH_STATUS_USAGE, with the nearest id: none. */
pith_status report_explain(const char *id, FILE *out, pith_error *err);

/* report_kinds prints the table of findings: group, id, title. */
void report_kinds(FILE *out);

#endif
