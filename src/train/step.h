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

#include "nn/loss.h"
#include "nn/net.h"
#include "nn/sparse.h"
#include "train/hook.h"
#include "train/optimizer.h"

struct stepper {
    const struct config *cfg;
    struct net *net;
    struct optimizer *optimizer;
    const struct train_hook *hook; /* NULL outside tests */
    int threads;
    struct batch batch;
    struct net_work *work; /* [shards] */
    real **dense;          /* [shards] gradient slabs; [0] ends as the sum */
    size_t dense_base, dense_size;
    struct net_loss_sums *sums;                    /* [shards] */
    struct sparse_gradient rows[PARAM_SPARSE_MAX]; /* of the table's first tensors */
    struct tensor_update updates[PARAM_MAX];
    pith_trace_tensor tensors[PARAM_MAX];
};

/* stepper_init takes (and does not own) a configuration and a net with values. */
pith_status stepper_init(struct stepper *s, const struct config *cfg, struct net *net, int threads,
                         pith_error *err);
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
