/*
 * doctor.c - section 6 of pith.h: the doctor as a handle.
 *
 *     events ─history_see→ history ─every row of the table→ findings ─sort→ what is told
 */
#include "doctor/doctor.h"

#include "base/error.h"
#include "doctor/complete.h"
#include "doctor/findings.h"
#include "doctor/measure.h"

#include <stdlib.h>
#include <string.h>

/* --- the table ------------------------------------------------------------------------------ */

static const struct finding_row {
    pith_finding_kind kind;
    enum finding_need need;
    double weight; /* of a finding that sets none itself */
    pith_verdict (*find)(const struct history *h, pith_finding *f);
} rows[] = {
#define FINDING_ROW(row, id, group, title, needs, need, state, weight)                             \
    {{sizeof(pith_finding_kind), id, group, title, needs, state}, need, weight, find_##row},
#include "doctor/findings.def"
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

const pith_finding_kind *pith_finding_kind_at(int i)
{
    return i >= 0 && i < ROW_COUNT ? &rows[i].kind : NULL;
}

static bool is_met(enum finding_need need, const struct history *h)
{
    switch (need) {
    case NEED_START:
        return h->has_start;
    case NEED_PROBE:
        return h->probe_count > 0;
    case NEED_EPOCH:
        return measure_last_epoch(h) != NULL;
    case NEED_SURVEY:
        return h->has_survey;
    case NEED_DEV:
        return h->has_survey && h->survey.dev.texts;
    case NEED_NOTHING:
        break;
    }
    return true;
}

/* --- the handle ----------------------------------------------------------------------------- */

struct pith_doctor {
    struct history history;
    pith_finding findings[ROW_COUNT];
};

pith_status pith_doctor_new(pith_doctor **doctor, pith_error *err)
{
    *doctor = NULL;
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
    struct complete_event complete;
    pith_status status = complete_event(event, &complete, err);
    return status == PITH_STATUS_OK ? history_see(&doctor->history, &complete.event, err) : status;
}

const struct history *doctor_history(const pith_doctor *doctor)
{
    return &doctor->history;
}

/* --- examining ------------------------------------------------------------------------------ */

static bool is_state(const pith_finding *f)
{
    for (int i = 0; i < ROW_COUNT; i++)
        if (!strcmp(rows[i].kind.id, f->id))
            return rows[i].kind.state;
    return false;
}

/* Found before untold, states before causes, then by severity and weight; of equals by id. */
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

static void ask(const struct finding_row *row, const struct history *h, pith_finding *f)
{
    *f = (pith_finding){.id = row->kind.id, .verdict = PITH_VERDICT_TOO_LITTLE};
    if (is_met(row->need, h))
        f->verdict = row->find(h, f);
    if (f->verdict == PITH_VERDICT_FOUND && f->weight == 0)
        f->weight = row->weight;
}

pith_status pith_doctor_examine(pith_doctor *doctor, const pith_finding **findings, size_t *count,
                                pith_error *err)
{
    size_t n = 0;
    (void)err;
    for (int i = 0; i < ROW_COUNT; i++) {
        ask(&rows[i], &doctor->history, &doctor->findings[n]);
        n += doctor->findings[n].verdict != PITH_VERDICT_SILENT;
    }
    qsort(doctor->findings, n, sizeof *doctor->findings, compare);
    *findings = doctor->findings;
    *count = n;
    return PITH_STATUS_OK;
}
