/* findings.c - limits, evidence and reasons of the rows of findings.def; see findings.h. */
#include "doctor/findings.h"

#include <math.h>

#define FINDING_LIMIT(row, name, value, unit, source) const double LIMIT_##row##_##name = value;
#define FINDING_EVIDENCE(row, name, label, usual_min, usual_max)                                   \
    const struct evidence_kind EVIDENCE_##row##_##name = {label, usual_min, usual_max};
#define FINDING_REMEDY(row, name, why, change) const char WHY_##row##_##name[] = why;
#define FINDING_ADVICE(row, name, why) const char ADVICE_##row##_##name[] = why;
#include "doctor/findings.def"
