/*
 * batch_loss.h - the loss of a net on a corpus as training counts it: batch by batch, under a run's
 * own reduction, pads and label weights, but without dropout.
 *
 *     corpus ─pieces→ batches (composed as in the run's first epoch) ─net→ loss of each
 *
 * The batches stay the same for every net that is measured, so that differences are the nets' own.
 */
#ifndef PITH_RUN_BATCH_LOSS_H
#define PITH_RUN_BATCH_LOSS_H

#include "nn/net.h"

struct batch_loss {
    const struct config *cfg;
    const struct corpus *corpus;
    struct piece *pieces;
    size_t *order; /* [piece_count] */
    size_t piece_count, batches;
    int threads;
    struct batch batch;
    struct net_work *work; /* [train.shards] */
    double prior; /* what the best constant predictor loses: mean over batches, by batch_loss_run */
};

/* batch_loss_init cuts an encoded corpus into cfg's batches; both must outlive it. */
pith_status batch_loss_init(struct batch_loss *b, const struct config *cfg,
                            const struct corpus *corpus, int threads, pith_error *err);
void batch_loss_fini(struct batch_loss *b);

/* batch_loss_run fills loss[batches]; the same numbers for any number of threads. */
pith_status batch_loss_run(struct batch_loss *b, const struct net *net, double *loss,
                           pith_error *err);

#endif
