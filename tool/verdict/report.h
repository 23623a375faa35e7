/*
 * report.h - what the doctor found, for people.
 */
#ifndef PITH_VERDICT_REPORT_H
#define PITH_VERDICT_REPORT_H

#include <pith.h>
#include <stdio.h>

/* report_print writes the whole report; `name` says what was looked at. */
void report_print(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                  size_t count, FILE *out);

#endif
