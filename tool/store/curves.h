/*
 * curves.h - all steps of a run, by column.
 *
 *     table trace ─chunk_unpack, joined→ curves ─curves_find("loss")→ a number for each step
 */
#ifndef PITH_STORE_CURVES_H
#define PITH_STORE_CURVES_H

#include "store/db.h"

struct curve {
    char *name;     /* owned */
    double *values; /* [steps]; NaN where a chunk does not have the column */
};

struct curves {
    int64_t *step; /* [steps] their numbers */
    size_t steps;
    struct curve *items;
    size_t count, capacity;
};

/* curves_load reads all chunks of a run; one without steps gives no curves. */
pith_status curves_load(struct db *db, int64_t run, struct curves *out, pith_error *err);
void curves_fini(struct curves *c);

/* curves_get finds a column, or appends one of NaN; NULL: no memory. */
double *curves_get(struct curves *c, const char *name);

/* curves_find returns a column's numbers, NULL when there is none. */
const double *curves_find(const struct curves *c, const char *name);

#endif
