/*
 * record.h - what the experiment record is made of: one plan, its experiments and their runs.
 *
 *     store ─record_load→ struct record, with verdicts ─record_write→ folder
 *
 * Everything comes from the store alone: no model, no data file and no plan file is opened (the
 * plan's text is in it). Texts in it (labels, reasons, paths) are the user's, and are escaped where
 * they are written out, never before. The record owns all its memory; record_fini gives it back at
 * once.
 */
#ifndef PITH_RECORD_RECORD_H
#define PITH_RECORD_RECORD_H

#include "base/arena.h"
#include "plan/plan.h"
#include "store/run.h"

/* A run below this F1 of keyphrases on dev has collapsed: the first record calls it "near 0". */
#define RECORD_COLLAPSE_F1 0.1

/*
 * What the record makes of a run's F1 and state (run.h). A run that ended is VERDICT_COLLAPSED when
 * the best model's keyphrase F1 on dev is below RECORD_COLLAPSE_F1 (without dev: when the last
 * epoch's loss is not 5 % below the constant predictor's), else RECOVERED.
 */
enum record_verdict {
    VERDICT_NONE,      /* it has not ended, or was never judged */
    VERDICT_COLLAPSED, /* finds (next to) nothing */
    VERDICT_RECOVERED,
    VERDICT_FAILED, /* ended with an error: the loss is nan, ... */
    VERDICT_COUNT
};

struct record_run {
    struct run row; /* as the store has it */
    int number;     /* 1, 2, ... in the order of the record; figures are named by it */
    /* derived; NaN = not known */
    double f1, keyword_f1; /* on dev, of the best model */
    double constant;       /* what the best constant predictor loses in the last epoch */
    enum record_verdict verdict;
};

struct record_experiment {
    char *name, *parent, *kind, *reason, *expect;
    const char *result;       /* what the plan's author says of it, NULL = nothing */
    bool expect_failure;      /* that a run ends with an error is what should come out */
    struct record_run **runs; /* shared: two experiments may have a run in common */
    size_t run_count;
    struct run_finding *findings;
    size_t finding_count;
    int64_t id;
};

struct record_plan {
    int64_t id;
    char *path, *hash, *title, *problem, *conclusion, *text;
};

struct record {
    struct record_plan *plan; /* one; NULL: the runs that `pith train --lab` recorded */
    size_t plan_count;
    struct plan text; /* the plan's; zero: none, or of another version of pith */
    struct record_experiment *experiments;
    size_t experiment_count;
    struct record_run **runs; /* all of them, each once, in the order of the record */
    size_t run_count;
    struct arena arena;
};

/*
 * record_load reads a plan with all that belongs to it, and judges its runs. `wanted` is a plan's
 * id, its title, its path or the last part of that, or the first 6 or more digits of its hash; of
 * several the newest. NULL takes the newest plan, and when the store has none, the runs without a
 * plan. PITH_STATUS_USAGE when there is no such plan, with those there are as hint.
 */
pith_status record_load(struct db *db, const char *wanted, struct record *out, pith_error *err);
void record_fini(struct record *r);

/* record_knob is a knob's value as text, "" when the run does not have it. */
const char *record_knob(const struct record_run *run, const char *key);

/*
 * record_parent_of finds the run that a run of an experiment is compared with: of the experiment's
 * parent the one with the same seed (or else any) that differs in the fewest knobs; without parent
 * run.parent; NULL = none. It may be the run itself, when two experiments share it.
 */
const struct record_run *record_parent_of(const struct record *r, const struct record_experiment *e,
                                          const struct record_run *run);

/*
 * record_differs tells whether a knob counts in a comparison: not the seed, nothing that only says
 * how a run is run; what is read counts.
 */
bool record_differs(const char *key);

/*
 * record_expected reads an expectation: what it says of the verdict, by words like "near 0", "all
 * zero", "collapses", "recovers", "works"; VERDICT_NONE when it says nothing of it, or both.
 */
enum record_verdict record_expected(const char *expect);

#endif
