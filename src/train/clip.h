/*
 * clip.h - the global gradient norm, and scaling gradients down to it.
 *
 *     backward → g ─clip_gradient→ g · min(1, limit / (‖g‖ + 1e-6)) → optimizer_step
 *
 * ‖g‖ is the norm of all gradients as one vector (Pascanu, Mikolov & Bengio 2013, algorithm 1), so
 * that the direction stays; the 1e-6 and the order of things are torch.nn.utils.clip_grad_norm_'s.
 */
#ifndef PITH_TRAIN_CLIP_H
#define PITH_TRAIN_CLIP_H

#include "nn/param.h"

struct clip {
    double norm;   /* before scaling; NaN or infinite if a gradient is */
    double factor; /* what g was multiplied by; 1: left as it was */
};

/*
 * clip_gradient measures g and, if limit > 0, scales all of it to a norm of at most `limit`; limit
 * 0 only measures, and leaves g alone. Frozen parameters are left out. A NaN norm gives a NaN
 * factor and makes all of g NaN, an infinite one gives 0, as in PyTorch. `threads` is as
 * train.threads: 0 = all cores; the bits do not depend on it.
 */
struct clip clip_gradient(const struct param_table *table, const struct gradient *g, double limit,
                          int threads);

#endif
