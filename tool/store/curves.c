/*
 * curves.c - a run's chunks joined to one array a column; see curves.h.
 *
 * The number of steps comes with the first row, so that each array is allocated once.
 */
#include "store/curves.h"

#include "store/chunk.h"

#include "base/buffer.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct loading {
    struct curves *curves;
    size_t at;   /* steps filled so far */
    size_t next; /* where the next column is expected: chunks have them in the same order */
};

/* Appends a column of NaN; NULL: no memory. */
static double *add_column(struct curves *c, const char *name)
{
    if (!array_grow((void **)&c->items, &c->capacity, c->count + 1, sizeof *c->items))
        return NULL;
    struct curve curve = {.name = strdup(name), .values = array_calloc(c->steps, sizeof(double))};
    if (!curve.name || !curve.values) {
        free(curve.name);
        free(curve.values);
        return NULL;
    }
    for (size_t i = 0; i < c->steps; i++)
        curve.values[i] = (double)NAN;
    c->items[c->count++] = curve;
    return curve.values;
}

static double *find_or_add(struct loading *l, const char *name)
{
    struct curves *c = l->curves;
    for (size_t i = 0; i < c->count; i++) {
        size_t at = (l->next + i) % c->count;
        if (strcmp(c->items[at].name, name) == 0) {
            l->next = at + 1;
            return c->items[at].values;
        }
    }
    l->next = c->count + 1;
    return add_column(c, name);
}

static pith_status add_chunk(struct loading *l, int64_t first, const struct chunk *chunk,
                             pith_error *err)
{
    for (size_t i = 0; i < chunk->steps; i++)
        l->curves->step[l->at + i] = first + (int64_t)i;
    for (size_t column = 0; column < chunk->columns; column++) {
        double *values = find_or_add(l, chunk->name[column]);
        if (!values)
            return error_memory(err);
        for (size_t i = 0; i < chunk->steps; i++)
            values[l->at + i] = chunk_value(chunk, column, i);
    }
    l->at += chunk->steps;
    return PITH_STATUS_OK;
}

/* Allocates for all steps of the run; what the store says is not believed without bounds. */
static pith_status make_room(struct loading *l, int64_t steps, pith_error *err)
{
    enum { STEPS_MAX = 1 << 28 };
    if (steps <= 0 || steps > STEPS_MAX)
        return error_set(err, PITH_STATUS_DATA, "the store is damaged: a run of %lld steps",
                         (long long)steps);
    l->curves->steps = (size_t)steps;
    l->curves->step = array_calloc(l->curves->steps, sizeof *l->curves->step);
    return l->curves->step ? PITH_STATUS_OK : error_memory(err);
}

static pith_status add_row(struct loading *l, const struct db_query *q, pith_error *err)
{
    struct chunk chunk;
    size_t size;
    pith_status status = l->curves->step ? PITH_STATUS_OK : make_room(l, db_get_int(q, 3), err);
    if (status != PITH_STATUS_OK)
        return status;
    const void *bytes = db_get_blob(q, 2, &size);
    status = chunk_unpack(bytes, size, &chunk, err);
    if (status != PITH_STATUS_OK)
        return status;
    int64_t count = db_get_int(q, 1);
    if ((int64_t)chunk.steps == count && chunk.steps <= l->curves->steps - l->at)
        status = add_chunk(l, db_get_int(q, 0), &chunk, err);
    else
        status = error_set(err, PITH_STATUS_DATA,
                           "a chunk of steps in the store is damaged: it has %zu steps, its row "
                           "says %lld",
                           chunk.steps, (long long)count);
    chunk_fini(&chunk);
    return status;
}

/* One statement is one view of the store: a run that is just being trained may be read, too. */
pith_status curves_load(struct db *db, int64_t run, struct curves *out, pith_error *err)
{
    struct loading l = {.curves = out};
    struct db_query *q = NULL;
    *out = (struct curves){0};
    pith_status status =
        db_query(db, &q, err,
                 "SELECT first, count, columns, (SELECT sum(count) FROM trace WHERE run = ?1) "
                 "FROM trace WHERE run = ?1 ORDER BY first",
                 "i", run);
    while (db_next(q, &status, err))
        status = add_row(&l, q, err);
    db_done(q);
    if (status == PITH_STATUS_OK)
        return PITH_STATUS_OK;
    curves_fini(out);
    return error_in(err, status, db_path(db));
}

const double *curves_find(const struct curves *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->items[i].name, name) == 0)
            return c->items[i].values;
    return NULL;
}

double *curves_get(struct curves *c, const char *name)
{
    struct loading l = {.curves = c};
    return find_or_add(&l, name);
}

void curves_fini(struct curves *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->items[i].name);
        free(c->items[i].values);
    }
    free(c->items);
    free(c->step);
    *c = (struct curves){0};
}
