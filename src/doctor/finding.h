/*
 * finding.h - a row of the doctor's table, and what rows are written with.
 *
 *     history ─row.look→ finding {verdict, weight, sentence, evidence, remedies} ─doctor.c→ ranked
 *
 * A row is one function `pith_verdict look(const struct history *h, pith_finding *f)`. It answers
 * PITH_VERDICT_TOO_LITTLE when what it needs was not recorded, PITH_VERDICT_SILENT when all is
 * well, and else fills f with the helpers below. The order of rows means nothing; ranking is by
 * severity and weight. A row must not look at other rows: what two of them need stands in
 * measure.h.
 *
 * Adding a finding: the function in findings_GROUP.c, a row in findings.def, a section in
 * docs/doctor.md, a run that triggers it in tests/doctor and bench/doctor.
 */
#ifndef PITH_DOCTOR_FINDING_H
#define PITH_DOCTOR_FINDING_H

#include "doctor/history.h"

struct finding_row {
    pith_finding_kind kind;
    pith_verdict (*look)(const struct history *h, pith_finding *f);
};

/* finding_row_at returns row i, NULL past the last. */
const struct finding_row *finding_row_at(int i);

/* finding_say sets severity, weight and sentence, and returns PITH_VERDICT_FOUND. */
pith_verdict finding_say(pith_finding *f, pith_severity severity, double weight, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

/* finding_evidence adds a number; usual_min and usual_max may be NaN; `of` may be "". */
void finding_evidence(pith_finding *f, const char *name, const char *of, double value,
                      double usual_min, double usual_max);

/* finding_remedy adds a change of knobs ("" if it is none) and why; `change` is formatted. */
void finding_remedy(pith_finding *f, const char *why, const char *change, ...)
    __attribute__((format(printf, 3, 4)));

#define FINDING_ROW(id, group, title, needs, state, look)                                          \
    pith_verdict look(const struct history *h, pith_finding *f);
#include "doctor/findings.def"
#undef FINDING_ROW

#endif
