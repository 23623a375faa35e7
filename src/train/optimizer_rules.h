/*
 * optimizer_rules.h - which update rule a configuration asks for, and its numbers for a step.
 */
#ifndef PITH_TRAIN_OPTIMIZER_RULES_H
#define PITH_TRAIN_OPTIMIZER_RULES_H

#include "base/config.h"
#include "train/optimizer_rules_simd.h"

/* rule_of returns the row for cfg's optim.name, momentum and nesterov; NULL when there is none. */
const struct rule *rule_of(const struct config *cfg);

/*
 * rule_check tells what is wrong where rule_of gave NULL, and refuses optim.embedding=sparse with a
 * rule that has no sparse form, or with weight decay: PITH_STATUS_USAGE with the cure in the hint.
 */
pith_status rule_check(const struct config *cfg, const struct rule *rule, pith_error *err);

/* rule_step_at computes the numbers of step t (1-based) of a rule at a learning rate. */
struct rule_step rule_step_at(const struct config *cfg, const struct rule *rule, int64_t t,
                              double rate);

#endif
