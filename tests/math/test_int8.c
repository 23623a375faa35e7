/*
 * test_int8.c - the 8-bit product: the processor's way gives the plain twin's bits, and both are
 * near the product in real numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "math/int8_simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void fill(struct rng *r, real *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (real)(2 * rng_uniform(r) - 1);
}

static void check(int rows, int n, int k)
{
    struct rng r;
    rng_seed(&r, (uint64_t)(rows * 1000000 + n * 1000 + k), 1);
    size_t gap = 3, ld = (size_t)n + gap, ld_x = (size_t)k + 2;
    real *w = malloc((size_t)n * (size_t)k * sizeof *w),
         *x = malloc((size_t)rows * ld_x * sizeof *x);
    real *fast = malloc((size_t)rows * ld * sizeof *fast),
         *plain = malloc((size_t)rows * ld * sizeof *plain);
    uint8_t *bytes = malloc((size_t)rows * int8_width(k));
    struct int8_matrix m;
    assert_true(w && x && fast && plain && bytes);
    fill(&r, w, (size_t)n * (size_t)k);
    fill(&r, x, (size_t)rows * ld_x);
    x[0] = 1;
    x[1] = -1;
    fill(&r, fast, (size_t)rows * ld);
    memcpy(plain, fast, (size_t)rows * ld * sizeof *fast);
    assert_int_equal(int8_pack(&m, w, n, k, k, NULL), PITH_STATUS_OK);
    int8_from(rows, k, x, (int)ld_x, bytes);
    real before = fast[n]; /* in the gap */
    double start = (double)fast[0], exact = 0;
    int8_product(&m, rows, bytes, fast, (int)ld);
    int8_product_plain(&m, rows, bytes, plain, (int)ld);
    assert_memory_equal(fast, plain, (size_t)rows * ld * sizeof *fast);
    assert_true(fast[n] == before);
    for (int j = 0; j < k; j++)
        exact += (double)w[j] * (double)x[j];
    assert_true(fabs((double)fast[0] - start - exact) < 0.01 * sqrt(k) + 1e-3);
    int8_free(&m);
    free(w);
    free(x);
    free(fast);
    free(plain);
    free(bytes);
}

static void test_product(void **state)
{
    (void)state;
    static const int sizes[] = {2, 3, 4, 15, 16, 17, 64, 65, 100, 128, 300};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    for (int rows = 1; rows <= 14; rows += rows < 8 ? 1 : 5)
        for (int n = 0; n < COUNT; n++)
            for (int k = 0; k < COUNT; k++)
                check(rows, sizes[n], sizes[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_product)};
    return cmocka_run_group_tests_name("math/int8", tests, NULL, NULL);
}
