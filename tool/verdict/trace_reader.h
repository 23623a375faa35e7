/*
 * trace_reader.h - a trace file back to the events it was written from (docs/trace.md).
 *
 *     trace.jsonl[.gz] ─trace_read→ pith_event, pith_event, ... ─▶ whoever listens
 *
 * A trace may come from any program and from anywhere: what it does not say is NaN, 0 or NULL in
 * the events, members that are not known are ignored, and no number in it is believed further than
 * its type.
 */
#ifndef PITH_VERDICT_TRACE_READER_H
#define PITH_VERDICT_TRACE_READER_H

#include <jansson.h>
#include <pith.h>

/* What listens; an error ends the reading. */
struct trace_listener {
    pith_status (*see)(void *context, const pith_event *event, pith_error *err);
    void *context;
};

/* trace_listener_of shows all events to a doctor. */
struct trace_listener trace_listener_of(pith_doctor *doctor);

/*
 * trace_read reads a file and tells its events in order. A last line that is cut short is the mark
 * of a killed run, and no error; other lines that are no JSON objects are PITH_STATUS_DATA with
 * their line, and so is a file without a single step or start.
 */
pith_status trace_read(const char *path, const struct trace_listener *listener, pith_error *err);

/* trace_tell tells one record, as an object. */
pith_status trace_tell(const json_t *record, const struct trace_listener *listener,
                       pith_error *err);

#endif
