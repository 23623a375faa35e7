/*
 * lookup.h - finding runs by what people type, and files of the store.
 *
 *     "12" · "rates optim.rate=0.1 seed=42" · "rates" ─lookup→ id of a run
 *
 * A run is named by its id, its label, or a prefix of the label that no other run has. When a label
 * belongs to several runs (two plans, or a run that was made again), the message lists their ids.
 */
#ifndef PITH_STORE_LOOKUP_H
#define PITH_STORE_LOOKUP_H

#include "base/buffer.h"
#include "store/db.h"

/* lookup_run sets *id. PITH_STATUS_USAGE, with the nearest label as hint, when no one run is meant.
 */
pith_status lookup_run(struct db *db, const char *word, int64_t *id, pith_error *err);

/*
 * lookup_path makes out the path of a file of the store: run.model is relative to its folder,
 * unless it is absolute. False when out of memory.
 */
bool lookup_path(const struct db *db, const char *relative, struct buffer *out);

#endif
