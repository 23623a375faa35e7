/*
 * int8_simd.c - the 8-bit product in AVX-512 VNNI: tiles of 6 rows by 64 outputs stay in registers,
 * 64 multiplications an instruction; see int8.h. Same bits as the plain twin.
 */
#include "math/int8_simd.h"

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

enum { TILE_ROWS = 6, TILE_BLOCKS = 4, LANES = INT8_BLOCK * INT8_STEP };

/* c += scale · (sum - shift) for the 16 outputs of a block. */
static inline void finish(const struct int8_matrix *m, int block, __m512i sum, float *c)
{
    int left = m->n - block * INT8_BLOCK;
    __mmask16 mask = left >= INT8_BLOCK ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
    __m512i shift = _mm512_loadu_si512(m->shift + block * INT8_BLOCK);
    __m512 scale = _mm512_loadu_ps(m->scale + block * INT8_BLOCK);
    __m512 part = _mm512_mul_ps(scale, _mm512_cvtepi32_ps(_mm512_sub_epi32(sum, shift)));
    float *to = c + block * INT8_BLOCK;
    _mm512_mask_storeu_ps(to, mask, _mm512_add_ps(_mm512_maskz_loadu_ps(mask, to), part));
}

/* A tile of `rows` rows and `blocks` blocks; both are constants where it is used. */
static inline __attribute__((always_inline)) void tile(const struct int8_matrix *m, int rows,
                                                       int block, int blocks, const uint8_t *x,
                                                       float *c, int ld_c)
{
    __m512i sum[TILE_ROWS][TILE_BLOCKS];
    size_t width = (size_t)m->steps * INT8_STEP, stride = (size_t)m->steps * LANES;
    const int8_t *w = m->packed + (size_t)block * stride;
    for (int r = 0; r < rows; r++)
        for (int b = 0; b < blocks; b++)
            sum[r][b] = _mm512_setzero_si512();
    for (int s = 0; s < m->steps; s++) {
        __m512i weights[TILE_BLOCKS];
        for (int b = 0; b < blocks; b++)
            weights[b] = _mm512_load_si512(w + (size_t)b * stride + (size_t)s * LANES);
        for (int r = 0; r < rows; r++) {
            int32_t four;
            memcpy(&four, x + (size_t)r * width + (size_t)s * INT8_STEP, sizeof four);
            __m512i inputs = _mm512_set1_epi32(four);
            for (int b = 0; b < blocks; b++)
                sum[r][b] = _mm512_dpbusd_epi32(sum[r][b], inputs, weights[b]);
        }
    }
    for (int r = 0; r < rows; r++)
        for (int b = 0; b < blocks; b++)
            finish(m, block + b, sum[r][b], c + (size_t)r * (size_t)ld_c);
}

void int8_product_vnni(const struct int8_matrix *m, int rows, const uint8_t *x, float *c, int ld_c)
{
    size_t width = (size_t)m->steps * INT8_STEP;
    for (int r = 0; r < rows;) {
        bool full = rows - r >= TILE_ROWS;
        const uint8_t *from = x + (size_t)r * width;
        float *to = c + (size_t)r * (size_t)ld_c;
        for (int b = 0; b < m->blocks;) {
            bool wide = m->blocks - b >= TILE_BLOCKS;
            if (full && wide)
                tile(m, TILE_ROWS, b, TILE_BLOCKS, from, to, ld_c);
            else if (full)
                tile(m, TILE_ROWS, b, 1, from, to, ld_c);
            else if (wide)
                tile(m, 1, b, TILE_BLOCKS, from, to, ld_c);
            else
                tile(m, 1, b, 1, from, to, ld_c);
            b += wide ? TILE_BLOCKS : 1;
        }
        r += full ? TILE_ROWS : 1;
    }
}
