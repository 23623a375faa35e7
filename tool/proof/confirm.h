/*
 * confirm.h - what the rounds say of the findings: which change helps, and which cause it proves.
 */
#ifndef PITH_PROOF_CONFIRM_H
#define PITH_PROOF_CONFIRM_H

#include "proof/descent.h"
#include "proof/rounds.h"

#include <stdio.h>

struct confirmation {
    const struct rounds *rounds;  /* the caller's */
    const pith_finding *findings; /* the caller's, ranked */
    size_t finding_count;
    bool descended; /* the run stood at the label prior, and the best change got it off */
    struct descent descent;
};

/* confirm_run trains what is needed to tell plateau from minimum, where the run stood still. */
pith_status confirm_run(const struct arm_setting *setting, const struct rounds *rounds,
                        const pith_finding *findings, size_t finding_count,
                        struct confirmation *out, pith_error *err);

void confirm_print(const struct confirmation *c, FILE *out);
/* {"record": "confirm", "base", "arms": [...], "descent"}; a new reference, NULL without memory. */
json_t *confirm_json(const struct confirmation *c);

#endif
