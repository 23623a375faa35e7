/*
 * expand.h - from a plan to the runs it stands for: experiments × grid × seeds.
 *
 *     struct plan ─expand_plan→ configuration, label and parent of each run ─→ runner
 *
 * The configuration of a run: pith's defaults; then the presets of base, ancestors and experiment;
 * then, in the same order, their single knobs; then the values of the grid; then the seed. As on
 * the command line, a single knob wins over a preset wherever it stands. Must not know the store.
 */
#ifndef PITH_PLAN_EXPAND_H
#define PITH_PLAN_EXPAND_H

#include "base/arena.h"
#include "base/config.h"
#include "plan/plan.h"

struct expand_run {
    size_t experiment;  /* index in the plan */
    size_t position;    /* among the experiment's runs */
    const char *label;  /* "rates optim.rate=0.1 seed=42"; the seed only if there are several */
    pith_config config; /* checked; paths of files are absolute where the file exists */
    size_t parent;      /* index of the run it is compared with, SIZE_MAX = none */
};

/* Runs in the order of the plan; of a grid the last axis moves fastest, the seeds faster still. */
struct expansion {
    struct expand_run *runs;
    size_t count, capacity;
    struct arena arena; /* the labels */
};

/*
 * expand_plan makes the runs of all experiments that train or inspect; a landscape has none.
 * `folder` (may be NULL) takes the place of the plan's `data`. The run that one is compared with is
 * the one of the parent experiment with the same seed and, of these, with the fewest other values.
 * PITH_STATUS_DATA, with the place in the plan, for knobs that do not go together. expand_fini also
 * after an error.
 */
pith_status expand_plan(const struct plan *plan, const char *folder, struct expansion *out,
                        pith_error *err);
void expand_fini(struct expansion *x);

/*
 * expand_same returns the index of the first run that is the same as run i: every knob that
 * matters, and the data. It is i itself for a run that no other is.
 */
size_t expand_same(const struct expansion *x, size_t i);

/* expand_first returns the index of an experiment's first run, SIZE_MAX if it has none. */
size_t expand_first(const struct expansion *x, size_t experiment);

#endif
