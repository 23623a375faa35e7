/* optimizer_rules.c - the rule and the numbers of a step; see optimizer_rules.h. */
#include "train/optimizer_rules.h"

#include "base/error.h"

#include <math.h>

const struct rule *rule_of(const struct config *cfg)
{
    static const struct rule_table *const tables[ISA_COUNT] = ISA_TABLE(optimizer_rules);
    const struct rule_table *table = tables[isa_best()];
    for (size_t i = 0; i < table->count; i++) {
        const struct rule *rule = &table->rows[i];
        if (rule->kind == cfg->optim_name && rule->momentum == (cfg->optim_momentum > 0) &&
            rule->nesterov == cfg->optim_nesterov)
            return rule;
    }
    return NULL;
}

struct rule_step rule_step_at(const struct config *cfg, const struct rule *rule, int64_t t,
                              double rate)
{
    double beta1 = cfg->optim_beta1, beta2 = cfg->optim_beta2;
    if (rule->smoothing > 0)
        beta2 = cfg->optim_smoothing > 0 ? cfg->optim_smoothing : rule->smoothing;
    double epsilon = cfg->optim_epsilon > 0 ? cfg->optim_epsilon : rule->epsilon;
    double correction1 = 1 - pow(beta1, (double)t);
    double correction2 = sqrt(1 - pow(beta2, (double)t));
    return (struct rule_step){
        .rate = (real)rate,
        .momentum = (real)cfg->optim_momentum,
        .keep1 = (real)beta1,
        .add1 = (real)(1 - beta1),
        .keep2 = (real)beta2,
        .add2 = (real)(1 - beta2),
        .rate1 = (real)(rate / correction1),
        .root2 = (real)correction2,
        .rate_sparse = (real)(rate * correction2 / correction1),
        .shrink = (real)(1 - rate * cfg->optim_weight_decay),
        .epsilon = (real)epsilon,
    };
}

pith_status rule_check(const struct config *cfg, const struct rule *rule, pith_error *err)
{
    struct knob_choice name = config_choice(cfg, KNOB_optim_name);
    if (!rule && cfg->optim_nesterov && !(cfg->optim_momentum > 0))
        return error_cure(err, PITH_STATUS_USAGE, "set optim.momentum, for instance to 0.9",
                          "optim.nesterov is on, but optim.momentum is 0");
    if (!rule)
        return error_cure(
            err, PITH_STATUS_USAGE,
            "set optim.momentum to 0 and optim.nesterov to false, or optim.name to sgd",
            "optim.name %s has no %smomentum, but optim.momentum is %g", name.name,
            cfg->optim_nesterov ? "Nesterov " : "", cfg->optim_momentum);
    if (cfg->optim_embedding != EMBEDDING_SPARSE)
        return PITH_STATUS_OK;
    if (!rule->sparse)
        return error_cure(
            err, PITH_STATUS_USAGE,
            "set optim.embedding to dense, or take sgd or adagrad without momentum, or adam",
            "optim.embedding is sparse, but optim.name %s%s has no sparse form", name.name,
            rule->momentum ? " with momentum" : "");
    if (cfg->optim_weight_decay > 0)
        return error_cure(
            err, PITH_STATUS_USAGE, "set optim.embedding to dense or optim.weight_decay to 0",
            "optim.embedding is sparse, but optim.weight_decay is %g", cfg->optim_weight_decay);
    return PITH_STATUS_OK;
}
