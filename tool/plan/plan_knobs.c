/* plan_knobs.c - knobs and their values in a plan, each tried as it is read; see plan_yaml.h. */
#include "plan/plan_yaml.h"

#include "base/config.h"
#include "base/error.h"

#include <string.h>

/* Gives an error of a knob its place in the plan. */
static pith_status fail_at(struct plan_reader *r, struct plan_place place)
{
    if (r->err) {
        r->err->line = place.line;
        r->err->column = place.column;
        r->err->code = PITH_STATUS_DATA;
    }
    return error_in(r->err, PITH_STATUS_DATA, r->plan->path);
}

static pith_status check_key(struct plan_reader *r, const char *key, yaml_node_t *node)
{
    if (!strcmp(key, "preset") || knob_find(key) >= 0)
        return PITH_STATUS_OK;
    plan_fail(r->plan, plan_place_of(node), r->err, "there is no knob \"%.60s\"", key);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"; `pith knobs` lists them",
                      knob_nearest(key));
}

pith_status plan_value(struct plan_reader *r, const char *key, yaml_node_t *node,
                       const char **value)
{
    struct config scratch;
    config_init(&scratch);
    pith_status status = plan_scalar(r, node, key, value);
    if (status != PITH_STATUS_OK)
        return status;
    status = !strcmp(key, "preset") ? config_preset(&scratch, *value, r->err)
                                    : config_set(&scratch, key, *value, r->err);
    return status == PITH_STATUS_OK ? PITH_STATUS_OK : fail_at(r, plan_place_of(node));
}

/* A growing list of pairs. */
struct pair_list {
    struct plan_pair *items;
    size_t count;
};

static pith_status take_pair(struct plan_reader *r, const char *key, yaml_node_t *key_node,
                             yaml_node_t *value, void *object)
{
    struct pair_list *list = object;
    struct plan_pair *pair = &list->items[list->count];
    pith_status status = check_key(r, key, key_node);
    if (status == PITH_STATUS_OK)
        status = plan_value(r, key, value, &pair->value);
    pair->key = key;
    pair->place = plan_place_of(value);
    list->count += status == PITH_STATUS_OK;
    return status;
}

static size_t pair_total(const yaml_node_t *node)
{
    return node->type == YAML_MAPPING_NODE
               ? (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start)
               : 0;
}

pith_status plan_pairs(struct plan_reader *r, yaml_node_t *node, const char *what,
                       struct plan_pair **pairs, size_t *count)
{
    struct pair_list list = {
        .items = arena_array(&r->plan->arena, pair_total(node) + 1, sizeof *list.items)};
    if (!list.items)
        return error_memory(r->err);
    pith_status status = plan_each_pair(r, node, what, take_pair, &list);
    *pairs = list.items;
    *count = list.count;
    return status;
}

static pith_status take_axis(struct plan_reader *r, const char *key, yaml_node_t *key_node,
                             yaml_node_t *value, void *object)
{
    struct plan_experiment *e = object;
    struct plan_axis *axis = &e->grid[e->grid_count];
    struct arena *arena = &r->plan->arena;
    pith_status status = check_key(r, key, key_node);
    if (status == PITH_STATUS_OK)
        status = plan_items(r, value, key, &axis->count);
    if (status != PITH_STATUS_OK)
        return status;
    axis->key = key;
    axis->values = arena_array(arena, axis->count, sizeof *axis->values);
    axis->places = arena_array(arena, axis->count, sizeof *axis->places);
    if (!axis->values || !axis->places)
        return error_memory(r->err);
    for (size_t i = 0; i < axis->count && status == PITH_STATUS_OK; i++) {
        yaml_node_t *item = plan_item(r, value, i);
        axis->places[i] = plan_place_of(item);
        status = plan_value(r, key, item, &axis->values[i]);
        for (size_t k = 0; k < i && status == PITH_STATUS_OK; k++)
            if (!strcmp(axis->values[k], axis->values[i]))
                status = plan_fail(r->plan, axis->places[i], r->err,
                                   "the value \"%.60s\" stands here twice", axis->values[i]);
    }
    e->grid_count += status == PITH_STATUS_OK;
    return status;
}

pith_status plan_axes(struct plan_reader *r, yaml_node_t *node, struct plan_experiment *e)
{
    e->grid = arena_array(&r->plan->arena, pair_total(node) + 1, sizeof *e->grid);
    return e->grid ? plan_each_pair(r, node, "grid", take_axis, e) : error_memory(r->err);
}
