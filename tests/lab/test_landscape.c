/* When a barrier stands on a line: the rule of landscape_barrier_of, over made-up losses. */
#include "run/landscape.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { POINTS = 5, BATCHES = 4 };
static const double at[POINTS] = {0, 0.25, 0.5, 0.75, 1};

/* Each point's loss, the same in all batches but for `spread`, of another sign at each point. */
static struct landscape_barrier barrier(const double *line, double spread)
{
    double loss[POINTS * BATCHES];
    for (int k = 0; k < POINTS; k++)
        for (int i = 0; i < BATCHES; i++)
            loss[k * BATCHES + i] = line[k] + (i % 2 ? spread : -spread) * (k % 2 ? 1 : -1);
    return landscape_barrier_of(loss, POINTS, BATCHES, at);
}

static void test_rule(void **state)
{
    (void)state;
    const struct {
        double line[POINTS], spread;
        bool stands;
        double height, at;
    } rows[] = {
        {{1.0, 0.8, 0.6, 0.4, 0.2}, 0, false, 0, 0},        /* falls all the way */
        {{0.2, 0.4, 0.6, 0.8, 1.0}, 0, false, 0, 1},        /* rises all the way */
        {{1.0, 1.0, 1.0, 1.0, 1.0}, 0, false, 0, 0},        /* flat */
        {{1.0, 1.1, 0.9, 0.5, 0.2}, 0, true, 0.1, 0.25},    /* a hill behind A */
        {{0.2, 0.9, 1.5, 1.1, 0.3}, 0, true, 1.2, 0.5},     /* a hill between two valleys */
        {{0.2, 0.5, 0.6, 0.7, 1.0}, 0, false, 0, 1},        /* below the higher end: no barrier */
        {{1.0, 1.1, 0.9, 0.5, 0.2}, 0.2, false, 0.1, 0.25}, /* a hill that is within the noise */
        {{1.0, 1.0000001, 0.9, 0.5, 0.2}, 0, false, 1e-7, 0.25}, /* rounding is no hill */
        {{1.0, (double)INFINITY, 0.9, 0.5, 0.2}, 0, true, (double)INFINITY, 0.25},
        {{1.0, 0.9, (double)NAN, 0.5, 0.2}, 0, true, (double)INFINITY, 0.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct landscape_barrier b = barrier(rows[i].line, rows[i].spread);
        assert_int_equal(b.stands, rows[i].stands);
        assert_true(b.at == rows[i].at);
        if (isinf(rows[i].height))
            assert_true(isinf(b.height));
        else
            assert_true(fabs(b.height - rows[i].height) < 1e-12);
    }
}

/* Noise is paired: what differs between batches alike at both points is none. */
static void test_noise_is_paired(void **state)
{
    (void)state;
    const double heights[] = {1.0, 1.1, 0.2};
    double loss[3 * BATCHES];
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < BATCHES; i++)
            loss[k * BATCHES + i] = heights[k] + 10.0 * i;
    struct landscape_barrier b = landscape_barrier_of(loss, 3, BATCHES, at);
    assert_true(b.stands);
    assert_true(b.noise < 1e-3);
}

static void test_borders(void **state)
{
    (void)state;
    const double two[] = {1.0, 0.5}, one_batch[] = {1.0, 1.2, 0.5};
    const double broken[] = {(double)NAN, 1, 2};
    struct landscape_barrier b = landscape_barrier_of(two, 2, 1, at);
    assert_false(b.stands); /* nothing lies between two points */
    assert_true(b.height == 0);
    b = landscape_barrier_of(one_batch, 3, 1, at);
    assert_true(b.stands);
    b = landscape_barrier_of(broken, 3, 1, at);
    assert_false(b.stands); /* without an end nothing can be said */
    assert_true(isnan(b.height) && isnan(b.noise));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rule),
        cmocka_unit_test(test_noise_is_paired),
        cmocka_unit_test(test_borders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
