/*
 * checkpoint.h - the state of a training run between two steps, on disk.
 *
 * A safetensors file: the parameters, the optimizer's slots ("exp_avg/layer1.weight_hh"), and in
 * the metadata the counters (doubles as the integer of their bits: exact), the configuration and
 * the hash of the training file. A run that goes on from it makes the very same bits as one that
 * was never interrupted; a checkpoint of another configuration, data set or vocabulary is refused.
 */
#ifndef PITH_TRAIN_CHECKPOINT_H
#define PITH_TRAIN_CHECKPOINT_H

#include "nn/net.h"
#include "train/optimizer.h"
#include "base/schedule.h"

/* What changes while training, besides tensors. Plain data. */
struct train_state {
    int64_t step;          /* steps done */
    int64_t epoch;         /* epoch in progress, 0-based */
    int64_t step_in_epoch; /* steps done in it */
    double epoch_loss;     /* sum over these steps */
    double seconds;        /* spent training so far */
    double epoch_seconds;  /* of these in this epoch */
    int64_t best_epoch;    /* -1: none yet */
    double best_score;
    struct schedule schedule;
};

/* checkpoint_write saves a run; `sha256` is the training file's, `vocabulary` the words' text. */
pith_status checkpoint_write(const char *path, const struct config *cfg, const char *sha256,
                             const struct net *net, struct optimizer *optimizer,
                             const struct train_state *state, pith_error *err);

/*
 * checkpoint_read restores a run into a net and an optimizer of the same shapes. PITH_STATUS_USAGE
 * when it was made with another configuration (the error names the first knob that differs; epochs,
 * max_steps and patience may differ) or other data.
 */
pith_status checkpoint_read(const char *path, const struct config *cfg, const char *sha256,
                            struct net *net, struct optimizer *optimizer, struct train_state *state,
                            pith_error *err);

#endif
