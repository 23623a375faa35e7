/*
 * net.h - the joint-layer recurrent network: windows of embeddings, recurrent layers, two heads.
 *
 *     ids [rows, W] → embeddings [rows, W·E] ┐
 *     features of the word → sum [rows, F] ──┴→ dropout → layer 1 → ... → layer L
 *                                                            │ dropout      │ dropout
 *                                                     keyword head [2]   keyphrase head [5]
 *     features of its context → sum [rows, 5] ──────────────────────────────+→ softmax or CRF
 *
 * Zhang, Wang, Gong, Huang (EMNLP 2016), section 2; which layer feeds which head is configuration.
 * A net is parameters and shapes, and is only read by forward and backward (pass.h); all that
 * changes lies in a workspace (work.h), one for each pack that is computed at the same time. Knows
 * no files, no training.
 */
#ifndef PITH_NN_NET_H
#define PITH_NN_NET_H

#include "base/config.h"
#include "data/label.h"
#include "nn/layer.h"
#include "nn/param.h"

enum { NET_LAYERS_MAX = 8, NET_DIRECTIONS_MAX = 2 };
enum net_head { HEAD_KEYWORD, HEAD_KEYPHRASE, HEAD_COUNT };

struct net_layer {
    struct layer_shape shape[NET_DIRECTIONS_MAX];
    int param[NET_DIRECTIONS_MAX]; /* row of weight_ih in the table; _hh, bias_ih, bias_hh follow */
    int output;                    /* directions · H */
};

struct net {
    const struct kernel *kernel;
    struct param_table table;
    const real *values[PARAM_MAX]; /* of each parameter, in table order */
    real *slab; /* owner of the values; NULL when they are borrowed (mapped file), and read-only */
    size_t vocabulary;     /* V */
    int window, embedding; /* W, E */
    int features, input;   /* F; W·E + F, what a row of the first layer reads */
    int features_param, shortcut_param, crf_param; /* rows in the table; -1 = there is none */
    double temperature;                            /* of scores, when texts are read */
    bool legal;                                    /* labels are read as legal sequences */
    double threshold; /* phrases are read by their probability, from this on; 0 = best sequence */
    int layers, directions;
    struct net_layer layer[NET_LAYERS_MAX];
    int head_layer[HEAD_COUNT]; /* 0-based layer that feeds a head; -1 = there is no such head */
    int head_param[HEAD_COUNT]; /* row of its weight; the bias follows */
};

/*
 * net_init lays out the net of cfg's model.* and embedding.* knobs for a vocabulary of V words:
 * table and shapes, no values. PITH_STATUS_USAGE if knobs contradict each other (config_check) or
 * its size does not fit in memory's address range.
 */
pith_status net_init(struct net *net, const struct config *cfg, size_t vocabulary, pith_error *err);

/* net_allocate gives it a slab of zeros. PITH_STATUS_MEMORY leaves it without one. */
pith_status net_allocate(struct net *net, pith_error *err);

/*
 * net_randomize draws initial values as PyTorch does: cells U(-1/√H, 1/√H); heads' weights Xavier
 * normal, biases U(-1/√in, 1/√in); embeddings U(-range, range). What PyTorch's nets do not have:
 * features U(-range/5, range/5), shortcut and CRF zero. Depends on the seed alone.
 */
void net_randomize(struct net *net, const struct config *cfg);

/* net_weights returns parameter i of a net with a slab, to be changed. */
static inline real *net_weights(const struct net *net, int i)
{
    return net->slab + net->table.items[i].offset;
}

/* net_fini frees the slab; what is borrowed stays. */
void net_fini(struct net *net);

/* net_labels returns K of a head. */
int net_labels(int head);

#endif
