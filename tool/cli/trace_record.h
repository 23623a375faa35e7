/*
 * trace_record.h - what a training run does, as JSON objects: the records of a trace file.
 *
 * docs/trace.md describes the format; the names in a step are those of pith_trace in pith.h. Knows
 * nothing of files. Each function returns a new reference, or NULL when memory is short.
 */
#ifndef PITH_CLI_TRACE_RECORD_H
#define PITH_CLI_TRACE_RECORD_H

#include <jansson.h>
#include <pith.h>

/* Version of the file format; raised when a key changes its meaning or goes away. */
enum { TRACE_FORMAT = 1, TRACE_STEP_FORMAT = 1 /* what a step holds */ };

json_t *trace_record_start(const pith_train_start *start);
json_t *trace_record_step(const pith_trace *trace);
json_t *trace_record_epoch(const pith_event *event);
json_t *trace_record_end(const pith_event *event);

#endif
