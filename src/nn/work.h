/* work.h - the workspace of a pack: all that forward, loss and backward change. */
#ifndef PITH_NN_WORK_H
#define PITH_NN_WORK_H

#include "nn/chain.h"
#include "nn/dropout.h"
#include "nn/net_int8.h"

/* Everything that a pack needs besides the net; zero-initialise, net_work_fini at the end. */
struct net_work {
    const struct net_int8 *int8; /* the caller's: products in 8 bits; or NULL */
    /* the caller's: nn/projection.h instead of windows; or NULL */
    const struct projection *projection;
    real *projection_scratch;
    real *block;
    size_t capacity; /* numbers in block */
    real *x, *dx;    /* [rows, W·E + F] (with a projection: [rows, F]) what the first layer reads,
                        after dropout; its gradient */
    const real *input[NET_LAYERS_MAX]; /* [rows, D] of a layer after dropout */
    real *dropped[NET_LAYERS_MAX];     /* where dropout_between puts it */
    struct layer_state state[NET_LAYERS_MAX][NET_DIRECTIONS_MAX];
    real *h[NET_LAYERS_MAX], *dh[NET_LAYERS_MAX]; /* [rows, directions·H] */
    const real *head_input[HEAD_COUNT];           /* [rows, directions·H] after dropout */
    real *head_dropped[HEAD_COUNT];
    real *logits[HEAD_COUNT]; /* [rows, K]; net_loss turns them into their gradient */
    real *scratch;
    double *chain;                        /* chain_room(rows): one text's forward and backward */
    int *chain_rows;                      /* [rows] the rows of one text */
    uint8_t *chain_back, *chain_tags;     /* [rows, 5], [rows] */
    struct chain_gradient chain_gradient; /* of the CRF's weights, from net_loss to net_backward */
};

/*
 * net_work_reserve makes room for packs of so many rows and columns; allocates only to grow.
 * Without `training` there is no room for a backward pass. On PITH_STATUS_MEMORY only net_work_fini
 * and another reserve are allowed. net_work_fini keeps the caller's int8 and projection.
 */
pith_status net_work_reserve(struct net_work *w, const struct net *net, int rows, int columns,
                             bool training, const struct net_dropout *dropout, pith_error *err);
void net_work_fini(struct net_work *w);

#endif
