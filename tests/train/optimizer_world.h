/*
 * optimizer_world.h - what the tests of the optimizers share: rules as text, and a small net's
 * parameters, weights and gradients made of a counter, the same at every run.
 *
 * Include behind cmocka.h.
 */
#ifndef PITH_TESTS_OPTIMIZER_WORLD_H
#define PITH_TESTS_OPTIMIZER_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "train/optimizer.h"

/* An embedding of more than a block, a larger and a small dense tensor, one frozen. */
enum { V = 70, E = 300, TOUCHED = 9 };

struct world {
    struct param_table table;
    real *values;
    struct gradient g;
    int32_t ids[V];
};

/* "sgd optim.momentum=0.9" to a configuration; without a first word that is a rule, knobs alone. */
struct config knobs(const char *text);

/* A new optimizer, which the caller frees; ends the test where there is none. */
struct optimizer *optimizer(const struct config *cfg, const struct param_table *table);

/* `sparse`: the embedding's gradient comes as rows; else the same gradient as a dense tensor. */
void world_init(struct world *w, bool sparse);
void world_fini(struct world *w);

/* Gradients of step `step`; every fifth step touches no row at all. */
void world_gradient(struct world *w, int step);

/* Number i of the stream `key`, within -2 and 2. */
real draw(uint32_t key, size_t i);

/* n zeros, which the caller frees. */
real *new_numbers(size_t n);

/* End the test unless the numbers are the same bits, or nearly the same. */
void same_numbers(const char *what, const real *a, const real *b, size_t n);
void near(const char *what, double a, double b, double tolerance);

#endif
