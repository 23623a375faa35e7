/*
 * checkpoint.h - the state of a training run between two steps, on disk.
 *
 * A safetensors file: the parameters, the optimizer's slots ("exp_avg/layer1.weight_hh"), and in
 * the metadata the counters (doubles as the integer of their bits: exact), the configuration and
 * the hashes of the training file and of the vocabulary. A run that goes on from it makes the very
 * same bits as one that was never interrupted; a checkpoint of another configuration, data set or
 * vocabulary is refused.
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

/* What a run was made from, as SHA-256 in hex. */
struct checkpoint_origin {
    char train[65];      /* of the training file; "" when it came from a pipe */
    char vocabulary[65]; /* of vocab_text: an id is a row of the tensors */
};

/* checkpoint_write saves a run. The errors are those of st_write. */
pith_status checkpoint_write(const char *path, const struct config *cfg,
                             const struct checkpoint_origin *origin, const struct net *net,
                             struct optimizer *optimizer, const struct train_state *state,
                             pith_error *err);

/*
 * checkpoint_read restores a run into a net and an optimizer of the same shapes. PITH_STATUS_USAGE
 * when it was made with another configuration (the error names the first knob that differs; epochs,
 * max_steps, patience and what is local may differ), from other data or with another vocabulary. A
 * checkpoint of an older pith, without a hash of its vocabulary, is taken at its word. The dev set
 * is not checked. PITH_STATUS_DATA for damage. After a failure net, optimizer and state may be half
 * filled.
 */
pith_status checkpoint_read(const char *path, const struct config *cfg,
                            const struct checkpoint_origin *origin, struct net *net,
                            struct optimizer *optimizer, struct train_state *state,
                            pith_error *err);

#endif
