/*
 * trace_columns.h - members of trace records as the numbers of named columns, and back.
 *
 *     pith_trace, pith_trace_tensor ─trace_column_get→ a number of "loss", "layer1.weight_hh|count"
 *         ─trace_column_set→ the same record
 *
 * Members are rows of tables (trace/record.h). Only records of numbers: int64_t, size_t,
 * double, and arrays of size_t, of which each element is a column.
 */
#ifndef PITH_STORE_TRACE_COLUMNS_H
#define PITH_STORE_TRACE_COLUMNS_H

#include "trace/record.h"

enum { TRACE_COLUMN_SIZE = 256, TRACE_TENSOR_COLUMNS = 13 };

/*
 * Members of pith_trace_tensor by their columns' names, which are those of pith.h; in a trace file
 * they are shorter (trace/record.h: trace_tensor_fields).
 */
extern const struct trace_field trace_tensor_columns[TRACE_TENSOR_COLUMNS + 1];

/* trace_column_name: "loss", "keyphrase_gold.3", or with a tensor's name "embedding|count". */
void trace_column_name(char out[TRACE_COLUMN_SIZE], const char *tensor,
                       const struct trace_field *field, size_t element);

double trace_column_get(const void *record, const struct trace_field *field, size_t element);

/* trace_column_set: a count that is no whole number from 1 to 9e15 becomes 0. */
void trace_column_set(void *record, const struct trace_field *field, size_t element, double x);

#endif
