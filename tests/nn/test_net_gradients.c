/*
 * test_net_gradients.c - the gradients of one step equal PyTorch's, number by number.
 *
 * The cases are data: tests/torch/golden/net_gradients.bin, written by make_net_golden.py, which
 * describes the format. Built twice. In float, the numbers are sums of hundreds of rounded terms
 * that partly cancel, on the way through up to 9 time steps and 3 layers: 1e-5 of the largest
 * number of the tensor. In double only the rounding of the file to float is left: 1e-7.
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

enum { LINE = 1024, ALSO_MAX = 8, FIRST = 5, BATCH = 5, NUMBERS_MAX = 1 << 16 };

#ifdef PITH_REAL_DOUBLE
static const double TOLERANCE = 1e-7, LOSS_TOLERANCE = 1e-12;
#else
static const double TOLERANCE = 1e-5, LOSS_TOLERANCE = 1e-6;
#endif

/* A case of the file: its words, other words with the same outcome, and the outcome. */
struct golden {
    char words[LINE], also[ALSO_MAX][LINE];
    int also_count;
    double loss;
    int count;
    real numbers[NUMBERS_MAX];
};

/* Reads the next case; false at the end of the file. */
static bool golden_read(struct golden *g, FILE *f)
{
    char line[LINE];
    const char *text = fixture_line(f, "case", line, sizeof line);
    if (!text)
        return false;
    snprintf(g->words, sizeof g->words, "%s", text);
    for (g->also_count = 0; (text = fixture_line(f, "also", line, sizeof line));) {
        assert_true(g->also_count < ALSO_MAX);
        snprintf(g->also[g->also_count++], LINE, "%s", text);
    }
    assert_non_null(text = fixture_line(f, "loss", line, sizeof line));
    g->loss = strtod(text, NULL);
    assert_non_null(text = fixture_line(f, "numbers", line, sizeof line));
    g->count = atoi(text);
    assert_in_range(g->count, 1, NUMBERS_MAX);
    for (int i = 0; i < g->count; i++) {
        float x;
        assert_int_equal(fread(&x, sizeof x, 1, f), 1);
        g->numbers[i] = (real)x;
    }
    return true;
}

static void check(const struct golden *g, const char *also)
{
    static real got[NUMBERS_MAX];
    struct config cfg;
    struct fixture f;
    config_init(&cfg);
    fixture_configure(&cfg, g->words);
    fixture_configure(&cfg, also);
    fixture_open(&f, &cfg, 1);
    double loss = fixture_step(&f, FIRST, BATCH, 0, 0);
    if (fabs(loss - g->loss) > LOSS_TOLERANCE * g->loss)
        fail_msg("loss %.15g, PyTorch's %.15g: %s%s", loss, g->loss, also, g->words);
    size_t at = 0;
    for (int i = 0; i < f.net.table.count; i++) {
        const struct param *p = &f.net.table.items[i];
        assert_true(at + p->count <= (size_t)g->count);
        fixture_gradient(&f, i, got);
        double distance = fixture_distance(p->count, got, g->numbers + at);
        if (!p->frozen && distance > TOLERANCE)
            fail_msg("%s is %.3g from PyTorch's: %s%s", p->name, distance, also, g->words);
        at += p->count;
    }
    assert_int_equal(at, g->count);
    fixture_close(&f);
}

static void test_gradients(void **state)
{
    (void)state;
    static struct golden g;
    FILE *f = fixture_golden("net_gradients.bin");
    int cases = 0;
    for (; golden_read(&g, f); cases++) {
        check(&g, "");
        for (int i = 0; i < g.also_count; i++)
            check(&g, g.also[i]);
    }
    assert_int_equal(fgetc(f), EOF); /* the whole file was understood */
    assert_true(cases >= 48);
    fclose(f);
}

int main(void)
{
    blas_single_thread();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gradients)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
