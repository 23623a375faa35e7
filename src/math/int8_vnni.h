/* int8_vnni.h - int8_product for processors with AVX-512 VNNI; chosen at run time by int8.c. */
#ifndef PITH_MATH_INT8_VNNI_H
#define PITH_MATH_INT8_VNNI_H

#include "math/int8.h"

void int8_product_vnni(const struct int8_matrix *m, int rows, const uint8_t *x, float *c, int ld_c);

#endif
