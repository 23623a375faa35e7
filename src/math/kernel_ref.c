/*
 * kernel_ref.c - the plain twin of every kernel: loops that can be checked against the formula by
 * eye. Never used to go fast; the tests compare everything else with it.
 */
#include "math/kernel_ref.h"

#include "base/rng.h"

#include <math.h>

/* σ(x) = 1 / (1 + e^-x); where e^-x overflows to infinity this is 0, the right limit. */
static real sigmoid(real x)
{
    return (real)(1.0 / (1.0 + exp(-(double)x)));
}

/* tanh, computed in double. */
static real tanh_of(real x)
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

/* --- cells ----------------------------------------------------------------------------------- */

/*
 * One step of each cell, forward and backward. dh is the whole dL/dh(t): what the layers above say
 * and what came back from step t + 1 (nn/layer.c). The derivatives are taken of activations, never
 * of pre-activations: tanh' = 1 - tanh², σ' = σ (1 - σ), so that forward need not keep the latter,
 * and neither can overflow.
 */

/* h = tanh(a)          a = Wih x + bih + Whh h_prev + bhh          Elman 1990, as torch.nn.RNN */
static void rnn_forward(const struct cell_step *s)
{
    for (int r = 0; r < s->n; r++)
        for (int j = 0; j < s->hidden; j++)
            s->h[(size_t)r * s->ld_h + j] = tanh_of(s->gates[(size_t)r * s->hidden + j]);
}

/* dL/da = dh (1 - h²) */
static void rnn_backward(const struct cell_step *s)
{
    for (int r = 0; r < s->n; r++)
        for (int j = 0; j < s->hidden; j++) {
            size_t at = (size_t)r * s->ld_h + j;
            s->gates[(size_t)r * s->hidden + j] = s->dh[at] * (1 - s->h[at] * s->h[at]);
        }
}

/*
 * p = Wih x + bih, q = Whh h_prev + bhh, in the order r (reset), z (update), n (candidate):
 *
 *     r = σ(p_r + q_r)    z = σ(p_z + q_z)    n = tanh(p_n + r q_n)    h = (1 - z) n + z h_prev
 *
 * Cho et al. 2014, in the form of torch.nn.GRU: the reset gate is applied to q_n, behind the
 * product, so that all of q is one product.
 */
static void gru_forward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 3 * H;
        const real *q = s->recurrent + (size_t)r * 3 * H;
        for (int j = 0; j < H; j++) {
            real reset = sigmoid(p[j] + q[j]);
            real update = sigmoid(p[H + j] + q[H + j]);
            real candidate = tanh_of(p[2 * H + j] + reset * q[2 * H + j]);
            real before = s->h_prev ? s->h_prev[(size_t)r * s->ld_h + j] : 0;
            s->h[(size_t)r * s->ld_h + j] = (1 - update) * candidate + update * before;
            p[j] = reset;
            p[H + j] = update;
            p[2 * H + j] = candidate;
        }
    }
}

/*
 *     dL/dp_n = dh (1 - z) (1 - n²)               dL/dq_n = dL/dp_n · r
 *     dL/dp_z = dh (h_prev - n) z (1 - z)         dL/dq_z = dL/dp_z
 *     dL/dp_r = dL/dp_n · q_n · r (1 - r)         dL/dq_r = dL/dp_r
 *     dL/dh_prev += dh z                          the rest of it, dL/dq · Whh, is layer.c's
 */
static void gru_backward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 3 * H;
        real *q = s->recurrent + (size_t)r * 3 * H;
        for (int j = 0; j < H; j++) {
            size_t at = (size_t)r * s->ld_h + j;
            real reset = p[j], update = p[H + j], candidate = p[2 * H + j];
            real before = s->h_prev ? s->h_prev[at] : 0;
            real d_candidate = s->dh[at] * (1 - update) * (1 - candidate * candidate);
            real d_update = s->dh[at] * (before - candidate) * update * (1 - update);
            real d_reset = d_candidate * q[2 * H + j] * reset * (1 - reset);
            if (s->dh_prev)
                s->dh_prev[at] += s->dh[at] * update;
            p[j] = q[j] = d_reset;
            p[H + j] = q[H + j] = d_update;
            p[2 * H + j] = d_candidate;
            q[2 * H + j] = d_candidate * reset;
        }
    }
}

/*
 * The pre-activations a stand in the order i (in), f (forget), g (candidate), o (out):
 *
 *     i = σ(a_i)  f = σ(a_f)  g = tanh(a_g)  o = σ(a_o)      c = f c_prev + i g      h = o tanh(c)
 *
 * Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000; as torch.nn.LSTM.
 */
static void lstm_forward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 4 * H;
        for (int j = 0; j < H; j++) {
            size_t at = (size_t)r * H + j;
            real in = sigmoid(p[j]), forget = sigmoid(p[H + j]);
            real candidate = tanh_of(p[2 * H + j]), out = sigmoid(p[3 * H + j]);
            s->c[at] = forget * (s->c_prev ? s->c_prev[at] : 0) + in * candidate;
            s->c_tanh[at] = tanh_of(s->c[at]);
            s->h[(size_t)r * s->ld_h + j] = out * s->c_tanh[at];
            p[j] = in;
            p[H + j] = forget;
            p[2 * H + j] = candidate;
            p[3 * H + j] = out;
        }
    }
}

/*
 * dc comes in as what step t + 1 says of c(t), and goes out as what this step says of c(t-1):
 *
 *     dL/dc   = dc + dh o (1 - tanh²(c))
 *     dL/da_i = dL/dc · g · i (1 - i)             dL/da_f = dL/dc · c_prev · f (1 - f)
 *     dL/da_g = dL/dc · i · (1 - g²)              dL/da_o = dh tanh(c) · o (1 - o)
 *     dc      = dL/dc · f                         along c the error meets forget gates alone, no
 *                                                 weights: while they are open it does not vanish
 */
static void lstm_backward(const struct cell_step *s)
{
    int H = s->hidden;
    for (int r = 0; r < s->n; r++) {
        real *p = s->gates + (size_t)r * 4 * H;
        for (int j = 0; j < H; j++) {
            size_t at = (size_t)r * H + j;
            real in = p[j], forget = p[H + j], candidate = p[2 * H + j], out = p[3 * H + j];
            real dh = s->dh[(size_t)r * s->ld_h + j], ct = s->c_tanh[at];
            real dc = s->dc[at] + dh * out * (1 - ct * ct);
            p[j] = dc * candidate * in * (1 - in);
            p[H + j] = dc * (s->c_prev ? s->c_prev[at] : 0) * forget * (1 - forget);
            p[2 * H + j] = dc * in * (1 - candidate * candidate);
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
