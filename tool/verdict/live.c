/* live.c - the doctor beside a training run; see live.h. */
#include "verdict/live.h"

#include "verdict/verdict.h"

#include <string.h>

enum { FIRST_LOOK = 50 };

pith_status live_init(struct live *l, pith_error *err)
{
    *l = (struct live){.stop_on = PITH_SEVERITY_ERROR + 1, .next_step = FIRST_LOOK};
    return pith_doctor_new(&l->doctor, err);
}

void live_fini(struct live *l)
{
    pith_doctor_free(l->doctor);
    l->doctor = NULL;
}

/* Whether a finding is told for the first time. */
static bool is_new(struct live *l, const pith_finding *f)
{
    for (size_t i = 0; i < l->told_count; i++)
        if (!strcmp(l->told[i], f->id))
            return false;
    if (l->told_count < LIVE_FINDINGS)
        l->told[l->told_count++] = f->id;
    return true;
}

static pith_answer examine(struct live *l)
{
    const pith_finding *findings;
    size_t count;
    pith_answer answer = PITH_ANSWER_GO;
    if (pith_doctor_examine(l->doctor, &findings, &count, NULL) != PITH_STATUS_OK)
        return PITH_ANSWER_GO;
    for (size_t i = 0; i < count; i++) {
        const pith_finding *f = &findings[i];
        if (!verdict_counts(f))
            continue;
        if (is_new(l, f))
            l->found(l->context, f);
        if ((int)f->severity >= l->stop_on)
            answer = PITH_ANSWER_STOP;
    }
    return answer;
}

pith_answer live_see(void *context, const pith_event *event)
{
    struct live *l = context;
    if (!l->doctor || pith_doctor_see(l->doctor, event, NULL) != PITH_STATUS_OK)
        return PITH_ANSWER_GO;
    switch (event->kind) {
    case PITH_EVENT_STEP:
        if (event->trace->step + 1 < l->next_step)
            return PITH_ANSWER_GO;
        l->next_step =
            (event->trace->step + 1) * 2; /* the last look before an end is the epoch's */
        return examine(l);
    case PITH_EVENT_EPOCH:
    case PITH_EVENT_START:
    case PITH_EVENT_END:
        return examine(l);
    default:
        return PITH_ANSWER_GO;
    }
}
