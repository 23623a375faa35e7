/*
 * findings.h - the table of findings.def as C: what each row is called, its limits and its words.
 *
 * find_<row> stands in findings_<group>.c, the table in doctor.c, limits, evidence and reasons in
 * findings.c. Formats (SAY_, CHANGE_) alone are defined here, in every file that includes this: the
 * compiler checks arguments against a format only where it sees the text.
 */
#ifndef PITH_DOCTOR_FINDINGS_H
#define PITH_DOCTOR_FINDINGS_H

#include "doctor/history.h"

/* What must have been seen before a row is asked; else its verdict is PITH_VERDICT_TOO_LITTLE. */
enum finding_need {
    NEED_NOTHING, /* the row tests itself what it needs */
    NEED_START,   /* the configuration */
    NEED_PROBE,   /* a probe */
    NEED_EPOCH,   /* the last epoch's dev metrics */
    NEED_SURVEY,  /* the survey of the training texts */
    NEED_DEV      /* and of dev texts */
};

/* A number that a row shows, and where it usually lies: NaN where that is open. */
struct evidence_kind {
    const char *label;
    double usual_min, usual_max;
};

/*
 * find_<row> looks at a history. It answers PITH_VERDICT_TOO_LITTLE when what it needs was not
 * recorded, PITH_VERDICT_SILENT when all is well, and else fills f with the helpers of finding.h
 * and answers PITH_VERDICT_FOUND. It does not look at other rows: what two of them need stands in
 * measure.h.
 */
#define FINDING_ROW(row, id, group, title, needs, need, state, weight)                             \
    pith_verdict find_##row(const struct history *h, pith_finding *f);
#define FINDING_LIMIT(row, name, value, unit, source) extern const double LIMIT_##row##_##name;
#define FINDING_EVIDENCE(row, name, label, usual_min, usual_max)                                   \
    extern const struct evidence_kind EVIDENCE_##row##_##name;
#define FINDING_SAY(row, name, format) static const char SAY_##row##_##name[] = format;
#define FINDING_REMEDY(row, name, why, change)                                                     \
    extern const char WHY_##row##_##name[];                                                        \
    static const char CHANGE_##row##_##name[] = change;
#define FINDING_ADVICE(row, name, why) extern const char ADVICE_##row##_##name[];
#include "doctor/findings.def"

/* REMEDY gives finding_remedy's reason and change. */
#define REMEDY(name) WHY_##name, CHANGE_##name

#endif
