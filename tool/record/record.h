/*
 * record.h - what the experiment record is made of: one plan, its experiments and their runs.
 *
 *     store ─record_load→ struct record ─record_judge→ verdicts ─record_write→ folder
 *
 * Everything comes from the store alone: no model, no data file and no plan file is opened (the
 * plan's text is in it). Texts in it (labels, reasons, paths) are the user's, and are escaped where
 * they are written out, never before. The record owns all its memory; record_fini (record_load.h)
 * gives it back at once.
 */
#ifndef PITH_RECORD_RECORD_H
#define PITH_RECORD_RECORD_H

#include "base/arena.h"
#include "store/run.h"

struct record_metric {
    const char *part, *name; /* "dev", "keyphrase.f1" */
    double value, floor;     /* NaN: not finite; there is none */
};

struct record_epoch {
    int64_t epoch;         /* 0-based */
    const json_t *metrics; /* on dev; {} without */
};

struct record_file {
    const char *role, *path, *sha256;
    int64_t texts, tokens, spans;
};

/* What the record makes of a run's F1 and state (run.h); the rule is record_judge's. */
enum record_verdict {
    VERDICT_NONE,      /* it has not ended, or was never judged */
    VERDICT_COLLAPSED, /* finds (next to) nothing */
    VERDICT_RECOVERED,
    VERDICT_FAILED, /* ended with an error: the loss is nan, ... */
    VERDICT_COUNT
};

struct record_run {
    struct run row; /* as the store has it */
    struct record_metric *metrics;
    size_t metric_count;
    struct record_epoch *epochs;
    size_t epoch_count;
    struct record_file *files;
    size_t file_count;
    int number; /* 1, 2, ... in the order of the record; figures are named by it */
    /* by record_judge; NaN = not known */
    double f1, keyword_f1; /* on dev, of the best model */
    double constant;       /* what the best constant predictor loses in the last epoch */
    enum record_verdict verdict;
};

struct record_finding {
    const char *kind, *severity;
    const json_t *json;
};

struct record_experiment {
    const char *name, *parent, *kind, *reason, *expect;
    const char *result;       /* what the plan's author says of it, "" = nothing */
    bool expect_failure;      /* that a run ends with an error is what should come out */
    struct record_run **runs; /* shared: two experiments may have a run in common */
    size_t run_count;
    struct record_finding *findings;
    size_t finding_count;
    int64_t id;
};

struct record_provenance {
    int64_t id;
    json_t *json;
};

struct record {
    int64_t plan; /* 0: no plan, the runs that `pith train --lab` recorded */
    const char *path, *hash, *title, *problem, *conclusion;
    const char **lessons;
    size_t lesson_count;
    struct record_experiment *experiments;
    size_t experiment_count;
    struct record_run **runs; /* all of them, each once, in the order of the record */
    size_t run_count;
    struct record_provenance *provenances;
    size_t provenance_count;
    struct arena arena;
    json_t *kept; /* owner of the JSON of epochs and findings */
};

#endif
