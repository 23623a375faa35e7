/* gradcheck.c - analytic against numeric gradients; see gradcheck.h. */
#include "train/gradcheck.h"

#include "base/error.h"
#include "base/rng.h"
#include "data/batch.h"
#include "nn/loss.h"
#include "nn/net.h"
#include "nn/pass.h"
#include "nn/sparse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 5, WORDS = 11, LONGEST = 7, SHARDS = 2 };

/* The features of one text. */
struct feature_store {
    uint32_t start[BAG_COUNT][LONGEST + 1];
    int32_t ids[BAG_COUNT][2 * LONGEST];
};

/* All that the two sides of the comparison share. */
struct check {
    struct config cfg;
    struct net net;
    struct batch batch;
    struct net_work work[SHARDS];
    struct net_dropout dropout;
    struct sparse_gradient rows[PARAM_SPARSE_MAX];
    real *dense;
    size_t dense_base;
};

/* Two features a token in each bag, any rows. */
static void invent_features(struct check *c, struct rng *r, struct example *e,
                            struct feature_store *store)
{
    struct feature_plan plan = feature_plan_of(&c->cfg);
    for (int bag = 0; bag < BAG_COUNT; bag++) {
        if (!plan.rows[bag])
            continue;
        for (uint32_t t = 0; t <= LONGEST; t++)
            store->start[bag][t] = 2 * t;
        for (int k = 0; k < 2 * LONGEST; k++)
            store->ids[bag][k] = (int32_t)rng_below(r, (uint64_t)plan.rows[bag]);
        e->features[bag] = (struct feature_view){store->start[bag], store->ids[bag]};
    }
}

/* Invented texts: lengths 7, 1, 4, 4, 2; ids all over the vocabulary; any tags. */
static pith_status make_batch(struct check *c, pith_error *err)
{
    static const uint32_t lengths[TEXTS] = {LONGEST, 1, 4, 4, 2};
    struct example examples[TEXTS] = {0};
    struct piece pieces[TEXTS];
    size_t order[TEXTS];
    int32_t ids[TEXTS][LONGEST];
    uint8_t tags[TEXTS][LONGEST];
    struct feature_store features[TEXTS];
    struct rng r;
    rng_seed(&r, (uint64_t)c->cfg.train_seed, 7);
    for (size_t i = 0; i < TEXTS; i++) {
        for (size_t t = 0; t < lengths[i]; t++) {
            ids[i][t] = (int32_t)rng_below(&r, WORDS);
            tags[i][t] = (uint8_t)rng_below(&r, KEYPHRASE_LABELS);
        }
        examples[i].ids = ids[i];
        examples[i].tags = tags[i];
        examples[i].length = lengths[i];
        invent_features(c, &r, &examples[i], &features[i]);
        pieces[i] = (struct piece){i, 0, lengths[i]};
        order[i] = i;
    }
    struct corpus corpus = {.examples = examples, .count = TEXTS};
    return batch_fill(&c->batch, &corpus, pieces, order, TEXTS, c->net.window,
                      config_counts_pads(&c->cfg), SHARDS, err);
}

static pith_status set_up(struct check *c, const struct config *cfg, pith_error *err)
{
    c->cfg = *cfg;
    c->cfg.embedding_size = 5;
    c->cfg.embedding_range = 0.5;
    c->cfg.model_features = cfg->model_features ? 3 : 0;
    c->cfg.model_feature_rows = 17;
    c->cfg.model_shortcut = cfg->model_shortcut ? 19 : 0;
    c->cfg.model_hidden = (struct knob_list){.count = (int)cfg->model_layers};
    for (int l = 0; l < c->cfg.model_hidden.count; l++)
        c->cfg.model_hidden.value[l] = 6 + l;
    c->dropout = (struct net_dropout){.key = 99,
                                      .input = cfg->model_dropout_input,
                                      .between = cfg->model_dropout_between,
                                      .output = cfg->model_dropout_output,
                                      .variational = cfg->model_dropout_steady};
    pith_status status = net_init(&c->net, &c->cfg, WORDS, err);
    if (status == PITH_STATUS_OK)
        status = net_allocate(&c->net, err);
    if (status != PITH_STATUS_OK)
        return status;
    net_randomize(&c->net, &c->cfg);
    c->dense_base = param_dense_base(&c->net.table);
    c->dense = array_calloc(c->net.table.total - c->dense_base, sizeof *c->dense);
    if (!c->dense)
        return error_memory(err);
    status = make_batch(c, err);
    for (int s = 0; s < SHARDS && status == PITH_STATUS_OK; s++)
        status = net_work_reserve(&c->work[s], &c->net, c->batch.packs[s].rows,
                                  c->batch.packs[s].columns, true, &c->dropout, err);
    return status;
}

static double total_loss(struct check *c, bool gradient)
{
    struct net_loss_plan plan;
    struct net_loss_sums sums = {0};
    net_loss_plan_make(&plan, &c->cfg, &c->net, &c->batch);
    for (int s = 0; s < SHARDS; s++) {
        const struct pack *p = &c->batch.packs[s];
        net_forward(&c->net, &c->work[s], p, &c->dropout);
        net_loss(&c->net, &c->work[s], p, &plan, gradient, &sums);
        if (gradient)
            net_backward(&c->net, &c->work[s], p, &c->dropout, c->dense, c->dense_base);
    }
    double loss = 0;
    for (int head = 0; head < HEAD_COUNT; head++)
        loss += plan.weight[head] * sums.loss[head];
    return loss;
}

/* dL/d(number j of parameter i), from backward. */
static double analytic(const struct check *c, int i, size_t j)
{
    const struct param *p = &c->net.table.items[i];
    if (!p->row_sparse)
        return (double)c->dense[p->offset - c->dense_base + j];
    const struct sparse_rows *rows = &c->rows[i].sum;
    for (size_t u = 0; u < rows->count; u++)
        if ((size_t)rows->ids[u] == j / p->cols)
            return (double)rows->rows[u * p->cols + j % p->cols];
    return 0;
}

static double numeric(struct check *c, int i, size_t j)
{
    real *w = net_weights(&c->net, i) + j, old = *w;
    double h = 1e-5 * fmax(1, fabs((double)old));
    *w = (real)((double)old + h);
    double above = total_loss(c, false);
    *w = (real)((double)old - h);
    double below = total_loss(c, false);
    *w = old;
    return (above - below) / (2 * h);
}

static struct gradcheck_row compare(struct check *c, int i)
{
    const struct param *p = &c->net.table.items[i];
    struct gradcheck_row row = {.count = p->count};
    memcpy(row.name, p->name, sizeof row.name);
    double difference = 0, a2 = 0, n2 = 0;
    for (size_t j = 0; j < p->count; j++) {
        double a = analytic(c, i, j), n = numeric(c, i, j);
        difference += (a - n) * (a - n);
        a2 += a * a;
        n2 += n * n;
    }
    row.magnitude = sqrt(a2);
    row.error = difference > 0 ? sqrt(difference) / (sqrt(a2) + sqrt(n2)) : 0;
    return row;
}

pith_status gradcheck_run(const struct config *cfg, struct gradcheck_report *report,
                          pith_error *err)
{
    struct check *c = calloc(1, sizeof *c);
    if (!c)
        return error_memory(err);
    *report = (struct gradcheck_report){0};
    pith_status status = set_up(c, cfg, err);
    if (status != PITH_STATUS_OK)
        goto done;
    total_loss(c, true);
    for (int i = 0; c->net.table.items[i].row_sparse && status == PITH_STATUS_OK; i++)
        status = sparse_gather(&c->rows[i], &c->net, i, &c->batch, c->work, 1, err);
    for (int i = 0; i < c->net.table.count && status == PITH_STATUS_OK; i++) {
        if (c->net.table.items[i].frozen)
            continue;
        report->rows[report->count] = compare(c, i);
        report->worst = fmax(report->worst, report->rows[report->count++].error);
    }
done:
    for (int i = 0; i < PARAM_SPARSE_MAX; i++)
        sparse_gradient_fini(&c->rows[i]);
    for (int s = 0; s < SHARDS; s++)
        net_work_fini(&c->work[s]);
    batch_fini(&c->batch);
    net_fini(&c->net);
    free(c->dense);
    free(c);
    return status;
}
