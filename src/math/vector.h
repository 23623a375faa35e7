/*
 * vector.h - tanh and the logistic function over arrays, by SLEEF, for the instruction set that the
 * including file is compiled for (kernel_simd.c alone). In the double build: plain libm.
 */
#ifndef PITH_MATH_VECTOR_H
#define PITH_MATH_VECTOR_H

#include "math/real.h"

#include <math.h>

#if !defined(PITH_REAL_DOUBLE) && defined(__x86_64__)
#include <immintrin.h>
#include <sleef.h>

#if defined(__AVX512F__)
enum { VECTOR_LANES = 16 };
typedef __m512 vector;
#define VECTOR_LOAD _mm512_loadu_ps
#define VECTOR_STORE _mm512_storeu_ps
#define VECTOR_TANH Sleef_tanhf16_u10avx512f
#define VECTOR_EXP Sleef_expf16_u10avx512f
#elif defined(__AVX2__)
enum { VECTOR_LANES = 8 };
typedef __m256 vector;
#define VECTOR_LOAD _mm256_loadu_ps
#define VECTOR_STORE _mm256_storeu_ps
#define VECTOR_TANH Sleef_tanhf8_u10avx2
#define VECTOR_EXP Sleef_expf8_u10avx2
#else
enum { VECTOR_LANES = 4 };
typedef __m128 vector;
#define VECTOR_LOAD _mm_loadu_ps
#define VECTOR_STORE _mm_storeu_ps
#define VECTOR_TANH Sleef_tanhf4_u10sse2
#define VECTOR_EXP Sleef_expf4_u10sse2
#endif

/*
 * Applies f to x[0..n) in place. A ragged end goes through a padded vector, so that a number's
 * result never depends on its place in the array.
 */
#define VECTOR_MAP(n, x, f)                                                                        \
    do {                                                                                           \
        int at_ = 0;                                                                               \
        for (; at_ + VECTOR_LANES <= (n); at_ += VECTOR_LANES)                                     \
            VECTOR_STORE((x) + at_, f(VECTOR_LOAD((x) + at_)));                                    \
        if (at_ < (n)) {                                                                           \
            float end_[VECTOR_LANES] = {0};                                                        \
            for (int i_ = at_; i_ < (n); i_++)                                                     \
                end_[i_ - at_] = (x)[i_];                                                          \
            VECTOR_STORE(end_, f(VECTOR_LOAD(end_)));                                              \
            for (int i_ = at_; i_ < (n); i_++)                                                     \
                (x)[i_] = end_[i_ - at_];                                                          \
        }                                                                                          \
    } while (0)

static inline void vector_tanh(int n, real *x)
{
    VECTOR_MAP(n, x, VECTOR_TANH);
}

static inline void vector_exp(int n, real *x)
{
    VECTOR_MAP(n, x, VECTOR_EXP);
}

#else /* double build, or a processor without a row above */

static inline void vector_tanh(int n, real *x)
{
    for (int i = 0; i < n; i++)
        x[i] = (real)tanh(x[i]);
}

static inline void vector_exp(int n, real *x)
{
    for (int i = 0; i < n; i++)
        x[i] = (real)exp(x[i]);
}

#endif

/* σ(x) = 1 / (1 + e^-x), in place; where e^-x overflows to infinity this is 0, the right limit. */
static inline void vector_sigmoid(int n, real *x)
{
    for (int i = 0; i < n; i++)
        x[i] = -x[i];
    vector_exp(n, x);
    for (int i = 0; i < n; i++)
        x[i] = 1 / (1 + x[i]);
}

#endif
