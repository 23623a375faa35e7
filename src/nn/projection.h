/*
 * projection.h - the first layer's input product done once for each word, for reading many texts.
 *
 *     gates(row) = bias + Σ_w  W_w · e(id_w)     w: place in the window, W_w: [G·H, E] its columns
 *
 * is linear in each word's vector while weights stand still and nothing is dropped. W_w · e(id) is
 * therefore kept, for each word that was met, and a token costs W additions of G·H numbers instead
 * of a matrix product. Ids are in order of falling frequency, so the first ids are kept, as many as
 * `room` allows; the others are multiplied as they come. The product with a word's features, which
 * are too many to keep, stays a product.
 *
 * Differs from the plain way by rounding alone. One projection serves one predictor.
 */
#ifndef PITH_NN_PROJECTION_H
#define PITH_NN_PROJECTION_H

#include "data/batch.h"
#include "nn/net.h"

struct projection {
    const struct net *net;
    size_t words;     /* ids below are kept */
    size_t width;     /* numbers of a word: directions · W · G·H */
    real *rows;       /* [words, directions, W, G·H] */
    uint8_t *known;   /* [words] */
    int32_t *pending; /* [words] ids that projection_learn has yet to project */
};

/* projection_init makes an empty one of at most `room` bytes. */
pith_status projection_init(struct projection *p, const struct net *net, size_t room,
                            pith_error *err);
/* projection_fini frees it; the net is the caller's. */
void projection_fini(struct projection *p);

/*
 * projection_learn projects the words of a batch that are new, by `threads` (at least 1). Without
 * memory they are multiplied as they come.
 */
void projection_learn(struct projection *p, const struct batch *b, int threads);

/*
 * projection_gates fills gates [rows, G·H] of one direction of the first layer: what fill_bias and
 * the input product of layer_forward would, from features x [rows, F]. `scratch`:
 * projection_scratch numbers.
 */
void projection_gates(const struct projection *p, const struct pack *pack, int direction,
                      const real *x, real *gates, real *scratch);
size_t projection_scratch(const struct net *net);

#endif
