/*
 * optimizer_world.c - see optimizer_world.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "optimizer_world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct config knobs(const char *text)
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

struct optimizer *optimizer(const struct config *cfg, const struct param_table *table)
{
    struct optimizer *o;
    pith_error err = {0};
    if (optimizer_new(cfg, table, &o, &err))
        fail_msg("%s", err.message);
    return o;
}

real draw(uint32_t key, size_t i)
{
    return (real)((int32_t)rng_counter(key, (uint32_t)i) % 2000) / 1000;
}

real *new_numbers(size_t n)
{
    real *x = calloc(n, sizeof *x);
    assert_non_null(x);
    return x;
}

void world_init(struct world *w, bool sparse)
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

void world_fini(struct world *w)
{
    free(w->values);
    free(w->g.dense);
    free(w->g.sparse[0].rows);
}

void world_gradient(struct world *w, int step)
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

void same_numbers(const char *what, const real *a, const real *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0)
            fail_msg("%s: number %zu is %.9g, not %.9g", what, i, (double)a[i], (double)b[i]);
}

void near(const char *what, double a, double b, double tolerance)
{
    if (!(a == b || fabs(a - b) <= tolerance || (isnan(a) && isnan(b))))
        fail_msg("%s: %.17g is not %.17g", what, a, b);
}
