/*
 * optimizer_rules_simd.c - update rules, each in PyTorch's order of operations; compiled once for
 * each instruction set (math/isa.h).
 *
 * Source of the formulas: torch/optim of PyTorch 1.13, the `_single_tensor_*` functions and
 * `_functional.sparse_adam`; tests/torch/make_optimizer_golden.py makes the numbers they must meet.
 * Reordering a formula here may be right mathematically and wrong in the last bits: keep the order.
 */
#include "train/optimizer_rules_simd.h"

#include <math.h>

#ifdef PITH_REAL_DOUBLE
#define REAL_SQRT sqrt
#else
#define REAL_SQRT sqrtf
#endif

/* w -= lr g */
static void sgd(real *restrict w, const real *restrict g, real *restrict p, real *restrict q,
                size_t n, const struct rule_step *s)
{
    (void)p, (void)q;
    const real rate = s->rate;
    for (size_t i = 0; i < n; i++)
        w[i] -= rate * g[i];
}

/* p = mu p + g (from p = 0 this is PyTorch's first step, p = g);  w -= lr p */
static void sgd_momentum(real *restrict w, const real *restrict g, real *restrict p,
                         real *restrict q, size_t n, const struct rule_step *s)
{
    (void)q;
    const real rate = s->rate, momentum = s->momentum;
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] * momentum + g[i];
        w[i] -= rate * p[i];
    }
}

/* p = mu p + g;  w -= lr (g + mu p) */
static void sgd_nesterov(real *restrict w, const real *restrict g, real *restrict p,
                         real *restrict q, size_t n, const struct rule_step *s)
{
    (void)q;
    const real rate = s->rate, momentum = s->momentum;
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] * momentum + g[i];
        w[i] -= rate * (g[i] + momentum * p[i]);
    }
}

/* p = b1 p + (1-b1) g;  q = b2 q + (1-b2) g²;  w -= lr/(1-b1^t) p / (sqrt(q)/sqrt(1-b2^t) + eps) */
static void adam(real *restrict w, const real *restrict g, real *restrict p, real *restrict q,
                 size_t n, const struct rule_step *s)
{
    const real keep1 = s->keep1, add1 = s->add1, keep2 = s->keep2, add2 = s->add2;
    const real rate = s->rate1, root = s->root2, epsilon = s->epsilon;
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] * keep1 + add1 * g[i];
        q[i] = q[i] * keep2 + add2 * g[i] * g[i];
        w[i] -= rate * p[i] / (REAL_SQRT(q[i]) / root + epsilon);
    }
}

/* w *= 1 - lr·decay, then adam */
static void adamw(real *restrict w, const real *restrict g, real *restrict p, real *restrict q,
                  size_t n, const struct rule_step *s)
{
    const real keep1 = s->keep1, add1 = s->add1, keep2 = s->keep2, add2 = s->add2;
    const real rate = s->rate1, root = s->root2, epsilon = s->epsilon, shrink = s->shrink;
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] * keep1 + add1 * g[i];
        q[i] = q[i] * keep2 + add2 * g[i] * g[i];
        w[i] = w[i] * shrink - rate * p[i] / (REAL_SQRT(q[i]) / root + epsilon);
    }
}

/*
 * SparseAdam: the same moments, written as p += (1-b1)(g - p), but epsilon is added before the bias
 * correction: w -= lr sqrt(1-b2^t)/(1-b1^t) p / (sqrt(q) + eps). t counts all steps, also those in
 * which the row was absent.
 */
static void adam_sparse(real *restrict w, const real *restrict g, real *restrict p,
                        real *restrict q, size_t n, const struct rule_step *s)
{
    const real add1 = s->add1, add2 = s->add2, rate = s->rate_sparse, epsilon = s->epsilon;
    for (size_t i = 0; i < n; i++) {
        p[i] += (g[i] - p[i]) * add1;
        q[i] += (g[i] * g[i] - q[i]) * add2;
        w[i] -= rate * (p[i] / (REAL_SQRT(q[i]) + epsilon));
    }
}

/* p = a p + (1-a) g²;  w -= lr g / (sqrt(p) + eps) */
static void rmsprop(real *restrict w, const real *restrict g, real *restrict p, real *restrict q,
                    size_t n, const struct rule_step *s)
{
    (void)q;
    const real keep = s->keep2, add = s->add2, rate = s->rate, epsilon = s->epsilon;
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] * keep + add * g[i] * g[i];
        w[i] -= rate * g[i] / (REAL_SQRT(p[i]) + epsilon);
    }
}

/* p = a p + (1-a) g²;  q = mu q + g / (sqrt(p) + eps);  w -= lr q */
static void rmsprop_momentum(real *restrict w, const real *restrict g, real *restrict p,
                             real *restrict q, size_t n, const struct rule_step *s)
{
    const real keep = s->keep2, add = s->add2, rate = s->rate, epsilon = s->epsilon;
    const real momentum = s->momentum;
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] * keep + add * g[i] * g[i];
        q[i] = q[i] * momentum + g[i] / (REAL_SQRT(p[i]) + epsilon);
        w[i] -= rate * q[i];
    }
}

/* p += g²;  w -= lr g / (sqrt(p) + eps). Initial p = 0, no rate decay: PyTorch's defaults. */
static void adagrad(real *restrict w, const real *restrict g, real *restrict p, real *restrict q,
                    size_t n, const struct rule_step *s)
{
    (void)q;
    const real rate = s->rate, epsilon = s->epsilon;
    for (size_t i = 0; i < n; i++) {
        p[i] += g[i] * g[i];
        w[i] -= rate * g[i] / (REAL_SQRT(p[i]) + epsilon);
    }
}

/* p = a p + (1-a) g²;  d = sqrt(q+eps)/sqrt(p+eps) g;  q = a q + (1-a) d²;  w -= lr d */
static void adadelta(real *restrict w, const real *restrict g, real *restrict p, real *restrict q,
                     size_t n, const struct rule_step *s)
{
    const real keep = s->keep2, add = s->add2, rate = s->rate, epsilon = s->epsilon;
    for (size_t i = 0; i < n; i++) {
        p[i] = p[i] * keep + add * g[i] * g[i];
        real d = REAL_SQRT(q[i] + epsilon) / REAL_SQRT(p[i] + epsilon) * g[i];
        q[i] = q[i] * keep + add * d * d;
        w[i] -= rate * d;
    }
}

/* What a row does not name is false, 0 or NULL. */
static const struct rule rules[] = {
    {.kind = OPTIM_SGD, .still = true, .dense = sgd, .sparse = sgd},
    {.kind = OPTIM_SGD, .momentum = true, .slots = {"momentum_buffer"}, .dense = sgd_momentum},
    {.kind = OPTIM_SGD,
     .momentum = true,
     .nesterov = true,
     .slots = {"momentum_buffer"},
     .dense = sgd_nesterov},
    {.kind = OPTIM_ADAM,
     .epsilon = 1e-8,
     .slots = {"exp_avg", "exp_avg_sq"},
     .dense = adam,
     .sparse = adam_sparse},
    {.kind = OPTIM_ADAMW,
     .decoupled = true,
     .epsilon = 1e-8,
     .slots = {"exp_avg", "exp_avg_sq"},
     .dense = adamw},
    {.kind = OPTIM_RMSPROP,
     .smoothing = 0.99,
     .epsilon = 1e-8,
     .slots = {"square_avg"},
     .dense = rmsprop},
    {.kind = OPTIM_RMSPROP,
     .momentum = true,
     .smoothing = 0.99,
     .epsilon = 1e-8,
     .slots = {"square_avg", "momentum_buffer"},
     .dense = rmsprop_momentum},
    {.kind = OPTIM_ADAGRAD,
     .still = true,
     .epsilon = 1e-10,
     .slots = {"sum"},
     .dense = adagrad,
     .sparse = adagrad},
    {.kind = OPTIM_ADADELTA,
     .smoothing = 0.9,
     .epsilon = 1e-6,
     .slots = {"square_avg", "acc_delta"},
     .dense = adadelta},
};

const struct rule_table ISA_NAME(optimizer_rules) = {rules, sizeof rules / sizeof rules[0]};
