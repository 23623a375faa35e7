/* plan_experiment.c - one experiment of a plan, field by field; see plan_experiment.h. */
#include "plan/plan_experiment.h"

#include "base/error.h"
#include "base/nearest.h"
#include "plan/plan_knobs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- fields --------------------------------------------------------------------------------- */

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

static pith_status read_id(struct plan_reader *r, yaml_node_t *node, const char *what, void *member)
{
    struct plan_experiment *e = member;
    e->place = plan_place_of(node);
    pith_status status = plan_text(r, node, what, &e->id);
    if (status == PITH_STATUS_OK && !is_id(e->id))
        status = plan_fail(r->plan, e->place, r->err,
                           "\"%.60s\" is no id: 1 to 64 letters, digits and - _ . +", e->id);
    return status;
}

static pith_status read_link(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    struct plan_link *link = member;
    link->place = plan_place_of(node);
    return plan_text(r, node, what, &link->id);
}

static pith_status read_kind(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    const char *word = NULL;
    pith_status status = plan_text(r, node, what, &word);
    if (status != PITH_STATUS_OK)
        return status;
    int kind = plan_kind_find(word);
    if (kind >= 0) {
        *(enum plan_kind *)member = (enum plan_kind)kind;
        return PITH_STATUS_OK;
    }
    struct nearest nearest = nearest_to(word);
    for (int i = PLAN_TRAIN; i <= PLAN_LANDSCAPE; i++)
        nearest_offer(&nearest, plan_kind_name((enum plan_kind)i));
    plan_fail(r->plan, plan_place_of(node), r->err,
              "\"%.60s\" is no kind: train, inspect or landscape", word);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"", nearest.name);
}

/* A whole number within bounds. */
static pith_status read_number(struct plan_reader *r, yaml_node_t *node, const char *what,
                               int64_t low, int64_t high, int64_t *out)
{
    const char *text = NULL;
    char *end = NULL;
    pith_status status = plan_text(r, node, what, &text);
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

static pith_status read_seeds(struct plan_reader *r, yaml_node_t *node, const char *what,
                              void *member)
{
    static const int64_t seed_max = 9007199254740991; /* as train.seed */
    struct plan_experiment *e = member;
    size_t count = 0;
    pith_status status = plan_items(r, node, what, &count);
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

static pith_status read_bool(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    const char *word = NULL;
    pith_status status = plan_text(r, node, what, &word);
    if (status != PITH_STATUS_OK)
        return status;
    if (strcmp(word, "true") != 0 && strcmp(word, "false") != 0)
        return plan_fail(r->plan, plan_place_of(node), r->err, "%s is true or false, not \"%.60s\"",
                         what, word);
    *(bool *)member = !strcmp(word, "true");
    return PITH_STATUS_OK;
}

static pith_status read_ends(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    static const struct plan_field fields[] = {
        {"from", read_link, offsetof(struct plan_experiment, from), true},
        {"to", read_link, offsetof(struct plan_experiment, to), true},
        {0}};
    return plan_fields(r, node, what, fields, member);
}

static pith_status read_points(struct plan_reader *r, yaml_node_t *node, const char *what,
                               void *member)
{
    int64_t points = 0;
    pith_status status = read_number(r, node, what, 2, PLAN_POINTS_MAX, &points);
    *(int *)member = (int)points;
    return status;
}

/* Readers of more than one member get the whole experiment. */
#define FIELD(name, read, member)                                                                  \
    {                                                                                              \
        name, read, offsetof(struct plan_experiment, member), false                                \
    }
#define NEEDED(name, read, member)                                                                 \
    {                                                                                              \
        name, read, offsetof(struct plan_experiment, member), true                                 \
    }
static const struct plan_field experiment_fields[] = {
    {"id", read_id, 0, true},
    NEEDED("reason", plan_text, reason),
    FIELD("parent", read_link, parent),
    FIELD("kind", read_kind, kind),
    FIELD("change", plan_pairs, change),
    FIELD("grid", plan_grid, grid),
    {"seeds", read_seeds, 0, false},
    {"ends", read_ends, 0, false},
    FIELD("points", read_points, points),
    FIELD("expect", plan_text, expect),
    FIELD("expect_failure", read_bool, expect_failure),
    FIELD("result", plan_text, result),
    {0}};

/* --- the whole ------------------------------------------------------------------------------ */

/* Keys that make no sense for a kind are mistakes, not decoration. */
static pith_status check_kind(struct plan_reader *r, const struct plan_experiment *e)
{
    const char *excess = NULL;
    if (e->kind == PLAN_LANDSCAPE) {
        if (!*e->from.id)
            return plan_fail(r->plan, e->place, r->err, "a landscape needs \"ends\": {from, to}");
        excess = e->change.count ? "change"
                 : e->grid.count ? "grid"
                 : e->seed_count ? "seeds"
                                 : NULL;
    } else {
        if (e->kind == PLAN_INSPECT)
            excess = e->grid.count ? "grid" : e->seed_count > 1 ? "several seeds" : NULL;
        if (*e->from.id || e->points)
            excess = *e->from.id ? "ends" : "points";
    }
    if (!excess)
        return PITH_STATUS_OK;
    const char *name = plan_kind_name(e->kind);
    return plan_fail(r->plan, e->place, r->err, "\"%s\" is of kind %s, which takes no %s", e->id,
                     name, excess);
}

pith_status plan_read_experiment(struct plan_reader *r, yaml_node_t *node,
                                 struct plan_experiment *e)
{
    static const struct plan_link none = {.id = "", .index = SIZE_MAX};
    *e = (struct plan_experiment){
        .expect = "", .result = "", .parent = none, .from = none, .to = none};
    pith_status status = plan_fields(r, node, "an experiment", experiment_fields, e);
    if (status == PITH_STATUS_OK)
        status = check_kind(r, e);
    if (!e->points)
        e->points = PLAN_POINTS;
    return status;
}
