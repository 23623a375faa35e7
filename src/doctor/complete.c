/* complete.c - an event as this library knows it; see complete.h. */
#include "doctor/complete.h"

#include "base/error.h"
#include "base/sized.h"

static pith_status complete_start(struct complete_event *out, pith_error *err)
{
    pith_train_start_init(&out->start, sizeof out->start);
    pith_status status = sized_record(&out->start, sizeof out->start, sizeof(size_t),
                                      out->event.start, "pith_train_start", err);
    if (status != PITH_STATUS_OK)
        return status;
    out->event.start = &out->start;
    if (!out->start.survey)
        return PITH_STATUS_OK;
    pith_survey_init(&out->survey, sizeof out->survey);
    status = sized_record(&out->survey, sizeof out->survey, SIZED_UPTO(pith_survey, dev),
                          out->start.survey, "pith_survey", err);
    out->start.survey = &out->survey;
    return status;
}

static pith_status complete_step(struct complete_event *out, pith_error *err)
{
    pith_trace_init(&out->trace, sizeof out->trace);
    pith_status status = sized_record(&out->trace, sizeof out->trace, SIZED_UPTO(pith_trace, epoch),
                                      out->event.trace, "pith_trace", err);
    out->event.trace = &out->trace;
    return status;
}

static pith_status complete_probe(struct complete_event *out, pith_error *err)
{
    pith_probe_init(&out->probe, sizeof out->probe);
    pith_status status = sized_record(&out->probe, sizeof out->probe, SIZED_UPTO(pith_probe, epoch),
                                      out->event.probe, "pith_probe", err);
    out->event.probe = &out->probe;
    return status;
}

static pith_status lacks(pith_error *err, const char *record)
{
    return error_set(err, PITH_STATUS_USAGE, "the event has no %s", record);
}

pith_status complete_event(const pith_event *event, struct complete_event *out, pith_error *err)
{
    pith_event_init(&out->event, sizeof out->event);
    pith_status status = sized_record(&out->event, sizeof out->event, SIZED_UPTO(pith_event, kind),
                                      event, "pith_event", err);
    if (status != PITH_STATUS_OK)
        return status;
    switch (out->event.kind) {
    case PITH_EVENT_START:
        return out->event.start ? complete_start(out, err) : lacks(err, "start");
    case PITH_EVENT_STEP:
        return out->event.trace ? complete_step(out, err) : lacks(err, "trace");
    case PITH_EVENT_PROBE:
        return out->event.probe ? complete_probe(out, err) : lacks(err, "probe");
    case PITH_EVENT_EPOCH:
    case PITH_EVENT_CHECKPOINT:
    case PITH_EVENT_MODEL:
    case PITH_EVENT_END:
        break;
    }
    return PITH_STATUS_OK;
}
