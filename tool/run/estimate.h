/*
 * estimate.h - how long training takes, before it is tried.
 *
 * The work of a token is counted in multiplications of the net; a machine's speed is
 * multiplications a second, from runs that the store knows, or measured. Rough: reading, evaluation
 * and optimizer are in it only as far as they were in what was measured.
 */
#ifndef PITH_RUN_ESTIMATE_H
#define PITH_RUN_ESTIMATE_H

#include "base/config.h"
#include "store/db.h"

/* estimate_cost is the work of a whole run for one token of its training texts. */
double estimate_cost(const struct config *cfg);

struct estimate {
    double speed;  /* work a second, by one worker */
    double tokens; /* of the training texts */
    bool measured; /* now; else from past runs */
};

/*
 * estimate_make learns the speed from the store's finished runs (NULL: no store), or if there are
 * none with the same training texts, by training cfg for a second with so many threads.
 */
pith_status estimate_make(struct estimate *e, struct db *db, const struct config *cfg, int threads,
                          pith_error *err);

/* estimate_seconds is how long a run takes. */
double estimate_seconds(const struct estimate *e, const struct config *cfg);

#endif
