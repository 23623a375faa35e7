/* dropout.c - the same units every time; see dropout.h. */
#include "nn/dropout.h"

#include "base/rng.h"

struct dropout_rate dropout_rate(double rate)
{
    return (struct dropout_rate){(uint32_t)(rate * 4294967296.0), (real)(1 / (1 - rate))};
}

uint32_t dropout_key(const struct net_dropout *d, int place, int column, int t)
{
    uint64_t where = (uint64_t)(uint32_t)column << 32 | (d->variational ? 0 : (uint32_t)t);
    return (uint32_t)rng_mix(rng_mix(d->key, (uint64_t)place), where);
}

void dropout_rows(const struct net *net, const struct pack *p, const struct net_dropout *d,
                  int place, double rate, int n, const real *x, real *y)
{
    struct dropout_rate r = dropout_rate(rate);
    for (int t = 0; t < p->steps; t++)
        for (int b = 0; b < p->active[t]; b++) {
            size_t at = (size_t)pack_row(p, t, b) * n;
            net->kernel->dropout(n, x + at, dropout_key(d, place, p->column[b], t), 0, r.threshold,
                                 r.scale, y + at);
        }
}
