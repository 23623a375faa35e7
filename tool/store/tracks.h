/*
 * tracks.h - all curves of a run by name: what each step left, what each epoch left, what follows.
 *
 *     table trace ─┐
 *     table epoch ─┼─tracks_load→ tracks ─tracks_find("layer1.weight_hh|update_ratio")→ x, y
 *     derived     ─┘
 *
 * Names: the columns of steps (curves.h); "epoch.loss", "epoch.seconds" and
 * "dev.keyphrase.f1" (every metric), at the step where the epoch ended; "TENSOR|update_ratio", the
 * norm of the update over that of the weights, made when it is asked for.
 */
#ifndef PITH_STORE_TRACKS_H
#define PITH_STORE_TRACKS_H

#include "store/curves.h"
#include "store/run.h"

struct tracks {
    struct curves steps, epochs;
    size_t stored;            /* columns of steps; those behind them are derived */
    double *step_x, *epoch_x; /* the steps as numbers to draw */
};

/* A curve that was found; owned by the tracks. */
struct track {
    const double *x, *y;
    size_t count;
};

/* tracks_load reads what is there of a run that run_load gave. */
pith_status tracks_load(struct db *db, const struct run *run, struct tracks *out, pith_error *err);
void tracks_fini(struct tracks *t);

/* tracks_find: PITH_STATUS_USAGE with the nearest name when there is no such curve. */
pith_status tracks_find(struct tracks *t, const char *name, struct track *out, pith_error *err);

/* tracks_name returns name i of all that is stored (derived ones are not counted), or NULL. */
const char *tracks_name(const struct tracks *t, size_t i);

/* tracks_reference is the curve that a loss is compared with: prior for loss, ..., else NULL. */
const char *tracks_reference(const char *name);

#endif
