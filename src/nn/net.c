/* net.c - shapes, parameters and initial values of the network; see net.h. */
#include "nn/net.h"

#include "base/error.h"
#include "base/rng.h"
#include "math/kernel_simd.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int net_labels(int head)
{
    return head == HEAD_KEYWORD ? KEYWORD_LABELS : KEYPHRASE_LABELS;
}

static bool add_direction(struct net *net, int layer, int direction)
{
    const struct layer_shape *shape = &net->layer[layer].shape[direction];
    size_t H = (size_t)shape->hidden, GH = H * (size_t)shape->cell->gates;
    struct {
        const char *name;
        size_t rows, cols;
    } rows[] = {{"weight_ih", GH, (size_t)shape->input},
                {"weight_hh", GH, H},
                {"bias_ih", GH, 1},
                {"bias_hh", GH, 1}};
    net->layer[layer].param[direction] = net->table.count;
    for (int i = 0; i < 4; i++) {
        char name[PARAM_NAME_SIZE];
        snprintf(name, sizeof name, "layer%d.%s%s", layer + 1, direction ? "reverse." : "",
                 rows[i].name);
        if (!param_add(&net->table, name, rows[i].rows, rows[i].cols, i < 2 ? 2 : 1, PARAM_CELL))
            return false;
    }
    return true;
}

static bool add_layers(struct net *net, const struct config *cfg)
{
    int input = net->input;
    for (int l = 0; l < net->layers; l++) {
        int hidden = config_hidden(cfg, l);
        net->layer[l].output = hidden * net->directions;
        for (int d = 0; d < net->directions; d++) {
            net->layer[l].shape[d] =
                (struct layer_shape){cell_at(cfg->model_cell), input, hidden, d == 1};
            if (!add_direction(net, l, d))
                return false;
        }
        input = net->layer[l].output;
    }
    return true;
}

static bool add_head(struct net *net, int head, const char *name, int layer)
{
    net->head_layer[head] = layer;
    if (layer < 0)
        return true;
    char text[PARAM_NAME_SIZE];
    size_t K = (size_t)net_labels(head), input = (size_t)net->layer[layer].output;
    net->head_param[head] = net->table.count;
    snprintf(text, sizeof text, "%s.weight", name);
    if (!param_add(&net->table, text, K, input, 2, PARAM_HEAD))
        return false;
    snprintf(text, sizeof text, "%s.bias", name);
    return param_add(&net->table, text, K, 1, 1, PARAM_HEAD);
}

/* A row-sparse tensor; they come before all others. */
static bool add_sparse(struct net *net, const char *name, size_t rows, size_t cols, bool frozen,
                       int *param)
{
    *param = net->table.count;
    if (!param_add(&net->table, name, rows, cols, 2, PARAM_EMBEDDING))
        return false;
    net->table.items[*param].row_sparse = true;
    net->table.items[*param].frozen = frozen;
    return true;
}

static bool add_tables(struct net *net, const struct config *cfg)
{
    struct feature_plan plan = feature_plan_of(cfg);
    int words;
    net->features_param = net->shortcut_param = -1;
    return add_sparse(net, "embedding.weight", net->vocabulary, (size_t)net->embedding,
                      !cfg->embedding_train, &words) &&
           (!plan.rows[BAG_WORD] ||
            add_sparse(net, "features.weight", (size_t)plan.rows[BAG_WORD], (size_t)net->features,
                       false, &net->features_param)) &&
           (!plan.rows[BAG_CONTEXT] ||
            add_sparse(net, "shortcut.weight", (size_t)plan.rows[BAG_CONTEXT], KEYPHRASE_LABELS,
                       false, &net->shortcut_param));
}

static bool add_crf(struct net *net, bool wanted)
{
    net->crf_param = wanted ? net->table.count : -1;
    return !wanted || (param_add(&net->table, "crf.transition", KEYPHRASE_LABELS, KEYPHRASE_LABELS,
                                 2, PARAM_HEAD) &&
                       param_add(&net->table, "crf.start", KEYPHRASE_LABELS, 1, 1, PARAM_HEAD) &&
                       param_add(&net->table, "crf.end", KEYPHRASE_LABELS, 1, 1, PARAM_HEAD));
}

pith_status net_init(struct net *net, const struct config *cfg, size_t vocabulary, pith_error *err)
{
    pith_status status = config_check(cfg, err);
    if (status != PITH_STATUS_OK)
        return status;
    *net =
        (struct net){.kernel = kernel_best(),
                     .vocabulary = vocabulary,
                     .window = (int)cfg->model_window,
                     .embedding = (int)cfg->embedding_size,
                     .features = (int)cfg->model_features,
                     .input = (int)(cfg->model_window * cfg->embedding_size + cfg->model_features),
                     .temperature = cfg->model_temperature,
                     .legal = cfg->model_legal || cfg->model_crf,
                     .threshold = cfg->model_threshold,
                     .layers = (int)cfg->model_layers,
                     .directions = cfg->model_bidirectional ? 2 : 1};
    bool fits = vocabulary <= INT32_MAX && add_tables(net, cfg) && add_layers(net, cfg) &&
                add_head(net, HEAD_KEYWORD, "keyword", (int)cfg->model_keyword_layer - 1) &&
                add_head(net, HEAD_KEYPHRASE, "keyphrase", (int)cfg->model_keyphrase_layer - 1) &&
                add_crf(net, cfg->model_crf);
    if (!fits)
        return error_set(err, PITH_STATUS_USAGE, "the net is too large: %zu words of %d numbers",
                         vocabulary, net->embedding);
    return PITH_STATUS_OK;
}

pith_status net_allocate(struct net *net, pith_error *err)
{
    size_t bytes;
    if (!size_multiply(net->table.total, sizeof *net->slab, &bytes))
        return error_memory(err);
    bytes = (bytes + 63) / 64 * 64;
    net->slab = aligned_alloc(64, bytes ? bytes : 64);
    if (!net->slab)
        return error_memory(err);
    for (size_t i = 0; i < net->table.total; i++)
        net->slab[i] = 0;
    for (int i = 0; i < net->table.count; i++)
        net->values[i] = net_weights(net, i);
    return PITH_STATUS_OK;
}

void net_fini(struct net *net)
{
    free(net->slab);
    *net = (struct net){0};
}

static void fill_uniform(struct rng *r, real *x, size_t n, double range)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (real)((2 * rng_uniform(r) - 1) * range);
}

void net_randomize(struct net *net, const struct config *cfg)
{
    enum { STREAM_WEIGHTS = 1 };
    for (int i = 0; i < net->table.count; i++) {
        const struct param *p = &net->table.items[i];
        struct rng r; /* a stream for each tensor: one tensor's size does not move the others */
        rng_seed(&r, (uint64_t)cfg->train_seed, rng_mix(STREAM_WEIGHTS, (uint64_t)i));
        if (i == 0)
            fill_uniform(&r, net_weights(net, i), p->count, cfg->embedding_range);
        if (i == net->features_param) /* a word is a sum of some 25 rows */
            fill_uniform(&r, net_weights(net, i), p->count, cfg->embedding_range / 5);
    }
    for (int l = 0; l < net->layers; l++)
        for (int d = 0; d < net->directions; d++)
            for (int j = 0; j < 4; j++) {
                int i = net->layer[l].param[d] + j;
                struct rng r;
                rng_seed(&r, (uint64_t)cfg->train_seed, rng_mix(STREAM_WEIGHTS, (uint64_t)i));
                fill_uniform(&r, net_weights(net, i), net->table.items[i].count,
                             1 / sqrt(net->layer[l].shape[d].hidden));
            }
    for (int head = 0; head < HEAD_COUNT; head++) {
        if (net->head_layer[head] < 0)
            continue;
        int i = net->head_param[head];
        const struct param *w = &net->table.items[i];
        struct rng r;
        rng_seed(&r, (uint64_t)cfg->train_seed, rng_mix(STREAM_WEIGHTS, (uint64_t)i));
        double deviation = sqrt(2.0 / (double)(w->rows + w->cols));
        for (size_t j = 0; j < w->count; j++)
            net_weights(net, i)[j] = (real)(deviation * rng_normal(&r));
        fill_uniform(&r, net_weights(net, i + 1), w->rows, 1 / sqrt((double)w->cols));
    }
}
