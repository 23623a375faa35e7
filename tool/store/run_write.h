/*
 * run_write.h - everything that changes a row of table `run`; what is read of it: run.h.
 *
 *     recorder ─insert→ planned ─begin→ running ─start, progress→ ─end→ done, failed, stopped
 *
 * Each is one statement. What must be there all or not at all is for the caller to put into a
 * transaction (db_begin).
 */
#ifndef PITH_STORE_RUN_WRITE_H
#define PITH_STORE_RUN_WRITE_H

#include "store/run.h"

/* What is known of a run when it is planned; as in struct run. */
struct run_insertion {
    const char *key, *label, *reason;
    int64_t repeat, experiment, parent, provenance, seed; /* experiment, parent: 0 = none */
    const json_t *config, *diff;
};

/* run_insert makes a row in state planned. The model's path, which may hold the id, is still "". */
pith_status run_insert(struct db *db, const struct run_insertion *run, int64_t *id,
                       pith_error *err);

/* run_set_model: absolute, or relative to the store's folder. */
pith_status run_set_model(struct db *db, int64_t id, const char *path, pith_error *err);
pith_status run_set_note(struct db *db, int64_t id, const char *note, pith_error *err);

/* run_begin: it is running from now on; the time when it began first stays. */
pith_status run_begin(struct db *db, int64_t id, int64_t provenance, double now, pith_error *err);

/*
 * run_start keeps what training began with: config, vocabulary, parameters, steps_per_epoch,
 * embedding, start, and steps (those done before, of a run that goes on).
 */
pith_status run_start(struct db *db, const struct run *run, pith_error *err);

pith_status run_set_prior(struct db *db, int64_t id, const json_t *prior, pith_error *err);

/* run_progress: steps done and seconds of training, over all resumptions. */
pith_status run_progress(struct db *db, int64_t id, int64_t steps, double seconds, pith_error *err);

/* run_end: state done, failed or stopped, and why. A speed of NaN leaves the one that is there. */
pith_status run_end(struct db *db, int64_t id, enum run_state state, const char *message,
                    double now, double tokens_per_second, pith_error *err);

/* run_delete removes a run with everything of it in other tables; its files stay. */
pith_status run_delete(struct db *db, int64_t id, pith_error *err);

#endif
