/*
 * cell.h - the recurrent cells, as rows of a table: how many gates, what they keep, which kernels.
 *
 * A cell knows one time step (math/kernel.h has the formulas); layer.c knows the walk through time.
 * Adding a cell: its two kernels, a row in cell.c, its name in the knob model.cell.
 */
#ifndef PITH_NN_CELL_H
#define PITH_NN_CELL_H

#include "math/kernel.h"

#include <stdbool.h>

struct cell {
    const char *name; /* as the knob model.cell spells it */
    int gates;        /* G: weights are [G·H, ·] */
    bool splits;      /* the recurrent part is needed apart from the input part (GRU) */
    bool has_memory;  /* there is a cell state c besides h (LSTM) */
    void (*forward)(const struct kernel *k, const struct cell_step *s);
    void (*backward)(const struct kernel *k, const struct cell_step *s);
};

/* cell_at returns the cell of an enum cell_kind. */
const struct cell *cell_at(int kind);

#endif
