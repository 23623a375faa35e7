/*
 * cell.h - the recurrent cells, as rows of a table: how many gates, what they keep, which kernels.
 *
 * A cell knows one time step (math/kernel.h has the formulas); layer.c knows the walk through time.
 *
 * Adding a cell: a value of enum cell_kind (base/config.h) and, in the same place, a choice of the
 * knob model.cell (base/knobs.def); two members of struct kernel (math/kernel.h), forward and
 * backward, with their fast form in kernel_simd.c and the plain twin, which has the formulas, in
 * kernel_ref.c; a row in cell.c. Whoever needs the number of gates asks the row.
 */
#ifndef PITH_NN_CELL_H
#define PITH_NN_CELL_H

#include "math/kernel.h"

#include <stdbool.h>

struct cell {
    int gates;       /* G: weights are [G·H, ·] */
    bool splits;     /* the recurrent part is needed apart from the input part (GRU) */
    bool has_memory; /* there is a cell state c besides h (LSTM) */
    void (*forward)(const struct kernel *k, const struct cell_step *s);
    void (*backward)(const struct kernel *k, const struct cell_step *s);
};

/* cell_at returns the cell of an enum cell_kind. */
const struct cell *cell_at(int kind);

#endif
