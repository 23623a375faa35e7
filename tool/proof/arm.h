/*
 * arm.h - one configuration with changes, each trained as runs of the store, by successive halving.
 *
 *     configuration + change ─arm_train→ run of the store ─▶ F1 and loss on dev
 *     changes ─round 1: all, a few epochs→ better half ─round 2: twice as long→ best two
 *         ─▶ their pair                                                              (rounds_run)
 *
 * Same seed, same batches: what differs between two arms is the change's own doing. ("Arm" as in
 * multi-armed bandits, where successive halving comes from: Karnin, Koren, Somekh 2013.) Every run
 * is one of the store, so that nothing is trained twice, whenever it is asked again.
 */
#ifndef PITH_PROOF_ARM_H
#define PITH_PROOF_ARM_H

#include "doctor/ablation.h"
#include "store/db.h"

struct arm {
    struct ablation change;
    int64_t run;       /* in the store; its last round's */
    int64_t epochs;    /* of that round */
    int round;         /* the last it took part in, from 1 */
    double f1, loss;   /* best F1 on dev, and the dev loss of that epoch; NaN: it failed */
    char message[128]; /* why it failed */
};

/* What all arms have in common. */
struct arm_setting {
    struct db *db;
    const struct config *config; /* of the run that failed */
    bool quiet;                  /* no table of what is being trained */
};

/*
 * arm_train trains arms for so many epochs, several at once, or finds them done, and fills their
 * results; that one fails is no error. `reason` is what the store says of the runs.
 * PITH_STATUS_STOPPED after Ctrl-C.
 */
pith_status arm_train(const struct arm_setting *setting, struct arm *arms, size_t count,
                      int64_t epochs, const char *reason, pith_error *err);

/* arm_better ranks: F1 first (equal within `noise`), then loss, then the smaller change. */
bool arm_better(const struct arm *a, const struct arm *b, double noise);

/* arm_gain is the F1 that an arm has over another; what could not be measured counts as 0 there. */
double arm_gain(const struct arm *arm, const struct arm *base);

struct rounds {
    struct arm arms[ABLATION_MAX + 1]; /* the later round first, then the best; with the pair */
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
