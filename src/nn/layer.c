/* layer.c - a recurrent layer through time; see layer.h for the mathematics. */
#include "nn/layer.h"

#include "math/int8_simd.h"

#include <string.h>

/* One step of the walk: rows [row, row + n); the first m have predecessors at row `before`. */
struct walk {
    int row, n, m, before;
};

static struct walk walk_at(const struct pack *p, bool reverse, int t)
{
    int neighbour = reverse ? t + 1 : t - 1;
    struct walk w = {.row = p->first[t], .n = p->active[t]};
    if (neighbour >= 0 && neighbour < p->steps) {
        w.before = p->first[neighbour];
        w.m = p->active[neighbour] < w.n ? p->active[neighbour] : w.n;
    }
    return w;
}

/* The arrays of rows [first, first + n) of a step, as the kernels want them. */
static struct cell_step step_at(const struct layer_shape *shape, const struct layer_state *st,
                                const struct walk *w, int first, int n, bool has_before)
{
    size_t H = (size_t)shape->hidden, GH = H * (size_t)shape->cell->gates;
    size_t row = (size_t)(w->row + first), before = (size_t)(w->before + first);
    size_t ld = (size_t)st->ld_h;
    struct cell_step s = {.n = n, .hidden = shape->hidden, .ld_h = st->ld_h};
    s.gates = st->gates + row * GH;
    s.h = st->h + row * ld;
    if (has_before)
        s.h_prev = st->h + before * ld;
    if (shape->cell->splits)
        s.recurrent = st->recurrent + row * GH;
    if (shape->cell->has_memory) {
        s.c = st->c + row * H;
        s.c_tanh = st->c_tanh + row * H;
        if (has_before)
            s.c_prev = st->c + before * H;
    }
    if (st->dh) {
        s.dh = st->dh + row * ld;
        if (has_before)
            s.dh_prev = st->dh + before * ld;
    }
    return s;
}

/* q [m, G·H] += h(before) · Whhᵀ */
static void recurrent_product(const struct kernel *k, const struct layer_shape *shape,
                              const struct layer_weights *w, const struct layer_state *st,
                              const struct walk *at, real *q)
{
    int H = shape->hidden, GH = shape->cell->gates * H;
    const real *before = st->h + (size_t)at->before * st->ld_h;
    if (st->int8) {
        int8_from(at->m, H, before, st->ld_h, st->bytes);
        int8_product(&st->int8->recurrent, at->m, st->bytes, q, GH);
    } else {
        k->gemm_nt(at->m, GH, H, before, st->ld_h, w->recurrent, H, 1, q, GH);
    }
}

void layer_forward(const struct kernel *k, const struct layer_shape *shape,
                   const struct layer_weights *w, const struct pack *p, const real *x,
                   const struct layer_state *st)
{
    const struct cell *cell = shape->cell;
    int H = shape->hidden, GH = cell->gates * H;
    real *q = cell->splits ? st->recurrent : st->gates; /* where the recurrent part is added */
    if (x) {
        k->fill_bias(p->rows, GH, w->bias_input, cell->splits ? NULL : w->bias_recurrent, st->gates,
                     GH);
        if (st->int8 && st->int8->input.packed) {
            int8_from(p->rows, shape->input, x, shape->input, st->bytes);
            int8_product(&st->int8->input, p->rows, st->bytes, st->gates, GH);
        } else {
            k->gemm_nt(p->rows, GH, shape->input, x, shape->input, w->input, shape->input, 1,
                       st->gates, GH);
        }
    }
    if (cell->splits)
        k->fill_bias(p->rows, GH, w->bias_recurrent, NULL, st->recurrent, GH);
    for (int i = 0; i < p->steps; i++) {
        struct walk at = walk_at(p, shape->reverse, shape->reverse ? p->steps - 1 - i : i);
        if (at.m) {
            recurrent_product(k, shape, w, st, &at, q + (size_t)at.row * GH);
            struct cell_step s = step_at(shape, st, &at, 0, at.m, true);
            cell->forward(k, &s);
        }
        if (at.n > at.m) {
            struct cell_step s = step_at(shape, st, &at, at.m, at.n - at.m, false);
            cell->forward(k, &s);
        }
    }
}

size_t layer_scratch(const struct layer_shape *shape, int rows, int columns)
{
    size_t H = (size_t)shape->hidden, GH = H * (size_t)shape->cell->gates;
    return (size_t)rows * (H + GH) + (size_t)columns * H;
}

/*
 * dP(t) and dQ(t) from dL/dh(t), then dL/dh(t-1) += dQ(t) · Whh, from the last step to the first.
 * Rows without a predecessor end the way. Afterwards gates hold dP, and recurrent dQ.
 */
static void walk_back(const struct kernel *k, const struct layer_shape *shape,
                      const struct layer_weights *w, const struct pack *p,
                      const struct layer_state *st, real *dc)
{
    const struct cell *cell = shape->cell;
    int H = shape->hidden, GH = cell->gates * H;
    const real *dq = cell->splits ? st->recurrent : st->gates;
    for (int i = p->steps - 1; i >= 0; i--) {
        struct walk at = walk_at(p, shape->reverse, shape->reverse ? p->steps - 1 - i : i);
        if (at.m) {
            struct cell_step s = step_at(shape, st, &at, 0, at.m, true);
            s.dc = dc;
            cell->backward(k, &s);
        }
        if (at.n > at.m) {
            struct cell_step s = step_at(shape, st, &at, at.m, at.n - at.m, false);
            s.dc = dc + (size_t)at.m * H;
            cell->backward(k, &s);
        }
        if (at.m)
            k->gemm_nn(at.m, H, GH, dq + (size_t)at.row * GH, GH, w->recurrent, H, 1,
                       st->dh + (size_t)at.before * st->ld_h, st->ld_h);
    }
}

/* dWhh += dQᵀ · Hprev, over the rows that have a predecessor, copied side by side with it. */
static void recurrent_gradient(const struct kernel *k, const struct layer_shape *shape,
                               const struct pack *p, const struct layer_state *st,
                               real *dw_recurrent, real *scratch)
{
    int H = shape->hidden, GH = shape->cell->gates * H;
    const real *dq = shape->cell->splits ? st->recurrent : st->gates;
    real *h_prev = scratch, *dq_next = scratch + (size_t)p->rows * H;
    int count = 0;
    for (int t = 0; t < p->steps; t++) {
        struct walk at = walk_at(p, shape->reverse, t);
        for (int r = 0; r < at.m; r++)
            memcpy(h_prev + (size_t)(count + r) * H, st->h + (size_t)(at.before + r) * st->ld_h,
                   (size_t)H * sizeof *h_prev);
        memcpy(dq_next + (size_t)count * GH, dq + (size_t)at.row * GH,
               (size_t)at.m * GH * sizeof *dq_next);
        count += at.m;
    }
    k->gemm_tn(GH, H, count, dq_next, GH, h_prev, H, 1, dw_recurrent, H);
}

void layer_backward(const struct kernel *k, const struct layer_shape *shape,
                    const struct layer_weights *w, const struct pack *p, const real *x,
                    const struct layer_state *st, const struct layer_gradients *dw, real *dx,
                    real beta, real *scratch)
{
    int D = shape->input, H = shape->hidden, GH = shape->cell->gates * H;
    const real *dq = shape->cell->splits ? st->recurrent : st->gates;
    real *dc = scratch + (size_t)p->rows * (size_t)(H + GH);
    if (shape->cell->has_memory)
        memset(dc, 0, (size_t)p->columns * H * sizeof *dc);
    walk_back(k, shape, w, p, st, dc);
    recurrent_gradient(k, shape, p, st, dw->recurrent, scratch);
    k->gemm_tn(GH, D, p->rows, st->gates, GH, x, D, 1, dw->input, D);
    k->sum_rows(p->rows, GH, st->gates, GH, dw->bias_input);
    k->sum_rows(p->rows, GH, dq, GH, dw->bias_recurrent);
    if (dx)
        k->gemm_nn(p->rows, D, GH, st->gates, GH, w->input, D, beta, dx, D);
}
