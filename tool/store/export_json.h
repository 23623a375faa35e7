/*
 * export_json.h - the content of runs as JSON; as tables: export.h.
 *
 * Each function that makes a value returns a new reference, or NULL with *err filled.
 */
#ifndef PITH_STORE_EXPORT_JSON_H
#define PITH_STORE_EXPORT_JSON_H

#include "store/run.h"

#include <stdio.h>

/* export_run_json makes the object of a run's row, provenance, data files and findings. */
json_t *export_run_json(struct db *db, const struct run *run, pith_error *err);

/* export_metrics_json: {"dev": {"keyphrase.f1": {"value": 0.5, "floor": 0}, ...}, ...}. */
json_t *export_metrics_json(struct db *db, int64_t run, pith_error *err);

/* export_epochs_json: [{"epoch": 1, "loss": ..., "metrics": {...}}, ...]. */
json_t *export_epochs_json(struct db *db, int64_t run, pith_error *err);

/* export_json writes an array of runs; what each has besides its row is chosen. */
pith_status export_json(struct db *db, const struct run *runs, size_t count, bool trace,
                        bool epochs, bool metrics, FILE *out, pith_error *err);

#endif
