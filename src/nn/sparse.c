/* sparse.c - many places added to few rows, in a fixed order; see sparse.h. */
#include "nn/sparse.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

struct sparse_places net_places(const struct net *net, int i, const struct pack *p,
                                const struct net_work *w)
{
    size_t words = (size_t)net->window * (size_t)net->embedding;
    if (i == net->features_param)
        return (struct sparse_places){.rows = p->rows,
                                      .ids = p->features[BAG_WORD].ids,
                                      .start = p->features[BAG_WORD].start,
                                      .gradient = w->dx + words,
                                      .ld = (size_t)net->input};
    if (i == net->shortcut_param)
        return (struct sparse_places){.rows = p->rows,
                                      .ids = p->features[BAG_CONTEXT].ids,
                                      .start = p->features[BAG_CONTEXT].start,
                                      .gradient = w->logits[HEAD_KEYPHRASE],
                                      .ld = KEYPHRASE_LABELS};
    return (struct sparse_places){.rows = p->rows,
                                  .ids = p->ids,
                                  .width = net->window,
                                  .gradient = w->dx,
                                  .ld = (size_t)net->input,
                                  .step = (size_t)net->embedding};
}

static size_t first_id(const struct sparse_places *p, int row)
{
    return p->start ? p->start[row] : (size_t)row * (size_t)p->width;
}

/* How many ids all rows have; an empty bag has no start array. */
static size_t id_count(const struct sparse_places *p)
{
    return p->start || p->width ? first_id(p, p->rows) : 0;
}

static pith_status make_room(struct sparse_gradient *g, size_t places, size_t table_rows,
                             pith_error *err)
{
    if (g->table_rows < table_rows) {
        free(g->count);
        g->count = array_calloc(table_rows, sizeof *g->count);
        g->table_rows = g->count ? table_rows : 0;
    }
    size_t distinct = places < table_rows ? places : table_rows;
    if (!g->count || !array_grow((void **)&g->ids, &g->ids_capacity, distinct, sizeof *g->ids) ||
        !array_grow((void **)&g->start, &g->start_capacity, distinct + 1, sizeof *g->start) ||
        !array_grow((void **)&g->places, &g->places_capacity, places, sizeof *g->places))
        return error_memory(err);
    return PITH_STATUS_OK;
}

/* Counts the ids of the batch and lists the distinct ones in rising order. */
static pith_status find_ids(struct sparse_gradient *g, const struct net *net, int i,
                            const struct batch *b, const struct net_work *work, pith_error *err)
{
    size_t places = 0, table_rows = net->table.items[i].rows;
    for (int s = 0; s < b->shards; s++) {
        struct sparse_places p = net_places(net, i, &b->packs[s], &work[s]);
        places += id_count(&p);
    }
    pith_status status = make_room(g, places, table_rows, err);
    if (status != PITH_STATUS_OK)
        return status;
    for (int s = 0; s < b->shards; s++) {
        struct sparse_places p = net_places(net, i, &b->packs[s], &work[s]);
        for (size_t j = 0, n = id_count(&p); j < n; j++)
            g->count[p.ids[j]]++;
    }
    size_t unique = 0;
    g->start[0] = 0;
    for (size_t id = 0; id < table_rows; id++)
        if (g->count[id]) {
            g->ids[unique] = (int32_t)id;
            g->start[unique + 1] = g->start[unique] + (size_t)g->count[id];
            g->count[id] = (int32_t)unique++; /* from now on: the id's number */
        }
    g->sum = (struct sparse_rows){.ids = g->ids, .count = unique};
    return PITH_STATUS_OK;
}

/* Groups the places by id; leaves g->count zero. */
static void group_places(struct sparse_gradient *g, const struct net *net, int i,
                         const struct batch *b, const struct net_work *work)
{
    for (int s = 0; s < b->shards; s++) {
        struct sparse_places p = net_places(net, i, &b->packs[s], &work[s]);
        for (int r = 0; r < p.rows && (p.start || p.width); r++)
            for (size_t j = first_id(&p, r), j0 = j; j < first_id(&p, r + 1); j++)
                g->places[g->start[g->count[p.ids[j]]]++] =
                    p.gradient + (size_t)r * p.ld + (j - j0) * p.step;
    }
    for (size_t k = g->sum.count; k > 0; k--) /* start[k] ran on to the next one's begin */
        g->start[k] = g->start[k - 1];
    g->start[0] = 0;
    for (size_t k = 0; k < g->sum.count; k++)
        g->count[g->ids[k]] = 0;
}

pith_status sparse_gather(struct sparse_gradient *g, const struct net *net, int i,
                          const struct batch *b, const struct net_work *work, int threads,
                          pith_error *err)
{
    pith_status status = find_ids(g, net, i, b, work, err);
    if (status != PITH_STATUS_OK)
        return status;
    group_places(g, net, i, b, work); /* before anything can fail: it leaves the counts at zero */
    size_t cols = net->table.items[i].cols, numbers;
    if (!size_multiply(g->sum.count, cols, &numbers) ||
        !array_grow((void **)&g->rows, &g->rows_capacity, numbers, sizeof *g->rows))
        return error_memory(err);
    g->sum.rows = g->rows;
#pragma omp parallel for schedule(dynamic, 16) num_threads(threads)
    for (size_t k = 0; k < g->sum.count; k++) {
        real *row = g->rows + k * cols;
        memset(row, 0, cols * sizeof *row);
        for (size_t j = g->start[k]; j < g->start[k + 1]; j++)
            net->kernel->add(cols, g->places[j], row);
    }
    return PITH_STATUS_OK;
}

void sparse_gradient_fini(struct sparse_gradient *g)
{
    free(g->count);
    free(g->ids);
    free(g->start);
    free(g->places);
    free(g->rows);
    *g = (struct sparse_gradient){0};
}
