/*
 * record_judge.h - what a record's numbers say: values by name, verdicts, which run a run is
 * compared with, and in what.
 */
#ifndef PITH_RECORD_RECORD_JUDGE_H
#define PITH_RECORD_RECORD_JUDGE_H

#include "record/record.h"

/* A run as it is known to the store; a metric's value, NaN when there is none. */
double record_value(const struct record_run *run, const char *part, const char *name);
double record_floor(const struct record_run *run, const char *part, const char *name);

/* record_knob is a knob's value as text, "" when the run does not have it. */
const char *record_knob(const struct record_run *run, const char *key);

/* A run below this F1 of keyphrases on dev has collapsed: the first record calls it "near 0". */
#define RECORD_COLLAPSE_F1 0.1

/*
 * record_judge fills what is derived of each run, its verdict above all. A run that ended is
 * VERDICT_COLLAPSED when the best model's keyphrase F1 on dev is below RECORD_COLLAPSE_F1 (without
 * dev: when the last epoch's loss is not 5 % below the constant predictor's), else RECOVERED.
 */
pith_status record_judge(struct record *r, struct db *db, pith_error *err);

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
