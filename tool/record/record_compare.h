/* record_compare.h - finding runs that differ in one respect only. */
#ifndef PITH_RECORD_RECORD_COMPARE_H
#define PITH_RECORD_RECORD_COMPARE_H

#include "record/record.h"

/*
 * A comparison of runs that differ in nothing but some knobs (and the seed). A value is what a run
 * has in these: "0.01", or "sgd, momentum 0.9".
 */
struct compared {
    const struct record_run *run;
    const char *value;
    size_t order; /* number of its value, from 0 */
};
struct comparison {
    struct compared *items; /* by value: rates ascending, optimizers as they come */
    size_t count, values;
};
enum comparison_kind { COMPARE_RATES, COMPARE_OPTIMIZERS, COMPARISONS };

/*
 * comparison_find makes the largest comparison there is among some runs that were trained;
 * values = 0 when there are less than two. Arrays and texts are the arena's.
 */
pith_status comparison_find(struct record_run *const *runs, size_t count, enum comparison_kind kind,
                            struct arena *arena, struct comparison *out, pith_error *err);

#endif
