/*
 * optimizer.h - update rules, each exactly PyTorch's (1.13) under the same name.
 *
 *   sgd       v = mu v + g (first step v = g);  w -= lr (nesterov ? g + mu v : v)
 *   adam      m = b1 m + (1-b1) g;  v = b2 v + (1-b2) g²;
 *             w -= lr / (1-b1^t) · m / (sqrt(v)/sqrt(1-b2^t) + eps)        Kingma & Ba 2015
 *   adamw     w *= 1 - lr·decay first, then as adam                        Loshchilov & Hutter 2019
 *   rmsprop   v = a v + (1-a) g²;  u = g/(sqrt(v)+eps);  w -= lr u, or b = mu b + u, w -= lr b
 *   adagrad   s += g²;  w -= lr g / (sqrt(s) + eps)                         Duchi et al. 2011
 *   adadelta  v = a v + (1-a) g²;  d = g sqrt(u+eps)/sqrt(v+eps);  u = a u + (1-a) d²;  w -= lr d
 *
 * weight_decay adds decay·w to g first (L2), except in adamw. For the row-sparse embedding,
 * optim.embedding chooses: dense = the rule above for every row, absent rows having g = 0 (where an
 * absent row provably does not move and its state does not change, it is not touched: the bits are
 * those of the dense rule); sparse = only rows of the batch: PyTorch's SparseAdam (adam), sparse
 * SGD and sparse Adagrad.
 *
 * Rules are rows of a table in optimizer_rules_simd.c; optimizer_rules_simd.h says what a new one
 * needs. Work is split in fixed blocks: the same bits for every number of threads. `threads` is as
 * train.threads: 0 = all cores.
 */
#ifndef PITH_TRAIN_OPTIMIZER_H
#define PITH_TRAIN_OPTIMIZER_H

#include "base/config.h"
#include "nn/param.h"

struct optimizer;

/*
 * What one update did to one parameter tensor; sums in double, in fixed order. Of a frozen tensor
 * only the weights are described, all else is 0. Minimum and maximum leave NaN out (and are NaN
 * when nothing else is there).
 */
struct tensor_update {
    double gradient_norm, gradient_mean; /* after clipping, before weight decay is added */
    double weight_norm, weight_mean;     /* after the update */
    double update_norm;                  /* ‖w_after - w_before‖ */
    double gradient_min, gradient_max, weight_min, weight_max;
    size_t gradient_zeros; /* gradient entries that are exactly 0 (absent rows included) */
    size_t gradient_nonfinite, weight_nonfinite;
};

/*
 * optimizer_new allocates the state (zeros) for a table under cfg's optim.* knobs; both are the
 * same in every later call. Frozen parameters get none. PITH_STATUS_USAGE for
 * optim.embedding=sparse with a rule that has no sparse form (as PyTorch: momentum, weight decay
 * and the others), for momentum with a rule that has none, and for nesterov without momentum. Free
 * with optimizer_free (NULL is fine).
 */
pith_status optimizer_new(const struct config *cfg, const struct param_table *table,
                          struct optimizer **out, pith_error *err);
void optimizer_free(struct optimizer *o);

/*
 * optimizer_step updates `values` with g at learning rate `rate`. `updates` may be NULL or have
 * table->count entries, which it fills (one pass over memory does both). No allocation.
 */
void optimizer_step(struct optimizer *o, const struct param_table *table, real *values,
                    const struct gradient *g, double rate, struct tensor_update *updates,
                    int threads);

/*
 * With train.average: a = a + (1 - d) (w - a) after step t = 0, 1, ..., d = min(train.average, t /
 * (t + 10)), for all tensors but row-sparse and frozen ones, in the same pass over memory (Polyak
 * and Juditsky 1992, as a moving average). optimizer_average gives the slab of it, NULL without.
 */
const real *optimizer_average(const struct optimizer *o);

/*
 * State for checkpoints: slabs parallel to the parameter slab, the average being the last.
 * optimizer_slots gives how many there are (0-3); optimizer_slot names and points to slab i
 * (table->total numbers each); the step counter is the number of optimizer_step calls so far.
 * Statistics of weights that a step does not move are remembered from earlier steps: whoever
 * changes `values` himself (a loaded checkpoint, an experiment) calls optimizer_set_steps
 * afterwards, which makes the next step look at all again.
 */
int optimizer_slots(const struct optimizer *o);
real *optimizer_slot(struct optimizer *o, int i, const char **name);
int64_t optimizer_steps(const struct optimizer *o);
void optimizer_set_steps(struct optimizer *o, int64_t steps);

#endif
