/* shards.c - a batch dealt to shards, and their gradients added up; see shards.h. */
#include "train/shards.h"

#include "base/error.h"
#include "nn/pass.h"

#include <stdlib.h>

enum { REDUCE_BLOCK = 16384 }; /* numbers that a thread adds up at a time */

pith_status shards_init(struct shards *s, const struct config *cfg, const struct net *net,
                        int threads, const struct train_hook *hook, pith_error *err)
{
    *s = (struct shards){.cfg = cfg, .net = net, .hook = hook, .threads = threads};
    size_t shards = (size_t)cfg->train_shards;
    s->dense_base = param_dense_base(&net->table);
    s->dense_size = net->table.total - s->dense_base;
    s->work = array_calloc(shards, sizeof *s->work);
    s->dense = array_calloc(shards, sizeof *s->dense);
    s->sums = array_calloc(shards, sizeof *s->sums);
    bool ok = s->work && s->dense && s->sums;
    for (size_t i = 0; i < shards && ok; i++)
        ok = (s->dense[i] = array_calloc(s->dense_size, sizeof **s->dense)) != NULL;
    if (ok)
        return PITH_STATUS_OK;
    shards_fini(s);
    return error_memory(err);
}

void shards_fini(struct shards *s)
{
    int shards = s->cfg ? (int)s->cfg->train_shards : 0;
    for (int i = 0; i < shards && s->work; i++)
        net_work_fini(&s->work[i]);
    for (int i = 0; i < shards && s->dense; i++)
        free(s->dense[i]);
    free(s->work);
    free(s->dense);
    free(s->sums);
    for (int i = 0; i < PARAM_SPARSE_MAX; i++)
        sparse_gradient_fini(&s->rows[i]);
    batch_fini(&s->batch);
    *s = (struct shards){0};
}

/* The word of a row stands in the middle of its window; pads have an id of their own. */
static size_t count_unknown(const struct batch *b, int window)
{
    size_t unknown = 0;
    for (int i = 0; i < b->shards; i++)
        for (int r = 0; r < b->packs[i].rows; r++)
            unknown += b->packs[i].ids[r * window + window / 2] == VOCAB_UNKNOWN;
    return unknown;
}

pith_status shards_fill(struct shards *s, const struct corpus *c, const struct piece *pieces,
                        const size_t *order, size_t n, const struct net_dropout *dropout,
                        bool training, pith_error *err)
{
    const struct config *cfg = s->cfg;
    const struct train_hook *hook = s->hook;
    bool pads = config_counts_pads(cfg) || (hook && hook->pads);
    pith_status status = batch_fill(&s->batch, c, pieces, order, n, s->net->window, pads,
                                    (int)cfg->train_shards, err);
    if (status != PITH_STATUS_OK)
        return status;
    s->unknown = count_unknown(&s->batch, s->net->window); /* dropout makes words unknown as well */
    if (training)
        batch_dropout(&s->batch, s->net->window, dropout->key, cfg->model_dropout_word,
                      cfg->model_dropout_features);
    if (hook && hook->batch)
        hook->batch(hook->context, &s->batch);
    for (int i = 0; i < s->batch.shards && status == PITH_STATUS_OK; i++)
        status = net_work_reserve(&s->work[i], s->net, s->batch.packs[i].rows,
                                  s->batch.packs[i].columns, true, dropout, err);
    if (status != PITH_STATUS_OK)
        return status;
    net_loss_plan_make(&s->plan, cfg, s->net, &s->batch);
    if (hook && hook->plan)
        hook->plan(hook->context, &s->batch, &s->plan);
    return PITH_STATUS_OK;
}

static void add_dense(struct shards *s)
{
    size_t blocks = (s->dense_size + REDUCE_BLOCK - 1) / REDUCE_BLOCK;
#pragma omp parallel for schedule(static) num_threads(s->threads)
    for (size_t b = 0; b < blocks; b++) {
        size_t at = b * REDUCE_BLOCK;
        size_t n = s->dense_size - at < REDUCE_BLOCK ? s->dense_size - at : REDUCE_BLOCK;
        for (int i = 1; i < s->batch.shards; i++)
            s->net->kernel->add(n, s->dense[i] + at, s->dense[0] + at);
    }
}

pith_status shards_gradient(struct shards *s, struct gradient *g, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    add_dense(s);
    *g = (struct gradient){s->dense[0], s->dense_base, {{0}}};
    for (int i = 0; s->net->table.items[i].row_sparse && status == PITH_STATUS_OK; i++) {
        if (!s->net->table.items[i].frozen)
            status = sparse_gather(&s->rows[i], s->net, i, &s->batch, s->work, s->threads, err);
        g->sparse[i] = s->rows[i].sum;
    }
    return status;
}

struct shards_loss shards_loss(const struct shards *s)
{
    struct shards_loss out = {0};
    for (int head = 0; head < HEAD_COUNT; head++) {
        if (s->net->head_layer[head] < 0)
            continue;
        for (int i = 0; i < s->batch.shards; i++)
            out.head[head] += s->sums[i].loss[head];
        out.head_prior[head] = net_prior_loss(&s->plan, &s->batch, head);
        out.loss += s->plan.weight[head] * out.head[head];
        out.prior += s->plan.weight[head] * out.head_prior[head];
    }
    return out;
}

size_t shards_padded(const struct shards *s)
{
    const struct batch *b = &s->batch;
    int longest = 0;
    for (int i = 0; i < b->shards; i++)
        if (b->packs[i].columns && b->packs[i].length[0] > longest)
            longest = b->packs[i].length[0]; /* columns fall in length */
    return b->texts * (size_t)longest;
}

void shards_measure(struct shards *s)
{
    static const struct net_dropout no_dropout = {0};
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int i = 0; i < s->batch.shards; i++) {
        s->sums[i] = (struct net_loss_sums){0};
        net_forward(s->net, &s->work[i], &s->batch.packs[i], &no_dropout);
        net_loss(s->net, &s->work[i], &s->batch.packs[i], &s->plan, false, &s->sums[i]);
    }
}
