/*
 * kernel_simd.c - the fast table. Compiled once for each instruction set (isa.h); the compiler
 * turns these loops into SIMD code. What each function computes stands in kernel.h and, plainly, in
 * kernel_ref.c.
 */
#include "math/kernel_simd.h"

#include "base/rng.h"
#include "math/blas.h"
#include "math/vector.h"

static void fill_bias(int rows, int n, const real *b1, const real *b2, real *out, int ld_out)
{
    for (int r = 0; r < rows; r++) {
        real *restrict y = out + (size_t)r * ld_out;
        if (b2)
            for (int j = 0; j < n; j++)
                y[j] = b1[j] + b2[j];
        else
            for (int j = 0; j < n; j++)
                y[j] = b1[j];
    }
}

static void sum_rows(int rows, int n, const real *x, int ld_x, real *out)
{
    for (int r = 0; r < rows; r++) {
        const real *restrict row = x + (size_t)r * ld_x;
        for (int j = 0; j < n; j++)
            out[j] += row[j];
    }
}

static void add(size_t n, const real *restrict x, real *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i];
}

static void dropout(int n, const real *x, uint32_t key, uint32_t start, uint32_t threshold,
                    real scale, real *y)
{
    if (x == y) { /* apart, because a loop over one array needs no check for overlap */
        for (int i = 0; i < n; i++)
            y[i] = rng_counter(key, start + (uint32_t)i) >= threshold ? y[i] * scale : 0;
        return;
    }
    const real *restrict from = x;
    real *restrict to = y;
    for (int i = 0; i < n; i++)
        to[i] = rng_counter(key, start + (uint32_t)i) >= threshold ? from[i] * scale : 0;
}

/* --- cells: formulas and sources stand in kernel_ref.c ---------------------------------------- */

/* h = tanh(a) */
static void rnn_forward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        const real *restrict p = s->gates + (size_t)r * H;
        real *restrict h = s->h + (size_t)r * s->ld_h;
        for (int j = 0; j < H; j++)
            h[j] = p[j];
        vector_tanh(H, h);
    }
}

/* da = dh (1 - h²) */
static void rnn_backward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *restrict p = s->gates + (size_t)r * H;
        const real *restrict h = s->h + (size_t)r * s->ld_h;
        const real *restrict dh = s->dh + (size_t)r * s->ld_h;
        for (int j = 0; j < H; j++)
            p[j] = dh[j] * (1 - h[j] * h[j]);
    }
}

/* r = σ(p_r + q_r)  z = σ(p_z + q_z)  n = tanh(p_n + r q_n)  h = (1 - z) n + z h_prev */
static void gru_forward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *restrict p = s->gates + (size_t)r * 3 * H;
        const real *restrict q = s->recurrent + (size_t)r * 3 * H;
        real *restrict h = s->h + (size_t)r * s->ld_h;
        real *reset = p, *update = p + H, *candidate = p + 2 * H; /* parts of p: no restrict */
        for (int j = 0; j < 2 * H; j++)
            p[j] += q[j];
        vector_sigmoid(2 * H, p);
        for (int j = 0; j < H; j++)
            candidate[j] += reset[j] * q[2 * H + j];
        vector_tanh(H, candidate);
        if (s->h_prev) {
            const real *restrict before = s->h_prev + (size_t)r * s->ld_h;
            for (int j = 0; j < H; j++)
                h[j] = (1 - update[j]) * candidate[j] + update[j] * before[j];
        } else {
            for (int j = 0; j < H; j++)
                h[j] = (1 - update[j]) * candidate[j];
        }
    }
}

/*
 * One row of gru_backward; `before` is h_prev's row, NULL = zeros.
 *
 *     dp_n = dh (1 - z) (1 - n²)    dp_z = dh (h_prev - n) z (1 - z)    dp_r = dp_n q_n r (1 - r)
 *     dq_n = dp_n r                 dq_z = dp_z                         dq_r = dp_r
 */
static void gru_backward_row(int H, real *restrict p, real *restrict q, const real *restrict dh,
                             const real *restrict before)
{
    for (int j = 0; j < H; j++) {
        real reset = p[j], update = p[H + j], candidate = p[2 * H + j];
        real h_prev = before ? before[j] : 0;
        real d_candidate = dh[j] * (1 - update) * (1 - candidate * candidate);
        real d_update = dh[j] * (h_prev - candidate) * update * (1 - update);
        real d_reset = d_candidate * q[2 * H + j] * reset * (1 - reset);
        p[j] = d_reset;
        q[j] = d_reset;
        p[H + j] = d_update;
        q[H + j] = d_update;
        p[2 * H + j] = d_candidate;
        q[2 * H + j] = d_candidate * reset;
    }
}

/* The rows of dp and dq, and first dh_prev += dh z, while the gates are still there. */
static void gru_backward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 3 * H;
        const real *restrict dh = s->dh + (size_t)r * s->ld_h;
        if (s->dh_prev) {
            real *restrict dh_prev = s->dh_prev + (size_t)r * s->ld_h;
            for (int j = 0; j < H; j++)
                dh_prev[j] += dh[j] * p[H + j];
        }
        gru_backward_row(H, p, s->recurrent + (size_t)r * 3 * H, dh,
                         s->h_prev ? s->h_prev + (size_t)r * s->ld_h : NULL);
    }
}

/* i f g o:  c = σ(a_f) c_prev + σ(a_i) tanh(a_g)    h = σ(a_o) tanh(c) */
static void lstm_forward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *restrict p = s->gates + (size_t)r * 4 * H;
        real *restrict c = s->c + (size_t)r * H, *restrict ct = s->c_tanh + (size_t)r * H;
        real *restrict h = s->h + (size_t)r * s->ld_h;
        vector_sigmoid(2 * H, p);
        vector_tanh(H, p + 2 * H);
        vector_sigmoid(H, p + 3 * H);
        for (int j = 0; j < H; j++)
            c[j] = p[j] * p[2 * H + j];
        if (s->c_prev) {
            const real *restrict before = s->c_prev + (size_t)r * H;
            for (int j = 0; j < H; j++)
                c[j] += p[H + j] * before[j];
        }
        for (int j = 0; j < H; j++)
            ct[j] = c[j];
        vector_tanh(H, ct);
        for (int j = 0; j < H; j++)
            h[j] = p[3 * H + j] * ct[j];
    }
}

/*
 *     dc  += dh o (1 - tanh²(c))
 *     da_i = dc g i (1 - i)    da_f = dc c_prev f (1 - f)    da_g = dc i (1 - g²)
 *     da_o = dh tanh(c) o (1 - o)                            then dc = dc f, that of c_prev
 */
static void lstm_backward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *restrict p = s->gates + (size_t)r * 4 * H;
        const real *restrict before = s->c_prev ? s->c_prev + (size_t)r * H : NULL;
        const real *restrict ct = s->c_tanh + (size_t)r * H;
        const real *restrict dh = s->dh + (size_t)r * s->ld_h;
        real *restrict dc_row = s->dc + (size_t)r * H;
        for (int j = 0; j < H; j++) {
            real in = p[j], forget = p[H + j], candidate = p[2 * H + j], out = p[3 * H + j];
            real dc = dc_row[j] + dh[j] * out * (1 - ct[j] * ct[j]);
            p[j] = dc * candidate * in * (1 - in);
            p[H + j] = dc * (before ? before[j] : 0) * forget * (1 - forget);
            p[2 * H + j] = dc * in * (1 - candidate * candidate);
            p[3 * H + j] = dh[j] * ct[j] * out * (1 - out);
            dc_row[j] = dc * forget;
        }
    }
}

#define TEXT(x) TEXT_EXPANDED(x)
#define TEXT_EXPANDED(x) #x

const struct kernel ISA_NAME(kernel) = {
    .name = TEXT(ISA_LEVEL),
    .gemm_nt = blas_gemm_nt,
    .gemm_nn = blas_gemm_nn,
    .gemm_tn = blas_gemm_tn,
    .fill_bias = fill_bias,
    .sum_rows = sum_rows,
    .add = add,
    .dropout = dropout,
    .rnn_forward = rnn_forward,
    .rnn_backward = rnn_backward,
    .gru_forward = gru_forward,
    .gru_backward = gru_backward,
    .lstm_forward = lstm_forward,
    .lstm_backward = lstm_backward,
};
