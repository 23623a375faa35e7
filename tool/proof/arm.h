/*
 * arm.h - one configuration with one change, trained as a run of the store.
 *
 *     configuration + change ─arm_train→ run of the store ─▶ F1 and loss on dev ─arm_rank→ order
 *
 * Same seed, same batches: what differs between two arms is the change's own doing. ("Arm" as in
 * multi-armed bandits, where successive halving comes from.)
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

/* arm_rank puts those of the later round first, then the best; equals keep their order. */
void arm_rank(struct arm *arms, size_t count);

/* arm_gain is the F1 that an arm has over another; what could not be measured counts as 0 there. */
double arm_gain(const struct arm *arm, const struct arm *base);

#endif
