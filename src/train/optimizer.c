/*
 * optimizer.c - applies an update rule to all tensors, and measures what it did; see optimizer.h.
 *
 * An update is bound by memory, not by arithmetic, so each number is fetched once. Tensors are cut
 * into blocks for the threads, blocks into chunks that stay in the first-level cache while
 * gradient, decay, rule and statistics pass over them one after the other:
 *
 *     tensor ─16384→ block (a thread's portion, one digest each) ─256→ chunk
 *
 * A tensor is updated in one of three ways, fixed at optimizer_new:
 *
 *     whole   by blocks. For a row-sparse tensor the chunk's gradient is put together from the rows
 *             of the batch and zeros, in the cache; the dense gradient never exists.
 *     by row  a row-sparse tensor of which absent rows keep weights and state, because the rule is
 *             still at g = 0 or optim.embedding is sparse. Only rows of the batch are fetched.
 *     frozen  measured once.
 *
 * The statistics of weights that did not move come from their last digest; each row has its own.
 * Must not know nets, losses, schedules.
 */
#include "train/optimizer.h"

#include "base/error.h"
#include "base/threads.h"
#include "train/digest.h"
#include "train/optimizer_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 16384, CHUNK = 256 };

struct block {
    int param;
    size_t start, count; /* within the tensor */
};

/* What was found in a block, or in a row. */
struct findings {
    struct digest weights, gradient;
    double moved; /* ‖w_after - w_before‖² */
};

/* A row-sparse tensor that is updated by row. */
struct by_row {
    bool on;
    struct digest *weights;    /* [rows of the tensor] */
    struct findings *findings; /* [rows of the tensor]: of rows of the batch, in their order */
};

struct optimizer {
    struct config cfg;
    const struct rule *rule;
    const struct digest_loops *digest;
    real *slots[RULE_SLOTS];
    real *average;
    real average_step;    /* 1 - d of the step under way */
    size_t average_from;  /* offset of the first tensor that is averaged */
    struct block *blocks; /* of all tensors but those updated by row, in the table's order */
    struct findings *block_findings;
    size_t block_count;
    struct by_row by_row[PARAM_SPARSE_MAX]; /* of the table's first tensors */
    int64_t steps;
    bool stale; /* digests of weights that do not move have yet to be taken */
};

/* One call of optimizer_step. */
struct step {
    struct optimizer *o;
    const struct param_table *table;
    real *values;
    const struct gradient *g;
    struct rule_step numbers;
    bool measure; /* somebody wants the statistics */
};

static size_t blocks_of(size_t count)
{
    return count / BLOCK + (count % BLOCK != 0);
}

static bool updates_by_row(const struct optimizer *o, const struct param *p)
{
    bool still = o->rule->still && !(o->cfg.optim_weight_decay > 0);
    return p->row_sparse && !p->frozen && (still || o->cfg.optim_embedding == EMBEDDING_SPARSE);
}

/* ---- making --------------------------------------------------------------------------------- */

static bool is_by_row(const struct optimizer *o, int i)
{
    return i < PARAM_SPARSE_MAX && o->by_row[i].on;
}

/* Finds the tensors that are updated by row, and makes room for what is found in their rows. */
static bool choose_rows(struct optimizer *o, const struct param_table *table)
{
    for (int i = 0; i < table->count && i < PARAM_SPARSE_MAX; i++) {
        struct by_row *r = &o->by_row[i];
        size_t rows = table->items[i].rows;
        if (!updates_by_row(o, &table->items[i]))
            continue;
        r->on = true;
        r->weights = array_calloc(rows, sizeof *r->weights);
        r->findings = array_calloc(rows, sizeof *r->findings);
        if (!r->weights || !r->findings)
            return false;
    }
    return true;
}

/* Cuts all other tensors into blocks. */
static bool cut(struct optimizer *o, const struct param_table *table)
{
    size_t total = 0;
    for (int i = 0; i < table->count; i++)
        total += is_by_row(o, i) ? 0 : blocks_of(table->items[i].count);
    o->blocks = array_calloc(total, sizeof *o->blocks);
    o->block_findings = array_calloc(total, sizeof *o->block_findings);
    if (!o->blocks || !o->block_findings)
        return false;
    for (int i = 0; i < table->count; i++) {
        size_t count = is_by_row(o, i) ? 0 : table->items[i].count;
        for (size_t start = 0; start < count; start += BLOCK) {
            size_t left = count - start;
            o->blocks[o->block_count++] =
                (struct block){.param = i, .start = start, .count = left < BLOCK ? left : BLOCK};
        }
    }
    return true;
}

pith_status optimizer_new(const struct config *cfg, const struct param_table *table,
                          struct optimizer **out, pith_error *err)
{
    *out = NULL;
    const struct rule *rule = rule_of(cfg);
    pith_status status = rule_check(cfg, rule, err);
    if (status)
        return status;
    struct optimizer *o = calloc(1, sizeof *o);
    if (!o)
        return error_memory(err);
    o->cfg = *cfg;
    o->rule = rule;
    o->digest = digest_best();
    o->stale = true;
    bool fine = choose_rows(o, table) && cut(o, table);
    /* calloc'ed pages that no update writes (frozen tensors, rare words) take no memory. */
    for (int i = 0; fine && i < RULE_SLOTS && rule->slots[i]; i++)
        fine = (o->slots[i] = array_calloc(table->total, sizeof(real))) != NULL;
    if (fine && cfg->train_average > 0)
        fine = (o->average = array_calloc(table->total, sizeof(real))) != NULL;
    if (!fine) {
        optimizer_free(o);
        return error_memory(err);
    }
    *out = o;
    return PITH_STATUS_OK;
}

void optimizer_free(struct optimizer *o)
{
    if (!o)
        return;
    for (int i = 0; i < RULE_SLOTS; i++)
        free(o->slots[i]);
    free(o->average);
    free(o->blocks);
    free(o->block_findings);
    for (int i = 0; i < PARAM_SPARSE_MAX; i++) {
        free(o->by_row[i].weights);
        free(o->by_row[i].findings);
    }
    free(o);
}

/* ---- one step ------------------------------------------------------------------------------- */

/* Lanes of a block under way. */
struct lanes {
    struct digest_lanes weights, gradient;
    size_t absent; /* zeros of the gradient that were not looked at one by one */
    double moved;
};

static void lanes_start(struct lanes *l)
{
    digest_start(&l->weights);
    digest_start(&l->gradient);
    l->absent = 0;
    l->moved = 0;
}

static struct findings lanes_fold(const struct lanes *l)
{
    struct findings f = {.weights = digest_fold(&l->weights),
                         .gradient = digest_fold(&l->gradient),
                         .moved = l->moved};
    digest_zeros(&f.gradient, l->absent);
    return f;
}

/* The gradient of a chunk in which no row of the batch stands. */
static const real no_gradient[CHUNK];

/* Updates n <= CHUNK weights at `offset` of the slab; lanes may be NULL. */
static void chunk_step(const struct step *s, rule_loop *loop, size_t offset, const real *g,
                       size_t n, struct lanes *lanes)
{
    real before[CHUNK], decayed[CHUNK];
    real *w = s->values + offset;
    const real decay = (real)s->o->cfg.optim_weight_decay;
    if (lanes) {
        memcpy(before, w, n * sizeof *w);
        if (g == no_gradient)
            lanes->absent += n;
        else
            s->o->digest->update(&lanes->gradient, g, n);
    }
    if (decay > 0 && !s->o->rule->decoupled) {
        for (size_t i = 0; i < n; i++)
            decayed[i] = g[i] + decay * w[i];
        g = decayed;
    }
    real *const *slots = s->o->slots;
    loop(w, g, slots[0] ? slots[0] + offset : NULL, slots[1] ? slots[1] + offset : NULL, n,
         &s->numbers);
    if (s->o->average && offset >= s->o->average_from) {
        real *a = s->o->average + offset, step = s->o->average_step;
        for (size_t i = 0; i < n; i++)
            a[i] += step * (w[i] - a[i]);
    }
    if (lanes) {
        s->o->digest->update(&lanes->weights, w, n);
        lanes->moved += s->o->digest->distance(w, before, n);
    }
}

/* The first i with ids[i] >= row. */
static size_t first_row(const struct sparse_rows *g, size_t row)
{
    size_t low = 0, high = g->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((size_t)g->ids[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/*
 * Returns the dense gradient of numbers [start, start + n) of a row-sparse tensor, put together in
 * `room` when a row of the batch is among them.
 */
static const real *gather(const struct sparse_rows *g, size_t cols, size_t start, size_t n,
                          real *room)
{
    size_t end = start + n;
    size_t i = first_row(g, start / cols);
    if (i == g->count || (size_t)g->ids[i] * cols >= end)
        return no_gradient;
    memset(room, 0, n * sizeof *room);
    for (; i < g->count && (size_t)g->ids[i] * cols < end; i++) {
        size_t row = (size_t)g->ids[i] * cols;
        size_t from = row > start ? row : start;
        size_t to = row + cols < end ? row + cols : end;
        memcpy(room + (from - start), g->rows + i * cols + (from - row),
               (to - from) * sizeof *room);
    }
    return room;
}

static void block_step(const struct step *s, size_t number)
{
    struct optimizer *o = s->o;
    const struct block *b = &o->blocks[number];
    const struct param *p = &s->table->items[b->param];
    struct lanes lanes;
    if (p->frozen) {
        if (s->measure && o->stale) {
            lanes_start(&lanes);
            s->o->digest->update(&lanes.weights, s->values + p->offset + b->start, b->count);
            o->block_findings[number].weights = digest_fold(&lanes.weights);
        }
        return;
    }
    if (s->measure)
        lanes_start(&lanes);
    real room[CHUNK];
    for (size_t at = b->start; at < b->start + b->count; at += CHUNK) {
        size_t left = b->start + b->count - at;
        size_t n = left < CHUNK ? left : CHUNK;
        const real *g = p->row_sparse ? gather(&s->g->sparse[b->param], p->cols, at, n, room)
                                      : gradient_of(s->g, p) + at;
        chunk_step(s, o->rule->dense, p->offset + at, g, n, s->measure ? &lanes : NULL);
    }
    if (s->measure)
        o->block_findings[number] = lanes_fold(&lanes);
}

/* Updates row i of the batch. Its digest is taken even when nobody asks, as others rely on it. */
static void row_step(const struct step *s, int tensor, size_t i)
{
    struct optimizer *o = s->o;
    const struct param *p = &s->table->items[tensor];
    const struct sparse_rows *g = &s->g->sparse[tensor];
    struct by_row *r = &o->by_row[tensor];
    size_t row = (size_t)g->ids[i];
    bool sparse = o->cfg.optim_embedding == EMBEDDING_SPARSE;
    struct lanes lanes;
    lanes_start(&lanes);
    for (size_t at = 0; at < p->cols; at += CHUNK) {
        size_t n = p->cols - at < CHUNK ? p->cols - at : CHUNK;
        chunk_step(s, sparse ? o->rule->sparse : o->rule->dense, p->offset + row * p->cols + at,
                   g->rows + i * p->cols + at, n, &lanes);
    }
    r->findings[i] = lanes_fold(&lanes);
    r->weights[row] = r->findings[i].weights;
}

static void row_measure(const struct step *s, int tensor, size_t row)
{
    const struct param *p = &s->table->items[tensor];
    struct digest_lanes lanes;
    digest_start(&lanes);
    s->o->digest->update(&lanes, s->values + p->offset + row * p->cols, p->cols);
    s->o->by_row[tensor].weights[row] = digest_fold(&lanes);
}

static void rows_step(const struct step *s, int tensor, int threads)
{
    const struct param *p = &s->table->items[tensor];
    size_t count = s->g->sparse[tensor].count;
    bool large = count * p->cols > 8 * BLOCK; /* else not worth waking */
#pragma omp parallel for schedule(static) num_threads(threads) if (large)
    for (size_t i = 0; i < count; i++)
        row_step(s, tensor, i);
    size_t rows = s->measure && s->o->stale ? p->rows : 0;
#pragma omp parallel for schedule(static) num_threads(threads) if (rows > 64)
    for (size_t row = 0; row < rows; row++)
        row_measure(s, tensor, row);
}

/* ---- what it did ---------------------------------------------------------------------------- */

/* NaN when there are numbers, but none that can be compared. */
static double extreme(const struct digest *d, real value, size_t count)
{
    return d->low <= d->high ? (double)value : count ? (double)NAN : 0;
}

static struct tensor_update summary(const struct param *p, const struct findings *f)
{
    double n = p->count ? (double)p->count : 1;
    struct tensor_update u = {
        .weight_norm = sqrt(f->weights.square),
        .weight_mean = f->weights.sum / n,
        .weight_min = extreme(&f->weights, f->weights.low, p->count),
        .weight_max = extreme(&f->weights, f->weights.high, p->count),
        .weight_nonfinite = f->weights.nonfinite,
    };
    if (p->frozen)
        return u;
    u.gradient_norm = sqrt(f->gradient.square);
    u.gradient_mean = f->gradient.sum / n;
    u.gradient_min = extreme(&f->gradient, f->gradient.low, p->count);
    u.gradient_max = extreme(&f->gradient, f->gradient.high, p->count);
    u.gradient_zeros = f->gradient.zeros;
    u.gradient_nonfinite = f->gradient.nonfinite;
    u.update_norm = sqrt(f->moved);
    return u;
}

/* Adds up the rows: weights of all rows, gradient and movement of those in the batch. */
static struct findings rows_total(const struct step *s, int tensor)
{
    const struct by_row *r = &s->o->by_row[tensor];
    const struct param *p = &s->table->items[tensor];
    size_t count = s->g->sparse[tensor].count;
    struct findings total = {.weights = DIGEST_EMPTY, .gradient = DIGEST_EMPTY};
    for (size_t row = 0; row < p->rows; row++)
        digest_add(&total.weights, &r->weights[row]);
    for (size_t i = 0; i < count; i++) {
        digest_add(&total.gradient, &r->findings[i].gradient);
        total.moved += r->findings[i].moved;
    }
    digest_zeros(&total.gradient, (p->rows - count) * p->cols);
    return total;
}

static void report(const struct step *s, struct tensor_update *updates)
{
    const struct optimizer *o = s->o;
    size_t next = 0;
    for (int i = 0; i < s->table->count; i++) {
        struct findings total = {.weights = DIGEST_EMPTY, .gradient = DIGEST_EMPTY};
        if (is_by_row(o, i))
            total = rows_total(s, i);
        for (; next < o->block_count && o->blocks[next].param == i; next++) {
            const struct findings *f = &o->block_findings[next];
            digest_add(&total.weights, &f->weights);
            digest_add(&total.gradient, &f->gradient);
            total.moved += f->moved;
        }
        updates[i] = summary(&s->table->items[i], &total);
    }
}

void optimizer_step(struct optimizer *o, const struct param_table *table, real *values,
                    const struct gradient *g, double rate, struct tensor_update *updates,
                    int threads)
{
    double decay = (double)o->steps / ((double)o->steps + 10);
    o->average_step = (real)(1 - (decay < o->cfg.train_average ? decay : o->cfg.train_average));
    o->average_from = param_dense_base(table);
    o->steps++;
    struct step s = {.o = o,
                     .table = table,
                     .values = values,
                     .g = g,
                     .numbers = rule_step_at(&o->cfg, o->rule, o->steps, rate),
                     .measure = updates != NULL};
    threads = threads_of(threads);
#pragma omp parallel for schedule(static) num_threads(threads) if (o->block_count > 1)
    for (size_t i = 0; i < o->block_count; i++)
        block_step(&s, i);
    for (int i = 0; i < PARAM_SPARSE_MAX; i++)
        if (o->by_row[i].on)
            rows_step(&s, i, threads);
    if (updates) {
        report(&s, updates);
        o->stale = false;
    }
}

/* ---- state ---------------------------------------------------------------------------------- */

int optimizer_slots(const struct optimizer *o)
{
    int n = 0;
    while (n < RULE_SLOTS && o->rule->slots[n])
        n++;
    return n + (o->average != NULL);
}

const real *optimizer_average(const struct optimizer *o)
{
    return o->average;
}

real *optimizer_slot(struct optimizer *o, int i, const char **name)
{
    bool average = i == RULE_SLOTS || !o->rule->slots[i];
    if (name)
        *name = average ? "average" : o->rule->slots[i];
    return average ? o->average : o->slots[i];
}

int64_t optimizer_steps(const struct optimizer *o)
{
    return o->steps;
}

void optimizer_set_steps(struct optimizer *o, int64_t steps)
{
    o->steps = steps;
    o->stale = true;
}
