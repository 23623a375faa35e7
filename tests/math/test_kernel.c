/*
 * test_kernel.c - every fast kernel table against the plain twin, over sizes 0, 1, odd and large.
 *
 * Both sides start from equal arrays, each of its own exact allocation (the sanitizer sees one
 * number too many), and the whole arrays are compared, the gaps between rows included: a kernel
 * that writes where it should not differs there.
 *
 * How far apart may they be? With u = FLT_EPSILON / 2, half a unit in the last place:
 *   - copies, one addition, one product (fill_bias, add, dropout): not at all, IEEE 754 leaves no
 *     freedom;
 *   - sums of k products (gemm): (k + 2) u Σ|a||b|, the textbook bound for any order of summing
 *     (Higham, Accuracy and Stability, section 3.1); Σ|a||b| comes from the twin itself, run on
 *     absolute values. The same for sum_rows, twice, since the twin too sums in float;
 *   - cells: tanh and exp of SLEEF are good to 1 ulp, σ made of it to about 2. Everything that
 *     follows is at most three products of numbers below RANGE, added: 8 · FLT_EPSILON · RANGE
 *     leaves a factor of about 2, and is a thousand times below what a wrong formula does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "math/blas.h"
#include "math/kernel_ref.h"
#include "math/kernel_simd.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* The largest number in any array of a cell. */
enum { RANGE = 4 };

static const double HALF_ULP = FLT_EPSILON / 2.0;

/* --- numbers -------------------------------------------------------------------------------- */

static real *new_array(size_t n)
{
    real *x = malloc(n ? n * sizeof *x : 1);
    assert_non_null(x);
    return x;
}

/* n made-up numbers in [-range, range). */
static real *new_numbers(size_t n, uint32_t key, double range)
{
    real *x = new_array(n);
    for (size_t i = 0; i < n; i++)
        x[i] = (real)((rng_counter(key, (uint32_t)i) / 2147483648.0 - 1) * range);
    return x;
}

static real *new_copy(const real *x, size_t n)
{
    real *y = new_array(n);
    memcpy(y, x, n * sizeof *y);
    return y;
}

static real *new_absolute(const real *x, size_t n)
{
    real *y = new_array(n);
    for (size_t i = 0; i < n; i++)
        y[i] = (real)fabs((double)x[i]);
    return y;
}

/* Numbers of a matrix whose last row has no gap behind it. */
static size_t extent(int rows, int width, int ld)
{
    return rows ? (size_t)(rows - 1) * (size_t)ld + (size_t)width : 0;
}

/* Fails unless |expected - got| <= slack · scale, and both are NaN or neither is. */
static void assert_near(const char *table, const char *what, size_t n, const real *expected,
                        const real *got, const real *scale, double slack)
{
    for (size_t i = 0; i < n; i++) {
        double e = (double)expected[i], g = (double)got[i];
        double allowed = slack * (scale ? (double)scale[i] : 1);
        if ((isnan(e) && isnan(g)) || e == g || fabs(e - g) <= allowed)
            continue;
        fail_msg("%s %s: number %zu of %zu is %.9g, the twin says %.9g (allowed %.3g apart)", table,
                 what, i, n, g, e, allowed);
    }
}

/* --- matrix products ------------------------------------------------------------------------ */

struct product {
    const char *name;
    bool a_across, b_across; /* stored [k,m] instead of [m,k]; [n,k] instead of [k,n] */
    int m, n, k, gap;        /* gap: ld = width + gap */
    real beta;
};

/* Even a matrix without columns needs a distance between its rows: some BLAS insist. */
static int distance(int width, int gap)
{
    return width + gap > 0 ? width + gap : 1;
}

static void multiply(const struct kernel *table, const struct product *p, const real *a,
                     const real *b, real beta, real *c)
{
    int ld_a = distance(p->a_across ? p->m : p->k, p->gap);
    int ld_b = distance(p->b_across ? p->k : p->n, p->gap);
    int ld_c = distance(p->n, p->gap);
    void (*gemm)(int, int, int, const real *, int, const real *, int, real, real *, int) =
        p->a_across   ? table->gemm_tn
        : p->b_across ? table->gemm_nt
                      : table->gemm_nn;
    gemm(p->m, p->n, p->k, a, ld_a, b, ld_b, beta, c, ld_c);
}

static void check_product(const struct kernel *fast, const struct product *p)
{
    size_t size_a =
        p->a_across ? extent(p->k, p->m, p->m + p->gap) : extent(p->m, p->k, p->k + p->gap);
    size_t size_b =
        p->b_across ? extent(p->n, p->k, p->k + p->gap) : extent(p->k, p->n, p->n + p->gap);
    size_t size_c = extent(p->m, p->n, p->n + p->gap);
    real *a = new_numbers(size_a, 1, 1), *b = new_numbers(size_b, 2, 1);
    real *c = new_numbers(size_c, 3, 1);
    if (p->beta == 0) /* what was there must not shine through, not even a NaN */
        for (size_t i = 0; i < size_c; i++)
            c[i] = (real)NAN;
    real *expected = new_copy(c, size_c), *got = new_copy(c, size_c);
    real *scale = new_absolute(c, size_c);
    real *abs_a = new_absolute(a, size_a), *abs_b = new_absolute(b, size_b);
    multiply(kernel_ref(), p, abs_a, abs_b, (real)fabs((double)p->beta), scale);
    multiply(kernel_ref(), p, a, b, p->beta, expected);
    multiply(fast, p, a, b, p->beta, got);
    assert_near(fast->name, p->name, size_c, expected, got, scale, (p->k + 2) * HALF_ULP);
    real *all[] = {a, b, c, expected, got, scale, abs_a, abs_b};
    for (int i = 0; i < COUNT(all); i++)
        free(all[i]);
}

static void check_products(const struct kernel *fast, int m, int n, int k)
{
    static const struct product kinds[] = {{.name = "gemm_nt", .b_across = true},
                                           {.name = "gemm_nn"},
                                           {.name = "gemm_tn", .a_across = true}};
    static const real betas[] = {0, 1, (real)-0.5};
    for (int i = 0; i < COUNT(kinds); i++)
        for (int j = 0; j < COUNT(betas); j++)
            for (int gap = 0; gap <= 5; gap += 5) {
                struct product p = kinds[i];
                p.m = m;
                p.n = n;
                p.k = k;
                p.gap = gap;
                p.beta = betas[j];
                check_product(fast, &p);
            }
}

static void test_products(void **state)
{
    (void)state;
    static const int sizes[] = {0, 1, 2, 7, 16, 33};
    for (int isa = 0; isa <= (int)isa_best(); isa++) {
        const struct kernel *fast = kernel_at(isa);
        for (int m = 0; m < COUNT(sizes); m++)
            for (int n = 0; n < COUNT(sizes); n++)
                for (int k = 0; k < COUNT(sizes); k++)
                    check_products(fast, sizes[m], sizes[n], sizes[k]);
        check_products(fast, 130, 257, 301);
        check_products(fast, 1, 900, 300);
    }
}

/* --- rows ----------------------------------------------------------------------------------- */

static const int row_counts[] = {0, 1, 3, 64};
static const int row_widths[] = {0, 1, 2, 7, 16, 31, 300};

static void check_rows(const struct kernel *fast, int rows, int n, int gap)
{
    int ld = n + gap;
    size_t size = extent(rows, n, ld);
    real *b1 = new_numbers((size_t)n, 1, 1), *b2 = new_numbers((size_t)n, 2, 1);
    real *x = new_numbers(size, 3, 1), *y = new_copy(x, size);
    for (int two = 0; two < 2; two++) {
        kernel_ref()->fill_bias(rows, n, b1, two ? b2 : NULL, x, ld);
        fast->fill_bias(rows, n, b1, two ? b2 : NULL, y, ld);
        assert_near(fast->name, "fill_bias", size, x, y, NULL, 0);
    }
    free(x);
    x = new_numbers(size, 4, 1);
    real *magnitude = new_absolute(x, size), *scale = new_absolute(b1, (size_t)n);
    real *expected = new_copy(b1, (size_t)n), *got = new_copy(b1, (size_t)n);
    kernel_ref()->sum_rows(rows, n, magnitude, ld, scale);
    kernel_ref()->sum_rows(rows, n, x, ld, expected);
    fast->sum_rows(rows, n, x, ld, got);
    assert_near(fast->name, "sum_rows", (size_t)n, expected, got, scale, 2 * (rows + 2) * HALF_ULP);
    kernel_ref()->add((size_t)n, b2, expected);
    memcpy(got, b1, (size_t)n * sizeof *got);
    memcpy(scale, b1, (size_t)n * sizeof *scale);
    kernel_ref()->add((size_t)n, b2, scale);
    fast->add((size_t)n, b2, got);
    assert_near(fast->name, "add", (size_t)n, scale, got, NULL, 0);
    real *all[] = {b1, b2, x, y, magnitude, scale, expected, got};
    for (int i = 0; i < COUNT(all); i++)
        free(all[i]);
}

static void test_rows(void **state)
{
    (void)state;
    for (int isa = 0; isa <= (int)isa_best(); isa++)
        for (int r = 0; r < COUNT(row_counts); r++)
            for (int n = 0; n < COUNT(row_widths); n++)
                for (int gap = 0; gap <= 3; gap += 3)
                    check_rows(kernel_at(isa), row_counts[r], row_widths[n], gap);
}

/* --- dropout: the same bits everywhere, or a run could not be repeated on another machine ----- */

static void check_dropout(const struct kernel *fast, int n, uint32_t start, uint32_t threshold)
{
    enum { KEY = 77 };
    size_t bytes = (size_t)n * sizeof(real);
    real *x = new_numbers((size_t)n, 5, RANGE);
    real *expected = new_array((size_t)n), *got = new_array((size_t)n);
    real scale = (real)(1 / (1 - threshold / 4294967296.0));
    kernel_ref()->dropout(n, x, KEY, start, threshold, scale, expected);
    fast->dropout(n, x, KEY, start, threshold, scale, got);
    assert_memory_equal(expected, got, bytes);
    for (int i = 0; i < n; i++) {
        bool kept = rng_counter(KEY, start + (uint32_t)i) >= threshold;
        assert_true(expected[i] == (kept ? x[i] * scale : 0));
    }
    fast->dropout(n, x, KEY, start, threshold, scale, x); /* in place */
    assert_memory_equal(expected, x, bytes);
    free(x);
    free(expected);
    free(got);
}

static void test_dropout(void **state)
{
    (void)state;
    static const uint32_t thresholds[] = {0, 1, 1u << 31, 3u << 30, UINT32_MAX};
    static const uint32_t starts[] = {0, 1, 300, UINT32_MAX - 5}; /* the last one wraps round */
    for (int isa = 0; isa <= (int)isa_best(); isa++)
        for (int n = 0; n < COUNT(row_widths); n++)
            for (int s = 0; s < COUNT(starts); s++)
                for (int t = 0; t < COUNT(thresholds); t++)
                    check_dropout(kernel_at(isa), row_widths[n], starts[s], thresholds[t]);
}

/* Among 10000 numbers the share that falls is the rate: within 4 deviations of the binomial. */
static void test_dropout_rate(void **state)
{
    (void)state;
    enum { N = 10000 };
    real *x = new_array(N);
    for (int i = 0; i < N; i++)
        x[i] = 1;
    kernel_best()->dropout(N, x, 1, 0, 1u << 30, 1, x); /* rate 1/4 */
    int kept = 0;
    for (int i = 0; i < N; i++)
        kept += x[i] != 0;
    assert_in_range(kept, 7500 - 4 * 44, 7500 + 4 * 44);
    free(x);
}

/* --- cells ---------------------------------------------------------------------------------- */

enum cell { RNN, GRU, LSTM, CELLS };
enum array { GATES, RECURRENT, H_PREV, H, C_PREV, C, C_TANH, DH, DH_PREV, DC, ARRAYS };

static const char *const array_names[ARRAYS] = {"gates", "recurrent", "h_prev", "h",       "c_prev",
                                                "c",     "c_tanh",    "dh",     "dh_prev", "dc"};
static const char *const cell_names[CELLS] = {"rnn", "gru", "lstm"};

/* All arrays of one time step, and which of the optional ones are given. */
struct arrays {
    real *at[ARRAYS];
    size_t size[ARRAYS];
    int n, hidden, ld;
    bool first; /* no step before this one */
    bool drop;  /* nobody wants dh_prev */
};

static struct arrays arrays_new(enum cell cell, int n, int hidden, int ld)
{
    static const int gates[CELLS] = {1, 3, 4};
    struct arrays a = {.n = n, .hidden = hidden, .ld = ld};
    for (int i = 0; i < ARRAYS; i++) {
        bool wide = i == GATES || i == RECURRENT;
        bool strided = i == H_PREV || i == H || i == DH || i == DH_PREV;
        int width = wide ? gates[cell] * hidden : hidden;
        a.size[i] = extent(n, width, strided ? ld : width);
        a.at[i] = new_numbers(a.size[i], 100 + (uint32_t)i, RANGE);
    }
    return a;
}

static struct arrays arrays_copy(const struct arrays *a)
{
    struct arrays copy = *a;
    for (int i = 0; i < ARRAYS; i++)
        copy.at[i] = new_copy(a->at[i], a->size[i]);
    return copy;
}

static void arrays_free(struct arrays *a)
{
    for (int i = 0; i < ARRAYS; i++)
        free(a->at[i]);
}

static void run_cell(const struct kernel *k, enum cell cell, bool backward, struct arrays *a)
{
    struct cell_step s = {.n = a->n,
                          .hidden = a->hidden,
                          .ld_h = a->ld,
                          .gates = a->at[GATES],
                          .recurrent = cell == GRU ? a->at[RECURRENT] : NULL,
                          .h_prev = a->first ? NULL : a->at[H_PREV],
                          .h = a->at[H],
                          .c_prev = cell != LSTM || a->first ? NULL : a->at[C_PREV],
                          .c = cell == LSTM ? a->at[C] : NULL,
                          .c_tanh = cell == LSTM ? a->at[C_TANH] : NULL,
                          .dh = backward ? a->at[DH] : NULL,
                          .dh_prev = !backward || a->drop ? NULL : a->at[DH_PREV],
                          .dc = backward && cell == LSTM ? a->at[DC] : NULL};
    void (*const forwards[CELLS])(const struct cell_step *) = {k->rnn_forward, k->gru_forward,
                                                               k->lstm_forward};
    void (*const backwards[CELLS])(const struct cell_step *) = {k->rnn_backward, k->gru_backward,
                                                                k->lstm_backward};
    (backward ? backwards : forwards)[cell](&s);
}

static void assert_arrays_near(const struct kernel *k, enum cell cell, const char *direction,
                               const struct arrays *expected, const struct arrays *got)
{
    for (int i = 0; i < ARRAYS; i++) {
        char what[64];
        snprintf(what, sizeof what, "%s_%s [%d, %d]: %s", cell_names[cell], direction, got->n,
                 got->hidden, array_names[i]);
        assert_near(k->name, what, got->size[i], expected->at[i], got->at[i], NULL,
                    8.0 * FLT_EPSILON * RANGE);
    }
}

/* Forward on both sides; then backward on both sides, from the twin's activations. */
static void check_cell(const struct kernel *fast, enum cell cell, struct arrays *start)
{
    struct arrays expected = arrays_copy(start), got = arrays_copy(start);
    run_cell(kernel_ref(), cell, false, &expected);
    run_cell(fast, cell, false, &got);
    assert_arrays_near(fast, cell, "forward", &expected, &got);
    arrays_free(&got);
    for (int drop = 0; drop < 2; drop++) {
        struct arrays back = arrays_copy(&expected);
        back.drop = drop;
        got = arrays_copy(&back);
        run_cell(kernel_ref(), cell, true, &back);
        run_cell(fast, cell, true, &got);
        assert_arrays_near(fast, cell, "backward", &back, &got);
        arrays_free(&back);
        arrays_free(&got);
    }
    arrays_free(&expected);
}

static void test_cells(void **state)
{
    (void)state;
    static const int rows[] = {0, 1, 2, 5};
    for (int isa = 0; isa <= (int)isa_best(); isa++)
        for (int cell = 0; cell < CELLS; cell++)
            for (int r = 0; r < COUNT(rows); r++)
                for (int j = 0; j < COUNT(row_widths); j++)
                    for (int option = 0; option < 4; option++) {
                        int hidden = row_widths[j], ld = hidden + (option & 1 ? 9 : 0);
                        struct arrays a = arrays_new(cell, rows[r], hidden, ld);
                        a.first = option & 2;
                        check_cell(kernel_at(isa), cell, &a);
                        arrays_free(&a);
                    }
}

/* Saturated, infinite and undefined pre-activations: the same limits, and a NaN stays a NaN. */
static void test_cells_extreme(void **state)
{
    (void)state;
    static const double odd[] = {0, -0.0, 1e-30, 20, -20, 1e4, -1e4, INFINITY, -INFINITY, NAN};
    enum { HIDDEN = COUNT(odd) };
    for (int isa = 0; isa <= (int)isa_best(); isa++)
        for (int cell = 0; cell < CELLS; cell++) {
            struct arrays a = arrays_new(cell, 2, HIDDEN, HIDDEN);
            for (size_t i = 0; i < a.size[GATES]; i++)
                a.at[GATES][i] = (real)odd[i % HIDDEN];
            struct arrays expected = arrays_copy(&a);
            run_cell(kernel_ref(), cell, false, &expected);
            run_cell(kernel_at(isa), cell, false, &a);
            assert_arrays_near(kernel_at(isa), cell, "forward", &expected, &a);
            assert_true(isnan((double)a.at[H][HIDDEN - 1]));
            assert_true(isfinite((double)a.at[H][HIDDEN - 2]));
            arrays_free(&expected);
            arrays_free(&a);
        }
}

/* A unit's result must not depend on which vector lane, or which ragged end, it came to lie in. */
static void test_cells_place(void **state)
{
    (void)state;
    enum { HIDDEN = 37 };
    for (int isa = 0; isa <= (int)isa_best(); isa++)
        for (int cell = 0; cell < CELLS; cell++) {
            struct arrays a = arrays_new(cell, 1, HIDDEN, HIDDEN);
            for (int i = 0; i < ARRAYS; i++)
                for (size_t j = 0; j < a.size[i]; j++)
                    a.at[i][j] = (real)(0.3 + 0.1 * i);
            run_cell(kernel_at(isa), cell, false, &a);
            for (int j = 1; j < HIDDEN; j++)
                assert_true(a.at[H][j] == a.at[H][0]);
            arrays_free(&a);
        }
}

static void test_variants(void **state)
{
    (void)state;
    assert_in_range(isa_best(), ISA_GENERIC, ISA_VNNI);
    for (int isa = 0; isa <= (int)isa_best(); isa++)
        assert_non_null(kernel_at(isa));
    assert_ptr_equal(kernel_best(), kernel_at(isa_best()));
    assert_string_equal(kernel_at(ISA_GENERIC)->name, "generic");
    assert_string_equal(kernel_ref()->name, "reference");
    assert_true(strlen(blas_name()) > 0);
}

int main(void)
{
    blas_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants),      cmocka_unit_test(test_products),
        cmocka_unit_test(test_rows),          cmocka_unit_test(test_dropout),
        cmocka_unit_test(test_dropout_rate),  cmocka_unit_test(test_cells),
        cmocka_unit_test(test_cells_extreme), cmocka_unit_test(test_cells_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
