/*
 * rounds.h - short runs of one configuration with changes, by successive halving.
 *
 *     changes ─round 1: all, a few epochs→ better half ─round 2: twice as long→ ... best two
 *         ─▶ their pair
 *
 * Same seed, same batches: all differences are the changes' own. Every run is one of the store, so
 * that nothing is trained twice, whenever it is asked again (Karnin, Koren, Somekh 2013 for the
 * halving).
 */
#ifndef PITH_PROOF_ROUNDS_H
#define PITH_PROOF_ROUNDS_H

#include "doctor/ablation.h"
#include "proof/proof.h"

struct arm {
    struct ablation change;
    int64_t run;       /* in the store; its last round's */
    int64_t epochs;    /* of that round */
    int round;         /* the last it took part in, from 1 */
    double f1, loss;   /* best F1 on dev, and the dev loss of that epoch; NaN: it failed */
    char message[128]; /* why it failed */
};

struct rounds {
    const struct proof_request *request;
    struct arm arms[ABLATION_MAX + 1]; /* ranked, best first; the pair is one of them */
    size_t count;
    struct arm base; /* as it was, for as long as the last round */
    int rounds;
    double noise; /* F1 within which two arms are alike */
};

/* rounds_train trains one configuration for so many epochs, or finds it done; fills the arm's
 * results. */
pith_status rounds_train(const struct proof_request *request, struct arm *arms, size_t count,
                         int64_t epochs, const char *reason, pith_error *err);

/* rounds_run does all rounds within the request's budget. */
pith_status rounds_run(const struct proof_request *request, struct rounds *out, pith_error *err);

/* rounds_better ranks: F1 first (equal within `noise`), then loss, then the smaller change. */
bool rounds_better(const struct arm *a, const struct arm *b, double noise);

#endif
