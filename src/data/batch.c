/*
 * batch.c - examples to the rows that the net computes on; see batch.h.
 *
 * The order of an epoch, and the filling of packs. Everything of a batch lives in one block that is
 * measured first and carved afterwards, so that a training step allocates nothing.
 */
#include "data/batch.h"

#include "base/error.h"
#include "base/rng.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* --- pieces ----------------------------------------------------------------------------------- */

pith_status batch_pieces(const struct corpus *c, size_t max_length, struct piece **out,
                         size_t *count, pith_error *err)
{
    *out = NULL;
    *count = 0;
    if (!max_length)
        return error_set(err, PITH_STATUS_USAGE,
                         "pieces of no tokens: data.max_length must be positive");
    size_t total = 0;
    for (size_t i = 0; i < c->count; i++) {
        size_t length = c->examples[i].length;
        total += length / max_length + (length % max_length != 0);
    }
    struct piece *pieces = array_calloc(total, sizeof *pieces);
    if (!pieces)
        return error_memory(err);
    size_t at = 0;
    for (size_t i = 0; i < c->count; i++) {
        size_t length = c->examples[i].length;
        for (size_t start = 0; start < length; start += pieces[at++].length) {
            size_t left = length - start;
            uint32_t take = (uint32_t)(left < max_length ? left : max_length);
            pieces[at] = (struct piece){i, (uint32_t)start, take};
        }
    }
    *out = pieces;
    *count = total;
    return PITH_STATUS_OK;
}

/* --- sorting by length ------------------------------------------------------------------------ */

/*
 * Falling length of the piece that an item stands for (an item is the number of a piece or, with
 * `order`, a place in it); of equals, the smaller hash of the item, or without salt the smaller
 * item. A total order, so that no sort can be unstable.
 */
struct by_length {
    const struct piece *pieces;
    const size_t *order;
    uint64_t salt;
};

static bool comes_before(const struct by_length *by, size_t a, size_t b)
{
    uint32_t a_length = by->pieces[by->order ? by->order[a] : a].length;
    uint32_t b_length = by->pieces[by->order ? by->order[b] : b].length;
    if (a_length != b_length)
        return a_length > b_length;
    if (!by->salt)
        return a < b;
    uint64_t a_key = rng_mix(by->salt, a);
    uint64_t b_key = rng_mix(by->salt, b);
    return a_key != b_key ? a_key < b_key : a < b;
}

/* Heap order: no item comes before one of its children, so the root comes last of all. */
static void sift_down(const struct by_length *by, size_t *items, size_t root, size_t n)
{
    size_t item = items[root];
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && comes_before(by, items[child], items[child + 1]))
            child++;
        if (!comes_before(by, item, items[child]))
            break;
        items[root] = items[child];
    }
    items[root] = item;
}

/* Heapsort, because it needs no memory: qsort may allocate, and this runs in the training step. */
static void sort_by_length(const struct by_length *by, size_t *items, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift_down(by, items, i, n);
    for (size_t last = n; last-- > 1;) {
        size_t item = items[0];
        items[0] = items[last];
        items[last] = item;
        sift_down(by, items, 0, last);
    }
}

/* --- the order of an epoch -------------------------------------------------------------------- */

enum { BUCKET_BATCHES = 50 };

/* Stream number of rng_seed for shuffling: "shuf" in ASCII. */
static const uint64_t shuffle_stream = 0x73687566;

/* Puts `count` batches of `size` items each in random order, in place (Fisher-Yates). */
static void shuffle_batches(struct rng *rng, size_t *order, size_t count, size_t size)
{
    for (size_t i = count; i > 1; i--) {
        size_t *a = order + (i - 1) * size;
        size_t *b = order + (size_t)rng_below(rng, i) * size;
        for (size_t k = 0; k < size && a != b; k++) {
            size_t swap = a[k];
            a[k] = b[k];
            b[k] = swap;
        }
    }
}

size_t batch_texts(const struct config *cfg, size_t n)
{
    enum { STEPS = 128, LEAST = 8, MOST = 32 };
    if (cfg->train_batch)
        return (size_t)cfg->train_batch;
    return n / STEPS < LEAST ? LEAST : n / STEPS < MOST ? n / STEPS : MOST;
}

void batch_order(const struct piece *pieces, size_t n, const struct config *cfg, int64_t epoch,
                 size_t *order)
{
    struct rng rng;
    uint64_t stream = rng_mix(shuffle_stream, (uint64_t)epoch);
    rng_seed(&rng, (uint64_t)cfg->train_seed, stream);
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    if (cfg->train_shuffle)
        rng_shuffle(&rng, order, n);
    if (!cfg->train_bucket)
        return;
    size_t size = batch_texts(cfg, n);
    size_t full = n - n % size;
    /* without a salt equals would stand by number, and texts of one length always side by side */
    struct by_length by = {pieces, NULL, cfg->train_shuffle ? rng_next(&rng) | 1 : 0};
    for (size_t from = 0; from < full; from += BUCKET_BATCHES * size) {
        size_t run = full - from < BUCKET_BATCHES * size ? full - from : BUCKET_BATCHES * size;
        sort_by_length(&by, order + from, run);
    }
    if (cfg->train_shuffle)
        shuffle_batches(&rng, order, full / size, size);
}

/* --- filling ---------------------------------------------------------------------------------- */

/* What batch_fill was asked for, and the sizes that follow. */
struct job {
    const struct corpus *corpus;
    const struct piece *pieces;
    const size_t *order; /* [texts] */
    size_t texts;
    int window;
    bool pads;
    int shards;
    size_t rows;                /* of all packs */
    size_t steps;               /* of all packs, an upper bound */
    size_t longest;             /* tokens */
    size_t features[BAG_COUNT]; /* ids of all packs; 0: the corpus has none of that bag */
};

/* How many ids the tokens of a piece have in a bag. */
static size_t count_features(const struct example *e, const struct piece *p, int bag)
{
    const uint32_t *start = e->features[bag].start;
    return start ? start[p->start + p->length] - start[p->start] : 0;
}

/* Counts rows and steps, and sees that they are small enough for no size below to overflow. */
static pith_status measure(struct job *job, pith_error *err)
{
    if (job->shards < 1 || job->window < 1 || job->window % 2 == 0)
        return error_set(err, PITH_STATUS_USAGE,
                         "cannot make a batch of %d shards with a window of %d", job->shards,
                         job->window);
    for (size_t k = 0; k < job->texts; k++) {
        const struct piece *p = &job->pieces[job->order[k]];
        if (!job->corpus->examples[p->example].ids)
            return error_set(err, PITH_STATUS_INTERNAL, "a batch of texts without word ids");
        for (int bag = 0; bag < BAG_COUNT; bag++)
            job->features[bag] += count_features(&job->corpus->examples[p->example], p, bag);
        job->rows += p->length;
        if (p->length > job->longest)
            job->longest = p->length;
    }
    if (job->pads && !size_multiply(job->longest, job->texts, &job->rows))
        job->rows = SIZE_MAX;
    size_t filled = job->texts < (size_t)job->shards ? job->texts : (size_t)job->shards;
    if (job->texts > INT_MAX || job->rows > INT_MAX / (size_t)job->window ||
        !size_multiply(filled, job->longest, &job->steps) || job->steps > INT_MAX ||
        job->features[BAG_WORD] > INT_MAX || job->features[BAG_CONTEXT] > INT_MAX)
        return error_cure(err, PITH_STATUS_USAGE, "lower train.batch or data.max_length",
                          "a batch of %zu texts, the longest of %zu tokens, is too large",
                          job->texts, job->longest);
    return PITH_STATUS_OK;
}

/* Where the next free element of each array is; a pack's arrays are consecutive parts of these. */
struct layout {
    struct pack *packs;
    size_t *sorted, *piece;             /* [texts]; sorted: places in order[] by falling length */
    int *length, *column;               /* [texts] */
    int *active, *first;                /* [steps] */
    int32_t *ids;                       /* [rows, W] */
    uint8_t *tags, *real;               /* [rows] */
    uint32_t *feature_start[BAG_COUNT]; /* [rows + shards] */
    int32_t *feature_ids[BAG_COUNT];
};

/* Takes `count` elements of `width` bytes off the block, from *at on; 16-byte aligned. */
static void *carve(void *block, size_t *at, size_t count, size_t width)
{
    void *memory = block ? (char *)block + *at : NULL;
    *at += (count * width + 15) / 16 * 16;
    return memory;
}

/* Lays the arrays out in a block (NULL: only measures); returns the bytes they take. */
static size_t lay_out(struct layout *l, void *block, const struct job *job)
{
    size_t at = 0;
    l->packs = carve(block, &at, (size_t)job->shards, sizeof *l->packs);
    l->sorted = carve(block, &at, job->texts, sizeof *l->sorted);
    l->piece = carve(block, &at, job->texts, sizeof *l->piece);
    l->length = carve(block, &at, job->texts, sizeof *l->length);
    l->column = carve(block, &at, job->texts, sizeof *l->column);
    l->active = carve(block, &at, job->steps, sizeof *l->active);
    l->first = carve(block, &at, job->steps, sizeof *l->first);
    l->ids = carve(block, &at, job->rows * (size_t)job->window, sizeof *l->ids);
    l->tags = carve(block, &at, job->rows, sizeof *l->tags);
    l->real = carve(block, &at, job->rows, sizeof *l->real);
    for (int bag = 0; bag < BAG_COUNT; bag++) {
        bool any = job->features[bag] > 0;
        l->feature_start[bag] = carve(block, &at, any ? job->rows + (size_t)job->shards : 0,
                                      sizeof *l->feature_start[bag]);
        l->feature_ids[bag] = carve(block, &at, job->features[bag], sizeof *l->feature_ids[bag]);
    }
    return at;
}

/* active[] and first[] of a pack whose columns and their lengths are there. */
static void fill_steps(const struct job *job, struct pack *p, int *active, int *first)
{
    if (p->columns)
        p->steps = job->pads ? (int)job->longest : p->length[0];
    int columns = p->columns;
    for (int t = 0; t < p->steps; t++) {
        while (!job->pads && p->length[columns - 1] <= t)
            columns--;
        active[t] = columns;
        first[t] = p->rows;
        p->rows += columns;
    }
    p->active = active;
    p->first = first;
}

/* One column: window ids, tags and real of all its rows. */
static void fill_column(const struct job *job, const struct pack *p, int b, struct layout *l)
{
    const struct piece *piece = &job->pieces[p->piece[b]];
    const struct example *e = &job->corpus->examples[piece->example];
    const int32_t *word = e->ids + piece->start;
    const uint8_t *tag = e->tags + piece->start;
    int length = p->length[b];
    for (int t = 0; t < p->steps && b < p->active[t]; t++) {
        size_t row = (size_t)pack_row(p, t, b);
        int32_t *ids = l->ids + row * (size_t)job->window;
        for (int j = 0; j < job->window; j++) {
            int at = t + j - job->window / 2;
            ids[j] = at >= 0 && at < length ? word[at] : VOCAB_PAD;
        }
        l->tags[row] = t < length ? tag[t] : LABEL_O;
        l->real[row] = t < length;
    }
}

/* The features of all rows of a pack, row after row; moves the layout behind them. */
static void fill_features(const struct job *job, struct pack *p, int bag, struct layout *l)
{
    uint32_t *start = l->feature_start[bag], n = 0;
    if (!job->features[bag])
        return;
    p->features[bag] = (struct pack_features){start, l->feature_ids[bag]};
    for (int t = 0; t < p->steps; t++)
        for (int b = 0; b < p->active[t]; b++) {
            const struct piece *piece = &job->pieces[p->piece[b]];
            const struct feature_view *from = &job->corpus->examples[piece->example].features[bag];
            start[pack_row(p, t, b)] = n;
            if (t >= p->length[b] || !from->start)
                continue;
            uint32_t first = from->start[piece->start + (uint32_t)t];
            uint32_t count = from->start[piece->start + (uint32_t)t + 1] - first;
            memcpy(l->feature_ids[bag] + n, from->ids + first, count * sizeof *from->ids);
            n += count;
        }
    start[p->rows] = n;
    l->feature_start[bag] += p->rows + 1;
    l->feature_ids[bag] += n;
}

/* Everything of pack `shard`; moves the layout behind it. */
static void fill_pack(const struct job *job, int shard, struct layout *l)
{
    struct pack *p = &l->packs[shard];
    *p = (struct pack){.length = l->length,
                       .piece = l->piece,
                       .column = l->column,
                       .ids = l->ids,
                       .tags = l->tags,
                       .real = l->real};
    for (size_t i = (size_t)shard; i < job->texts; i += (size_t)job->shards) {
        size_t k = l->sorted[i];
        int b = p->columns++;
        l->column[b] = (int)k;
        l->piece[b] = job->order[k];
        l->length[b] = (int)job->pieces[job->order[k]].length;
        p->real_rows += l->length[b];
    }
    fill_steps(job, p, l->active, l->first);
    for (int b = 0; b < p->columns; b++)
        fill_column(job, p, b, l);
    for (int bag = 0; bag < BAG_COUNT; bag++)
        fill_features(job, p, bag, l);
    l->length += p->columns;
    l->piece += p->columns;
    l->column += p->columns;
    l->active += p->steps;
    l->first += p->steps;
    l->ids += (size_t)p->rows * (size_t)job->window;
    l->tags += p->rows;
    l->real += p->rows;
}

pith_status batch_fill(struct batch *b, const struct corpus *c, const struct piece *pieces,
                       const size_t *order, size_t n, int window, bool pads, int shards,
                       pith_error *err)
{
    struct job job = {.corpus = c,
                      .pieces = pieces,
                      .order = order,
                      .texts = n,
                      .window = window,
                      .pads = pads,
                      .shards = shards};
    pith_status status = measure(&job, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct layout l;
    size_t bytes = lay_out(&l, NULL, &job);
    if (bytes > b->capacity) { /* nothing of the old content is needed: no realloc */
        void *block = malloc(bytes);
        if (!block)
            return error_memory(err);
        free(b->block);
        b->block = block;
        b->capacity = bytes;
    }
    lay_out(&l, b->block, &job);
    struct by_length by = {pieces, order, 0};
    for (size_t k = 0; k < n; k++)
        l.sorted[k] = k;
    sort_by_length(&by, l.sorted, n);
    b->packs = l.packs;
    b->shards = shards;
    b->texts = n;
    b->rows = b->real_rows = 0;
    for (int shard = 0; shard < shards; shard++) {
        fill_pack(&job, shard, &l);
        b->rows += (size_t)b->packs[shard].rows;
        b->real_rows += (size_t)b->packs[shard].real_rows;
    }
    return PITH_STATUS_OK;
}

/* --- dropout ---------------------------------------------------------------------------------- */

/* A number in [0, 1) that depends on the key and the place alone. */
static double chance(uint64_t key, uint32_t column, uint32_t t, uint32_t n)
{
    return (double)(rng_mix(rng_mix(key, (uint64_t)column << 32 | t), n) >> 11) * 0x1p-53;
}

static void drop_words(struct pack *p, int window, uint64_t key, double rate)
{
    int32_t *ids = p->ids;
    for (int t = 0; t < p->steps; t++)
        for (int b = 0; b < p->active[t]; b++)
            for (int j = 0; j < window; j++) {
                int32_t *id = &ids[pack_row(p, t, b) * window + j];
                uint32_t token = (uint32_t)(t + j - window / 2);
                if (*id != VOCAB_PAD && chance(key, (uint32_t)p->column[b], token, 0) < rate)
                    *id = VOCAB_UNKNOWN;
            }
}

static void drop_features(struct pack *p, int bag, uint64_t key, double rate)
{
    if (!p->features[bag].start)
        return;
    uint32_t *start = p->features[bag].start, kept = 0;
    int32_t *ids = p->features[bag].ids;
    for (int t = 0; t < p->steps; t++)
        for (int b = 0; b < p->active[t]; b++) {
            int row = pack_row(p, t, b);
            uint32_t first = start[row], end = start[row + 1];
            start[row] = kept;
            for (uint32_t i = first; i < end; i++)
                if (chance(key, (uint32_t)p->column[b], (uint32_t)t,
                           (i - first) * BAG_COUNT + (uint32_t)bag + 1) >= rate)
                    ids[kept++] = ids[i];
        }
    start[p->rows] = kept;
}

void batch_dropout(struct batch *b, int window, uint64_t key, double words, double features)
{
    for (int s = 0; s < b->shards; s++) {
        if (words > 0)
            drop_words(&b->packs[s], window, key, words);
        for (int bag = 0; bag < BAG_COUNT && features > 0; bag++)
            drop_features(&b->packs[s], bag, key, features);
    }
}

void batch_fini(struct batch *b)
{
    free(b->block);
    *b = (struct batch){0};
}
