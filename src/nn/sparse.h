/*
 * sparse.h - the gradient of tables of which a batch touches few rows: embeddings, hashed features.
 *
 * A row of a table that forward copied (a word's vector, into each window that sees it) or added (a
 * feature's, to each token that has it) has as gradient the sum of what is said at those places:
 *
 *     dTable[id] = Σ dL/dx[row, position]    over all places with ids[row][position] = id
 *
 * Backward has many places to add to few rows. Places are grouped by id, ids in rising order,
 * places in order of shard, row and position; each id's sum is made by one thread in that order, so
 * that the bits do not depend on the number of threads.
 */
#ifndef PITH_NN_SPARSE_H
#define PITH_NN_SPARSE_H

#include "nn/work.h"

/* Where the places of one pack are: id j of row r has its gradient at gradient + r·ld + j·step. */
struct sparse_places {
    int rows;
    const int32_t *ids;
    const uint32_t *start; /* ids of row r: start[r] .. start[r + 1]; NULL: `width` ids a row */
    int width;
    const real *gradient;
    size_t ld, step;
};

/* net_places tells where those of row-sparse parameter i are, after net_backward. */
struct sparse_places net_places(const struct net *net, int i, const struct pack *p,
                                const struct net_work *w);

/* One table's gradient, gathered from all shards; memory is kept between steps. Zero-initialise. */
struct sparse_gradient {
    struct sparse_rows sum; /* what it is for; points into the arrays below */
    int32_t *count;         /* [table rows] places of an id in this batch; zero between calls */
    int32_t *ids;           /* [unique] rising */
    size_t *start;          /* [unique + 1] into places */
    const real **places;    /* the numbers of each place, grouped by id */
    real *rows;             /* [unique, cols] */
    size_t ids_capacity, start_capacity, places_capacity, rows_capacity, table_rows;
};

/*
 * sparse_gather sums row-sparse parameter i of a batch whose backward is done. Allocates only to
 * grow. `threads`: at least 1.
 */
pith_status sparse_gather(struct sparse_gradient *g, const struct net *net, int i,
                          const struct batch *b, const struct net_work *work, int threads,
                          pith_error *err);

/* sparse_gradient_fini frees the arrays, and with them what `sum` points to. */
void sparse_gradient_fini(struct sparse_gradient *g);

#endif
