/* plan_experiment.h - one experiment of a plan, out of its YAML mapping. */
#ifndef PITH_PLAN_PLAN_EXPERIMENT_H
#define PITH_PLAN_PLAN_EXPERIMENT_H

#include "plan/plan_yaml.h"

/* Links have their ids and places after this; their indices need the other experiments. */
pith_status plan_read_experiment(struct plan_reader *r, yaml_node_t *node,
                                 struct plan_experiment *e);

#endif
