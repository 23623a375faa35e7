/*
 * ablation.h - the changes by which a cause is proved: one thing at a time, each with the finding
 * that it would support.
 *
 *     configuration, findings ─ablation_list→ changes ─▶ short runs (tool/proof/arm.h)
 */
#ifndef PITH_DOCTOR_ABLATION_H
#define PITH_DOCTOR_ABLATION_H

#include "base/config.h"

#include <pith.h>

enum { ABLATION_MAX = 24, ABLATION_CHANGE = 160 };

struct ablation {
    char change[ABLATION_CHANGE]; /* "optim.rate=0.1 optim.clip=5"; "" = as it was */
    const char *what;             /* "the rate, ten times" */
    const char *about;            /* id of the finding that it supports if it helps; "" = none */
};

/*
 * ablation_list fills `out` with the unchanged run first, then remedies of the findings, likeliest
 * first, then the table's own changes, no two alike and none that changes nothing. `factor` is
 * measure_rate_factor's (NaN: not known). Returns how many.
 */
size_t ablation_list(const struct config *cfg, double factor, const pith_finding *findings,
                     size_t count, struct ablation out[ABLATION_MAX]);

/* ablation_apply changes a configuration; PITH_STATUS_USAGE for a change that is none. */
pith_status ablation_apply(const char *change, struct config *cfg, pith_error *err);

/* ablation_size is how many knobs a change sets. */
size_t ablation_size(const char *change);

/* ablation_join puts two changes together; what both set is taken from the first. */
void ablation_join(const char *first, const char *second, char out[ABLATION_CHANGE]);

#endif
