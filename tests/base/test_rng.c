/*
 * test_rng.c - random numbers: the same bits as the published algorithms, and fair.
 *
 * The golden numbers come from a separate implementation in Python; those of the state 1, 2, 3, 4
 * are the ones that other implementations of xoshiro256** print as well.
 */
#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void stream_is_xoshiro256(void **state)
{
    (void)state;
    static const uint64_t golden[] = {
        11520, 0, 1509978240, 1215971899390074240u, 1216172134540287360u, 607988272756665600u};
    struct rng r = {.state = {1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++)
        assert_true(rng_next(&r) == golden[i]);
}

static void seeds_are_stretched_by_splitmix64(void **state)
{
    (void)state;
    static const uint64_t stretched[] = {0x6310bf04d8207f46, 0xebdb7216a4ffed50, 0x15471cce9858769b,
                                         0x9a7e5c0b8be62326};
    static const uint64_t first[] = {0xc986fd807e5b8ab5, 0xe071ea15f19664d1, 0x728624137f1e7291};
    static const uint64_t second[] = {0xbdfd821062a087db, 0x06c2e1f34acfb9e1, 0x0c7ca92e2905572b};
    struct rng r;
    rng_seed(&r, 42, 0);
    assert_memory_equal(r.state, stretched, sizeof stretched);
    for (int i = 0; i < 3; i++)
        assert_true(rng_next(&r) == first[i]);
    rng_seed(&r, 42, 1); /* another stream of the same seed */
    for (int i = 0; i < 3; i++)
        assert_true(rng_next(&r) == second[i]);
}

static void mix_and_counter_are_as_published(void **state)
{
    (void)state;
    assert_true(rng_mix(0, 0) == 0xa706dd2f4d197e6f);
    assert_true(rng_mix(0, 1) == 0x08b4fda8c892b50e);
    assert_true(rng_mix(1, 0) == 0x5e41ab087439611e);
    assert_true(rng_mix(42, 7) == 0x16062d6c1339e500);
    assert_int_equal(rng_counter(0, 0), 0);
    assert_int_equal(rng_counter(0, 1), 0x1fce552);
    assert_int_equal(rng_counter(1, 0), 0x688990c0);
    assert_int_equal(rng_counter(12345, 678), 0xdb72ea06);
    assert_int_equal(rng_counter(0xffffffff, 0xffffffff), 0x35e1e3a1);
}

/* Chi-square over `cells` counts that should all be draws / cells. */
static double chi_square(const int *counts, int cells, int draws)
{
    double expected = (double)draws / cells, sum = 0;
    for (int i = 0; i < cells; i++)
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    return sum;
}

static void below_is_within_and_fair(void **state)
{
    (void)state;
    enum { CELLS = 7, DRAWS = 70000 };
    struct rng r;
    rng_seed(&r, 1, 0);
    int counts[CELLS] = {0};
    for (int i = 0; i < DRAWS; i++) {
        uint64_t x = rng_below(&r, CELLS);
        assert_true(x < CELLS);
        counts[x]++;
    }
    assert_true(chi_square(counts, CELLS, DRAWS) < 22.5); /* 6 degrees of freedom, p = 0.001 */
    for (int i = 0; i < 100; i++)
        assert_int_equal(rng_below(&r, 1), 0);
}

/*
 * The largest n that a plain `next % n` would be worst for: two thirds of the range. Without
 * rejection the lower half of [0, n) would be drawn twice as often as the upper one.
 */
static void below_has_no_bias_for_large_n(void **state)
{
    (void)state;
    enum { DRAWS = 20000 };
    const uint64_t n = UINT64_MAX / 3 * 2;
    struct rng r;
    rng_seed(&r, 2, 0);
    int lower = 0;
    for (int i = 0; i < DRAWS; i++) {
        uint64_t x = rng_below(&r, n);
        assert_true(x < n);
        lower += x < n / 2;
    }
    assert_true(abs(lower - DRAWS / 2) < 300); /* 4 standard deviations: 283 */
    assert_true(rng_below(&r, UINT64_MAX) < UINT64_MAX);
}

static void uniform_is_half_open_and_flat(void **state)
{
    (void)state;
    enum { CELLS = 20, DRAWS = 100000 };
    struct rng r;
    rng_seed(&r, 3, 0);
    int counts[CELLS] = {0};
    for (int i = 0; i < DRAWS; i++) {
        double x = rng_uniform(&r);
        assert_true(x >= 0 && x < 1);
        counts[(int)(x * CELLS)]++;
    }
    assert_true(chi_square(counts, CELLS, DRAWS) < 43.8);          /* 19 degrees, p = 0.001 */
    struct rng largest = {.state = {0, 0x4fc71c71c71c71c7, 0, 0}}; /* gives all bits set */
    assert_true(rng_uniform(&largest) == 1 - 0x1p-53);
    struct rng least = {.state = {1, 0, 0, 0}};
    assert_true(rng_uniform(&least) == 0);
}

static void normal_has_its_moments(void **state)
{
    (void)state;
    enum { DRAWS = 100000 };
    struct rng r;
    rng_seed(&r, 4, 0);
    double sum = 0, squares = 0, fourth = 0;
    int within = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = rng_normal(&r);
        assert_true(isfinite(x));
        sum += x;
        squares += x * x;
        fourth += x * x * x * x;
        within += fabs(x) < 1;
    }
    assert_true(fabs(sum / DRAWS) < 0.013);         /* each bound: 4 standard errors */
    assert_true(fabs(squares / DRAWS - 1) < 0.018); /* sqrt(2/n) */
    assert_true(fabs(fourth / DRAWS - 3) < 0.124);  /* sqrt(96/n) */
    assert_true(fabs((double)within / DRAWS - 0.6827) < 0.006);
}

static void shuffle_is_a_fair_permutation(void **state)
{
    (void)state;
    enum { N = 4, PERMUTATIONS = 24, DRAWS = 48000 };
    struct rng r;
    rng_seed(&r, 5, 0);
    int counts[256] = {0};
    for (int i = 0; i < DRAWS; i++) {
        size_t items[N] = {0, 1, 2, 3};
        rng_shuffle(&r, items, N);
        size_t seen = 0, code = 0;
        for (int j = 0; j < N; j++) {
            seen |= (size_t)1 << items[j];
            code = code * 4 + items[j];
        }
        assert_int_equal(seen, 15);
        counts[code]++;
    }
    int packed[PERMUTATIONS], kinds = 0;
    for (int i = 0; i < 256; i++)
        if (counts[i])
            packed[kinds++] = counts[i];
    assert_int_equal(kinds, PERMUTATIONS);
    assert_true(chi_square(packed, PERMUTATIONS, DRAWS) < 49.8); /* 23 degrees, p = 0.001 */
    size_t one = 9;
    rng_shuffle(&r, &one, 1);
    rng_shuffle(&r, NULL, 0);
    assert_int_equal(one, 9);
}

/* Each bit of the counter hash is set half of the time, along i and along the key. */
static void counter_bits_are_balanced(void **state)
{
    (void)state;
    enum { DRAWS = 65536 };
    for (int along_key = 0; along_key < 2; along_key++) {
        int ones[32] = {0};
        for (uint32_t i = 0; i < DRAWS; i++) {
            uint32_t x = along_key ? rng_counter(i * 2654435761u, 5) : rng_counter(99, i);
            for (int bit = 0; bit < 32; bit++)
                ones[bit] += (x >> bit) & 1;
        }
        for (int bit = 0; bit < 32; bit++)
            assert_true(abs(ones[bit] - DRAWS / 2) < 640); /* 5 standard deviations */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream_is_xoshiro256),
        cmocka_unit_test(seeds_are_stretched_by_splitmix64),
        cmocka_unit_test(mix_and_counter_are_as_published),
        cmocka_unit_test(below_is_within_and_fair),
        cmocka_unit_test(below_has_no_bias_for_large_n),
        cmocka_unit_test(uniform_is_half_open_and_flat),
        cmocka_unit_test(normal_has_its_moments),
        cmocka_unit_test(shuffle_is_a_fair_permutation),
        cmocka_unit_test(counter_bits_are_balanced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
