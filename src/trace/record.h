/*
 * record.h - the records of a trace: what a training run does, as JSON objects and back.
 *
 *     pith_probe ─trace_record_probe→ {"step": 120, "loss": .31, ...} ─trace_probe_read→ pith_probe
 *
 * docs/trace.md describes the format; the names in a step are those of pith_trace in pith.h. A name
 * and a place in a struct make a row of a table, by which the member is written and read. Knows
 * nothing of files: writer.h and reader.h do.
 *
 * Adding a column: the member at the end of its struct in pith.h, whoever fills it (of pith_trace
 * train/step.c), what it is before in base/init_public.c, a row of its struct's table in record.c
 * (at any place; where it stands is its place in the records), a line in docs/trace.md, `make abi`;
 * if the doctor wants it, struct seen_step and copy_step (doctor/history.c). Writer and reader of
 * traces follow. The command's store keeps the tables of pith_trace as columns of numbers
 * (tool/store/curves.c): rows of trace_step_fields and trace_full_fields are real, int64_t, size_t
 * or arrays of size_t. pith_trace_tensor is frozen: what is added of a tensor stands in a second
 * array beside it, and needs a table here and rows in curves.c.
 */
#ifndef PITH_TRACE_RECORD_H
#define PITH_TRACE_RECORD_H

#include <jansson.h>
#include <pith.h>

/* Version of the file format; raised when a key changes its meaning or goes away. */
enum { TRACE_FORMAT = 1, TRACE_STEP_FORMAT = 1 /* what a step holds */ };

/* trace_record_* make the record of an event: a new reference, NULL when memory is short. */
json_t *trace_record_start(const pith_train_start *start);
json_t *trace_record_step(const pith_trace *trace);
json_t *trace_record_probe(const pith_probe *probe);
json_t *trace_record_epoch(const pith_event *event);
json_t *trace_record_end(const pith_event *event);

enum trace_kind {
    TRACE_INT64, /* int64_t */
    TRACE_COUNT, /* size_t */
    TRACE_INT,   /* int */
    TRACE_FLAG,  /* int, as true or false */
    TRACE_TEXT,  /* const char *; null for NULL */
    TRACE_REAL,  /* double; NaN and infinities as strings */
    TRACE_COUNTS,
    TRACE_REALS /* arrays of n */
};

struct trace_field {
    const char *name; /* NULL ends a table */
    enum trace_kind kind;
    size_t offset, n;
};

extern const struct trace_field trace_start_fields[];     /* of pith_train_start */
extern const struct trace_field trace_train_fields[];     /* of pith_train_start, in "train" */
extern const struct trace_field trace_dev_fields[];       /* of pith_train_start, in "dev" */
extern const struct trace_field trace_embedding_fields[]; /* of pith_train_start, in "embedding" */
extern const struct trace_field trace_step_fields[];      /* of pith_trace, always there */
extern const struct trace_field trace_full_fields[];      /* of pith_trace, in full records */
extern const struct trace_field trace_tensor_fields[];    /* of pith_trace_tensor */
extern const struct trace_field trace_epoch_fields[];     /* of pith_event, at an epoch's end */
extern const struct trace_field trace_end_fields[];       /* of pith_event, at the run's end */

/*
 * trace_fields_read fills a struct from a JSON object. What is not there or of another kind becomes
 * NaN, 0, false or ""; so do counts beyond 2^53 and negative ones, but for an int64_t of -1 ("no
 * epoch"). Texts are the object's.
 * trace_survey_read and trace_probe_read do so for structs with parts of their own.
 */
void trace_fields_read(const json_t *object, const struct trace_field *fields, void *to);
void trace_survey_read(const json_t *object, pith_survey *survey);
void trace_probe_read(const json_t *object, pith_probe *probe);

/* trace_real reads a number as it is written in traces: "nan", "inf" and "-inf" too; else NaN. */
double trace_real(const json_t *value);

#endif
