/*
 * record_diagnosis.c - what the doctor says of the runs of an experiment, as part of the record.
 *
 * From what the store holds, at the time of writing: a run that was recorded before the doctor knew
 * a finding is judged by it all the same.
 */
#include "record/record_write.h"

#include "base/error.h"
#include "verdict/verdict.h"
#include "store/store_reader.h"

/* The sentence of the first cause; of the state where there is none. */
static const char *first_sentence(const pith_finding *findings, size_t count)
{
    const char *state = "";
    for (size_t i = 0; i < count; i++) {
        const pith_finding *f = &findings[i];
        if (!verdict_counts(f))
            continue;
        if (!verdict_kind(f->id)->state)
            return f->sentence;
        state = f->sentence;
    }
    return state;
}

static pith_status diagnose(struct writing *w, const struct record_run *run, pith_error *err)
{
    pith_doctor *doctor = NULL;
    const pith_finding *findings;
    size_t count = 0;
    char headline[256];
    pith_status status = pith_doctor_new(&doctor, err);
    const struct trace_listener listener = trace_listener_of(doctor);
    if (status == PITH_STATUS_OK)
        status = store_read(w->db, run->id, &listener, err);
    if (status == PITH_STATUS_OK)
        status = pith_doctor_examine(doctor, &findings, &count, err);
    if (status == PITH_STATUS_OK && verdict_worst(findings, count) >= PITH_SEVERITY_WARNING)
        doc_note(&w->doc, verdict_worst(findings, count) == PITH_SEVERITY_ERROR ? "bad" : "plain",
                 record_say(w, TEXT_DIAGNOSIS), run->label,
                 verdict_headline(findings, count, headline, sizeof headline),
                 first_sentence(findings, count));
    pith_doctor_free(doctor);
    return status;
}

pith_status record_diagnosis(struct writing *w, const struct record_experiment *e, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < e->run_count && status == PITH_STATUS_OK; i++)
        if (!w->shown_in[e->runs[i]->number - 1]) /* a shared run has its diagnosis once */
            status = diagnose(w, e->runs[i], err);
    return status;
}
