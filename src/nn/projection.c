/* projection.c - the first layer's input product, word by word; see projection.h. */
#include "nn/projection.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 }; /* words, or places, that are multiplied at a time */

static size_t gate_width(const struct net *net)
{
    const struct layer_shape *shape = &net->layer[0].shape[0];
    return (size_t)shape->cell->gates * (size_t)shape->hidden;
}

pith_status projection_init(struct projection *p, const struct net *net, size_t room,
                            pith_error *err)
{
    size_t width = (size_t)net->directions * (size_t)net->window * gate_width(net);
    size_t words = room / (width * sizeof(real));
    words = words < net->vocabulary ? words : net->vocabulary;
    *p = (struct projection){.net = net, .words = words, .width = width};
    p->rows = aligned_alloc(64, (words * width * sizeof(real) / 64 + 1) * 64);
    p->known = array_calloc(words, 1);
    p->pending = array_calloc(words, sizeof *p->pending);
    if (p->rows && p->known && p->pending)
        return PITH_STATUS_OK;
    projection_fini(p);
    return error_memory(err);
}

void projection_fini(struct projection *p)
{
    free(p->rows);
    free(p->known);
    free(p->pending);
    *p = (struct projection){0};
}

/* Where the product of a word with the columns of one place and direction is kept. */
static real *kept(const struct projection *p, int32_t id, int direction, int place)
{
    size_t GH = gate_width(p->net), W = (size_t)p->net->window;
    return p->rows + (size_t)id * p->width + ((size_t)direction * W + (size_t)place) * GH;
}

static const real *columns(const struct net *net, int direction, int place)
{
    return net->values[net->layer[0].param[direction]] + (size_t)place * (size_t)net->embedding;
}

/* out[i] = W_place · e(ids[i]), for n <= CHUNK ids. */
static void multiply(const struct net *net, int direction, int place, const int32_t *ids, int n,
                     real *vectors, real *out)
{
    int E = net->embedding, GH = (int)gate_width(net);
    for (int i = 0; i < n; i++)
        memcpy(vectors + (size_t)i * E, net->values[0] + (size_t)ids[i] * E,
               (size_t)E * sizeof *out);
    net->kernel->gemm_nt(n, GH, E, vectors, E, columns(net, direction, place), net->input, 0, out,
                         GH);
}

static void project(struct projection *p, const int32_t *ids, int n)
{
    const struct net *net = p->net;
    size_t GH = gate_width(net);
    real *room = malloc((size_t)CHUNK * ((size_t)net->embedding + GH) * sizeof *room);
    if (!room)
        return; /* they stay unknown, and are multiplied as they come */
    real *out = room + (size_t)CHUNK * (size_t)net->embedding;
    for (int d = 0; d < net->directions; d++)
        for (int w = 0; w < net->window; w++) {
            multiply(net, d, w, ids, n, room, out);
            for (int i = 0; i < n; i++)
                memcpy(kept(p, ids[i], d, w), out + (size_t)i * GH, GH * sizeof *out);
        }
    for (int i = 0; i < n; i++)
        p->known[ids[i]] = 1;
    free(room);
}

void projection_learn(struct projection *p, const struct batch *b, int threads)
{
    enum { WANTED = 2 };
    size_t count = 0;
    for (int s = 0; s < b->shards; s++) {
        const struct pack *pack = &b->packs[s];
        for (size_t i = 0, n = (size_t)pack->rows * (size_t)p->net->window; i < n; i++)
            if ((size_t)pack->ids[i] < p->words && !p->known[pack->ids[i]]) {
                p->known[pack->ids[i]] = WANTED;
                p->pending[count++] = pack->ids[i];
            }
    }
    for (size_t i = 0; i < count; i++)
        p->known[p->pending[i]] = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (count > CHUNK)
    for (size_t i = 0; i < count; i += CHUNK)
        project(p, p->pending + i, (int)(count - i < CHUNK ? count - i : CHUNK));
}

size_t projection_scratch(const struct net *net)
{
    return (size_t)CHUNK * ((size_t)net->embedding + gate_width(net));
}

static bool is_known(const struct projection *p, int32_t id)
{
    return (size_t)id < p->words && p->known[id];
}

/*
 * Adds the products of the places whose words are not kept: rows[0..n) of a pack, at window place
 * w.
 */
static void add_rest(const struct projection *p, const struct pack *pack, int direction, int w,
                     const int *rows, int n, real *gates, real *scratch)
{
    size_t GH = gate_width(p->net);
    real *out = scratch + (size_t)CHUNK * (size_t)p->net->embedding;
    int32_t ids[CHUNK];
    for (int i = 0; i < n; i++)
        ids[i] = pack->ids[rows[i] * p->net->window + w];
    multiply(p->net, direction, w, ids, n, scratch, out);
    for (int i = 0; i < n; i++)
        p->net->kernel->add(GH, out + (size_t)i * GH, gates + (size_t)rows[i] * GH);
}

void projection_gates(const struct projection *p, const struct pack *pack, int direction,
                      const real *x, real *gates, real *scratch)
{
    const struct net *net = p->net;
    const struct layer_shape *shape = &net->layer[0].shape[direction];
    const real *const *v = net->values + net->layer[0].param[direction];
    int GH = (int)gate_width(net), F = net->features;
    net->kernel->fill_bias(pack->rows, GH, v[2], shape->cell->splits ? NULL : v[3], gates, GH);
    if (F)
        net->kernel->gemm_nt(pack->rows, GH, F, x, F, columns(net, direction, net->window),
                             net->input, 1, gates, GH);
    for (int w = 0; w < net->window; w++) {
        int rest[CHUNK], n = 0;
        for (int r = 0; r < pack->rows; r++) {
            int32_t id = pack->ids[r * net->window + w];
            if (is_known(p, id))
                net->kernel->add((size_t)GH, kept(p, id, direction, w), gates + (size_t)r * GH);
            else
                rest[n++] = r;
            if (n == CHUNK || (n && r == pack->rows - 1)) {
                add_rest(p, pack, direction, w, rest, n, gates, scratch);
                n = 0;
            }
        }
    }
}
