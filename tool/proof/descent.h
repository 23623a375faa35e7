/*
 * descent.h - plateau or local minimum: what happens when training goes on from the failed weights.
 *
 *     the run again, without dev texts ─▶ its last weights ─ gradient there
 *         ├─ the cured step, from these weights ─▶ dev F1 and loss by epoch
 *         ├─ the same from scratch ─▶ beside it
 *         └─ the straight line to where it came ─▶ loss along it
 *
 * A point from which a larger step goes down at once, epoch after epoch, is no minimum. A barrier
 * on the straight line alone proves nothing: another way may go around it (Goodfellow et al. 2015).
 */
#ifndef PITH_PROOF_DESCENT_H
#define PITH_PROOF_DESCENT_H

#include "proof/arm.h"

#include <jansson.h>
#include <stdio.h>

enum { DESCENT_EPOCHS = 64 };

enum descent_verdict { DESCENT_PLATEAU, DESCENT_MINIMUM, DESCENT_UNCLEAR };

/* One of the three runs, as far as it matters here. */
struct descent_run {
    int64_t id;
    size_t epochs;
    double f1[DESCENT_EPOCHS], loss[DESCENT_EPOCHS]; /* on dev, by epoch */
    double first_gradient, last_gradient;            /* norms of its probes; NaN: none */
};

struct descent {
    enum descent_verdict verdict;
    char change[ABLATION_CHANGE]; /* the cure */
    struct descent_run failed, continued, fresh;
    double failed_loss, failed_f1; /* of the failed weights, on dev */
    size_t epochs;                 /* that `continued` and `fresh` both have */
    bool has_line, barrier;
    double barrier_height, line_from, line_to;
};

/* descent_run trains what is needed (`change` is the cure) and fills *d. */
pith_status descent_run(const struct arm_setting *s, const char *change, int64_t epochs,
                        struct descent *d, pith_error *err);
void descent_print(const struct descent *d, FILE *out);
json_t *descent_json(const struct descent *d);

#endif
