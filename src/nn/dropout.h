/*
 * dropout.h - which units of a pack are dropped, so that backward, another thread or another
 * machine drops the same.
 *
 * Inverted dropout (Srivastava et al. 2014, in PyTorch's form): what is kept is divided by 1 -
 * rate. Whether a number is kept is a hash of step, place in the net, text, time step and position
 * (rng_counter): nothing is stored, and nothing is drawn in order.
 */
#ifndef PITH_NN_DROPOUT_H
#define PITH_NN_DROPOUT_H

#include "data/batch.h"
#include "nn/net.h"

/* The random part of a training step: rates by place; all zero = evaluation. */
struct net_dropout {
    uint64_t key; /* from seed and step: the same key gives the same dropout */
    double input, between, output;
    bool variational; /* the same units in all time steps of a text (Gal & Ghahramani 2016) */
};

/* Where in the net: keys of one place never meet those of another. */
enum dropout_place { DROPOUT_INPUT, DROPOUT_BETWEEN, DROPOUT_OUTPUT = DROPOUT_BETWEEN + 16 };

/* A rate as the kernels want it. */
struct dropout_rate {
    uint32_t threshold; /* numbers below fall; 0 = none */
    real scale;         /* 1 / (1 - rate) */
};

/* dropout_rate converts a rate in [0, 1). */
struct dropout_rate dropout_rate(double rate);

/* dropout_key returns the key of time step t of a column's text (struct pack, `column`). */
uint32_t dropout_key(const struct net_dropout *d, int place, int column, int t);

/*
 * dropout_rows applies dropout at one place of the net to y = x [rows, n]; x == y is fine. The same
 * call on dL/dy gives dL/dx.
 */
void dropout_rows(const struct net *net, const struct pack *p, const struct net_dropout *d,
                  int place, double rate, int n, const real *x, real *y);

#endif
