/*
 * reader.h - a trace file back to the events it was written from (docs/trace.md).
 *
 *     trace.jsonl[.gz] ─trace_read→ pith_event, pith_event, ... ─▶ pith_doctor
 *
 * A trace may come from any program and from anywhere: what it does not say is NaN, 0 or NULL in
 * the events, members that are not known are ignored, and no number in it is believed further than
 * its type.
 */
#ifndef PITH_TRACE_READER_H
#define PITH_TRACE_READER_H

#include <jansson.h>
#include <pith.h>

/*
 * trace_read reads a file and shows a doctor its events in order. A last line, or a .gz, that is
 * cut short is the mark of a killed run, and no error; other lines that are no JSON objects are
 * PITH_STATUS_DATA with their line, and so is a file without a single step or start.
 */
pith_status trace_read(const char *path, pith_doctor *doctor, pith_error *err);

/* trace_read_record shows the event of one record, an object. */
pith_status trace_read_record(const json_t *record, pith_doctor *doctor, pith_error *err);

#endif
