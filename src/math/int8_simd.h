/* int8_simd.h - the 8-bit product by the fastest way that this processor has. */
#ifndef PITH_MATH_INT8_SIMD_H
#define PITH_MATH_INT8_SIMD_H

#include "math/int8.h"
#include "math/isa.h"

/* int8_product_vnni is int8_product in float for ISA_VNNI. */
void int8_product_vnni(const struct int8_matrix *m, int rows, const uint8_t *x, float *c, int ld_c);

/* int8_product adds W · x to c [rows, n], for rows of int8_width(k) bytes; same bits everywhere. */
static inline void int8_product(const struct int8_matrix *m, int rows, const uint8_t *x, real *c,
                                int ld_c)
{
#if defined(__x86_64__) && !defined(PITH_REAL_DOUBLE)
    if (isa_best() >= ISA_VNNI) {
        int8_product_vnni(m, rows, x, c, ld_c);
        return;
    }
#endif
    int8_product_plain(m, rows, x, c, ld_c);
}

#endif
