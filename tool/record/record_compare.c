/* record_compare.c - finding runs that differ in one respect only; see record_compare.h. */
#include "record/record_compare.h"

#include "base/error.h"
#include "record/record_judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a comparison is about; these knobs may differ. */
static const char *const knobs_of[][4] = {
    [COMPARE_RATES] = {"optim.rate", NULL},
    [COMPARE_OPTIMIZERS] = {"optim.name", "optim.momentum", "optim.nesterov", NULL},
};

static bool is_compared(enum comparison_kind kind, const char *key)
{
    for (const char *const *k = knobs_of[kind]; *k; k++)
        if (strcmp(*k, key) == 0)
            return true;
    return false;
}

/* Whether two runs' knobs are the same but for those that are compared; as far as a has them. */
static bool same_rest(const struct record_run *a, const struct record_run *b,
                      enum comparison_kind kind)
{
    const char *key;
    json_t *value;
    json_object_foreach(a->row.config, key, value)
    {
        if (!is_compared(kind, key) && record_differs(key) &&
            !json_equal(value, json_object_get(b->row.config, key)))
            return false;
    }
    return true;
}

static bool was_trained(const struct record_run *run)
{
    return run->row.steps > 0 && *record_knob(run, "optim.rate");
}

static bool comparable(const struct record_run *a, const struct record_run *b,
                       enum comparison_kind kind)
{
    return was_trained(a) && same_rest(a, b, kind) && same_rest(b, a, kind);
}

static const char *value_of(const struct record_run *run, enum comparison_kind kind,
                            struct arena *arena)
{
    char text[128];
    const char *momentum = record_knob(run, "optim.momentum");
    if (kind == COMPARE_RATES)
        snprintf(text, sizeof text, "%s", record_knob(run, "optim.rate"));
    else if (*momentum && strtod(momentum, NULL) != 0)
        snprintf(text, sizeof text, "%.40s, momentum %.20s", record_knob(run, "optim.name"),
                 momentum);
    else
        snprintf(text, sizeof text, "%s", record_knob(run, "optim.name"));
    return arena_text(arena, text, strlen(text));
}

static double rate_of(const struct compared *c)
{
    return strtod(c->value, NULL);
}

static int by_rate(const void *a, const void *b)
{
    double x = rate_of(a), y = rate_of(b);
    return (x > y) - (x < y);
}

static int by_order(const void *a, const void *b)
{
    const struct compared *p = a, *q = b;
    if (p->order != q->order)
        return p->order < q->order ? -1 : 1;
    return (p->run->number > q->run->number) - (p->run->number < q->run->number);
}

static bool same_value(const struct compared *a, const struct compared *b,
                       enum comparison_kind kind)
{
    return kind == COMPARE_RATES ? rate_of(a) == rate_of(b) : strcmp(a->value, b->value) == 0;
}

/* Numbers the values as they come, so that runs of one value stand together. */
static void number_values(struct comparison *c, enum comparison_kind kind)
{
    if (kind == COMPARE_RATES)
        qsort(c->items, c->count, sizeof *c->items, by_rate);
    for (size_t i = 0; i < c->count; i++) {
        size_t same = 0;
        while (same < i && !same_value(&c->items[same], &c->items[i], kind))
            same++;
        c->items[i].order = same < i ? c->items[same].order : c->values++;
    }
    qsort(c->items, c->count, sizeof *c->items, by_order);
}

/* All runs that are comparable to one; it is the first of them. */
static pith_status gather(struct record_run *const *runs, size_t count, size_t first,
                          enum comparison_kind kind, struct arena *arena, struct comparison *c,
                          pith_error *err)
{
    *c = (struct comparison){0};
    for (size_t i = first; i < count; i++) {
        if (i != first && !comparable(runs[first], runs[i], kind))
            continue;
        struct compared *item = arena_push(arena, (void **)&c->items, &c->count, sizeof *c->items);
        if (!item)
            return error_memory(err);
        item->run = runs[i];
        item->value = value_of(runs[i], kind, arena);
        if (!item->value)
            return error_memory(err);
    }
    number_values(c, kind);
    return PITH_STATUS_OK;
}

pith_status comparison_find(struct record_run *const *runs, size_t count, enum comparison_kind kind,
                            struct arena *arena, struct comparison *out, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    *out = (struct comparison){0};
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        struct comparison c;
        bool seen = !was_trained(runs[i]);
        for (size_t k = 0; k < i && !seen; k++)
            seen = comparable(runs[k], runs[i], kind);
        if (seen)
            continue;
        status = gather(runs, count, i, kind, arena, &c, err);
        if (status == PITH_STATUS_OK && c.values > 1 && c.values > out->values)
            *out = c;
    }
    return status;
}
