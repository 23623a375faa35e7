/* blas.c - the way to CBLAS; see blas.h. */
#include "math/blas.h"

#include <cblas.h>

#ifdef PITH_REAL_DOUBLE
#define GEMM cblas_dgemm
#else
#define GEMM cblas_sgemm
#endif

void blas_gemm_nt(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c)
{
    if (m && n)
        GEMM(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a, ld_a, b, ld_b, beta, c, ld_c);
}

void blas_gemm_nn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c)
{
    if (m && n)
        GEMM(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, ld_a, b, ld_b, beta, c,
             ld_c);
}

void blas_gemm_tn(int m, int n, int k, const real *a, int ld_a, const real *b, int ld_b, real beta,
                  real *c, int ld_c)
{
    if (m && n)
        GEMM(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1, a, ld_a, b, ld_b, beta, c, ld_c);
}

void blas_single_thread(void)
{
#ifdef PITH_HAVE_OPENBLAS
    openblas_set_num_threads(1);
#endif
}

const char *blas_name(void)
{
#ifdef PITH_HAVE_OPENBLAS
    return openblas_get_config();
#else
    return "CBLAS";
#endif
}
