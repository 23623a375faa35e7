/*
 * export.h - the content of runs as tables and as JSON, onto a stream.
 *
 * Numbers have as many digits as make them the same when they are read back. Nothing is rounded,
 * left out or in another order than the store has it.
 */
#ifndef PITH_STORE_EXPORT_H
#define PITH_STORE_EXPORT_H

#include "store/db.h"

#include <jansson.h>
#include <stdio.h>

/* CSV with a header: run, label, step, and every column that any of the runs has. */
pith_status export_trace(struct db *db, const int64_t *runs, size_t count, FILE *out,
                         pith_error *err);

/* run, label, epoch (from 1), steps, loss, seconds, best, and every metric on dev. */
pith_status export_epochs(struct db *db, const int64_t *runs, size_t count, FILE *out,
                          pith_error *err);

/* run, label, part, metric, value, floor: one metric a line. */
pith_status export_metrics(struct db *db, const int64_t *runs, size_t count, FILE *out,
                           pith_error *err);

/* An array of runs; what each has besides its row is chosen. */
pith_status export_json(struct db *db, const int64_t *runs, size_t count, bool trace, bool epochs,
                        bool metrics, FILE *out, pith_error *err);

/* export_run_json makes the object of a run's row, data files and findings; NULL: see err. */
json_t *export_run_json(struct db *db, int64_t run, pith_error *err);

/* export_metrics_json: {"dev": {"keyphrase.f1": {"value": 0.5, "floor": 0}, ...}, ...}. */
json_t *export_metrics_json(struct db *db, int64_t run, pith_error *err);

/* export_epochs_json: [{"epoch": 1, "loss": ..., "metrics": {...}}, ...]. */
json_t *export_epochs_json(struct db *db, int64_t run, pith_error *err);

#endif
