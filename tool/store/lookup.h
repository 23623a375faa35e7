/*
 * lookup.h - finding runs and plans by what people type.
 *
 *     "12" · "rates optim.rate=0.1 seed=42" · "rates" ─lookup→ run
 *
 * A run is named by its id, its label, or a prefix of the label that no other run has. When a label
 * belongs to several runs (two plans, or a run that was made again), the message lists their ids.
 */
#ifndef PITH_STORE_LOOKUP_H
#define PITH_STORE_LOOKUP_H

#include "store/run.h"

/*
 * lookup_run reads the run that is meant; the caller ends it with run_fini. PITH_STATUS_USAGE, with
 * the nearest label as hint, when no one run is; *out is then empty.
 */
pith_status lookup_run(struct db *db, const char *word, struct run *out, pith_error *err);

/*
 * lookup_plan gives the id of the plan that is meant: by its id, its path or the end of it, its
 * title, or the beginning of its hash; of several the newest. PITH_STATUS_USAGE, with the newest
 * plans as hint, when there is none.
 */
pith_status lookup_plan(struct db *db, const char *word, int64_t *id, pith_error *err);

#endif
