/*
 * test_optimizer_golden.c - update rules against PyTorch's numbers.
 *
 * The golden file is made by tests/torch/make_optimizer_golden.py.
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_pytorch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
