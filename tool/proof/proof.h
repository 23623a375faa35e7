/*
 * proof.h - what the doctor does beyond reading: experiments that prove a cause, and the cure.
 *
 *     run ─confirm→ short runs that change one thing each ─▶ ranked table, the best pair,
 *                   plateau or minimum
 *     run ─cure→ the smallest change that works, as a command, carried out
 *
 * All runs stand in the laboratory's store; what was run already is not run again.
 */
#ifndef PITH_PROOF_PROOF_H
#define PITH_PROOF_PROOF_H

#include "store/db.h"

#include <pith.h>
#include <stdbool.h>

struct proof_request {
    struct db *db;
    const pith_config *config;    /* of the run that failed */
    const char *name;             /* what it is called in reports */
    const pith_finding *findings; /* of the doctor, ranked */
    size_t finding_count;
    double rate_factor;   /* see src/doctor/rate.h; NaN: not known */
    double epoch_seconds; /* that an epoch of the run took; 0: not known */
    double budget;        /* seconds that the experiments may take, about */
    const char *output;   /* --cure: where the model goes; NULL: the store's */
    bool json, quiet;
};

/* proof_confirm and proof_cure print their results to stdout. PITH_STATUS_STOPPED after Ctrl-C. */
pith_status proof_confirm(const struct proof_request *request, pith_error *err);
pith_status proof_cure(const struct proof_request *request, pith_error *err);

#endif
