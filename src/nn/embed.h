/*
 * embed.h - windows of word vectors: the net's input, and the way of its gradient back to the rows.
 *
 * Forward copies, for each row of a pack, the vectors of the W ids of its window side by side, with
 * dropout on the way. Backward has many places to add to few rows: places are grouped by id, ids in
 * rising order, places in order of shard, row and window place; each id's sum is made by one thread
 * in that order, so that the bits do not depend on the number of threads.
 */
#ifndef PITH_NN_EMBED_H
#define PITH_NN_EMBED_H

#include "nn/net.h"

/* embed_forward writes x [rows, W·E] for a pack. */
void embed_forward(const struct net *net, const struct pack *p, const struct net_noise *noise,
                   real *x);

/* dropout_rows applies dropout at one place of the net to y = x [rows, n]; x == y is fine. */
enum dropout_place { DROPOUT_INPUT, DROPOUT_BETWEEN, DROPOUT_OUTPUT = DROPOUT_BETWEEN + 16 };
void dropout_rows(const struct net *net, const struct pack *p, const struct net_noise *noise,
                  int place, double rate, int n, const real *x, real *y);

/* The gradient of the embedding, gathered from all shards; memory is kept between steps. */
struct embed_gradient {
    int32_t *count;  /* [V] places of an id in this batch; zero between calls */
    int32_t *ids;    /* [unique] rising */
    size_t *start;   /* [unique + 1] into places */
    const real **places; /* [rows · W] the E numbers of each place, grouped by id */
    real *rows;      /* [unique, E] */
    size_t ids_capacity, start_capacity, places_capacity, rows_capacity;
    size_t unique;
    size_t vocabulary;
};

/*
 * embed_backward sums work[s].dx over the places of each id of the batch into g->rows. Allocates only
 * to grow.
 */
pith_status embed_backward(struct embed_gradient *g, const struct net *net, const struct batch *b,
                           const struct net_work *work, int threads, pith_error *err);

void embed_gradient_fini(struct embed_gradient *g);

#endif
