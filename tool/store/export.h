/*
 * export.h - the content of runs as tables (CSV with a header), onto a stream. As JSON:
 * export_json.h.
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

#endif
