/* record_load.h - a record out of the store. */
#ifndef PITH_RECORD_RECORD_LOAD_H
#define PITH_RECORD_RECORD_LOAD_H

#include "record/record.h"

/*
 * record_load reads a plan with all that belongs to it. `wanted` is a plan's id, its path, the last
 * part of its path, or the first 6 or more digits of its hash; of several the newest. NULL takes
 * the newest plan, and when the store has none, the runs without a plan. PITH_STATUS_USAGE when
 * there is no such plan, with those there are as hint.
 */
pith_status record_load(struct db *db, const char *wanted, struct record *out, pith_error *err);
void record_fini(struct record *r);

#endif
