/*
 * shards.h - a batch dealt to shards, and what each needs to be computed by a thread of its own.
 *
 *     pieces ─shards_fill→ batch, plan ─caller: forward, loss, backward of each shard─▶
 *         dense[0..shards) ─shards_gradient→ struct gradient
 *         sums[0..shards) ─shards_loss→ struct shards_loss
 *
 * Shared by training steps, probes and whoever measures a loss as training counts it. Every sum is
 * made in an order that depends on train.shards, never on the number of threads. Memory only grows:
 * nothing is allocated once the largest batch was seen. Knows no optimizer.
 */
#ifndef PITH_TRAIN_SHARDS_H
#define PITH_TRAIN_SHARDS_H

#include "nn/loss.h"
#include "nn/sparse.h"
#include "train/hook.h"

struct shards {
    const struct config *cfg;
    const struct net *net;
    const struct train_hook *hook; /* NULL outside tests */
    int threads;                   /* at least 1 */
    struct batch batch;
    size_t unknown;            /* tokens of the batch that are not in the vocabulary */
    struct net_loss_plan plan; /* of this batch */
    struct net_work *work;     /* [shards] */
    real **dense;              /* [shards] gradient slabs; [0] ends as the sum */
    size_t dense_base, dense_size;
    struct net_loss_sums *sums;                    /* [shards] */
    struct sparse_gradient rows[PARAM_SPARSE_MAX]; /* of the table's first tensors */
};

/*
 * shards_init makes room for cfg->train_shards gradients; configuration, net and hook stay the
 * caller's; `threads` is at least 1. PITH_STATUS_MEMORY, and s is then finished. shards_fini may be
 * called on zeros.
 */
pith_status shards_init(struct shards *s, const struct config *cfg, const struct net *net,
                        int threads, const struct train_hook *hook, pith_error *err);
void shards_fini(struct shards *s);

/*
 * shards_fill makes the batch of pieces[order[0..n)] and its loss plan, and reserves work for it
 * under `dropout`. `training`: words and features are left out as model.dropout_word and
 * model.dropout_features say. The batch is unusable after failure.
 */
pith_status shards_fill(struct shards *s, const struct corpus *c, const struct piece *pieces,
                        const size_t *order, size_t n, const struct net_dropout *dropout,
                        bool training, pith_error *err);

/*
 * shards_gradient adds up what the shards' backward passes left: dense[0] += dense[1] + dense[2] +
 * ..., in that order for each number, and the rows of sparse tables by id. *g points into s, valid
 * until the next call. PITH_STATUS_MEMORY.
 */
pith_status shards_gradient(struct shards *s, struct gradient *g, pith_error *err);

/* What a batch loses under its plan, and what the best constant predictor does (net_prior_loss). */
struct shards_loss {
    double loss, prior;                              /* all heads, with their weights */
    double head[HEAD_COUNT], head_prior[HEAD_COUNT]; /* without; 0 where the net has no such head */
};

/* shards_loss adds up what net_loss left of the batch in sums, shard by shard. */
struct shards_loss shards_loss(const struct shards *s);

/* shards_padded is the batch's texts times the longest of them, in tokens. */
size_t shards_padded(const struct shards *s);

/* shards_measure fills sums by a forward pass without dropout; gradients stay as they are. */
void shards_measure(struct shards *s);

#endif
