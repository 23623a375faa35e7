/*
 * trace_fields.h - the members of trace records as tables: what writes them and what reads them.
 *
 *     pith_probe ─trace_fields_json→ {"step": 120, "loss": .31, ...} ─trace_fields_read→ pith_probe
 *
 * A name and a place in a struct make a row; docs/trace.md says what each means.
 *
 * Adding a column: the member in pith.h, a row of its struct's table in trace_fields.c (at any
 * place; where it stands is its place in the records), a line in docs/trace.md. Writer and reader
 * of traces follow. The store keeps the tables of pith_trace as columns of numbers (store/chunk.h,
 * store_reader.h): rows of trace_step_fields and trace_full_fields are real, int64_t, size_t or
 * arrays of size_t. A member of pith_trace_tensor needs a second row, in trace_tensor_columns
 * (store/trace_columns.c): traces call it "g_norm" to be short, the store "gradient_norm" as pith.h
 * does, which the record and `lab curves` look for.
 */
#ifndef PITH_CLI_TRACE_FIELDS_H
#define PITH_CLI_TRACE_FIELDS_H

#include <jansson.h>
#include <pith.h>
#include <stdbool.h>

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
 * trace_fields_add puts all members of a table into a JSON object; false: no memory.
 * trace_fields_json makes an object of them.
 */
bool trace_fields_add(json_t *object, const struct trace_field *fields, const void *from);
json_t *trace_fields_json(const struct trace_field *fields, const void *from);

/*
 * trace_fields_read fills a struct from a JSON object. What is not there or of another kind becomes
 * NaN, 0, false or ""; counts beyond 2^53 and negative ones become 0. Texts are the object's.
 */
void trace_fields_read(const json_t *object, const struct trace_field *fields, void *to);

/* Whole records with parts of their own; new references, NULL when memory is short. */
json_t *trace_survey_json(const pith_survey *survey);
void trace_survey_read(const json_t *object, pith_survey *survey);
json_t *trace_probe_json(const pith_probe *probe);
void trace_probe_read(const json_t *object, pith_probe *probe);

/* trace_real reads a number as it is written in traces: "nan", "inf" and "-inf" too; else NaN. */
double trace_real(const json_t *value);

#endif
