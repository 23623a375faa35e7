/*
 * kernel.h - the arithmetic of a net, as a table of operations.
 *
 * kernel_ref.c holds the plain twin of the table: loops that can be checked by eye, compared with
 * the fast ones in tests/math. The fast tables are one source (kernel_simd.c) compiled for several
 * instruction sets (isa.h); matrix products go to the BLAS, one thread each: whoever calls brings
 * the threads.
 *
 * Conventions: matrices are row-major; ld_x is the distance between rows of x in numbers; sizes may
 * be 0. Forward functions write, backward functions add to gradients unless they say otherwise.
 */
#ifndef PITH_MATH_KERNEL_H
#define PITH_MATH_KERNEL_H

#include "math/real.h"

#include <stddef.h>
#include <stdint.h>

/*
 * One time step of a recurrent layer in one direction: n rows, H units, G gates. The step's arrays
 * are blocks of larger ones; row r of h is h + r * ld_h, all others are dense.
 *
 * Forward:  gates holds the pre-activations on entry and the activations on return.
 * Backward: gates holds the activations on entry and dL/d(pre-activations) on return. dh is the
 *           whole gradient of h, the part from the next time step included.
 */
struct cell_step {
    int n, hidden;
    real *gates;        /* [n, G·H] */
    real *recurrent;    /* GRU: [n, 3H] recurrent part with its bias; backward: its gradient */
    const real *h_prev; /* [n, H] state before this step; NULL = zeros */
    real *h;            /* [n, H] */
    int ld_h;           /* of h_prev, h, dh, dh_prev */
    const real *c_prev; /* LSTM: [n, H] cell before; NULL = zeros */
    real *c;            /* LSTM: [n, H] */
    real *c_tanh;       /* LSTM: [n, H] tanh(c), kept for backward */
    const real *dh;     /* backward: [n, H] */
    real *dh_prev;      /* backward, GRU: [n, H], dh·z is added; NULL = drop it */
    real *dc;           /* backward, LSTM: [n, H] in: gradient of c; out: gradient of c_prev */
};

struct kernel {
    const char *name;

    /* C[m,n] = A[m,k] · B[n,k]ᵀ + beta C */
    void (*gemm_nt)(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b,
                    real beta, real *c, int ld_c);
    /* C[m,n] = A[m,k] · B[k,n] + beta C */
    void (*gemm_nn)(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b,
                    real beta, real *c, int ld_c);
    /* C[m,n] = A[k,m]ᵀ · B[k,n] + beta C */
    void (*gemm_tn)(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b,
                    real beta, real *c, int ld_c);

    /* out[r] = b1 + b2 for each of `rows` rows of n numbers (b2 may be NULL) */
    void (*fill_bias)(int rows, int n, const real *b1, const real *b2, real *out, int ld_out);
    /* out[j] += Σ_r x[r][j] */
    void (*sum_rows)(int rows, int n, const real *x, int ld_x, real *out);
    /* y += x */
    void (*add)(size_t n, const real *x, real *y);

    /*
     * Inverted dropout: y[i] = x[i] · scale where random number (key, start + i) >= threshold, else
     * 0. x == y is fine. The same call on a gradient is its own backward.
     */
    void (*dropout)(int n, const real *x, uint32_t key, uint32_t start, uint32_t threshold,
                    real scale, real *y);

    /* One step of each cell; formulas, sources and derivatives stand in kernel_ref.c. */
    /* h = tanh(gates) */
    void (*rnn_forward)(const struct cell_step *s);
    void (*rnn_backward)(const struct cell_step *s);
    /*
     * gates r z n, PyTorch's form:  r = σ(pᵣ + qᵣ)  z = σ(p_z + q_z)  n = tanh(pₙ + r qₙ)
     * h = (1-z) n + z h_prev, with p = gates on entry and q = recurrent.
     */
    void (*gru_forward)(const struct cell_step *s);
    void (*gru_backward)(const struct cell_step *s);
    /* gates i f g o:  c = σ(f) c_prev + σ(i) tanh(g),  h = σ(o) tanh(c) */
    void (*lstm_forward)(const struct cell_step *s);
    void (*lstm_backward)(const struct cell_step *s);
};

#endif
