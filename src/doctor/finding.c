/* finding.c - what rows of the table write their findings with; see finding.h. */
#include "doctor/finding.h"

#include "base/clocale.h"

#include <stdarg.h>
#include <stdio.h>

pith_verdict finding_say(pith_finding *f, pith_severity severity, const char *format, ...)
{
    va_list arguments;
    f->severity = severity;
    va_start(arguments, format);
    clocale_vsnprintf(f->sentence, sizeof f->sentence, format, arguments);
    va_end(arguments);
    return PITH_VERDICT_FOUND;
}

void finding_evidence_within(pith_finding *f, struct evidence_kind kind, const char *of,
                             double value, double usual_min, double usual_max)
{
    if (f->evidence_count == PITH_EVIDENCE_MAX)
        return;
    int i = f->evidence_count++;
    f->evidence[i].name = kind.label;
    f->evidence[i].value = value;
    f->evidence[i].usual_min = usual_min;
    f->evidence[i].usual_max = usual_max;
    snprintf(f->evidence[i].of, sizeof f->evidence[i].of, "%s", of);
}

void finding_evidence(pith_finding *f, struct evidence_kind kind, const char *of, double value)
{
    finding_evidence_within(f, kind, of, value, kind.usual_min, kind.usual_max);
}

void finding_remedy(pith_finding *f, const char *why, const char *change, ...)
{
    va_list arguments;
    if (f->remedy_count == PITH_REMEDIES_MAX)
        return;
    int i = f->remedy_count++;
    snprintf(f->remedy[i].why, sizeof f->remedy[i].why, "%s", why);
    va_start(arguments, change);
    clocale_vsnprintf(f->remedy[i].change, sizeof f->remedy[i].change, change, arguments);
    va_end(arguments);
}

void finding_advice(pith_finding *f, const char *why)
{
    finding_remedy(f, why, "%s", "");
}
