/*
 * lookup.h - finding runs by what people type.
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

#endif
