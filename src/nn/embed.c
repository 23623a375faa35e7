/* embed.c - windows of word vectors, features beside them, dropout; see embed.h. */
#include "nn/embed.h"

#include <string.h>

/* to += the rows of one token's features. */
static void add_features(const struct net *net, int param, const struct pack_features *bag, int row,
                         real *to)
{
    size_t cols = net->table.items[param].cols;
    const real *table = net->values[param];
    for (uint32_t i = bag->start ? bag->start[row] : 0, end = bag->start ? bag->start[row + 1] : 0;
         i < end; i++)
        net->kernel->add(cols, table + (size_t)bag->ids[i] * cols, to);
}

/* The F numbers behind a row's window. */
static void put_features(const struct net *net, const struct pack *p, int row, uint32_t key,
                         struct dropout_rate rate, real *to)
{
    memset(to, 0, (size_t)net->features * sizeof *to);
    add_features(net, net->features_param, &p->features[BAG_WORD], row, to);
    if (rate.threshold)
        net->kernel->dropout(net->features, to, key, (uint32_t)(net->window * net->embedding),
                             rate.threshold, rate.scale, to);
}

void embed_forward(const struct net *net, const struct pack *p, const struct net_dropout *dropout,
                   real *x)
{
    int E = net->embedding, W = net->window;
    const real *table = net->values[0];
    struct dropout_rate rate = dropout_rate(dropout->input);
    for (int t = 0; t < p->steps; t++)
        for (int b = 0; b < p->active[t]; b++) {
            int row = pack_row(p, t, b);
            uint32_t key =
                rate.threshold ? dropout_key(dropout, DROPOUT_INPUT, p->column[b], t) : 0;
            for (int w = 0; w < W; w++) {
                const real *from = table + (size_t)p->ids[row * W + w] * E;
                real *to = x + (size_t)row * (size_t)net->input + (size_t)w * E;
                if (rate.threshold)
                    net->kernel->dropout(E, from, key, (uint32_t)(w * E), rate.threshold,
                                         rate.scale, to);
                else
                    memcpy(to, from, (size_t)E * sizeof *to);
            }
            if (net->features)
                put_features(net, p, row, key, rate,
                             x + (size_t)row * (size_t)net->input + (size_t)W * E);
        }
}

void features_forward(const struct net *net, const struct pack *p, real *x)
{
    for (int r = 0; r < p->rows && net->features; r++)
        put_features(net, p, r, 0, dropout_rate(0), x + (size_t)r * (size_t)net->features);
}

void shortcut_forward(const struct net *net, const struct pack *p, real *z)
{
    for (int r = 0; r < p->rows; r++)
        add_features(net, net->shortcut_param, &p->features[BAG_CONTEXT], r,
                     z + (size_t)r * KEYPHRASE_LABELS);
}
