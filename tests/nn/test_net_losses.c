/*
 * test_net_losses.c - 30 training steps lose what PyTorch's do: net, clipping, rules, dropout.
 *
 * The cases are data: tests/torch/golden/net_losses.txt, written by make_net_golden.py. Rounding
 * errors grow from step to step, most under Adam and its kin, which divide small gradients by small
 * numbers: seen are 3e-7 of the loss in float and 5e-15 in double. Other compilers and BLAS get
 * some thirty times that in float, and in double, where a wrong formula has no place to hide, more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "math/blas.h"

#include <math.h>
#include <stdlib.h>

enum { LINE = 1024, BATCH = 5 };

#ifdef PITH_REAL_DOUBLE
static const double TOLERANCE = 1e-11;
#else
static const double TOLERANCE = 1e-5;
#endif

static void check(FILE *golden, const char *words)
{
    char line[LINE];
    struct config cfg;
    struct fixture f;
    config_init(&cfg);
    fixture_configure(&cfg, words);
    fixture_open(&f, &cfg, 1);
    const char *text = fixture_line(golden, "losses", line, sizeof line);
    assert_non_null(text);
    int steps = atoi(text);
    assert_true(steps >= 30);
    for (int step = 0; step < steps; step++) {
        size_t first = (size_t)step % (FIXTURE_TEXTS / BATCH) * BATCH;
        double loss = fixture_step(&f, first, BATCH, step, cfg.optim_rate);
        assert_non_null(fgets(line, sizeof line, golden));
        double expected = strtod(line, NULL);
        if (!(fabs(loss - expected) <= TOLERANCE * expected))
            fail_msg("step %d: loss %.12g, PyTorch's %.12g: %s", step, loss, expected, words);
    }
    fixture_close(&f);
}

static void test_losses(void **state)
{
    (void)state;
    char words[LINE];
    FILE *golden = fixture_golden("net_losses.txt");
    int cases = 0;
    for (const char *text; (text = fixture_line(golden, "case", words, sizeof words)); cases++)
        check(golden, text);
    assert_int_equal(fgetc(golden), EOF);
    assert_true(cases >= 30);
    fclose(golden);
}

int main(void)
{
    blas_single_thread();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_losses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
