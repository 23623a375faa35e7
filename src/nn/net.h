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
 * A net is parameters and shapes, and is only read by forward and backward; all that changes lies
 * in a workspace, one for each pack that is computed at the same time. Knows no files, no training.
 */
#ifndef PITH_NN_NET_H
#define PITH_NN_NET_H

#include "base/config.h"
#include "data/batch.h"
#include "nn/chain.h"
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
    real *values[PARAM_MAX]; /* of each parameter, in table order */
    real *slab;              /* owner of the values; NULL when they are borrowed (mapped file) */
    size_t vocabulary;       /* V */
    int window, embedding;   /* W, E */
    int features, input;     /* F; W·E + F, what a row of the first layer reads */
    int features_param, shortcut_param, crf_param; /* rows in the table; -1 = there is none */
    double temperature;                            /* of scores, when texts are read */
    bool legal;                                    /* labels are read as legal sequences */
    int layers, directions;
    struct net_layer layer[NET_LAYERS_MAX];
    int head_layer[HEAD_COUNT]; /* 0-based layer that feeds a head; -1 = there is no such head */
    int head_param[HEAD_COUNT]; /* row of its weight; the bias follows */
};

/*
 * net_init lays out the net of cfg's model.* and embedding.* knobs for a vocabulary of V words:
 * table and shapes, no values. PITH_STATUS_USAGE if its size does not fit in memory's address
 * range.
 */
pith_status net_init(struct net *net, const struct config *cfg, size_t vocabulary, pith_error *err);

/* net_allocate gives it a slab of zeros. */
pith_status net_allocate(struct net *net, pith_error *err);

/*
 * net_randomize draws initial values as PyTorch does: cells U(-1/√H, 1/√H); heads' weights Xavier
 * normal, biases U(-1/√in, 1/√in); embeddings U(-range, range). Depends on the seed alone.
 */
void net_randomize(struct net *net, const struct config *cfg);

void net_fini(struct net *net);

/* net_labels returns K of a head. */
int net_labels(int head);

/* --- 8 bits ----------------------------------------------------------------------------------- */

/* The recurrent layers' weights in 8 bits, for reading texts. */
struct net_int8 {
    struct layer_int8 layer[NET_LAYERS_MAX][NET_DIRECTIONS_MAX];
};

pith_status net_int8_make(struct net_int8 *q, const struct net *net, pith_error *err);
void net_int8_fini(struct net_int8 *q);

/* --- computing on one pack ------------------------------------------------------------------ */

/* The random part of a training step; all zero = evaluation. */
struct net_noise {
    uint64_t key; /* from seed and step: the same key gives the same dropout */
    double input, between, output;
    bool steady; /* the same units in all time steps */
};

/* Which label counts how much. loss = Σ_heads weight · Σ_rows w[label] · CE / denominator. */
struct net_loss_plan {
    double weight[HEAD_COUNT];      /* alpha, 1 - alpha */
    double denominator[HEAD_COUNT]; /* over the whole batch, see net_loss_plan_make */
    double label_weight[HEAD_COUNT][KEYPHRASE_LABELS];
    bool pads; /* pads count (as label O) */
};

/* Sums over a pack's rows; label counts are of real tokens. */
struct net_loss_sums {
    double loss[HEAD_COUNT]; /* Σ w·CE / denominator, without the head's weight */
    size_t predicted[HEAD_COUNT][KEYPHRASE_LABELS];
    size_t gold[HEAD_COUNT][KEYPHRASE_LABELS];
    size_t correct[HEAD_COUNT];
};

/* Everything that a pack needs besides the net; zero-initialise, net_work_fini at the end. */
struct net_work {
    const struct net_int8 *quick; /* the caller's: products in 8 bits; or NULL */
    const struct projection
        *projection; /* the caller's: nn/project.h instead of windows; or NULL */
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

/* net_work_reserve makes room for packs of so many rows and columns; allocates only to grow. */
pith_status net_work_reserve(struct net_work *w, const struct net *net, int rows, int columns,
                             bool training, const struct net_noise *noise, pith_error *err);
void net_work_fini(struct net_work *w);

/* net_forward fills w->logits for a pack (w is reserved for it). */
void net_forward(const struct net *net, struct net_work *w, const struct pack *p,
                 const struct net_noise *noise);

/*
 * net_loss_plan_make reads loss.* and counts a batch: mean: all counted positions (with label
 * weights: their sum, as torch); token: real tokens; sum: number of texts.
 */
void net_loss_plan_make(struct net_loss_plan *plan, const struct config *cfg, const struct net *net,
                        const struct batch *b);

/* net_pads tells whether pads are computed and counted: loss.pads, but never with token or a
 * CRF. */
bool net_pads(const struct config *cfg);

/*
 * net_prior_loss is what the best constant predictor loses on a batch under a plan: it predicts the
 * (weighted) shares of a head's labels among the counted positions, and loses their entropy.
 */
double net_prior_loss(const struct net_loss_plan *plan, const struct batch *b, int head);

/* net_chain makes the chain that a net's keyphrase labels are read or (with a CRF) trained by. */
void net_chain(const struct net *net, enum chain_rules rules, struct chain *c);

/* net_chain_text reads column b of a pack; its n rows are then in w->chain_rows. */
void net_chain_text(const struct net_work *w, const struct pack *p, const struct chain *c, int b,
                    struct chain_text *x);

/* net_loss adds the pack's losses and counts to sums; with `gradient`, logits become dL/dlogits. */
void net_loss(const struct net *net, struct net_work *w, const struct pack *p,
              const struct net_loss_plan *plan, bool gradient, struct net_loss_sums *sums);

/*
 * net_backward adds the gradient of all dense parameters to `dense` (a slab without its first
 * dense_base numbers: see struct gradient) and leaves the gradient of the windows in w->dx, dropout
 * included, unless the embedding is frozen.
 */
void net_backward(const struct net *net, struct net_work *w, const struct pack *p,
                  const struct net_noise *noise, real *dense, size_t dense_base);

#endif
