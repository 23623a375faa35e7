/* step.c - one training step; see step.h. */
#include "train/step.h"

#include "base/error.h"
#include "base/rng.h"
#include "nn/loss.h"
#include "nn/pass.h"
#include "train/clip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_DROPOUT = 2, REDUCE_BLOCK = 16384 };

pith_status stepper_init(struct stepper *s, const struct config *cfg, struct net *net, int threads,
                         pith_error *err)
{
    *s = (struct stepper){.cfg = cfg, .net = net, .threads = threads};
    size_t shards = (size_t)cfg->train_shards;
    pith_status status = optimizer_new(cfg, &net->table, &s->optimizer, err);
    if (status != PITH_STATUS_OK)
        return status;
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
    stepper_fini(s);
    return error_memory(err);
}

void stepper_fini(struct stepper *s)
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
    optimizer_free(s->optimizer);
    *s = (struct stepper){0};
}

/* Forward, loss and backward of all shards, each by one thread. */
static void run_shards(struct stepper *s, const struct net_loss_plan *plan,
                       const struct net_dropout *dropout)
{
    int shards = s->batch.shards;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int i = 0; i < shards; i++) {
        const struct pack *p = &s->batch.packs[i];
        s->sums[i] = (struct net_loss_sums){0};
        memset(s->dense[i], 0, s->dense_size * sizeof **s->dense);
        net_forward(s->net, &s->work[i], p, dropout);
        net_loss(s->net, &s->work[i], p, plan, true, &s->sums[i]);
        net_backward(s->net, &s->work[i], p, dropout, s->dense[i], s->dense_base);
    }
}

/* dense[0] += dense[1] + dense[2] + ..., in that order for each number. */
static void reduce_shards(struct stepper *s)
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

/* Texts times the longest of them. */
static size_t count_padded(const struct batch *b)
{
    int longest = 0;
    for (int i = 0; i < b->shards; i++)
        for (int j = 0; j < b->packs[i].columns; j++)
            longest = b->packs[i].length[j] > longest ? b->packs[i].length[j] : longest;
    return b->texts * (size_t)longest;
}

static size_t count_unknown(const struct batch *b, int window)
{
    size_t unknown = 0;
    for (int i = 0; i < b->shards; i++)
        for (int r = 0; r < b->packs[i].rows; r++)
            unknown += b->packs[i].ids[r * window + window / 2] == VOCAB_UNKNOWN;
    return unknown;
}

static void trace_losses(const struct stepper *s, const struct net_loss_plan *plan,
                         pith_trace *trace)
{
    double loss[HEAD_COUNT] = {0}, prior[HEAD_COUNT] = {0};
    for (int head = 0; head < HEAD_COUNT; head++) {
        if (s->net->head_layer[head] < 0)
            continue;
        for (int i = 0; i < s->batch.shards; i++)
            loss[head] += s->sums[i].loss[head];
        prior[head] = net_prior_loss(plan, &s->batch, head);
        trace->loss += plan->weight[head] * loss[head];
        trace->prior += plan->weight[head] * prior[head];
    }
    trace->loss_keyword = loss[HEAD_KEYWORD];
    trace->loss_keyphrase = loss[HEAD_KEYPHRASE];
    trace->prior_keyword = prior[HEAD_KEYWORD];
    trace->prior_keyphrase = prior[HEAD_KEYPHRASE];
    trace->texts = s->batch.texts;
    trace->rows = s->batch.rows;
    trace->tokens = s->batch.real_rows;
    trace->padded = count_padded(&s->batch);
}

static void trace_labels(const struct stepper *s, pith_trace *trace)
{
    for (int i = 0; i < s->batch.shards; i++) {
        const struct net_loss_sums *sums = &s->sums[i];
        for (int j = 0; j < KEYWORD_LABELS; j++) {
            trace->keyword_predicted[j] += sums->predicted[HEAD_KEYWORD][j];
            trace->keyword_gold[j] += sums->gold[HEAD_KEYWORD][j];
        }
        for (int j = 0; j < KEYPHRASE_LABELS; j++) {
            trace->keyphrase_predicted[j] += sums->predicted[HEAD_KEYPHRASE][j];
            trace->keyphrase_gold[j] += sums->gold[HEAD_KEYPHRASE][j];
        }
    }
    trace->unknown = count_unknown(&s->batch, s->net->window);
}

static void trace_tensors(struct stepper *s, pith_trace *trace)
{
    trace->tensors = s->tensors;
    trace->tensor_count = (size_t)s->net->table.count;
    for (size_t i = 0; i < trace->tensor_count; i++) {
        const struct tensor_update *u = &s->updates[i];
        s->tensors[i] = (pith_trace_tensor){
            .name = s->net->table.items[i].name,
            .count = s->net->table.items[i].count,
            .gradient_norm = u->gradient_norm,
            .gradient_mean = u->gradient_mean,
            .gradient_min = u->gradient_min,
            .gradient_max = u->gradient_max,
            .weight_norm = u->weight_norm,
            .weight_mean = u->weight_mean,
            .weight_min = u->weight_min,
            .weight_max = u->weight_max,
            .update_norm = u->update_norm,
            .gradient_zeros = u->gradient_zeros,
            .gradient_nonfinite = u->gradient_nonfinite,
            .weight_nonfinite = u->weight_nonfinite,
        };
    }
}

static pith_status make_batch(struct stepper *s, const struct corpus *c, const struct piece *pieces,
                              const size_t *order, size_t n, const struct net_dropout *dropout,
                              pith_error *err)
{
    pith_status status = batch_fill(&s->batch, c, pieces, order, n, s->net->window,
                                    hook_pads(s->hook, s->cfg), (int)s->cfg->train_shards, err);
    if (status == PITH_STATUS_OK)
        batch_dropout(&s->batch, s->net->window, dropout->key, s->cfg->model_dropout_word,
                      s->cfg->model_dropout_features);
    if (status == PITH_STATUS_OK && s->hook && s->hook->batch)
        s->hook->batch(s->hook->context, &s->batch);
    for (int i = 0; i < s->batch.shards && status == PITH_STATUS_OK; i++)
        status = net_work_reserve(&s->work[i], s->net, s->batch.packs[i].rows,
                                  s->batch.packs[i].columns, true, dropout, err);
    return status;
}

pith_status stepper_step(struct stepper *s, const struct corpus *c, const struct piece *pieces,
                         const size_t *order, size_t n, int64_t step, double rate, bool full,
                         pith_trace *trace, pith_error *err)
{
    const struct config *cfg = s->cfg;
    struct net_dropout dropout = {
        .key = rng_mix(rng_mix((uint64_t)cfg->train_seed, STREAM_DROPOUT), (uint64_t)step),
        .input = cfg->model_dropout_input,
        .between = cfg->model_dropout_between,
        .output = cfg->model_dropout_output,
        .variational = cfg->model_dropout_steady};
    struct net_loss_plan plan;
    *trace = (pith_trace){.size = sizeof *trace, .full = full, .step = step, .rate = rate};
    pith_status status = make_batch(s, c, pieces, order, n, &dropout, err);
    if (status != PITH_STATUS_OK)
        return status;
    hook_plan(s->hook, cfg, s->net, &s->batch, &plan);
    run_shards(s, &plan, &dropout);
    reduce_shards(s);
    struct gradient g = {s->dense[0], s->dense_base, {{0}}};
    for (int i = 0; s->net->table.items[i].row_sparse && status == PITH_STATUS_OK; i++) {
        if (!s->net->table.items[i].frozen)
            status = sparse_gather(&s->rows[i], s->net, i, &s->batch, s->work, s->threads, err);
        g.sparse[i] = s->rows[i].sum;
    }
    if (status != PITH_STATUS_OK)
        return status;
    if (s->hook && s->hook->gradient)
        s->hook->gradient(s->hook->context, step, s->net, &g);
    struct clip clip = clip_gradient(&s->net->table, &g, cfg->optim_clip, s->threads);
    trace->gradient_norm = clip.norm;
    trace->clip = clip.factor;
    optimizer_step(s->optimizer, &s->net->table, s->net->slab, &g, rate, full ? s->updates : NULL,
                   s->threads);
    trace_losses(s, &plan, trace);
    if (full) {
        trace_labels(s, trace);
        trace_tensors(s, trace);
    }
    return PITH_STATUS_OK;
}
