/*
 * proof.h - what the doctor does beyond reading: experiments that prove a cause, and the cure.
 *
 *     doctor, findings ─rounds_run→ short runs that change one thing each, ranked
 *         ─confirm→ what each finding is worth; plateau or minimum (descent)
 *         ─cure→ the smallest change that works, trained as long as the run that failed
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
    const pith_doctor *doctor;    /* that has seen the run, its start record too */
    const pith_finding *findings; /* the doctor's, ranked */
    size_t finding_count;
    double budget;      /* seconds that the short runs may take, about */
    bool confirm, cure; /* what is wanted */
    const char *output; /* cure: where the model goes; NULL: the store's */
    bool json, quiet;
};

/*
 * proof_run does what is wanted and prints it to stdout. PITH_STATUS_USAGE for a run that does not
 * say how it was trained or had no dev texts, PITH_STATUS_NEGATIVE when nothing cures it,
 * PITH_STATUS_STOPPED after Ctrl-C: the same request goes on.
 */
pith_status proof_run(const struct proof_request *q, pith_error *err);

#endif
