/*
 * finding.h - what rows of the table write their findings with.
 *
 *     history ─find_<row>→ pith_finding {severity, sentence, evidence, remedies}
 *
 * All text is that of the C locale, for changes are read again as knobs. What does not fit is left
 * out: PITH_EVIDENCE_MAX numbers, PITH_REMEDIES_MAX remedies.
 *
 * Adding a finding: its rows in findings.def, find_<row> in findings_<group>.c, a section in
 * docs/doctor.md, a run that triggers it in tests/doctor/test_findings.c and bench/doctor.
 */
#ifndef PITH_DOCTOR_FINDING_H
#define PITH_DOCTOR_FINDING_H

#include "doctor/findings.h"

/* finding_say sets severity and sentence, and returns PITH_VERDICT_FOUND. */
pith_verdict finding_say(pith_finding *f, pith_severity severity, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * finding_evidence adds a number; `of` names what it is of, such as a tensor; may be "".
 * finding_evidence_within does, with bounds that are known only with the run.
 */
void finding_evidence(pith_finding *f, struct evidence_kind kind, const char *of, double value);
void finding_evidence_within(pith_finding *f, struct evidence_kind kind, const char *of,
                             double value, double usual_min, double usual_max);

/* finding_remedy adds a change of knobs: finding_remedy(f, REMEDY(row_name), numbers ...). */
void finding_remedy(pith_finding *f, const char *why, const char *change, ...)
    __attribute__((format(printf, 3, 4)));

/* finding_advice adds a remedy that is no change of knobs. */
void finding_advice(pith_finding *f, const char *why);

#endif
