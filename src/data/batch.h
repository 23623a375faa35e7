/*
 * batch.h - examples to the rows that the net computes on: packed, time-major.
 *
 * A batch is B pieces of text (an example longer than data.max_length gives several pieces). The
 * pieces are dealt to S shards; each shard is a pack, computed by itself. Within a pack columns are
 * sorted by falling length, and rows are laid out time step by time step:
 *
 *       column  0 1 2 3          row of (t, b) = first[t] + b,   b < active[t]
 *       t = 0   a b c d          active[0] = 4   first[0] = 0
 *       t = 1   a b c            active[1] = 3   first[1] = 4
 *       t = 2   a b              active[2] = 2   first[2] = 7
 *       t = 3   a                active[3] = 1   first[3] = 9     rows = 10
 *
 * so that no arithmetic is spent on what is not there. When pads count (loss.pads) every column of
 * the whole batch is as long as its longest text, the pads being rows with id 0 and label O.
 */
#ifndef PITH_DATA_BATCH_H
#define PITH_DATA_BATCH_H

#include "data/corpus.h"

/* A piece of text: tokens [start, start + length) of one example. */
struct piece {
    size_t example;
    uint32_t start, length;
};

/*
 * batch_pieces cuts a corpus into pieces of at most max_length tokens, in order; empty texts give
 * none. The caller frees *out. PITH_STATUS_USAGE for a max_length of 0.
 */
pith_status batch_pieces(const struct corpus *c, size_t max_length, struct piece **out,
                         size_t *count, pith_error *err);

/*
 * batch_texts returns B for n pieces: train.batch, or, where that is 0, a number that gives an
 * epoch some 128 steps, for an update rule needs a number of steps to learn anything from however
 * few texts.
 */
size_t batch_texts(const struct config *cfg, size_t n);

/*
 * batch_order fills order[0..n) with the numbers of pieces in the order of an epoch. With `shuffle`
 * a permutation by (seed, epoch). With `bucket` runs of 50 batches are sorted by length, cut into
 * batches, and (with `shuffle`) the batches put in random order; what is left over for a short last
 * batch stays last, unsorted, so that drop_last does not always drop the longest.
 */
void batch_order(const struct piece *pieces, size_t n, const struct config *cfg, int64_t epoch,
                 size_t *order);

/* The ids of row r are ids[start[r]] .. ids[start[r + 1] - 1]; both NULL where there are none. */
struct pack_features {
    uint32_t *start; /* [rows + 1] */
    int32_t *ids;
};

/*
 * Arrays are parts of the batch's block; ids and features may be changed in place (batch_dropout).
 */
struct pack {
    int columns;         /* b */
    int steps;           /* t */
    int rows;            /* sum of active */
    int real_rows;       /* rows that are tokens, not pads */
    const int *active;   /* [steps] */
    const int *first;    /* [steps] */
    const int *length;   /* [columns] real tokens of a column (without pads), falling */
    const size_t *piece; /* [columns] number of the column's piece, an index into pieces[] */
    const int *column;   /* [columns] k where piece = order[k], whatever the shards: dropout keys */
    int32_t *ids;        /* [rows, W] the window of word ids around the row's token; pad outside */
    struct pack_features features[BAG_COUNT]; /* of pads nothing */
    const uint8_t *tags;                      /* [rows] keyphrase label; O for pads */
    const uint8_t *real;                      /* [rows] 1 for tokens, 0 for pads */
};

struct batch {
    struct pack *packs; /* [shards] */
    int shards;
    size_t texts;     /* B: pieces in this batch */
    size_t rows;      /* all rows of all packs */
    size_t real_rows; /* tokens */
    void *block;      /* all arrays of all packs */
    size_t capacity;  /* its bytes; they only grow, so the largest batch is the last to allocate */
};

/*
 * batch_fill makes a batch of pieces[order[0..n)], dealt to `shards` packs by falling length: the
 * i-th longest goes to pack i % shards (of equals, the first comes first), so that a small batch
 * may leave packs without columns. Memory is reused between calls (zero-initialise the struct
 * before the first; batch_fini at the end). `pads`: make every column as long as the longest of the
 * batch. `window`: W, odd; a window sees no further than its own piece. The corpus must be encoded.
 * PITH_STATUS_USAGE for `shards` below 1, a `window` that is even or below 1, and a batch of more
 * rows than an int can number; PITH_STATUS_INTERNAL without word ids. After a failure b is as
 * before.
 */
pith_status batch_fill(struct batch *b, const struct corpus *c, const struct piece *pieces,
                       const size_t *order, size_t n, int window, bool pads, int shards,
                       pith_error *err);

/*
 * batch_dropout is dropout on what the net is told: by `key`, text and place, a token's word
 * becomes the unknown word at rate `words` (in all windows that see it), and each feature is left
 * out at rate `features`.
 */
void batch_dropout(struct batch *b, int window, uint64_t key, double words, double features);

void batch_fini(struct batch *b);

/* pack_row returns the row of step t of column b. */
static inline int pack_row(const struct pack *p, int t, int b)
{
    return p->first[t] + b;
}

#endif
