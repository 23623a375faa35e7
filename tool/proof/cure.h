/*
 * cure.h - the smallest change that works, carried out.
 *
 * The rounds rank changes by short runs; the best few are trained as long as the run that failed.
 * Of those that come within 3% of the best, the smallest change is the cure.
 */
#ifndef PITH_PROOF_CURE_H
#define PITH_PROOF_CURE_H

#include "proof/rounds.h"

#include <jansson.h>
#include <stdio.h>

struct cure {
    struct arm before, after; /* trained equally long, without the change and with it */
};

/*
 * cure_run trains the finalists (and leaves their results in `rounds`). PITH_STATUS_NEGATIVE when
 * none is better than the run that failed.
 */
pith_status cure_run(const struct arm_setting *setting, struct rounds *rounds, struct cure *out,
                     pith_error *err);

/* cure_save copies the cured model to `path`. */
pith_status cure_save(struct db *db, const struct cure *cure, const char *path, pith_error *err);

/*
 * cure_print says what helped and prints the command that does it from the start: preset, every
 * knob of the run that is not at its default, then the change. `cfg` is the failed run's.
 */
pith_status cure_print(const struct cure *c, const struct config *cfg, FILE *out, pith_error *err);

/* {"record": "cure", "change", "f1_before", ...}; a new reference, NULL without memory. */
json_t *cure_json(const struct cure *cure);

#endif
