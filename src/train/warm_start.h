/*
 * warm_start.h - training that begins with another model's weights (train.from).
 */
#ifndef PITH_TRAIN_WARM_START_H
#define PITH_TRAIN_WARM_START_H

#include "nn/net.h"
#include "text/vocab.h"

/*
 * warm_start puts the weights of the model file at `path` over a net's. Word vectors go by word:
 * words of `vocab` that the other model does not know keep theirs. PITH_STATUS_USAGE when the nets
 * differ in shape, and the net is then as it was; else the errors of pith_model_load.
 */
pith_status warm_start(struct net *net, const struct vocab *vocab, const char *path,
                       pith_error *err);

#endif
