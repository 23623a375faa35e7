/*
 * test_optimizer.c - what optimizer.h promises of bits, statistics and refusals.
 *
 * Whether a rule is right is decided by test_optimizer_golden.c; the tests here say that cutting
 * into blocks, rows, chunks and threads changes nothing, and that statistics are those of a plain
 * loop.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "optimizer_world.h"
#include "train/clip.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const rules[] = {
    "sgd",
    "sgd optim.weight_decay=0.01",
    "sgd optim.momentum=0.9",
    "sgd optim.momentum=0.9 optim.nesterov=true",
    "sgd optim.embedding=sparse",
    "adam",
    "adam optim.weight_decay=0.1",
    "adam optim.embedding=sparse",
    "adamw optim.weight_decay=0.1",
    "rmsprop",
    "rmsprop optim.momentum=0.5",
    "adagrad",
    "adagrad optim.weight_decay=0.1",
    "adagrad optim.embedding=sparse",
    "adadelta",
};
enum { RULES = sizeof rules / sizeof *rules };

/* ---- bits ------------------------------------------------------------------------------------ */

/* The embedding's gradient as rows or as a dense tensor: the same bits, weights and state. */
static void rows_equal_dense(void **state)
{
    (void)state;
    for (int k = 0; k < RULES; k++) {
        if (strstr(rules[k], "sparse"))
            continue;
        struct config cfg = knobs(rules[k]);
        struct world a, b;
        world_init(&a, true);
        world_init(&b, false);
        struct optimizer *oa = optimizer(&cfg, &a.table), *ob = optimizer(&cfg, &b.table);
        for (int step = 0; step < 7; step++) {
            struct tensor_update ua[PARAM_MAX], ub[PARAM_MAX];
            world_gradient(&a, step);
            world_gradient(&b, step);
            optimizer_step(oa, &a.table, a.values, &a.g, 0.01, ua, 1);
            optimizer_step(ob, &b.table, b.values, &b.g, 0.01, ub, 1);
            near(rules[k], ua[0].update_norm, ub[0].update_norm, 1e-9);
            near(rules[k], ua[0].weight_norm, ub[0].weight_norm, 1e-9);
            assert_int_equal(ua[0].gradient_zeros, ub[0].gradient_zeros);
        }
        same_numbers(rules[k], a.values, b.values, a.table.total);
        for (int i = 0; i < optimizer_slots(oa); i++)
            same_numbers(rules[k], optimizer_slot(oa, i, NULL), optimizer_slot(ob, i, NULL),
                         a.table.total);
        optimizer_free(oa);
        optimizer_free(ob);
        world_fini(&a);
        world_fini(&b);
    }
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    for (int k = 0; k < RULES; k++) {
        struct config cfg = knobs(rules[k]);
        struct world w[3];
        struct tensor_update updates[3][4];
        double norms[3];
        for (int threads = 1; threads <= 3; threads++) {
            struct world *one = &w[threads - 1];
            world_init(one, true);
            struct optimizer *o = optimizer(&cfg, &one->table);
            for (int step = 0; step < 3; step++) {
                world_gradient(one, step);
                norms[threads - 1] = clip_gradient(&one->table, &one->g, 30, threads).norm;
                optimizer_step(o, &one->table, one->values, &one->g, 0.01, updates[threads - 1],
                               threads);
            }
            optimizer_free(o);
        }
        for (int i = 1; i < 3; i++) {
            same_numbers(rules[k], w[i].values, w[0].values, w[0].table.total);
            assert_memory_equal(updates[i], updates[0], sizeof updates[0]);
            assert_memory_equal(&norms[i], &norms[0], sizeof norms[0]);
        }
        for (int i = 0; i < 3; i++)
            world_fini(&w[i]);
    }
}

/* So many rows that updating by row and clipping, too, go to several threads. */
static void threads_change_no_bit_of_many_rows(void **state)
{
    (void)state;
    enum { ROWS = 1100, COLS = 1000 };
    struct config cfg = knobs("adam optim.embedding=sparse");
    struct param_table table = {0};
    assert_true(param_add(&table, "embedding.weight", ROWS, COLS, 2, PARAM_EMBEDDING));
    table.items[0].row_sparse = true;
    int32_t ids[ROWS];
    for (int row = 0; row < ROWS; row++)
        ids[row] = row;
    real *values[2], *rows = new_numbers(table.total);
    struct tensor_update updates[2];
    double norms[2];
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < table.total; k++)
            rows[k] = draw(3, k);
        struct gradient g = {.sparse = {{ids, rows, ROWS}}};
        struct optimizer *o = optimizer(&cfg, &table);
        values[i] = new_numbers(table.total);
        norms[i] = clip_gradient(&table, &g, 1, i ? 3 : 1).norm;
        optimizer_step(o, &table, values[i], &g, 0.01, &updates[i], i ? 3 : 1);
        optimizer_free(o);
    }
    same_numbers("many rows", values[1], values[0], table.total);
    assert_memory_equal(&updates[1], &updates[0], sizeof updates[0]);
    assert_memory_equal(&norms[1], &norms[0], sizeof norms[0]);
    assert_true(updates[0].weight_norm > 0);
    free(values[0]);
    free(values[1]);
    free(rows);
}

/* Weights, state and step counter put into a new optimizer continue the run. */
static void resumes(void **state)
{
    (void)state;
    for (int k = 0; k < RULES; k++) {
        struct config cfg = knobs(rules[k]);
        struct world a, b;
        world_init(&a, true);
        world_init(&b, true);
        struct optimizer *oa = optimizer(&cfg, &a.table), *ob = NULL;
        for (int step = 0; step < 6; step++) {
            world_gradient(&a, step);
            world_gradient(&b, step);
            optimizer_step(oa, &a.table, a.values, &a.g, 0.01, NULL, 2);
            if (step == 2) {
                ob = optimizer(&cfg, &b.table);
                memcpy(b.values, a.values, a.table.total * sizeof *a.values);
                for (int i = 0; i < optimizer_slots(oa); i++) {
                    const char *name = NULL;
                    memcpy(optimizer_slot(ob, i, NULL), optimizer_slot(oa, i, &name),
                           a.table.total * sizeof(real));
                    assert_non_null(name);
                }
                optimizer_set_steps(ob, optimizer_steps(oa));
            } else if (step > 2) {
                optimizer_step(ob, &b.table, b.values, &b.g, 0.01, NULL, 2);
            }
        }
        assert_int_equal(optimizer_steps(ob), 6);
        same_numbers(rules[k], b.values, a.values, a.table.total);
        optimizer_free(oa);
        optimizer_free(ob);
        world_fini(&a);
        world_fini(&b);
    }
}

/* ---- statistics ------------------------------------------------------------------------------ */

/* The dense gradient of tensor i, in a new array. */
static real *dense_gradient(const struct world *w, int i)
{
    const struct param *p = &w->table.items[i];
    real *g = new_numbers(p->count);
    if (!p->row_sparse)
        memcpy(g, gradient_of(&w->g, p), p->count * sizeof *g);
    for (size_t r = 0; p->row_sparse && r < w->g.sparse[0].count; r++)
        memcpy(g + (size_t)w->ids[r] * E, w->g.sparse[0].rows + r * E, E * sizeof *g);
    return g;
}

static struct tensor_update plain_update(const struct world *w, int i, const real *before)
{
    const struct param *p = &w->table.items[i];
    const real *x = w->values + p->offset, *old = before + p->offset;
    real *g = dense_gradient(w, i);
    struct tensor_update u = {.weight_min = INFINITY, .weight_max = -INFINITY};
    if (!p->frozen)
        u.gradient_min = INFINITY, u.gradient_max = -INFINITY;
    for (size_t k = 0; k < p->count; k++) {
        double weight = (double)x[k], gradient = p->frozen ? 0 : (double)g[k];
        u.weight_norm += weight * weight;
        u.weight_mean += weight / (double)p->count;
        u.weight_min = fmin(u.weight_min, weight);
        u.weight_max = fmax(u.weight_max, weight);
        u.gradient_norm += gradient * gradient;
        u.gradient_mean += gradient / (double)p->count;
        u.gradient_min = fmin(u.gradient_min, gradient);
        u.gradient_max = fmax(u.gradient_max, gradient);
        u.gradient_zeros += gradient == 0 && !p->frozen;
        u.gradient_nonfinite += !isfinite(gradient);
        u.weight_nonfinite += !isfinite(weight);
        u.update_norm += (weight - (double)old[k]) * (weight - (double)old[k]);
    }
    u.weight_norm = sqrt(u.weight_norm);
    u.gradient_norm = sqrt(u.gradient_norm);
    u.update_norm = sqrt(u.update_norm);
    free(g);
    return u;
}

static void same_update(const char *rule, const struct tensor_update *a,
                        const struct tensor_update *b)
{
    near(rule, a->gradient_norm, b->gradient_norm, 1e-9);
    near(rule, a->gradient_mean, b->gradient_mean, 1e-9);
    near(rule, a->weight_norm, b->weight_norm, 1e-9);
    near(rule, a->weight_mean, b->weight_mean, 1e-9);
    near(rule, a->update_norm, b->update_norm, 1e-9);
    near(rule, a->gradient_min, b->gradient_min, 0);
    near(rule, a->gradient_max, b->gradient_max, 0);
    near(rule, a->weight_min, b->weight_min, 0);
    near(rule, a->weight_max, b->weight_max, 0);
    assert_int_equal(a->gradient_zeros, b->gradient_zeros);
    assert_int_equal(a->gradient_nonfinite, b->gradient_nonfinite);
    assert_int_equal(a->weight_nonfinite, b->weight_nonfinite);
}

/* Asked for only now and then, so that digests kept from earlier steps must be right as well. */
static void statistics_equal_plain_loop(void **state)
{
    (void)state;
    for (int k = 0; k < RULES; k++) {
        struct config cfg = knobs(rules[k]);
        struct world w;
        world_init(&w, true);
        struct optimizer *o = optimizer(&cfg, &w.table);
        real *before = new_numbers(w.table.total);
        for (int step = 0; step < 9; step++) {
            world_gradient(&w, step);
            if (step == 8) { /* a run that breaks: in a row of the batch, and in a dense tensor */
                w.g.sparse[0].rows[3] = (real)NAN;
                gradient_of(&w.g, &w.table.items[1])[17000] = (real)INFINITY;
            }
            memcpy(before, w.values, w.table.total * sizeof *before);
            struct tensor_update updates[4];
            bool asked = step == 2 || step >= 4;
            optimizer_step(o, &w.table, w.values, &w.g, 0.01, asked ? updates : NULL, 2);
            for (int i = 0; asked && i < w.table.count; i++) {
                struct tensor_update expected = plain_update(&w, i, before);
                same_update(rules[k], &updates[i], &expected);
            }
        }
        const struct param *frozen = &w.table.items[2];
        for (size_t i = frozen->offset; i < frozen->offset + frozen->count; i++)
            assert_true(w.values[i] == draw(1, i));
        free(before);
        optimizer_free(o);
        world_fini(&w);
    }
}

/* After optimizer_set_steps the weights may be others. */
static void set_steps_looks_again(void **state)
{
    (void)state;
    struct config cfg = knobs("sgd");
    struct world w;
    world_init(&w, true);
    struct optimizer *o = optimizer(&cfg, &w.table);
    struct tensor_update updates[4];
    world_gradient(&w, 0);
    optimizer_step(o, &w.table, w.values, &w.g, 0.01, updates, 1);
    memset(w.values, 0, w.table.total * sizeof *w.values);
    optimizer_set_steps(o, 0);
    optimizer_step(o, &w.table, w.values, &w.g, 0, updates, 1);
    for (int i = 0; i < w.table.count; i++)
        assert_true(updates[i].weight_norm == 0);
    optimizer_free(o);
    world_fini(&w);
}

/* ---- clipping, refusals, the table ----------------------------------------------------------- */

static void clips(void **state)
{
    (void)state;
    struct world w;
    world_init(&w, true);
    world_gradient(&w, 0);
    double square = 0;
    for (int i = 0; i < w.table.count; i++) {
        real *g = dense_gradient(&w, i);
        for (size_t k = 0; k < w.table.items[i].count && !w.table.items[i].frozen; k++)
            square += (double)g[k] * (double)g[k];
        free(g);
    }
    real *frozen = gradient_of(&w.g, &w.table.items[2]), frozen_before = frozen[1];
    real first = w.g.sparse[0].rows[0], last = gradient_of(&w.g, &w.table.items[3])[1];
    double norm = sqrt(square);
    near("measure", clip_gradient(&w.table, &w.g, 0, 2).norm, norm, 1e-9 * norm);
    near("far", clip_gradient(&w.table, &w.g, 2 * norm, 2).norm, norm, 1e-9 * norm);
    assert_true(w.g.sparse[0].rows[0] == first);
    near("clip", clip_gradient(&w.table, &w.g, norm / 4, 2).norm, norm, 1e-9 * norm);
    near("clipped", clip_gradient(&w.table, &w.g, 0, 2).norm, norm / 4, 1e-6 * norm);
    near("row", (double)w.g.sparse[0].rows[0], (double)first / 4, 1e-6);
    near("bias", (double)gradient_of(&w.g, &w.table.items[3])[1], (double)last / 4, 1e-6);
    assert_true(frozen[1] == frozen_before);
    w.g.sparse[0].rows[0] = (real)NAN;
    assert_true(isnan(clip_gradient(&w.table, &w.g, 1, 2).norm));
    assert_true(isnan(gradient_of(&w.g, &w.table.items[1])[0]));
    world_fini(&w);
}

static void refuses_what_a_rule_lacks(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "sgd optim.nesterov=true",
        "adam optim.momentum=0.9",
        "rmsprop optim.momentum=0.9 optim.nesterov=true",
        "sgd optim.momentum=0.9 optim.embedding=sparse",
        "sgd optim.weight_decay=0.1 optim.embedding=sparse",
        "adam optim.weight_decay=0.1 optim.embedding=sparse",
        "adamw optim.embedding=sparse",
        "rmsprop optim.embedding=sparse",
        "adadelta optim.embedding=sparse",
    };
    struct world w;
    world_init(&w, true);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct config cfg = knobs(wrong[i]);
        struct optimizer *o;
        pith_error err = {0};
        assert_int_equal(optimizer_new(&cfg, &w.table, &o, &err), PITH_STATUS_USAGE);
        assert_null(o);
        assert_non_null(strstr(err.message, "optim."));
        assert_non_null(strstr(err.hint, "set optim."));
        assert_int_equal(optimizer_new(&cfg, &w.table, &o, NULL), PITH_STATUS_USAGE);
    }
    optimizer_free(NULL);
    world_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_equal_dense),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(threads_change_no_bit_of_many_rows),
        cmocka_unit_test(resumes),
        cmocka_unit_test(statistics_equal_plain_loop),
        cmocka_unit_test(set_steps_looks_again),
        cmocka_unit_test(clips),
        cmocka_unit_test(refuses_what_a_rule_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
