/*
 * step.h - one training step: batch in, moved parameters and a trace record out.
 *
 *     batch → [shard: forward, loss, backward] in parallel → dense gradients added in shard order,
 *     embedding rows in id order → clip → optimizer → trace
 *
 * Every sum is made in an order that depends on train.shards, never on the number of threads.
 * Nothing is allocated once the largest batch has been seen. Knows no epochs, files or observers.
 */
#ifndef PITH_TRAIN_STEP_H
#define PITH_TRAIN_STEP_H

#include "train/optimizer.h"
#include "train/shards.h"

struct stepper {
    struct net *net;
    struct optimizer *optimizer;
    struct shards shards;
    struct tensor_update updates[PARAM_MAX];
    pith_trace_tensor tensors[PARAM_MAX];
};

/*
 * stepper_init borrows a configuration, a net with values and a hook (NULL outside tests); they
 * outlive the stepper. `threads`: at least 1. After failure there is nothing to finish.
 */
pith_status stepper_init(struct stepper *s, const struct config *cfg, struct net *net, int threads,
                         const struct train_hook *hook, pith_error *err);
void stepper_fini(struct stepper *s);

/*
 * stepper_step trains on pieces[order[0..n)] at learning rate `rate`, as step number `step` (which
 * seeds its dropout). Fills `trace` except epoch and seconds; trace->tensors belongs to the
 * stepper. `full`: with norms by tensor and label counts.
 */
pith_status stepper_step(struct stepper *s, const struct corpus *c, const struct piece *pieces,
                         const size_t *order, size_t n, int64_t step, double rate, bool full,
                         pith_trace *trace, pith_error *err);

#endif
