/*
 * export.h - the content of runs as tables (CSV with a header) and as JSON.
 *
 * Numbers have as many digits as make them the same when they are read back. Nothing is rounded,
 * left out or in another order than the store has it.
 */
#ifndef PITH_STORE_EXPORT_H
#define PITH_STORE_EXPORT_H

#include "store/run.h"

#include <stdio.h>

enum export_table {
    EXPORT_TRACE,  /* run, label, step, and every column that any of the runs has */
    EXPORT_EPOCHS, /* run, label, epoch (from 1), steps, loss, seconds, best, metrics on dev */
    EXPORT_METRICS /* run, label, part, metric, value, floor: one metric a line */
};

/* export_table writes one table of all runs; ferror(out) says whether all could be written. */
pith_status export_table(struct db *db, enum export_table table, const struct run *runs,
                         size_t count, FILE *out, pith_error *err);

/* Tables that go into JSON are given as a sum of these. */
#define EXPORT_BIT(table) (1u << (table))
#define EXPORT_ALL                                                                                 \
    (EXPORT_BIT(EXPORT_TRACE) | EXPORT_BIT(EXPORT_EPOCHS) | EXPORT_BIT(EXPORT_METRICS))

/* export_file_json makes the object of a data file, null for NULL; a new reference. */
json_t *export_file_json(const struct run_file *file);

/*
 * export_run_json makes the object of a run: its row, provenance, data files, findings, and of the
 * tables chosen, "epochs": [{"epoch": 1, "loss": ..., "metrics": {...}}, ...],
 * "metrics": {"dev": {"keyphrase.f1": {"value": 0.5, "floor": 0}, ...}, ...},
 * "trace": {"step": [0, 1, ...], "loss": [...], ...}. *out is the caller's; NULL after an error.
 */
pith_status export_run_json(struct db *db, const struct run *run, unsigned parts, json_t **out,
                            pith_error *err);

/* export_json writes an array of runs; ferror(out) says whether all could be written. */
pith_status export_json(struct db *db, const struct run *runs, size_t count, unsigned parts,
                        FILE *out, pith_error *err);

#endif
