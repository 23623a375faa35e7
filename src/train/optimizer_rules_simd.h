/*
 * optimizer_rules_simd.h - the table of update rules: what each does to a run of numbers.
 *
 * optimizer.c cuts tensors into runs and calls a rule on each; a rule knows neither tensors nor
 * threads nor rows. Each number is updated by itself and by exactly rounded operations, so that all
 * variants give the same bits.
 *
 * Adding an optimizer: a value of enum optim_kind (base/config.h) and, in the same place, a choice
 * of the knob optim.name (base/knobs.def), a line in tests/base/test_config.c; its formula in
 * optimizer.h; a loop and a row in optimizer_rules_simd.c, one for each variant by momentum;
 * numbers of a step that no rule had so far in struct rule_step and rule_step_at
 * (optimizer_rules.c); a case in tests/torch/make_optimizer_golden.py.
 */
#ifndef PITH_TRAIN_OPTIMIZER_RULES_SIMD_H
#define PITH_TRAIN_OPTIMIZER_RULES_SIMD_H

#include "base/config.h"
#include "math/isa.h"
#include "math/real.h"

#include <stddef.h>

enum { RULE_SLOTS = 2 };

/* The numbers that are the same for all weights in one step: computed in double, used in real. */
struct rule_step {
    real rate;
    real momentum;
    real keep1, add1; /* b1, 1 - b1 */
    real keep2, add2; /* b2, 1 - b2; of a rule with smoothing: a, 1 - a */
    real rate1;       /* adam: rate / (1 - b1^t) */
    real root2;       /* adam: sqrt(1 - b2^t) */
    real rate_sparse; /* SparseAdam: rate · sqrt(1 - b2^t) / (1 - b1^t) */
    real shrink;      /* of a decoupled rule: 1 - rate · decay */
    real epsilon;
};

/*
 * A rule's loop: w, g and the state slots p, q are n numbers each, without overlap. Weight decay is
 * already in g, but for a decoupled rule. A rule does not touch slots that it has no name for.
 */
typedef void rule_loop(real *restrict w, const real *restrict g, real *restrict p, real *restrict q,
                       size_t n, const struct rule_step *s);

struct rule {
    int kind;                      /* enum optim_kind */
    bool momentum, nesterov;       /* the variant for these knobs */
    bool still;                    /* g = 0 changes neither weight nor state (without decay) */
    bool decoupled;                /* weight decay is the loop's, by `shrink`; not added to g */
    double smoothing;              /* PyTorch's a, where optim.smoothing is 0; 0: it has b1, b2 */
    double epsilon;                /* PyTorch's default, where optim.epsilon is 0 */
    const char *slots[RULE_SLOTS]; /* PyTorch's names of the state; NULL = none */
    rule_loop *dense;
    rule_loop *sparse; /* for rows of the batch only; NULL = there is no such form */
};

struct rule_table {
    const struct rule *rows;
    size_t count;
};

extern const struct rule_table optimizer_rules_generic, optimizer_rules_avx2,
    optimizer_rules_avx512;

#endif
