/* report_json.c - what the doctor found, for programs; see report_json.h. */
#include "verdict/report_json.h"

#include "base/json_value.h"
#include "doctor/doctor.h"
#include "verdict/verdict.h"

#include <math.h>
#include <string.h>

static json_t *evidence_json(const pith_finding *f)
{
    json_t *list = json_array();
    for (int i = 0; list && i < f->evidence_count; i++) {
        double low = f->evidence[i].usual_min, high = f->evidence[i].usual_max;
        json_value_append(&list,
                          json_pack("{s:s, s:o, s:o, s:o, s:o}", "name", f->evidence[i].name, "of",
                                    json_value_name(f->evidence[i].of), "value",
                                    json_value_real(f->evidence[i].value), "usual_min",
                                    isnan(low) ? json_null() : json_value_real(low), "usual_max",
                                    isnan(high) ? json_null() : json_value_real(high)));
    }
    return list;
}

static json_t *remedies_json(const pith_finding *f)
{
    json_t *list = json_array();
    for (int i = 0; list && i < f->remedy_count; i++)
        json_value_append(&list,
                          json_pack("{s:o, s:o}", "change", json_value_name(f->remedy[i].change),
                                    "why", json_value_name(f->remedy[i].why)));
    return list;
}

json_t *report_finding_json(const pith_finding *f)
{
    char page[96];
    const pith_finding_kind *kind = verdict_kind(f->id);
    snprintf(page, sizeof page, "docs/doctor.md#%s", f->id);
    return json_pack("{s:s, s:s, s:s, s:b, s:f, s:s, s:o, s:o, s:o, s:s}", "id", f->id, "group",
                     kind->group, "severity", verdict_severities[f->severity], "state", kind->state,
                     "weight", f->weight, "title", kind->title, "sentence",
                     json_value_name(f->sentence), "evidence", evidence_json(f), "remedies",
                     remedies_json(f), "page", page);
}

json_t *report_json(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                    size_t count)
{
    static const char *const verdicts[] = {"healthy", "healthy", "warning", "error"};
    const struct history *h = doctor_history(doctor);
    json_t *found = json_array(), *untold = json_array();
    char headline[256];
    for (size_t i = 0; i < count; i++) {
        const pith_finding *f = &findings[i];
        if (f->verdict == PITH_VERDICT_FOUND && found)
            json_value_append(&found, report_finding_json(f));
        else if (untold)
            json_value_append(
                &untold, json_pack("{s:s, s:s}", "id", f->id, "needs", verdict_kind(f->id)->needs));
    }
    return json_pack("{s:o, s:s, s:s, s:I, s:I, s:o, s:o}", "name", json_value_name(name),
                     "verdict", verdicts[verdict_worst(findings, count) + 1], "headline",
                     verdict_headline(findings, count, headline, sizeof headline), "steps",
                     (json_int_t)h->steps, "epochs", (json_int_t)h->epoch_count, "findings", found,
                     "untold", untold);
}
