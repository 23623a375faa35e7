/* kernel.c - which kernel table this processor gets, and the way to the BLAS; see kernel.h. */
#include "math/kernel.h"

#include "math/blas.h"

#include <cblas.h>
#include <stdbool.h>

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

void kernel_blas_single_thread(void)
{
#ifdef PITH_HAVE_OPENBLAS
    openblas_set_num_threads(1);
#endif
}

const char *kernel_blas_name(void)
{
#ifdef PITH_HAVE_OPENBLAS
    return openblas_get_config();
#else
    return "CBLAS";
#endif
}

/* --- variants ------------------------------------------------------------------------------- */

extern const struct kernel kernel_table_generic;
#ifdef __x86_64__
extern const struct kernel kernel_table_avx2, kernel_table_avx512;
#endif

const struct kernel *kernel_variant(int i)
{
    const struct kernel *usable[4] = {0};
    int count = 0;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        usable[count++] = &kernel_table_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        usable[count++] = &kernel_table_avx2;
#endif
    usable[count] = &kernel_table_generic;
    return i >= 0 && i <= count ? usable[i] : NULL;
}

const struct kernel *kernel_best(void)
{
    return kernel_variant(0);
}
