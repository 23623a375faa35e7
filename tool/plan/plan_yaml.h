/*
 * plan_yaml.h - a YAML document as a tree of nodes, and the mappings in it by a table of fields.
 *
 * What plan.c needs of libyaml, in the plan's own terms: places, texts in the plan's arena, errors
 * that name the nearest key.
 */
#ifndef PITH_PLAN_PLAN_YAML_H
#define PITH_PLAN_PLAN_YAML_H

#include "plan/plan.h"

#include <yaml.h>

/* A plan that is being read. */
struct plan_reader {
    struct plan *plan;
    yaml_document_t document;
    pith_error *err;
};

/* A function that reads one field's value. */
#define PLAN_FIELD(function)                                                                       \
    static pith_status function(struct plan_reader *r, yaml_node_t *node, void *object)

/* One key of a mapping: reads its value into `object`, or fills reader->err. */
struct plan_field {
    const char *name;
    pith_status (*read)(struct plan_reader *r, yaml_node_t *value, void *object);
    bool required;
};

/*
 * plan_yaml_open parses the plan's text; exactly one document. plan_yaml_close is safe only after.
 */
pith_status plan_yaml_open(struct plan_reader *r);
void plan_yaml_close(struct plan_reader *r);

struct plan_place plan_place_of(const yaml_node_t *node);

/*
 * plan_fields reads a mapping by its table (ends with {NULL}): unknown, repeated and missing keys
 * are errors. `what` names it in messages: "an experiment".
 */
pith_status plan_fields(struct plan_reader *r, yaml_node_t *node, const char *what,
                        const struct plan_field *fields, void *object);

/* plan_each_pair calls `take` with each key and value of a mapping; keys are texts, none twice. */
pith_status plan_each_pair(struct plan_reader *r, yaml_node_t *node, const char *what,
                           pith_status (*take)(struct plan_reader *r, const char *key,
                                               yaml_node_t *key_node, yaml_node_t *value,
                                               void *object),
                           void *object);

/* plan_items gives the items of a sequence that is not empty; a scalar counts as a list of one. */
pith_status plan_items(struct plan_reader *r, yaml_node_t *node, const char *what, size_t *count);
yaml_node_t *plan_item(struct plan_reader *r, yaml_node_t *node, size_t i);

/* plan_scalar gives a scalar's text, in the plan's arena; `what` names it in messages. */
pith_status plan_scalar(struct plan_reader *r, yaml_node_t *node, const char *what,
                        const char **out);

/* --- the parts of a plan (plan_knobs.c, plan_experiment.c) ----------------------------------- */

/* plan_value reads a value of a knob, or a preset's name, and tries it. */
pith_status plan_value(struct plan_reader *r, const char *key, yaml_node_t *node,
                       const char **value);

/* plan_pairs reads a mapping of knobs to values, plan_axes a grid. */
pith_status plan_pairs(struct plan_reader *r, yaml_node_t *node, const char *what,
                       struct plan_pair **pairs, size_t *count);
pith_status plan_axes(struct plan_reader *r, yaml_node_t *node, struct plan_experiment *e);

pith_status plan_read_experiment(struct plan_reader *r, yaml_node_t *node,
                                 struct plan_experiment *e);

#endif
