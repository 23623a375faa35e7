/* plan_knobs.h - knobs and their values in a plan, each tried as it is read. */
#ifndef PITH_PLAN_PLAN_KNOBS_H
#define PITH_PLAN_PLAN_KNOBS_H

#include "plan/plan_yaml.h"

/* plan_value reads a value of a knob, or a preset's name where `key` is "preset", and tries it. */
pith_status plan_value(struct plan_reader *r, yaml_node_t *node, const char *key,
                       const char **value);

/* Fields (see plan_fields): knobs with a value go to a struct plan_pairs, with a list to a grid. */
pith_status plan_pairs(struct plan_reader *r, yaml_node_t *node, const char *what, void *member);
pith_status plan_grid(struct plan_reader *r, yaml_node_t *node, const char *what, void *member);

#endif
