/*
 * recorder_plan.h - which run a request means: its key and its row. Which experiments a run belongs
 * to is plan_store_member's.
 *
 *     configuration, bytes of its files, version of pith ─recorder_key→ key ─→ the row that has it,
 *         or a new one in state planned
 */
#ifndef PITH_STORE_RECORDER_PLAN_H
#define PITH_STORE_RECORDER_PLAN_H

#include "store/run.h"

struct recorder_request {
    const pith_config *config; /* what pith_train gets; data paths and embedding.file stand in it */
    const char *label;         /* "rates optim.rate=0.1 seed=42" */
    const char *reason;        /* NULL = "" */
    int64_t experiment;        /* id of the first that wanted it; 0 = none */
    int64_t parent;            /* id of the run it is compared with; 0 = none */
    int64_t provenance;        /* id from provenance_store; 0: collected by recorder_plan */
    const char *model;         /* NULL: <store's folder>/runs/<run>/model.safetensors */
    bool again;                /* train it even if it is done: as a new row, or an unfinished one */
    bool afresh;               /* do not go on from a checkpoint */
};

/*
 * The key of a run: SHA-256 over all knobs that change the result (knob_changes_result), the hashes
 * of the files that are read, the version of pith and the digest of the sources it was compiled
 * from (provenance_build). `repeat` numbers the repetitions of the same thing; 0 is the first.
 * Reads the files.
 */
pith_status recorder_key(const pith_config *config, int repeat, char key[65], pith_error *err);

/*
 * recorder_find looks for the run that recorder_plan would give, without making it: *run = 0 and
 * *state = RUN_NEW when it would be a new one. With `again` that is a run of this key that has not
 * ended, never one that is done.
 */
pith_status recorder_find(struct db *db, const struct recorder_request *request, int64_t *run,
                          enum run_state *state, pith_error *err);

/*
 * recorder_plan finds the run or makes its row in state 'planned'. *run is its id.
 */
pith_status recorder_plan(struct db *db, const struct recorder_request *request, int64_t *run,
                          pith_error *err);

#endif
