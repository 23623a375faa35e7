/*
 * kernel_ref.c - the plain twin of every kernel: loops that can be checked against the formula by
 * eye. Never used to go fast; the tests compare everything else with it.
 */
#include "math/kernel_ref.h"

#include "base/rng.h"

#include <math.h>

static real sigmoid(real x)
{
    return (real)(1.0 / (1.0 + exp(-(double)x)));
}

static real tangent(real x)
{
    return (real)tanh((double)x);
}

static void gemm_nt(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b,
                    real beta, real *c, int ld_c)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double sum = beta == 0 ? 0 : (double)beta * (double)c[(size_t)i * ld_c + j];
            for (int p = 0; p < k; p++)
                sum += (double)a[(size_t)i * ld_a + p] * (double)b[(size_t)j * ld_b + p];
            c[(size_t)i * ld_c + j] = (real)sum;
        }
}

static void gemm_nn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b,
                    real beta, real *c, int ld_c)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double sum = beta == 0 ? 0 : (double)beta * (double)c[(size_t)i * ld_c + j];
            for (int p = 0; p < k; p++)
                sum += (double)a[(size_t)i * ld_a + p] * (double)b[(size_t)p * ld_b + j];
            c[(size_t)i * ld_c + j] = (real)sum;
        }
}

static void gemm_tn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b,
                    real beta, real *c, int ld_c)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double sum = beta == 0 ? 0 : (double)beta * (double)c[(size_t)i * ld_c + j];
            for (int p = 0; p < k; p++)
                sum += (double)a[(size_t)p * ld_a + i] * (double)b[(size_t)p * ld_b + j];
            c[(size_t)i * ld_c + j] = (real)sum;
        }
}

static void fill_bias(int rows, int n, const real *b1, const real *b2, real *out, int ld_out)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < n; j++)
            out[(size_t)r * ld_out + j] = b1[j] + (b2 ? b2[j] : 0);
}

static void sum_rows(int rows, int n, const real *x, int ld_x, real *out)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < n; j++)
            out[j] += x[(size_t)r * ld_x + j];
}

static void add(size_t n, const real *x, real *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i];
}

static void dropout(int n, const real *x, uint32_t key, uint32_t start, uint32_t threshold,
                    real scale, real *y)
{
    for (int i = 0; i < n; i++)
        y[i] = rng_counter(key, start + (uint32_t)i) >= threshold ? x[i] * scale : 0;
}

static void rnn_forward(const struct cell_step *s)
{
    for (int r = 0; r < s->n; r++)
        for (int j = 0; j < s->hidden; j++)
            s->h[(size_t)r * s->ld_h + j] = tangent(s->gates[(size_t)r * s->hidden + j]);
}

static void rnn_backward(const struct cell_step *s)
{
    for (int r = 0; r < s->n; r++)
        for (int j = 0; j < s->hidden; j++) {
            size_t at = (size_t)r * s->ld_h + j;
            s->gates[(size_t)r * s->hidden + j] = s->dh[at] * (1 - s->h[at] * s->h[at]);
        }
}

static void gru_forward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 3 * H;
        const real *q = s->recurrent + (size_t)r * 3 * H;
        for (int j = 0; j < H; j++) {
            real reset = sigmoid(p[j] + q[j]);
            real update = sigmoid(p[H + j] + q[H + j]);
            real fresh = tangent(p[2 * H + j] + reset * q[2 * H + j]);
            real before = s->h_prev ? s->h_prev[(size_t)r * s->ld_h + j] : 0;
            s->h[(size_t)r * s->ld_h + j] = (1 - update) * fresh + update * before;
            p[j] = reset;
            p[H + j] = update;
            p[2 * H + j] = fresh;
        }
    }
}

static void gru_backward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 3 * H;
        real *q = s->recurrent + (size_t)r * 3 * H;
        for (int j = 0; j < H; j++) {
            size_t at = (size_t)r * s->ld_h + j;
            real reset = p[j], update = p[H + j], fresh = p[2 * H + j];
            real before = s->h_prev ? s->h_prev[at] : 0;
            real d_fresh = s->dh[at] * (1 - update) * (1 - fresh * fresh);
            real d_update = s->dh[at] * (before - fresh) * update * (1 - update);
            real d_reset = d_fresh * q[2 * H + j] * reset * (1 - reset);
            if (s->dh_prev)
                s->dh_prev[at] += s->dh[at] * update;
            p[j] = q[j] = d_reset;
            p[H + j] = q[H + j] = d_update;
            p[2 * H + j] = d_fresh;
            q[2 * H + j] = d_fresh * reset;
        }
    }
}

static void lstm_forward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 4 * H;
        for (int j = 0; j < H; j++) {
            size_t at = (size_t)r * H + j;
            real in = sigmoid(p[j]), forget = sigmoid(p[H + j]);
            real fresh = tangent(p[2 * H + j]), out = sigmoid(p[3 * H + j]);
            s->c[at] = forget * (s->c_prev ? s->c_prev[at] : 0) + in * fresh;
            s->c_tanh[at] = tangent(s->c[at]);
            s->h[(size_t)r * s->ld_h + j] = out * s->c_tanh[at];
            p[j] = in;
            p[H + j] = forget;
            p[2 * H + j] = fresh;
            p[3 * H + j] = out;
        }
    }
}

static void lstm_backward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 4 * H;
        for (int j = 0; j < H; j++) {
            size_t at = (size_t)r * H + j;
            real in = p[j], forget = p[H + j], fresh = p[2 * H + j], out = p[3 * H + j];
            real dh = s->dh[(size_t)r * s->ld_h + j], ct = s->c_tanh[at];
            real dc = s->dc[at] + dh * out * (1 - ct * ct);
            p[j] = dc * fresh * in * (1 - in);
            p[H + j] = dc * (s->c_prev ? s->c_prev[at] : 0) * forget * (1 - forget);
            p[2 * H + j] = dc * in * (1 - fresh * fresh);
            p[3 * H + j] = dh * ct * out * (1 - out);
            s->dc[at] = dc * forget;
        }
    }
}

const struct kernel *kernel_ref(void)
{
    static const struct kernel table = {
        .name = "reference",
        .gemm_nt = gemm_nt,
        .gemm_nn = gemm_nn,
        .gemm_tn = gemm_tn,
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
    return &table;
}
