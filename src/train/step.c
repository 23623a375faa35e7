/* step.c - one training step; see step.h. */
#include "train/step.h"

#include "base/rng.h"
#include "train/clip.h"
#include "nn/pass.h"

#include <string.h>

enum { STREAM_DROPOUT = 2 };

pith_status stepper_init(struct stepper *s, const struct config *cfg, struct net *net, int threads,
                         const struct train_hook *hook, pith_error *err)
{
    *s = (struct stepper){.net = net};
    pith_status status = optimizer_new(cfg, &net->table, &s->optimizer, err);
    if (status == PITH_STATUS_OK)
        status = shards_init(&s->shards, cfg, net, threads, hook, err);
    if (status != PITH_STATUS_OK)
        stepper_fini(s);
    return status;
}

void stepper_fini(struct stepper *s)
{
    shards_fini(&s->shards);
    optimizer_free(s->optimizer);
    *s = (struct stepper){0};
}

/* Forward, loss and backward of all shards, each by one thread. */
static void run_shards(struct shards *s, const struct net_dropout *dropout)
{
    int shards = s->batch.shards;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int i = 0; i < shards; i++) {
        const struct pack *p = &s->batch.packs[i];
        s->sums[i] = (struct net_loss_sums){0};
        memset(s->dense[i], 0, s->dense_size * sizeof **s->dense);
        net_forward(s->net, &s->work[i], p, dropout);
        net_loss(s->net, &s->work[i], p, &s->plan, true, &s->sums[i]);
        net_backward(s->net, &s->work[i], p, dropout, s->dense[i], s->dense_base);
    }
}

static void trace_losses(const struct shards *s, pith_trace *trace)
{
    struct shards_loss l = shards_loss(s);
    trace->loss = l.loss;
    trace->prior = l.prior;
    trace->loss_keyword = l.head[HEAD_KEYWORD];
    trace->loss_keyphrase = l.head[HEAD_KEYPHRASE];
    trace->prior_keyword = l.head_prior[HEAD_KEYWORD];
    trace->prior_keyphrase = l.head_prior[HEAD_KEYPHRASE];
    trace->texts = s->batch.texts;
    trace->rows = s->batch.rows;
    trace->tokens = s->batch.real_rows;
    trace->padded = shards_padded(s);
}

static void trace_labels(const struct shards *s, pith_trace *trace)
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
    trace->unknown = s->unknown;
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

pith_status stepper_step(struct stepper *s, const struct corpus *c, const struct piece *pieces,
                         const size_t *order, size_t n, int64_t step, double rate, bool full,
                         pith_trace *trace, pith_error *err)
{
    struct shards *shards = &s->shards;
    const struct config *cfg = shards->cfg;
    const struct train_hook *hook = shards->hook;
    struct net_dropout dropout = {
        .key = rng_mix(rng_mix((uint64_t)cfg->train_seed, STREAM_DROPOUT), (uint64_t)step),
        .input = cfg->model_dropout_input,
        .between = cfg->model_dropout_between,
        .output = cfg->model_dropout_output,
        .variational = cfg->model_dropout_steady};
    struct gradient g;
    *trace = (pith_trace){.size = sizeof *trace, .full = full, .step = step, .rate = rate};
    pith_status status = shards_fill(shards, c, pieces, order, n, &dropout, true, err);
    if (status != PITH_STATUS_OK)
        return status;
    run_shards(shards, &dropout);
    status = shards_gradient(shards, &g, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (hook && hook->gradient)
        hook->gradient(hook->context, step, s->net, &g);
    struct clip clip = clip_gradient(&s->net->table, &g, cfg->optim_clip, shards->threads);
    trace->gradient_norm = clip.norm;
    trace->clip = clip.factor;
    optimizer_step(s->optimizer, &s->net->table, s->net->slab, &g, rate, full ? s->updates : NULL,
                   shards->threads);
    trace_losses(shards, trace);
    if (full) {
        trace_labels(shards, trace);
        trace_tensors(s, trace);
    }
    return PITH_STATUS_OK;
}
