/*
 * test_optimizer.c - update rules against PyTorch's numbers, and what optimizer.h promises of bits.
 *
 * The golden file (tests/torch/make_optimizer_golden.py) decides whether a rule is right; the other
 * tests say that cutting into blocks, rows, chunks and threads changes nothing, and that statistics
 * are those of a plain loop.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "train/clip.h"
#include "train/optimizer.h"

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

/* "sgd optim.momentum=0.9" to a configuration. */
static struct config knobs(const char *text)
{
    struct config cfg;
    config_init(&cfg);
    char copy[512], *rest = copy, *word;
    snprintf(copy, sizeof copy, "%s", text);
    for (bool first = true; (word = strtok_r(rest, " \n", &rest)); first = false) {
        char *value = strchr(word, '=');
        pith_error err = {0};
        pith_status status;
        if (first && !value) {
            status = config_set(&cfg, "optim.name", word, &err);
        } else {
            *value = '\0';
            status = config_set(&cfg, word, value + 1, &err);
        }
        if (status)
            fail_msg("%s: %s", text, err.message);
    }
    return cfg;
}

static struct optimizer *optimizer(const struct config *cfg, const struct param_table *table)
{
    struct optimizer *o;
    pith_error err = {0};
    if (optimizer_new(cfg, table, &o, &err))
        fail_msg("%s", err.message);
    return o;
}

/* ---- a net's parameters, weights and gradients ----------------------------------------------- */

/* An embedding of more than a block, a larger and a small dense tensor, one frozen. */
enum { V = 70, E = 300, TOUCHED = 9 };

struct world {
    struct param_table table;
    real *values;
    struct gradient g;
    int32_t ids[V];
};

static real draw(uint32_t key, size_t i)
{
    return (real)((int32_t)rng_counter(key, (uint32_t)i) % 2000) / 1000;
}

static real *new_numbers(size_t n)
{
    real *x = calloc(n, sizeof *x);
    assert_non_null(x);
    return x;
}

/* `sparse`: the embedding's gradient comes as rows; else the same gradient as a dense tensor. */
static void world_init(struct world *w, bool sparse)
{
    memset(w, 0, sizeof *w);
    struct param_table *t = &w->table;
    assert_true(param_add(t, "embedding.weight", V, E, 2, PARAM_EMBEDDING));
    assert_true(param_add(t, "layer1.weight_ih", 140, 301, 2, PARAM_CELL));
    assert_true(param_add(t, "keyword.weight", 2, 7, 2, PARAM_HEAD));
    assert_true(param_add(t, "keyword.bias", 2, 1, 1, PARAM_HEAD));
    t->items[0].row_sparse = sparse;
    t->items[2].frozen = true;
    w->values = new_numbers(t->total);
    for (int i = 0; i < t->count; i++)
        for (size_t k = 0; k < t->items[i].count; k++)
            w->values[t->items[i].offset + k] = draw(1, t->items[i].offset + k);
    w->g.dense_base = sparse ? t->items[1].offset : 0;
    w->g.dense = new_numbers(t->total - w->g.dense_base);
    w->g.sparse[0].rows = new_numbers((size_t)V * E);
    w->g.sparse[0].ids = w->ids;
}

static void world_fini(struct world *w)
{
    free(w->values);
    free(w->g.dense);
    free(w->g.sparse[0].rows);
}

/* Gradients of step `step`; every fifth step touches no row at all. */
static void world_gradient(struct world *w, int step)
{
    uint32_t key = 100 + (uint32_t)step;
    const struct param *p = w->table.items;
    for (int i = 1; i < w->table.count; i++)
        for (size_t k = 0; k < p[i].count; k++)
            gradient_of(&w->g, &p[i])[k] = draw(key, p[i].offset + k);
    if (!p[0].row_sparse)
        memset(w->g.dense, 0, p[0].count * sizeof *w->g.dense);
    w->g.sparse[0].count = 0;
    for (int row = 0; row < V && step % 5 != 4; row++) {
        if (rng_counter(key, (uint32_t)row) % V >= TOUCHED)
            continue;
        real *to =
            p[0].row_sparse ? w->g.sparse[0].rows + w->g.sparse[0].count * E : w->g.dense + row * E;
        for (size_t k = 0; k < E; k++)
            to[k] = draw(key + 50, (size_t)row * E + k);
        w->ids[w->g.sparse[0].count++] = row;
    }
}

static void same_numbers(const char *what, const real *a, const real *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof *a))
            fail_msg("%s: number %zu is %.9g, not %.9g", what, i, (double)a[i], (double)b[i]);
}

static void near(const char *what, double a, double b, double tolerance)
{
    if (!(a == b || fabs(a - b) <= tolerance || (isnan(a) && isnan(b))))
        fail_msg("%s: %.17g is not %.17g", what, a, b);
}

/* ---- PyTorch's numbers ----------------------------------------------------------------------- */

enum { GOLDEN_ROWS = 6, GOLDEN_COLS = 3, GOLDEN_DENSE = 12, GOLDEN_STEPS = 7 };

struct golden {
    double start[GOLDEN_ROWS * GOLDEN_COLS + GOLDEN_DENSE];
    struct golden_step {
        int count;
        int32_t ids[GOLDEN_ROWS];
        double rows[GOLDEN_ROWS * GOLDEN_COLS], dense[GOLDEN_DENSE];
    } steps[GOLDEN_STEPS];
    int step_count;
};

static void read_numbers(FILE *file, double *out, int n)
{
    for (int i = 0; i < n; i++)
        assert_int_equal(fscanf(file, "%la", &out[i]), 1);
}

static void read_step(FILE *file, struct golden_step *s)
{
    assert_int_equal(fscanf(file, "%d", &s->count), 1);
    assert_in_range(s->count, 0, GOLDEN_ROWS);
    for (int i = 0; i < s->count; i++)
        assert_int_equal(fscanf(file, "%d", &s->ids[i]), 1);
    read_numbers(file, s->rows, s->count * GOLDEN_COLS);
    read_numbers(file, s->dense, GOLDEN_DENSE);
}

/* A run under way: the case of the golden file that is being replayed. */
struct replay {
    struct config cfg;
    struct param_table table;
    struct optimizer *o;
    real values[64];
    int done; /* steps */
    double norm;
    char name[64];
};

static void replay_start(struct replay *r, const struct golden *golden, const char *text)
{
    optimizer_free(r->o);
    memset(r, 0, sizeof *r);
    int knobs_at = 0;
    assert_int_equal(sscanf(text, "%63s %n", r->name, &knobs_at), 1);
    r->cfg = knobs(text + knobs_at);
    param_add(&r->table, "embedding.weight", GOLDEN_ROWS, GOLDEN_COLS, 2, PARAM_EMBEDDING);
    param_add(&r->table, "dense.weight", 3, 4, 2, PARAM_CELL);
    r->table.items[0].row_sparse = true;
    assert_in_range(r->table.total, 1, 64);
    for (int i = 0, at = 0; i < 2; i++)
        for (size_t k = 0; k < r->table.items[i].count; k++)
            r->values[r->table.items[i].offset + k] = (real)golden->start[at++];
    r->o = optimizer(&r->cfg, &r->table);
}

static void replay_step(struct replay *r, const struct golden_step *s)
{
    real rows[GOLDEN_ROWS * GOLDEN_COLS], dense[GOLDEN_DENSE];
    for (int i = 0; i < s->count * GOLDEN_COLS; i++)
        rows[i] = (real)s->rows[i];
    for (int i = 0; i < GOLDEN_DENSE; i++)
        dense[i] = (real)s->dense[i];
    struct gradient g = {dense, r->table.items[1].offset, {{s->ids, rows, (size_t)s->count}}};
    r->norm = r->cfg.optim_clip > 0 ? clip_gradient(&r->table, &g, r->cfg.optim_clip, 1).norm : 0;
    optimizer_step(r->o, &r->table, r->values, &g, r->cfg.optim_rate, NULL, 1);
    r->done++;
}

/* Within 1e-6 of each weight; below 0.1 of the tensors' own scale, whose rounding it inherits. */
static void replay_compare(const struct replay *r, FILE *file)
{
    double norm;
    read_numbers(file, &norm, 1);
    near(r->name, r->norm, norm, 1e-6 * norm);
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < r->table.items[i].count; k++) {
            double expected;
            read_numbers(file, &expected, 1);
            near(r->name, (double)r->values[r->table.items[i].offset + k], expected,
                 1e-6 * fmax(fabs(expected), 0.1));
        }
}

static void equals_pytorch(void **state)
{
    (void)state;
    char path[1024];
    const char *source = getenv("PITH_SOURCE");
    snprintf(path, sizeof path, "%s/tests/torch/golden/optimizer.txt", source ? source : ".");
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("cannot open %s", path);
    struct golden golden = {0};
    struct replay *r = calloc(1, sizeof *r);
    assert_non_null(r);
    char word[16], line[512];
    int cases = 0, compared = 0;
    while (fscanf(file, "%15s", word) == 1) {
        if (!strcmp(word, "#")) {
            assert_non_null(fgets(line, sizeof line, file));
        } else if (!strcmp(word, "start")) {
            read_numbers(file, golden.start, sizeof golden.start / sizeof *golden.start);
        } else if (!strcmp(word, "step")) {
            assert_in_range(golden.step_count, 0, GOLDEN_STEPS - 1);
            read_step(file, &golden.steps[golden.step_count++]);
        } else if (!strcmp(word, "case")) {
            assert_non_null(fgets(line, sizeof line, file));
            replay_start(r, &golden, line);
            cases++;
        } else {
            int step;
            assert_string_equal(word, "after");
            assert_int_equal(fscanf(file, "%d", &step), 1);
            while (r->done < step)
                replay_step(r, &golden.steps[r->done]);
            replay_compare(r, file);
            compared++;
        }
    }
    assert_int_equal(cases, 21);
    assert_int_equal(compared, 2 * cases);
    optimizer_free(r->o);
    free(r);
    fclose(file);
}

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

static void tables_grow_to_a_limit(void **state)
{
    (void)state;
    struct param_table *t = calloc(1, sizeof *t);
    assert_non_null(t);
    assert_true(param_add(t, "a", 3, 7, 2, PARAM_CELL));
    assert_true(param_add(t, "b", 16, 1, 1, PARAM_HEAD));
    assert_int_equal(t->items[0].count, 21);
    assert_int_equal(t->items[1].offset, 32);
    assert_int_equal(t->total, 48);
    assert_ptr_equal(param_find(t, "b"), &t->items[1]);
    assert_null(param_find(t, "c"));
    assert_false(param_add(t, "overflow", SIZE_MAX / 2, 3, 2, PARAM_CELL));
    assert_false(param_add(t, "bytes", SIZE_MAX / 4, 1, 1, PARAM_CELL));
    assert_false(
        param_add(t, "a name of forty-eight letters is one too many...", 1, 1, 1, PARAM_CELL));
    assert_int_equal(t->count, 2);
    while (t->count < PARAM_MAX)
        assert_true(param_add(t, "c", 1, 1, 1, PARAM_CELL));
    assert_false(param_add(t, "full", 1, 1, 1, PARAM_CELL));
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_pytorch),
        cmocka_unit_test(rows_equal_dense),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(threads_change_no_bit_of_many_rows),
        cmocka_unit_test(resumes),
        cmocka_unit_test(statistics_equal_plain_loop),
        cmocka_unit_test(set_steps_looks_again),
        cmocka_unit_test(clips),
        cmocka_unit_test(refuses_what_a_rule_lacks),
        cmocka_unit_test(tables_grow_to_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
