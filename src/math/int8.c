/* int8.c - packing, quantizing, and the plain product in 8 bits; see int8.h. */
#include "math/int8.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double largest(const real *w, int k)
{
    double top = 0;
    for (int j = 0; j < k; j++)
        top = fabs((double)w[j]) > top ? fabs((double)w[j]) : top;
    return top;
}

/* Row i of the matrix into its place; returns the sum of its weights in 8 bits. */
static int32_t pack_row(struct int8_matrix *m, int i, const real *w, double scale)
{
    int8_t *block =
        m->packed + (size_t)(i / INT8_BLOCK) * (size_t)m->steps * INT8_BLOCK * INT8_STEP;
    int32_t sum = 0;
    for (int j = 0; j < m->k; j++) {
        long q = scale > 0 ? lrint((double)w[j] / scale) : 0;
        sum += (int32_t)q;
        block[((size_t)(j / INT8_STEP) * INT8_BLOCK + (size_t)(i % INT8_BLOCK)) * INT8_STEP +
              (size_t)(j % INT8_STEP)] = (int8_t)q;
    }
    return sum;
}

pith_status int8_pack(struct int8_matrix *m, const real *w, int n, int k, int ld, pith_error *err)
{
    *m = (struct int8_matrix){.n = n,
                              .k = k,
                              .blocks = (n + INT8_BLOCK - 1) / INT8_BLOCK,
                              .steps = (k + INT8_STEP - 1) / INT8_STEP};
    size_t outputs = (size_t)m->blocks * INT8_BLOCK, bytes = outputs * int8_width(k);
    m->packed = aligned_alloc(64, (bytes + 63) / 64 * 64);
    m->scale = calloc(outputs, sizeof *m->scale);
    m->shift = calloc(outputs, sizeof *m->shift);
    if (!m->packed || !m->scale || !m->shift) {
        int8_free(m);
        return error_memory(err);
    }
    memset(m->packed, 0, bytes);
    for (int i = 0; i < n; i++) {
        const real *row = w + (size_t)i * (size_t)ld;
        double scale = largest(row, k) / 127;
        m->shift[i] = 128 * pack_row(m, i, row, scale);
        m->scale[i] = (float)(scale / 127);
    }
    return PITH_STATUS_OK;
}

void int8_free(struct int8_matrix *m)
{
    free(m->packed);
    free(m->scale);
    free(m->shift);
    *m = (struct int8_matrix){0};
}

void int8_from(int rows, int k, const real *x, int ld_x, uint8_t *out)
{
    size_t width = int8_width(k);
    for (int r = 0; r < rows; r++) {
        const real *row = x + (size_t)r * (size_t)ld_x;
        uint8_t *to = out + (size_t)r * width;
        for (int j = 0; j < k; j++) /* + 0.5 and cut: rounds, as what is cut is positive */
            to[j] = (uint8_t)(int)(row[j] * (real)127 + (real)128.5);
        for (size_t j = (size_t)k; j < width; j++)
            to[j] = 128;
    }
}

void int8_product_plain(const struct int8_matrix *m, int rows, const uint8_t *x, real *c, int ld_c)
{
    size_t width = int8_width(m->k);
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < m->n; i++) {
            const int8_t *w = m->packed +
                              (size_t)(i / INT8_BLOCK) * (size_t)m->steps * INT8_BLOCK * INT8_STEP +
                              (size_t)(i % INT8_BLOCK) * INT8_STEP;
            int32_t sum = 0;
            for (size_t j = 0; j < width; j++)
                sum += x[(size_t)r * width + j] *
                       w[j / INT8_STEP * INT8_BLOCK * INT8_STEP + j % INT8_STEP];
            c[(size_t)r * (size_t)ld_c + (size_t)i] +=
                (real)(m->scale[i] * (float)(sum - m->shift[i]));
        }
}
