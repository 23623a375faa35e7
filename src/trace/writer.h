/*
 * writer.h - an observer that writes a training run down as JSON Lines (docs/trace.md).
 *
 *     pith_train ── events ──▶ trace_writer_see ──▶ FILE, or FILE.gz compressed
 *
 * A trace never costs the training: a disk that is full ends the trace and not the training, is
 * reported at once, and shows in what trace_writer_close returns. When a run is resumed the trace
 * goes on, without the steps that were made after the checkpoint and are made again. An old trace
 * that cannot be read stays as it is; only its last line may be cut, or the gzip data.
 */
#ifndef PITH_TRACE_WRITER_H
#define PITH_TRACE_WRITER_H

#include <pith.h>
#include <stdbool.h>

struct trace_writer;

/*
 * trace_writer_open looks whether a trace can be written to path, and changes nothing there until
 * training begins (a new file is made, to try, and removed). With `resume` a trace that is there is
 * continued. PITH_STATUS_USAGE if the file exists and is no trace (it might be somebody's data),
 * PITH_STATUS_SYSTEM if it cannot be written.
 *
 * `complain` is called at most once, when writing fails; not NULL.
 */
pith_status trace_writer_open(const char *path, bool resume,
                              void (*complain)(void *context, const pith_error *err), void *context,
                              struct trace_writer **out, pith_error *err);

/* trace_writer_see is the observer; always PITH_ANSWER_GO. `context`: the writer, NULL = none. */
pith_answer trace_writer_see(void *context, const pith_event *event);

/*
 * trace_writer_close ends the trace and frees the writer (NULL is fine). PITH_STATUS_SYSTEM or
 * PITH_STATUS_MEMORY if any record was lost since trace_writer_open; err is then filled.
 */
pith_status trace_writer_close(struct trace_writer *w, pith_error *err);

#endif
