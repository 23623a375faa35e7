/* plan_knobs.c - knobs and their values in a plan, each tried as it is read; see plan_knobs.h. */
#include "plan/plan_knobs.h"

#include "base/config.h"
#include "base/error.h"
#include "base/preset.h"

#include <string.h>

/* An entry of a mapping whose keys are knobs, or "preset". */
static pith_status knob_entry(struct plan_reader *r, yaml_node_t *node, size_t i,
                              struct plan_entry *out)
{
    pith_status status = plan_entry_at(r, node, i, out);
    if (status != PITH_STATUS_OK || !strcmp(out->key, "preset") || knob_find(out->key) >= 0)
        return status;
    plan_fail(r->plan, out->place, r->err, "there is no knob \"%.60s\"", out->key);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"; `pith knobs` lists them",
                      knob_nearest(out->key));
}

pith_status plan_value(struct plan_reader *r, yaml_node_t *node, const char *key,
                       const char **value)
{
    struct config scratch;
    config_init(&scratch);
    pith_status status = plan_text(r, node, key, value);
    if (status != PITH_STATUS_OK)
        return status;
    status = !strcmp(key, "preset") ? config_preset(&scratch, *value, r->err)
                                    : config_set(&scratch, key, *value, r->err);
    return status == PITH_STATUS_OK ? PITH_STATUS_OK
                                    : plan_locate(r->plan, plan_place_of(node), r->err);
}

pith_status plan_pairs(struct plan_reader *r, yaml_node_t *node, const char *what, void *member)
{
    struct plan_pairs *pairs = member;
    size_t count;
    pith_status status = plan_mapping(r, node, what, &count);
    pairs->items = arena_array(&r->plan->arena, count, sizeof *pairs->items);
    if (status == PITH_STATUS_OK && !pairs->items)
        return error_memory(r->err);
    for (; pairs->count < count && status == PITH_STATUS_OK; pairs->count++) {
        struct plan_pair *pair = &pairs->items[pairs->count];
        struct plan_entry entry;
        status = knob_entry(r, node, pairs->count, &entry);
        if (status != PITH_STATUS_OK)
            break;
        pair->key = entry.key;
        pair->place = plan_place_of(entry.value);
        status = plan_value(r, entry.value, entry.key, &pair->value);
    }
    return status;
}

/* The values of one axis, which is named and empty yet. */
static pith_status read_axis(struct plan_reader *r, yaml_node_t *list, struct plan_axis *axis)
{
    pith_status status = plan_items(r, list, axis->key, &axis->count);
    if (status != PITH_STATUS_OK)
        return status;
    axis->values = arena_array(&r->plan->arena, axis->count, sizeof *axis->values);
    axis->places = arena_array(&r->plan->arena, axis->count, sizeof *axis->places);
    if (!axis->values || !axis->places)
        return error_memory(r->err);
    for (size_t i = 0; i < axis->count && status == PITH_STATUS_OK; i++) {
        yaml_node_t *item = plan_item(r, list, i);
        axis->places[i] = plan_place_of(item);
        status = plan_value(r, item, axis->key, &axis->values[i]);
        for (size_t k = 0; k < i && status == PITH_STATUS_OK; k++)
            if (!strcmp(axis->values[k], axis->values[i]))
                status = plan_fail(r->plan, axis->places[i], r->err,
                                   "the value \"%.60s\" stands here twice", axis->values[i]);
    }
    return status;
}

pith_status plan_grid(struct plan_reader *r, yaml_node_t *node, const char *what, void *member)
{
    struct plan_grid *grid = member;
    size_t count;
    pith_status status = plan_mapping(r, node, what, &count);
    grid->items = arena_array(&r->plan->arena, count, sizeof *grid->items);
    if (status == PITH_STATUS_OK && !grid->items)
        return error_memory(r->err);
    for (; grid->count < count && status == PITH_STATUS_OK; grid->count++) {
        struct plan_entry entry;
        status = knob_entry(r, node, grid->count, &entry);
        if (status != PITH_STATUS_OK)
            break;
        grid->items[grid->count].key = entry.key;
        status = read_axis(r, entry.value, &grid->items[grid->count]);
    }
    return status;
}
