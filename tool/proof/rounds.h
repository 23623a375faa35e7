/*
 * rounds.h - short runs of one configuration with changes, by successive halving.
 *
 *     changes ─round 1: all, a few epochs→ better half ─round 2: twice as long→ ... best two
 *         ─▶ their pair
 *
 * (Karnin, Koren, Somekh 2013 for the halving.) Every run is one of the store, so that nothing is
 * trained twice, whenever it is asked again.
 */
#ifndef PITH_PROOF_ROUNDS_H
#define PITH_PROOF_ROUNDS_H

#include "proof/arm.h"

struct rounds {
    struct arm arms[ABLATION_MAX + 1]; /* ranked, best first; the pair is one of them */
    size_t count;
    struct arm base; /* as it was, for as long as the last round */
    int rounds;
};

struct rounds_limits {
    double rate_factor;   /* see doctor/measure.h; NaN: not known */
    double epoch_seconds; /* that an epoch of the run took; 0: not known */
    double budget;        /* seconds for all rounds, about */
};

/* rounds_run tries what the findings, ranked, and the table of ablations propose. */
pith_status rounds_run(const struct arm_setting *s, const struct rounds_limits *limits,
                       const pith_finding *findings, size_t finding_count, struct rounds *r,
                       pith_error *err);

#endif
