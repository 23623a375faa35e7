/* embed.c - windows of word vectors and their gradient; see embed.h. */
#include "nn/embed.h"

#include "base/error.h"
#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

/* A row's dropout key: from the step's key, the place in the net, the text and the time step. */
static uint32_t row_key(const struct net_noise *noise, int place, int column, int t)
{
    uint64_t where = (uint64_t)(uint32_t)column << 32 | (uint32_t)t;
    return (uint32_t)rng_mix(rng_mix(noise->key, (uint64_t)place), where);
}

static uint32_t threshold_of(double rate)
{
    return (uint32_t)(rate * 4294967296.0);
}

void embed_forward(const struct net *net, const struct pack *p, const struct net_noise *noise,
                   real *x)
{
    int E = net->embedding, W = net->window;
    const real *table = net->values[0];
    uint32_t threshold = threshold_of(noise->input);
    real scale = (real)(1 / (1 - noise->input));
    for (int t = 0; t < p->steps; t++)
        for (int b = 0; b < p->active[t]; b++) {
            int row = pack_row(p, t, b);
            uint32_t key = threshold ? row_key(noise, DROPOUT_INPUT, p->column[b], t) : 0;
            for (int w = 0; w < W; w++) {
                const real *from = table + (size_t)p->ids[row * W + w] * E;
                real *to = x + ((size_t)row * W + w) * E;
                if (threshold)
                    net->kernel->dropout(E, from, key, (uint32_t)(w * E), threshold, scale, to);
                else
                    memcpy(to, from, (size_t)E * sizeof *to);
            }
        }
}

void dropout_rows(const struct net *net, const struct pack *p, const struct net_noise *noise,
                  int place, double rate, int n, const real *x, real *y)
{
    uint32_t threshold = threshold_of(rate);
    real scale = (real)(1 / (1 - rate));
    for (int t = 0; t < p->steps; t++)
        for (int b = 0; b < p->active[t]; b++) {
            size_t at = (size_t)pack_row(p, t, b) * n;
            net->kernel->dropout(n, x + at, row_key(noise, place, p->column[b], t), 0, threshold,
                                 scale, y + at);
        }
}

/* Counts the ids of the batch and lists the distinct ones in rising order. */
static pith_status find_ids(struct embed_gradient *g, const struct net *net,
                            const struct batch *b, pith_error *err)
{
    size_t W = (size_t)net->window, places = b->rows * W;
    if (g->vocabulary < net->vocabulary) {
        free(g->count);
        g->count = array_calloc(net->vocabulary, sizeof *g->count);
        g->vocabulary = g->count ? net->vocabulary : 0;
    }
    size_t distinct = places < net->vocabulary ? places : net->vocabulary;
    if (!g->count || !array_grow((void **)&g->ids, &g->ids_capacity, distinct, sizeof *g->ids) ||
        !array_grow((void **)&g->start, &g->start_capacity, distinct + 1, sizeof *g->start) ||
        !array_grow((void **)&g->places, &g->places_capacity, places, sizeof *g->places))
        return error_memory(err);
    for (int s = 0; s < b->shards; s++)
        for (size_t i = 0; i < (size_t)b->packs[s].rows * W; i++)
            g->count[b->packs[s].ids[i]]++;
    g->unique = 0;
    g->start[0] = 0;
    for (size_t id = 0; id < net->vocabulary; id++)
        if (g->count[id]) {
            g->ids[g->unique] = (int32_t)id;
            g->start[g->unique + 1] = g->start[g->unique] + (size_t)g->count[id];
            g->count[id] = (int32_t)g->unique++; /* from now on: the id's number */
        }
    return PITH_OK;
}

/* Groups the places by id; leaves g->count zero. */
static void group_places(struct embed_gradient *g, const struct net *net, const struct batch *b,
                         const struct net_work *work)
{
    size_t W = (size_t)net->window, E = (size_t)net->embedding;
    for (int s = 0; s < b->shards; s++)
        for (size_t i = 0; i < (size_t)b->packs[s].rows * W; i++) {
            int32_t number = g->count[b->packs[s].ids[i]];
            g->places[g->start[number]++] = work[s].dx + i * E;
        }
    for (size_t i = g->unique; i > 0; i--) /* start[i] ran on to the next one's begin */
        g->start[i] = g->start[i - 1];
    g->start[0] = 0;
    for (size_t i = 0; i < g->unique; i++)
        g->count[g->ids[i]] = 0;
}

pith_status embed_backward(struct embed_gradient *g, const struct net *net, const struct batch *b,
                           const struct net_work *work, int threads, pith_error *err)
{
    pith_status status = find_ids(g, net, b, err);
    if (status != PITH_OK)
        return status;
    group_places(g, net, b, work); /* before anything can fail: it leaves the counts at zero */
    size_t E = (size_t)net->embedding, numbers;
    if (!size_multiply(g->unique, E, &numbers) ||
        !array_grow((void **)&g->rows, &g->rows_capacity, numbers, sizeof *g->rows))
        return error_memory(err);
#pragma omp parallel for schedule(dynamic, 16) num_threads(threads)
    for (size_t i = 0; i < g->unique; i++) {
        real *row = g->rows + i * E;
        memset(row, 0, E * sizeof *row);
        for (size_t j = g->start[i]; j < g->start[i + 1]; j++)
            net->kernel->add(E, g->places[j], row);
    }
    return PITH_OK;
}

void embed_gradient_fini(struct embed_gradient *g)
{
    free(g->count);
    free(g->ids);
    free(g->start);
    free(g->places);
    free(g->rows);
    *g = (struct embed_gradient){0};
}
