/*
 * int8.h - matrix products in 8 bits, for reading texts faster at a small loss.
 *
 *     c[r] += W · x[r],    W [n, k] weights,  x in [-1, 1]  (outputs of recurrent cells)
 *
 * Each row of W has a scale of its own, the largest magnitude over 127; x is 127·x rounded, and
 * kept as a byte above 128, as the processors' dot products (u8 · s8, VNNI) want it. Sums are exact
 * in 32 bits, so that every way to compute them gives the same bits.
 */
#ifndef PITH_MATH_INT8_H
#define PITH_MATH_INT8_H

#include "math/real.h"

#include <pith.h>
#include <stddef.h>
#include <stdint.h>

enum { INT8_BLOCK = 16, INT8_STEP = 4 }; /* outputs side by side, inputs in one dot product */

struct int8_matrix {
    int n, k;
    int blocks, steps; /* of 16 outputs and 4 inputs, the last ones padded with zeros */
    int8_t *packed;    /* [blocks, steps, 16, 4] */
    float *scale;      /* [blocks · 16] of an output: its weights' scale / 127 */
    int32_t *shift;    /* [blocks · 16] 128 · Σ of an output's weights */
};

/*
 * int8_pack makes the 8-bit form of w [n, k], rows ld apart; PITH_STATUS_MEMORY leaves m zero.
 * int8_free frees it; a zero one is fine.
 */
pith_status int8_pack(struct int8_matrix *m, const real *w, int n, int k, int ld, pith_error *err);
void int8_free(struct int8_matrix *m);

/* int8_width returns the bytes that a row of k numbers takes. */
static inline size_t int8_width(int k)
{
    return (size_t)(k + INT8_STEP - 1) / INT8_STEP * INT8_STEP;
}

/* int8_from writes rows of k numbers, |x| <= 1, ld_x apart, as bytes, int8_width(k) a row. */
void int8_from(int rows, int k, const real *x, int ld_x, uint8_t *out);

/*
 * int8_product_plain adds W · x to c [rows, n], rows ld_c apart, for rows of bytes: the plain twin
 * of int8_simd.h's.
 */
void int8_product_plain(const struct int8_matrix *m, int rows, const uint8_t *x, real *c, int ld_c);

#endif
