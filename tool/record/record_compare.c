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

/* Everything that must be equal, as one text; NULL when out of memory. The caller frees it. */
static char *signature(const struct record_run *run, enum comparison_kind kind)
{
    json_t *rest = json_object();
    const char *key;
    json_t *value;
    json_object_foreach(run->row.config, key, value)
    {
        if (rest && !is_compared(kind, key) && record_differs(key) &&
            json_object_set(rest, key, value) != 0) {
            json_decref(rest);
            rest = NULL;
        }
    }
    char *text = rest ? json_dumps(rest, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
    json_decref(rest);
    return text;
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

static bool was_trained(const struct record_run *run)
{
    return run->row.steps > 0 && *record_knob(run, "optim.rate");
}

static int by_rate(const void *a, const void *b)
{
    const struct compared *p = a, *q = b;
    double x = strtod(p->value, NULL), y = strtod(q->value, NULL);
    if (x != y)
        return x < y ? -1 : 1;
    return (p->run->number > q->run->number) - (p->run->number < q->run->number);
}

static int by_order(const void *a, const void *b)
{
    const struct compared *p = a, *q = b;
    if (p->order != q->order)
        return p->order < q->order ? -1 : 1;
    return (p->run->number > q->run->number) - (p->run->number < q->run->number);
}

/* Numbers the values as they come, so that runs of one value stand together. */
static void number_values(struct comparison *c, enum comparison_kind kind)
{
    if (kind == COMPARE_RATES)
        qsort(c->items, c->count, sizeof *c->items, by_rate);
    for (size_t i = 0; i < c->count; i++) {
        size_t same = 0;
        while (same < i &&
               (kind == COMPARE_RATES
                    ? strtod(c->items[same].value, NULL) != strtod(c->items[i].value, NULL)
                    : strcmp(c->items[same].value, c->items[i].value) != 0))
            same++;
        c->items[i].order = same < i ? c->items[same].order : c->values++;
    }
    qsort(c->items, c->count, sizeof *c->items, by_order);
}

/* The comparison of all runs that have one signature. */
static pith_status gather(struct record_run *const *runs, char *const *signatures, size_t count,
                          size_t first, enum comparison_kind kind, struct arena *arena,
                          struct comparison *c, pith_error *err)
{
    *c = (struct comparison){.items = arena_array(arena, count, sizeof *c->items)};
    if (!c->items)
        return error_memory(err);
    for (size_t i = first; i < count; i++) {
        if (!signatures[i] || strcmp(signatures[i], signatures[first]) != 0)
            continue;
        const char *value = value_of(runs[i], kind, arena);
        if (!value)
            return error_memory(err);
        c->items[c->count++] = (struct compared){.run = runs[i], .value = value};
    }
    number_values(c, kind);
    return PITH_STATUS_OK;
}

pith_status comparison_find(struct record_run *const *runs, size_t count, enum comparison_kind kind,
                            struct arena *arena, struct comparison *out, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    char **signatures = array_calloc(count, sizeof *signatures);
    *out = (struct comparison){0};
    if (!signatures)
        return error_memory(err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        if (!was_trained(runs[i]))
            continue;
        signatures[i] = signature(runs[i], kind);
        if (!signatures[i])
            status = error_memory(err);
    }
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        struct comparison c;
        bool seen = !signatures[i];
        for (size_t k = 0; k < i && !seen; k++)
            seen = signatures[k] && strcmp(signatures[k], signatures[i]) == 0;
        if (seen)
            continue;
        status = gather(runs, signatures, count, i, kind, arena, &c, err);
        if (status == PITH_STATUS_OK && c.values > 1 && c.values > out->values)
            *out = c;
    }
    for (size_t i = 0; i < count; i++)
        free(signatures[i]);
    free(signatures);
    return status;
}
