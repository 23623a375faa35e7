/* batch_loss.c - the loss as training counts it; see batch_loss.h. */
#include "run/batch_loss.h"

#include "base/error.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <stdlib.h>

pith_status batch_loss_init(struct batch_loss *b, const struct config *cfg,
                            const struct corpus *corpus, int threads, pith_error *err)
{
    *b = (struct batch_loss){.cfg = cfg, .corpus = corpus, .threads = threads};
    pith_status status =
        batch_pieces(corpus, (size_t)cfg->data_max_length, &b->pieces, &b->piece_count, err);
    if (status == PITH_STATUS_OK && !b->piece_count)
        status =
            error_at(err, PITH_STATUS_DATA, corpus->path, 0, "there is not a single token in it");
    if (status != PITH_STATUS_OK)
        return status;
    b->order = array_calloc(b->piece_count, sizeof *b->order);
    b->work = array_calloc((size_t)cfg->train_shards, sizeof *b->work);
    if (!b->order || !b->work) {
        batch_loss_fini(b);
        return error_memory(err);
    }
    batch_order(b->pieces, b->piece_count, cfg, 0, b->order);
    size_t size = batch_texts(cfg, b->piece_count);
    b->batches = (b->piece_count + size - 1) / size;
    return PITH_STATUS_OK;
}

void batch_loss_fini(struct batch_loss *b)
{
    for (int64_t i = 0; b->work && i < b->cfg->train_shards; i++)
        net_work_fini(&b->work[i]);
    free(b->work);
    free(b->pieces);
    free(b->order);
    batch_fini(&b->batch);
    *b = (struct batch_loss){0};
}

/* Forward and loss of the batch in b->batch; its pads and shards as training has them. */
static double one_batch(struct batch_loss *b, const struct net *net)
{
    static const struct net_dropout no_dropout = {0};
    struct net_loss_plan plan;
    double loss = 0;
    int shards = b->batch.shards;
    struct net_loss_sums sums[64] = {0}; /* the most that train.shards may be */
    net_loss_plan_make(&plan, b->cfg, net, &b->batch);
#pragma omp parallel for schedule(dynamic, 1) num_threads(b->threads)
    for (int s = 0; s < shards; s++) {
        net_forward(net, &b->work[s], &b->batch.packs[s], &no_dropout);
        net_loss(net, &b->work[s], &b->batch.packs[s], &plan, false, &sums[s]);
    }
    for (int head = 0; head < HEAD_COUNT; head++) {
        if (net->head_layer[head] < 0)
            continue;
        double of_head = 0;
        for (int s = 0; s < shards; s++)
            of_head += sums[s].loss[head];
        loss += plan.weight[head] * of_head;
        b->prior += plan.weight[head] * net_prior_loss(&plan, &b->batch, head) / (double)b->batches;
    }
    return loss;
}

pith_status batch_loss_run(struct batch_loss *b, const struct net *net, double *loss,
                           pith_error *err)
{
    static const struct net_dropout no_dropout = {0};
    size_t size = batch_texts(b->cfg, b->piece_count);
    pith_status status = PITH_STATUS_OK;
    b->prior = 0;
    for (size_t i = 0; i < b->batches && status == PITH_STATUS_OK; i++) {
        size_t at = i * size, n = b->piece_count - at < size ? b->piece_count - at : size;
        status = batch_fill(&b->batch, b->corpus, b->pieces, b->order + at, n, net->window,
                            net_pads(b->cfg), (int)b->cfg->train_shards, err);
        for (int s = 0; status == PITH_STATUS_OK && s < b->batch.shards; s++)
            status = net_work_reserve(&b->work[s], net, b->batch.packs[s].rows,
                                      b->batch.packs[s].columns, false, &no_dropout, err);
        if (status == PITH_STATUS_OK)
            loss[i] = one_batch(b, net);
    }
    return status;
}
