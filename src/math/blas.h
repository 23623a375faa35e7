/*
 * blas.h - the three matrix products of kernel.h by CBLAS, and what must be known of the BLAS.
 *
 * One thread a call: whoever calls brings the threads. The products are for kernel tables; matrices
 * are row-major, ld_x is the distance between rows of x in numbers, sizes may be 0.
 */
#ifndef PITH_MATH_BLAS_H
#define PITH_MATH_BLAS_H

#include "math/real.h"

/* C[m,n] = A[m,k] · B[n,k]ᵀ + beta C */
void blas_gemm_nt(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c);
/* C[m,n] = A[m,k] · B[k,n] + beta C */
void blas_gemm_nn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c);
/* C[m,n] = A[k,m]ᵀ · B[k,n] + beta C */
void blas_gemm_tn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c);

/* blas_single_thread asks the BLAS for one thread per call (process-wide; see pith.h). */
void blas_single_thread(void);

/* blas_name describes the BLAS in use, for records. Static text. */
const char *blas_name(void);

#endif
