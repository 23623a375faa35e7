/*
 * param.h - all parameters of a net in one slab, described by one table.
 *
 * Whoever must treat every parameter alike (initialisation, model file, optimizer, gradient check,
 * trace, doctor, exporters) walks this table; nobody else knows the list of tensors. Names and
 * shapes are PyTorch's, so that weights can be exchanged:
 *
 *     embedding.weight            [V, E]
 *     layer1.weight_ih            [G·H, D]     G gates: rnn 1, gru 3 (r z n), lstm 4 (i f g o)
 *     layer1.weight_hh            [G·H, H]
 *     layer1.bias_ih, .bias_hh    [G·H]
 *     layer1.reverse.weight_ih …  the same, bidirectional nets
 *     keyword.weight [2, ·], keyword.bias [2], keyphrase.weight [5, ·], keyphrase.bias [5]
 */
#ifndef PITH_NN_PARAM_H
#define PITH_NN_PARAM_H

#include "math/real.h"

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARAM_NAME_SIZE = 48, PARAM_MAX = 8 * 2 * 4 + 5 };

enum param_group { PARAM_EMBEDDING, PARAM_CELL, PARAM_HEAD };

struct param {
    char name[PARAM_NAME_SIZE];
    size_t offset; /* of the first number in the slab, a multiple of 16 (64 bytes for float) */
    size_t count;  /* rows * cols */
    size_t rows, cols;
    int dims; /* 1 (cols == 1... a vector of `rows`) or 2 */
    enum param_group group;
    bool frozen;      /* optimizers leave it alone */
    bool row_sparse;  /* the gradient comes as a few rows (embedding), not as a dense tensor */
};

struct param_table {
    struct param items[PARAM_MAX];
    int count;
    size_t total; /* numbers in the slab, padding included */
};

/*
 * The gradient of a loss for one table. Dense tensors live in `dense`, at the offset of their
 * parameter minus `dense_base` (the embedding comes first in the slab and has no dense gradient).
 * The gradient of a row_sparse parameter is `row_count` rows: row_ids[i] (rising, no repeats) has
 * the gradient rows[i * cols ...]; all other rows are exactly zero.
 */
struct gradient {
    real *dense;
    size_t dense_base;
    const int32_t *row_ids;
    real *rows;
    size_t row_count;
};

/* param_find returns the parameter of a name, or NULL. */
const struct param *param_find(const struct param_table *t, const char *name);

/* param_add appends a row to the table and gives it its place in the slab; false when it is full. */
bool param_add(struct param_table *t, const char *name, size_t rows, size_t cols, int dims,
               enum param_group group);

/* gradient_of returns the dense gradient of a (not row-sparse) parameter. */
static inline real *gradient_of(const struct gradient *g, const struct param *p)
{
    return g->dense + (p->offset - g->dense_base);
}

#endif
