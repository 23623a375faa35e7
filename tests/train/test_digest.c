/*
 * test_digest.c - the digest in lanes against a plain loop, over lengths around the lane count; and
 * the same bits from every instruction set.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "train/digest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static real *numbers(size_t n, uint32_t key)
{
    real *x = malloc(n * sizeof *x + 1);
    assert_non_null(x);
    for (size_t i = 0; i < n; i++)
        x[i] = (real)((int32_t)rng_counter(key, (uint32_t)i) % 1000) / 250;
    return x;
}

static void near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-12 * (fabs(b) + 1)))
        fail_msg("%.17g is not %.17g", a, b);
}

static struct digest plain(const real *x, size_t n)
{
    struct digest d = DIGEST_EMPTY;
    for (size_t i = 0; i < n; i++) {
        d.sum += (double)x[i];
        d.square += (double)x[i] * (double)x[i];
        d.zeros += x[i] == 0;
        d.nonfinite += !isfinite(x[i]);
        if (x[i] < d.low)
            d.low = x[i];
        if (x[i] > d.high)
            d.high = x[i];
    }
    return d;
}

/* Takes x in two portions, so that lanes are continued. */
static struct digest in_lanes(const real *x, size_t n)
{
    struct digest_lanes lanes;
    digest_start(&lanes);
    digest_best()->update(&lanes, x, n / 3);
    digest_best()->update(&lanes, x + n / 3, n - n / 3);
    return digest_fold(&lanes);
}

static void same(const struct digest *a, const struct digest *b)
{
    near(a->sum, b->sum);
    near(a->square, b->square);
    assert_true(a->low == b->low && a->high == b->high);
    assert_int_equal(a->zeros, b->zeros);
    assert_int_equal(a->nonfinite, b->nonfinite);
}

static void equals_plain_loop(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 2, 15, 16, 17, 31, 33, 47, 300, 4099};
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        size_t n = lengths[k];
        real *x = numbers(n, 7), *y = numbers(n, 8);
        struct digest a = in_lanes(x, n), b = plain(x, n);
        same(&a, &b);
        near(digest_best()->square(x, n), b.square);
        double distance = 0;
        for (size_t i = 0; i < n; i++)
            distance += ((double)x[i] - (double)y[i]) * ((double)x[i] - (double)y[i]);
        near(digest_best()->distance(x, y, n), distance);
        free(x);
        free(y);
    }
}

static void counts_what_is_broken(void **state)
{
    (void)state;
    for (size_t at = 0; at < 40; at++) {
        real *x = numbers(40, 9);
        x[at] = (real)NAN;
        x[(at + 5) % 40] = -(real)INFINITY;
        struct digest a = in_lanes(x, 40), b = plain(x, 40);
        assert_int_equal(a.nonfinite, 2);
        assert_true(isnan(a.sum) && isnan(a.square));
        assert_true(a.low == -(real)INFINITY && a.high == b.high);
        free(x);
    }
}

/* Squares are in double: neither 1e30 nor 1e-30 is lost in float's range. */
static void keeps_range(void **state)
{
    (void)state;
    real big[3] = {(real)1e30, (real)-1e30, 0}, small[2] = {(real)1e-30, (real)1e-30};
    struct digest a = in_lanes(big, 3), b = in_lanes(small, 2);
    assert_true(fabs(sqrt(a.square) / (sqrt(2) * 1e30) - 1) < 1e-6);
    assert_true(fabs(sqrt(b.square) / (sqrt(2) * 1e-30) - 1) < 1e-6);
    assert_int_equal(a.nonfinite, 0);
}

static void adds_zeros(void **state)
{
    (void)state;
    struct digest d = DIGEST_EMPTY;
    digest_zeros(&d, 0);
    assert_true(d.low > d.high);
    real x[2] = {1, 2};
    struct digest more = in_lanes(x, 2);
    digest_add(&d, &more);
    digest_zeros(&d, 5);
    assert_true(d.low == 0 && d.high == 2 && d.zeros == 5);
}

static void same_bits_everywhere(void **state)
{
    (void)state;
    enum { MOST = 300 };
    static const struct digest_loops *const tables[ISA_COUNT] = ISA_TABLE(digest_loops);
    real *x = numbers(MOST, 10), *y = numbers(MOST, 11);
    x[7] = (real)NAN;
    x[200] = 0;
    for (size_t n = 0; n <= MOST; n++) {
        struct digest_lanes plain, lanes;
        digest_start(&plain);
        tables[ISA_GENERIC]->update(&plain, x, n);
        for (int isa = 1; isa <= (int)isa_best(); isa++) {
            digest_start(&lanes);
            tables[isa]->update(&lanes, x, n);
            assert_memory_equal(&lanes, &plain, sizeof lanes);
            double a[] = {tables[isa]->square(y, n), tables[isa]->distance(x, y, n)};
            double b[] = {tables[0]->square(y, n), tables[0]->distance(x, y, n)};
            assert_memory_equal(a, b, sizeof a);
        }
    }
    free(x);
    free(y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_plain_loop),    cmocka_unit_test(counts_what_is_broken),
        cmocka_unit_test(keeps_range),          cmocka_unit_test(adds_zeros),
        cmocka_unit_test(same_bits_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
