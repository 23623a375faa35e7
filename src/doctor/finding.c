/* finding.c - the table of findings, and the helpers that rows are written with; see finding.h. */
#include "doctor/finding.h"

#include "base/clocale.h"

#include <stdarg.h>
#include <stdio.h>

static const struct finding_row rows[] = {
#define FINDING_ROW(id, group, title, needs, state, look)                                          \
    {{sizeof(pith_finding_kind), id, group, title, needs, state}, look},
#include "doctor/findings.def"
#undef FINDING_ROW
};

const struct finding_row *finding_row_at(int i)
{
    return i >= 0 && (size_t)i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}

const pith_finding_kind *pith_finding_kind_at(int i)
{
    const struct finding_row *row = finding_row_at(i);
    return row ? &row->kind : NULL;
}

pith_verdict finding_say(pith_finding *f, pith_severity severity, double weight, const char *format,
                         ...)
{
    va_list arguments;
    f->severity = severity;
    f->weight = weight;
    va_start(arguments, format);
    clocale_vsnprintf(f->sentence, sizeof f->sentence, format, arguments);
    va_end(arguments);
    return PITH_VERDICT_FOUND;
}

void finding_evidence(pith_finding *f, const char *name, const char *of, double value,
                      double usual_min, double usual_max)
{
    if (f->evidence_count == PITH_EVIDENCE_MAX)
        return;
    int i = f->evidence_count++;
    f->evidence[i].name = name;
    f->evidence[i].value = value;
    f->evidence[i].usual_min = usual_min;
    f->evidence[i].usual_max = usual_max;
    snprintf(f->evidence[i].of, sizeof f->evidence[i].of, "%s", of);
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
