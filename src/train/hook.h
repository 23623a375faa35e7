/*
 * hook.h - places where a test may put a fault into training; see bench/doctor.
 *
 * The doctor is judged by how it names the defects of other people's programs. Each is one function
 * here that does to pith's step what the defect does; nothing in the library sets one, and a NULL
 * costs a comparison. Any member may be NULL.
 */
#ifndef PITH_TRAIN_HOOK_H
#define PITH_TRAIN_HOOK_H

#include "nn/loss.h"
#include "nn/net.h"
#include "train/metrics.h"
#include "train/optimizer.h"

struct train_hook {
    void *context;
    /* after the net was initialised, before the first step */
    void (*net)(void *context, struct net *net);
    /* after a batch was made, for training and for probes */
    void (*batch)(void *context, struct batch *batch);
    /* forces pads into the batch, whatever the configuration says */
    bool pads;
    /* after the loss plan was made; prior constants are made from what is left */
    void (*plan)(void *context, const struct batch *batch, struct net_loss_plan *plan);
    /* the dropout of a probe's evaluation, which is none */
    void (*evaluate)(void *context, struct net_dropout *dropout);
    /* the rate of a step, as the optimizer takes it */
    void (*rate)(void *context, int64_t step, int64_t epoch, double *rate);
    /* the whole gradient of a step, before clipping */
    void (*gradient)(void *context, int64_t step, const struct net *net, struct gradient *g);
    /* the metrics of an epoch on dev */
    void (*metrics)(void *context, struct metrics *m);
    /* after a checkpoint was read */
    void (*resume)(void *context, struct net *net, struct optimizer *optimizer);
};

#endif
