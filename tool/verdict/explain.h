/*
 * explain.h - docs/doctor.md within the command: a section for each finding.
 */
#ifndef PITH_VERDICT_EXPLAIN_H
#define PITH_VERDICT_EXPLAIN_H

#include <pith.h>
#include <stdio.h>

/* The text of docs/doctor.md, embedded at build time. */
extern const char doctor_manual[];

/* explain_print prints a finding's section. PITH_STATUS_USAGE, with the nearest id: none such. */
pith_status explain_print(const char *id, FILE *out, pith_error *err);

/* explain_list prints the table of findings: group, id, title. */
void explain_list(FILE *out);

#endif
