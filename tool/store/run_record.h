/*
 * run_record.h - what is recorded of the texts that a run reads, and of its finished model.
 *
 *     data files ─read, encoded as training does→ label prior (run.prior_json), table datafile:
 *         all that the knobs name (data_role.h); what has no texts counts 0
 *     model file, data files ─evaluate, predict→ tables metric, prediction
 *
 * For each text a prediction is a line of JSON, [[start token, end token], ...]; all lines of a
 * file are packed together (pack.h).
 */
#ifndef PITH_STORE_RUN_RECORD_H
#define PITH_STORE_RUN_RECORD_H

#include "base/config.h"
#include "store/db.h"

/* run_record_data reads the files that the configuration names, and writes what it counts. */
pith_status run_record_data(struct db *db, int64_t run, const struct config *cfg, pith_error *err);

/*
 * run_record_results evaluates the model at `path` on the files that the configuration names.
 * `dev` are its metrics on dev when they are known already, else NULL.
 */
pith_status run_record_results(struct db *db, int64_t run, const struct config *cfg,
                               const char *path, const pith_metrics *dev, pith_error *err);

#endif
