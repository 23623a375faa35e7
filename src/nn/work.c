/* work.c - the workspace of one pack: one block of memory, carved up for a net; see work.h. */
#include "nn/work.h"

#include "base/error.h"
#include "nn/projection.h"

#include <stdlib.h>

/*
 * Hands out pieces of a block. A first pass with block == NULL only adds up what is needed, so that
 * the same code measures and carves.
 */
struct carver {
    real *block;
    size_t used;
    bool overflow;
};

static real *carve(struct carver *c, size_t rows, size_t width)
{
    size_t n;
    if (!size_multiply(rows, width, &n) || n > SIZE_MAX / 64 - c->used) {
        c->overflow = true;
        return NULL;
    }
    real *at = c->block ? c->block + c->used : NULL;
    c->used += (n + 15) / 16 * 16;
    return at;
}

static size_t max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Gates of the widest layer, in numbers a row and direction. */
static size_t gate_room(const struct net *net)
{
    size_t widest = 0;
    for (int l = 0; l < net->layers; l++) {
        const struct layer_shape *s = &net->layer[l].shape[0];
        widest = max_size(widest, (size_t)s->cell->gates * (size_t)s->hidden);
    }
    return widest;
}

static void carve_layer(struct carver *c, struct net_work *w, const struct net *net, int l,
                        size_t rows, bool training, bool drops)
{
    const struct net_layer *layer = &net->layer[l];
    size_t output = (size_t)layer->output;
    w->h[l] = carve(c, rows, output);
    w->dh[l] = training ? carve(c, rows, output) : NULL;
    w->dropped[l] = drops ? carve(c, rows, (size_t)layer->shape[0].input) : NULL;
    for (int d = 0; d < net->directions; d++) {
        const struct cell *cell = layer->shape[d].cell;
        size_t H = (size_t)layer->shape[d].hidden, GH = H * (size_t)cell->gates;
        struct layer_state *s = &w->state[l][d];
        *s = (struct layer_state){.ld_h = layer->output};
        if (w->int8) {
            int widest = layer->shape[d].input > (int)H ? layer->shape[d].input : (int)H;
            s->int8 = &w->int8->layer[l][d];
            s->bytes = (uint8_t *)(void *)carve(c, rows, int8_width(widest) / sizeof(real) + 1);
        }
        /* who only reads texts needs a layer's gates no longer than the layer takes */
        bool shared = w->projection && l > 0;
        s->gates =
            shared ? w->state[0][d].gates : carve(c, rows, w->projection ? gate_room(net) : GH);
        s->recurrent = cell->splits ? carve(c, rows, GH) : NULL;
        s->c = cell->has_memory ? carve(c, rows, H) : NULL;
        s->c_tanh = cell->has_memory ? carve(c, rows, H) : NULL;
        s->h = w->h[l] ? w->h[l] + (size_t)d * H : NULL;
        s->dh = w->dh[l] ? w->dh[l] + (size_t)d * H : NULL;
    }
}

static void carve_all(struct carver *c, struct net_work *w, const struct net *net, int rows,
                      int columns, bool training, const struct net_dropout *dropout)
{
    size_t D = (size_t)net->input, scratch = 0;
    size_t per_double = sizeof(double) / sizeof(real);
    w->x = carve(c, (size_t)rows, w->projection ? (size_t)net->features : D);
    w->projection_scratch = w->projection ? carve(c, 1, projection_scratch(net)) : NULL;
    w->dx = training ? carve(c, (size_t)rows, D) : NULL;
    for (int l = 0; l < net->layers; l++) {
        carve_layer(c, w, net, l, (size_t)rows, training, l > 0 && dropout->between > 0);
        for (int d = 0; d < net->directions; d++)
            scratch = max_size(scratch, layer_scratch(&net->layer[l].shape[d], rows, columns));
    }
    size_t widest = 0; /* net_backward also keeps a layer's input gradient in the scratch */
    for (int l = 0; l < net->layers; l++)
        widest = max_size(widest, (size_t)net->layer[l].output);
    for (int head = 0; head < HEAD_COUNT; head++) {
        bool exists = net->head_layer[head] >= 0;
        size_t output = exists ? (size_t)net->layer[net->head_layer[head]].output : 0;
        w->logits[head] = exists ? carve(c, (size_t)rows, (size_t)net_labels(head)) : NULL;
        w->head_dropped[head] =
            exists && dropout->output > 0 ? carve(c, (size_t)rows, output) : NULL;
    }
    if (net->legal || !training) {
        w->chain = (double *)(void *)carve(c, chain_room(rows), per_double);
        w->chain_rows = (int *)(void *)carve(c, (size_t)rows, 1);
        w->chain_back = (uint8_t *)(void *)carve(c, (size_t)rows, KEYPHRASE_LABELS);
        w->chain_tags = (uint8_t *)(void *)carve(c, (size_t)rows, 1);
    }
    w->scratch = training ? carve(c, 1, scratch + (size_t)rows * widest) : NULL;
}

pith_status net_work_reserve(struct net_work *w, const struct net *net, int rows, int columns,
                             bool training, const struct net_dropout *dropout, pith_error *err)
{
    struct carver measure = {0};
    carve_all(&measure, w, net, rows, columns, training, dropout);
    if (measure.overflow)
        return error_memory(err);
    if (!w->block || measure.used > w->capacity) { /* an empty pack has a block too: no NULLs */
        free(w->block);
        w->capacity = 0;
        w->block = aligned_alloc(64, (measure.used * sizeof *w->block / 64 + 1) * 64);
        if (!w->block)
            return error_memory(err);
        w->capacity = measure.used;
    }
    struct carver cut = {.block = w->block};
    carve_all(&cut, w, net, rows, columns, training, dropout);
    return PITH_STATUS_OK;
}

void net_work_fini(struct net_work *w)
{
    free(w->block);
    *w = (struct net_work){.projection = w->projection, .int8 = w->int8};
}
