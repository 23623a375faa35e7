/*
 * run_results.h - what is recorded of a finished model: metrics and predictions on dev and test.
 *
 *     model file, data files ─evaluate, predict→ tables metric, prediction
 *
 * For each text a prediction is a line of JSON, [[start token, end token], ...]; all lines of a
 * file are packed together (pack.h).
 */
#ifndef PITH_STORE_RUN_RESULTS_H
#define PITH_STORE_RUN_RESULTS_H

#include "base/config.h"
#include "store/db.h"

/*
 * run_results_record evaluates the model at `path` on the files that the configuration names.
 * `dev` are its metrics on dev when they are known already, else NULL.
 */
pith_status run_results_record(struct db *db, int64_t run, const struct config *cfg,
                               const char *path, const pith_metrics *dev, pith_error *err);

#endif
