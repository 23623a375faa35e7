/* blas.h - the three matrix products of kernel.h by CBLAS. For kernel tables only. */
#ifndef PITH_MATH_BLAS_H
#define PITH_MATH_BLAS_H

#include "math/real.h"

void blas_gemm_nt(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c);
void blas_gemm_nn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c);
void blas_gemm_tn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c);

#endif
