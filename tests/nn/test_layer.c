/*
 * test_layer.c - one direction of a recurrent layer: what its contract in layer.h promises, besides
 * the numbers themselves (test_gradcheck and test_net_gradients see to those).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "math/blas.h"
#include "math/kernel_simd.h"

#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { D = 5, H = 7, GATES_MAX = 4, LD = 2 * H + 1, COLUMNS = 4, STEPS = 5, ROWS = 12 };
enum { WEIGHTS_MAX = GATES_MAX * H * (D + H + 2) };

static const double ROUNDING = 2e-6;
static const real MARK = 12345;

/* Lengths 5 3 3 1. */
static const int active[STEPS] = {4, 3, 3, 1, 1}, first[STEPS] = {0, 4, 7, 10, 11};
static const struct pack batch = {
    .columns = COLUMNS, .steps = STEPS, .rows = ROWS, .active = active, .first = first};

/* A layer, its input and all that it computes. */
struct run {
    struct layer_shape shape;
    real weights[WEIGHTS_MAX], gradients[WEIGHTS_MAX];
    real x[ROWS * D], dx[ROWS * D];
    real gates[ROWS * GATES_MAX * H], recurrent[ROWS * GATES_MAX * H];
    real c[ROWS * H], c_tanh[ROWS * H];
    real h[ROWS * LD], dh[ROWS * LD];
};

static void fill(real *x, size_t n, uint32_t key)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (real)(rng_counter(key, (uint32_t)i) * 0x1p-32 - 0.5);
}

static void set_up(struct run *r, int kind, bool reverse)
{
    *r = (struct run){.shape = {cell_at(kind), D, H, reverse}};
    fill(r->weights, WEIGHTS_MAX, 1);
    fill(r->x, ROWS * D, 2);
    fill(r->dh, ROWS * LD, 3);
    for (int i = 0; i < ROWS * LD; i++)
        r->h[i] = MARK;
}

static struct layer_gradients gradients_at(real *block, const struct layer_shape *shape)
{
    real *recurrent = block + shape->cell->gates * H * D;
    real *bias = recurrent + shape->cell->gates * H * H;
    return (struct layer_gradients){block, recurrent, bias, bias + shape->cell->gates * H};
}

static struct layer_weights weights_at(real *block, const struct layer_shape *shape)
{
    struct layer_gradients at = gradients_at(block, shape);
    return (struct layer_weights){at.input, at.recurrent, at.bias_input, at.bias_recurrent};
}

static size_t weight_count(const struct run *r)
{
    return (size_t)r->shape.cell->gates * H * (D + H + 2);
}

static struct layer_state state_of(struct run *r)
{
    return (struct layer_state){.gates = r->gates,
                                .recurrent = r->recurrent,
                                .c = r->c,
                                .c_tanh = r->c_tanh,
                                .h = r->h,
                                .dh = r->dh,
                                .ld_h = LD};
}

static void forward(struct run *r, const struct pack *p)
{
    struct layer_weights w = weights_at(r->weights, &r->shape);
    struct layer_state state = state_of(r);
    layer_forward(kernel_best(), &r->shape, &w, p, r->x, &state);
}

/*
 * Backward with a scratch of exactly the promised size, full of NaN: reading there what was not
 * written before would spread them.
 */
static void backward(struct run *r, const struct pack *p, real *dx, real beta)
{
    struct layer_weights w = weights_at(r->weights, &r->shape);
    struct layer_gradients dw = gradients_at(r->gradients, &r->shape);
    struct layer_state state = state_of(r);
    size_t n = layer_scratch(&r->shape, p->rows, p->columns);
    real *scratch = malloc(n * sizeof *scratch);
    assert_non_null(scratch);
    for (size_t i = 0; i < n; i++)
        scratch[i] = (real)NAN;
    layer_backward(kernel_best(), &r->shape, &w, p, r->x, &state, &dw, dx, beta, scratch);
    free(scratch);
}

/* Runs `body` for every cell and direction. */
static void for_each(void (*body)(int kind, bool reverse))
{
    for (int kind = 0; kind < CELL_COUNT; kind++)
        for (int reverse = 0; reverse < 2; reverse++)
            body(kind, reverse);
}

/* --- tests ---------------------------------------------------------------------------------- */

/* Only the layer's own H columns of h are written. */
static void check_columns(int kind, bool reverse)
{
    static struct run r;
    set_up(&r, kind, reverse);
    forward(&r, &batch);
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < LD; j++)
            assert_true((r.h[i * LD + j] != MARK) == (j < H));
}

static void test_columns(void **state)
{
    (void)state;
    for_each(check_columns);
}

/* Gradients are added to what is there; dx is beta dx + ...; without dx the rest is the same. */
static void check_accumulates(int kind, bool reverse)
{
    static struct run plain, added;
    set_up(&plain, kind, reverse);
    forward(&plain, &batch);
    added = plain;
    size_t n = weight_count(&plain);
    for (int i = 0; i < ROWS * D; i++) {
        plain.dx[i] = (real)NAN; /* with beta 0 nothing of it may remain */
        added.dx[i] = 1;
    }
    for (size_t i = 0; i < n; i++)
        added.gradients[i] = 1;
    struct run silent = plain;
    backward(&plain, &batch, plain.dx, 0);
    backward(&added, &batch, added.dx, 1);
    backward(&silent, &batch, NULL, 0);
    assert_memory_equal(silent.gradients, plain.gradients, sizeof plain.gradients);
    for (size_t i = 0; i < n; i++)
        plain.gradients[i] += 1;
    for (int i = 0; i < ROWS * D; i++)
        plain.dx[i] += 1;
    assert_true(fixture_distance(n, added.gradients, plain.gradients) < ROUNDING);
    assert_true(fixture_distance(ROWS * D, added.dx, plain.dx) < ROUNDING);
    for (size_t i = n; i < WEIGHTS_MAX; i++)
        assert_true(added.gradients[i] == 0);
}

static void test_accumulates(void **state)
{
    (void)state;
    for_each(check_accumulates);
}

/* Row of step t of column b when column b, of `length` steps, is read from the other end. */
static int mirrored(int t, int b)
{
    static const int length[COLUMNS] = {5, 3, 3, 1};
    return first[length[b] - 1 - t] + b;
}

/* The reverse direction is the forward one over mirrored texts: states, dx and weight gradients. */
static void check_mirror(int kind, bool reverse)
{
    static struct run r, m;
    set_up(&r, kind, reverse);
    set_up(&m, kind, !reverse);
    for (int t = 0; t < STEPS; t++)
        for (int b = 0; b < active[t]; b++) {
            int from = mirrored(t, b), to = first[t] + b;
            memcpy(m.x + to * D, r.x + from * D, D * sizeof *m.x);
            memcpy(m.dh + to * LD, r.dh + from * LD, LD * sizeof *m.dh);
        }
    forward(&r, &batch);
    forward(&m, &batch);
    static real h[ROWS * LD], dx[ROWS * D];
    for (int t = 0; t < STEPS; t++)
        for (int b = 0; b < active[t]; b++)
            memcpy(h + (first[t] + b) * LD, r.h + mirrored(t, b) * LD, LD * sizeof *h);
    backward(&r, &batch, r.dx, 0);
    backward(&m, &batch, m.dx, 0);
    for (int t = 0; t < STEPS; t++)
        for (int b = 0; b < active[t]; b++)
            memcpy(dx + (first[t] + b) * D, r.dx + mirrored(t, b) * D, D * sizeof *dx);
    for (int i = 0; i < ROWS; i++)
        assert_true(fixture_distance(H, m.h + i * LD, h + i * LD) < ROUNDING);
    assert_true(fixture_distance(ROWS * D, m.dx, dx) < ROUNDING);
    assert_true(fixture_distance(weight_count(&r), m.gradients, r.gradients) < ROUNDING);
}

static void test_mirror(void **state)
{
    (void)state;
    for_each(check_mirror);
}

/* A pack without rows computes nothing and touches nothing. */
static void check_empty(int kind, bool reverse)
{
    static struct run r;
    static const struct pack empty = {0};
    set_up(&r, kind, reverse);
    forward(&r, &empty);
    backward(&r, &empty, r.dx, 0);
    for (int i = 0; i < ROWS * LD; i++)
        assert_true(r.h[i] == MARK);
    for (size_t i = 0; i < WEIGHTS_MAX; i++)
        assert_true(r.gradients[i] == 0);
}

static void test_empty(void **state)
{
    (void)state;
    for_each(check_empty);
}

int main(void)
{
    blas_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_accumulates),
        cmocka_unit_test(test_mirror),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
