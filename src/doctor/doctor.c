/*
 * doctor.c - section 6 of pith.h: the doctor as a handle.
 *
 *     events ─history_see→ history ─every row of the table→ findings ─sort→ what is told
 */
#include "doctor/doctor.h"

#include "doctor/finding.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { FINDINGS_MAX = 64 };

struct pith_doctor {
    struct history history;
    pith_finding findings[FINDINGS_MAX];
};

pith_status pith_doctor_new(pith_doctor **doctor, pith_error *err)
{
    pith_doctor *d = calloc(1, sizeof *d);
    if (!d)
        return error_memory(err);
    pith_status status = history_init(&d->history, err);
    if (status == PITH_STATUS_OK)
        *doctor = d;
    else
        free(d);
    return status;
}

void pith_doctor_free(pith_doctor *doctor)
{
    if (!doctor)
        return;
    history_fini(&doctor->history);
    free(doctor);
}

pith_status pith_doctor_see(pith_doctor *doctor, const pith_event *event, pith_error *err)
{
    return history_see(&doctor->history, event, err);
}

const struct history *doctor_history(const pith_doctor *doctor)
{
    return &doctor->history;
}

static bool is_state(const pith_finding *f)
{
    const pith_finding_kind *kind;
    for (int i = 0; (kind = pith_finding_kind_at(i)); i++)
        if (!strcmp(kind->id, f->id))
            return kind->state;
    return false;
}

/* Found before untold, states before causes, then by severity and weight; of equals by the
 * table. */
static int compare(const void *left, const void *right)
{
    const pith_finding *a = left, *b = right;
    int order = (a->verdict == PITH_VERDICT_TOO_LITTLE) - (b->verdict == PITH_VERDICT_TOO_LITTLE);
    if (!order)
        order = is_state(b) - is_state(a);
    if (!order)
        order = (int)b->severity - (int)a->severity;
    if (!order)
        order = (b->weight > a->weight) - (b->weight < a->weight);
    return order ? order : strcmp(a->id, b->id);
}

pith_status pith_doctor_examine(pith_doctor *doctor, const pith_finding **findings, size_t *count,
                                pith_error *err)
{
    const struct finding_row *row;
    size_t n = 0;
    (void)err;
    for (int i = 0; (row = finding_row_at(i)) && n < FINDINGS_MAX; i++) {
        pith_finding *f = &doctor->findings[n];
        *f = (pith_finding){.id = row->kind.id};
        f->verdict = row->look(&doctor->history, f);
        n += f->verdict != PITH_VERDICT_SILENT;
    }
    qsort(doctor->findings, n, sizeof *doctor->findings, compare);
    *findings = doctor->findings;
    *count = n;
    return PITH_STATUS_OK;
}
