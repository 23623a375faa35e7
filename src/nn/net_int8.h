/* net_int8.h - the recurrent weights of a net in 8 bits, for reading texts faster. */
#ifndef PITH_NN_NET_INT8_H
#define PITH_NN_NET_INT8_H

#include "nn/net.h"

/* The recurrent layers' weights in 8 bits, for reading texts. */
struct net_int8 {
    struct layer_int8 layer[NET_LAYERS_MAX][NET_DIRECTIONS_MAX];
};

/*
 * net_int8_make packs a net's recurrent layers; on PITH_STATUS_MEMORY nothing is left to free.
 * net_int8_fini frees; a zeroed one is fine.
 */
pith_status net_int8_make(struct net_int8 *q, const struct net *net, pith_error *err);
void net_int8_fini(struct net_int8 *q);

#endif
