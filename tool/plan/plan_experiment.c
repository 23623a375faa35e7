/* plan_experiment.c - one experiment of a plan, field by field; see plan_yaml.h. */
#include "plan/plan_yaml.h"

#include "base/error.h"
#include "cli/cli.h"
#include "run/landscape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {"train", "inspect", "landscape"};
enum { KIND_COUNT = sizeof kind_names / sizeof *kind_names };

const char *plan_kind_name(enum plan_kind kind)
{
    return kind_names[kind];
}

/* Letters, digits and what may stand in a file's name and on a command line. */
static bool is_id(const char *text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++)
        if (!strchr(first, text[i]) && (i == 0 || !strchr("-_.+", text[i])))
            return false;
    return size > 0 && size <= 64;
}

PLAN_FIELD(experiment_id)
{
    struct plan_experiment *e = object;
    e->place = plan_place_of(node);
    pith_status status = plan_scalar(r, node, "id", &e->id);
    if (status == PITH_STATUS_OK && !is_id(e->id))
        status = plan_fail(r->plan, e->place, r->err,
                           "\"%.60s\" is no id: 1 to 64 letters, digits and - _ . +", e->id);
    return status;
}

PLAN_FIELD(experiment_reason)
{
    return plan_scalar(r, node, "reason", &((struct plan_experiment *)object)->reason);
}

PLAN_FIELD(experiment_parent)
{
    struct plan_experiment *e = object;
    e->parent_place = plan_place_of(node);
    return plan_scalar(r, node, "parent", &e->parent);
}

PLAN_FIELD(experiment_kind)
{
    struct plan_experiment *e = object;
    const char *word = NULL, *best = NULL;
    int distance = 1 << 20;
    pith_status status = plan_scalar(r, node, "kind", &word);
    if (status != PITH_STATUS_OK)
        return status;
    for (int i = 0; i < KIND_COUNT; i++) {
        cli_nearer(word, kind_names[i], &best, &distance);
        if (!strcmp(word, kind_names[i])) {
            e->kind = (enum plan_kind)i;
            return PITH_STATUS_OK;
        }
    }
    plan_fail(r->plan, plan_place_of(node), r->err,
              "\"%.60s\" is no kind: train, inspect or landscape", word);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"", best);
}

PLAN_FIELD(experiment_change)
{
    struct plan_experiment *e = object;
    return plan_pairs(r, node, "change", &e->change, &e->change_count);
}

PLAN_FIELD(experiment_grid)
{
    return plan_axes(r, node, object);
}

/* A whole number within bounds. */
static pith_status read_number(struct plan_reader *r, yaml_node_t *node, const char *what,
                               int64_t low, int64_t high, int64_t *out)
{
    const char *text = NULL;
    char *end = NULL;
    pith_status status = plan_scalar(r, node, what, &text);
    if (status != PITH_STATUS_OK)
        return status;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (!*text || *end || strspn(text, "-0123456789") != strlen(text) || errno || n < low ||
        n > high)
        return plan_fail(r->plan, plan_place_of(node), r->err,
                         "%s \"%.60s\" is no whole number from %lld to %lld", what, text,
                         (long long)low, (long long)high);
    *out = n;
    return PITH_STATUS_OK;
}

PLAN_FIELD(experiment_seeds)
{
    static const int64_t seed_max = 9007199254740991; /* as train.seed */
    struct plan_experiment *e = object;
    size_t count = 0;
    pith_status status = plan_items(r, node, "seeds", &count);
    if (status != PITH_STATUS_OK)
        return status;
    e->seeds = arena_array(&r->plan->arena, count, sizeof *e->seeds);
    if (!e->seeds)
        return error_memory(r->err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        yaml_node_t *item = plan_item(r, node, i);
        status = read_number(r, item, "seed", 0, seed_max, &e->seeds[i]);
        for (size_t k = 0; k < i && status == PITH_STATUS_OK; k++)
            if (e->seeds[k] == e->seeds[i])
                status = plan_fail(r->plan, plan_place_of(item), r->err,
                                   "the seed %lld stands here twice", (long long)e->seeds[i]);
    }
    e->seed_count = count;
    return status;
}

PLAN_FIELD(experiment_expect)
{
    return plan_scalar(r, node, "expect", &((struct plan_experiment *)object)->expect);
}

PLAN_FIELD(experiment_expect_failure)
{
    const char *word = NULL;
    pith_status status = plan_scalar(r, node, "expect_failure", &word);
    if (status != PITH_STATUS_OK)
        return status;
    if (strcmp(word, "true") != 0 && strcmp(word, "false") != 0)
        return plan_fail(r->plan, plan_place_of(node), r->err,
                         "expect_failure is true or false, not \"%.60s\"", word);
    ((struct plan_experiment *)object)->expect_failure = !strcmp(word, "true");
    return PITH_STATUS_OK;
}

PLAN_FIELD(experiment_result)
{
    return plan_scalar(r, node, "result", &((struct plan_experiment *)object)->result);
}

PLAN_FIELD(ends_from)
{
    struct plan_experiment *e = object;
    e->from_place = plan_place_of(node);
    return plan_scalar(r, node, "from", &e->from);
}

PLAN_FIELD(ends_to)
{
    struct plan_experiment *e = object;
    e->to_place = plan_place_of(node);
    return plan_scalar(r, node, "to", &e->to);
}

PLAN_FIELD(experiment_ends)
{
    static const struct plan_field fields[] = {
        {"from", ends_from, true}, {"to", ends_to, true}, {0}};
    return plan_fields(r, node, "ends", fields, object);
}

PLAN_FIELD(experiment_points)
{
    int64_t points = 0;
    pith_status status = read_number(r, node, "points", 2, LANDSCAPE_POINTS_MAX, &points);
    ((struct plan_experiment *)object)->points = (int)points;
    return status;
}

/* Keys that make no sense for a kind are mistakes, not decoration. */
static pith_status check_kind(struct plan_reader *r, const struct plan_experiment *e)
{
    const char *excess = NULL;
    if (e->kind == PLAN_LANDSCAPE) {
        if (!*e->from)
            return plan_fail(r->plan, e->place, r->err, "a landscape needs \"ends\": {from, to}");
        excess = e->change_count ? "change"
                 : e->grid_count ? "grid"
                 : e->seed_count ? "seeds"
                                 : NULL;
    } else {
        if (e->kind == PLAN_INSPECT)
            excess = e->grid_count ? "grid" : e->seed_count > 1 ? "several seeds" : NULL;
        if (*e->from || e->points)
            excess = *e->from ? "ends" : "points";
    }
    if (!excess)
        return PITH_STATUS_OK;
    const char *name = plan_kind_name(e->kind);
    return plan_fail(r->plan, e->place, r->err, "\"%s\" is of kind %s, which takes no %s", e->id,
                     name, excess);
}

static const struct plan_field experiment_fields[] = {
    {"id", experiment_id, true},
    {"reason", experiment_reason, true},
    {"parent", experiment_parent, false},
    {"kind", experiment_kind, false},
    {"change", experiment_change, false},
    {"grid", experiment_grid, false},
    {"seeds", experiment_seeds, false},
    {"ends", experiment_ends, false},
    {"points", experiment_points, false},
    {"expect", experiment_expect, false},
    {"expect_failure", experiment_expect_failure, false},
    {"result", experiment_result, false},
    {0}};

pith_status plan_read_experiment(struct plan_reader *r, yaml_node_t *node,
                                 struct plan_experiment *e)
{
    *e = (struct plan_experiment){.parent = "",
                                  .expect = "",
                                  .result = "",
                                  .from = "",
                                  .to = "",
                                  .parent_index = SIZE_MAX,
                                  .from_index = SIZE_MAX,
                                  .to_index = SIZE_MAX};
    pith_status status = plan_fields(r, node, "an experiment", experiment_fields, e);
    if (status == PITH_STATUS_OK)
        status = check_kind(r, e);
    if (!e->points)
        e->points = LANDSCAPE_POINTS;
    return status;
}
