/*
 * run_data.h - what is recorded of the texts that a run reads: label prior, counts, hashes.
 *
 *     data files ─read, encoded as training does→ run.prior_json, table datafile
 */
#ifndef PITH_STORE_RUN_DATA_H
#define PITH_STORE_RUN_DATA_H

#include "base/config.h"
#include "store/db.h"

/* run_data_record reads the files that the configuration names, and writes what it counts. */
pith_status run_data_record(struct db *db, int64_t run, const struct config *cfg, pith_error *err);

#endif
