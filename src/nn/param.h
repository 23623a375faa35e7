/*
 * param.h - all parameters of a net in one slab, described by one table.
 *
 * Whoever must treat every parameter alike (initialisation, model file, optimizer, gradient check,
 * trace, doctor, exporters) walks this table; nobody else knows the list of tensors. Names and
 * shapes are PyTorch's, so that weights can be exchanged:
 *
 *     embedding.weight            [V, E]
 *     features.weight             [rows, F]    of hashed features of a word (text/feature.h)
 *     shortcut.weight             [rows, 5]    of hashed features of its context
 *     layer1.weight_ih            [G·H, D]     G gates: rnn 1, gru 3 (r z n), lstm 4 (i f g o)
 *     layer1.weight_hh            [G·H, H]
 *     layer1.bias_ih, .bias_hh    [G·H]
 *     layer1.reverse.weight_ih …  the same, bidirectional nets
 *     keyword.weight [2, ·], keyword.bias [2], keyphrase.weight [5, ·], keyphrase.bias [5]
 *     crf.transition [5, 5]       from row's label to column's label;  crf.start [5], crf.end [5]
 *
 * Row-sparse tensors, at most PARAM_SPARSE_MAX, come first in the table.
 */
#ifndef PITH_NN_PARAM_H
#define PITH_NN_PARAM_H

#include "math/real.h"

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARAM_NAME_SIZE = 48, PARAM_MAX = 8 * 2 * 4 + 10, PARAM_SPARSE_MAX = 3 };

enum param_group { PARAM_EMBEDDING, PARAM_CELL, PARAM_HEAD };

struct param {
    char name[PARAM_NAME_SIZE];
    size_t offset; /* of the first number in the slab, a multiple of 16 (64 bytes for float) */
    size_t count;  /* rows * cols */
    size_t rows, cols;
    int dims; /* 1: a vector of `rows`, cols = 1; 2: a matrix */
    enum param_group group;
    bool frozen;     /* optimizers leave it alone */
    bool row_sparse; /* the gradient comes as a few rows, not as a dense tensor */
};

struct param_table {
    struct param items[PARAM_MAX];
    int count;
    size_t total; /* numbers in the slab, padding included */
};

/*
 * The gradient of a row-sparse tensor: row ids[i] (rising, no repeats) has the gradient
 * rows[i * cols ...]; all other rows are exactly zero.
 */
struct sparse_rows {
    const int32_t *ids;
    real *rows;
    size_t count;
};

/*
 * The gradient of a loss for one table. Dense tensors live in `dense`, at the offset of their
 * parameter minus `dense_base` (row-sparse tensors come first in the slab and have no dense
 * gradient); that of row-sparse parameter i of the table is sparse[i].
 */
struct gradient {
    real *dense;
    size_t dense_base;
    struct sparse_rows sparse[PARAM_SPARSE_MAX];
};

/* param_find returns the parameter of a name, or NULL. */
const struct param *param_find(const struct param_table *t, const char *name);

/*
 * param_add appends a row to the table and gives it its place in the slab; false when it is full.
 */
bool param_add(struct param_table *t, const char *name, size_t rows, size_t cols, int dims,
               enum param_group group);

/* param_dense_base returns the offset of the first parameter that is not row-sparse. */
size_t param_dense_base(const struct param_table *t);

/* gradient_of returns the dense gradient of a (not row-sparse) parameter. */
static inline real *gradient_of(const struct gradient *g, const struct param *p)
{
    return g->dense + (p->offset - g->dense_base);
}

#endif
