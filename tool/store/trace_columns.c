/* trace_columns.c - numbers of trace records by name; see trace_columns.h. */
#include "store/trace_columns.h"

#include <stdio.h>

/* (clang-format would put #member at the beginning of a line.) */
/* clang-format off */
#define COLUMN(kind, member) {#member, kind, offsetof(pith_trace_tensor, member), 1}
/* clang-format on */

const struct trace_field trace_tensor_columns[TRACE_TENSOR_COLUMNS + 1] = {
    COLUMN(TRACE_COUNT, count),
    COLUMN(TRACE_REAL, gradient_norm),
    COLUMN(TRACE_REAL, gradient_mean),
    COLUMN(TRACE_REAL, gradient_min),
    COLUMN(TRACE_REAL, gradient_max),
    COLUMN(TRACE_REAL, weight_norm),
    COLUMN(TRACE_REAL, weight_mean),
    COLUMN(TRACE_REAL, weight_min),
    COLUMN(TRACE_REAL, weight_max),
    COLUMN(TRACE_REAL, update_norm),
    COLUMN(TRACE_COUNT, gradient_zeros),
    COLUMN(TRACE_COUNT, gradient_nonfinite),
    COLUMN(TRACE_COUNT, weight_nonfinite),
    {0}};

void trace_column_name(char out[TRACE_COLUMN_SIZE], const char *tensor,
                       const struct trace_field *field, size_t element)
{
    if (tensor)
        snprintf(out, TRACE_COLUMN_SIZE, "%.200s|%s", tensor, field->name);
    else if (field->kind == TRACE_COUNTS)
        snprintf(out, TRACE_COLUMN_SIZE, "%s.%zu", field->name, element);
    else
        snprintf(out, TRACE_COLUMN_SIZE, "%s", field->name);
}

double trace_column_get(const void *record, const struct trace_field *field, size_t element)
{
    const void *member = (const char *)record + field->offset;
    switch (field->kind) {
    case TRACE_REAL:
        return *(const double *)member;
    case TRACE_INT64:
        return (double)*(const int64_t *)member;
    default:
        return (double)((const size_t *)member)[element];
    }
}

void trace_column_set(void *record, const struct trace_field *field, size_t element, double x)
{
    void *member = (char *)record + field->offset;
    size_t count = x > 0 && x < 9e15 ? (size_t)x : 0;
    switch (field->kind) {
    case TRACE_REAL:
        *(double *)member = x;
        return;
    case TRACE_INT64:
        *(int64_t *)member = (int64_t)count;
        return;
    default:
        ((size_t *)member)[element] = count;
    }
}
