/*
 * run.h - a run of the store: the one struct for it, and everything that is read of table `run`.
 *
 *     store ─run_load, run_find, run_query→ struct run ─→ list, show, diff, export, record, proof
 *
 *     struct run run;
 *     struct run_query *q;
 *     const struct run_filter filter = {.experiment = id, .state = RUN_DONE};
 *     status = run_query(db, &q, &filter, err);
 *     while (run_next(q, &run, &status, err)) {
 *         use(&run);
 *         run_fini(&run);
 *     }
 *     run_query_done(q);
 *
 * run_write.h has what changes a run. What belongs to a run in other tables (traces, epochs,
 * metrics, findings) is read where it is needed, by the run's id. A store may come from anywhere:
 * JSON that is no object becomes an empty one.
 */
#ifndef PITH_STORE_RUN_H
#define PITH_STORE_RUN_H

#include "base/buffer.h"
#include "base/config.h"
#include "store/db.h"

#include <jansson.h>

/*
 * Where a run's life stands, as the store keeps it (run.state). Three functions of run_write.h
 * change it, and they are called by the recorder alone:
 *
 *     run_insert ─→ planned ─run_begin→ running ─run_end→ done, failed, stopped
 *                                          ↑                             │
 *                                          └──────────run_begin──────────┘
 *
 * A process that trains a run holds its lock (run_lock.h). "running" while nobody holds the lock
 * means that the process died; the next recorder_begin goes on. Not to be confused with what the
 * recorder has its caller do (recorder.h: enum recorder_task), where a worker stands (run/job.h:
 * enum job_state), and what the record makes of a run (record/record.h: enum record_verdict).
 */
enum run_state {
    RUN_NEW,     /* not in the store at all */
    RUN_PLANNED, /* known, not begun */
    RUN_RUNNING, /* begun, not ended */
    RUN_DONE,    /* ended by itself; `message` says why: "epochs", "patience", ... */
    /*
     * Ended in a way that every repetition would: "the loss is nan at step 12", bad data. What came
     * before it (traces, epochs, metrics of the best model so far) is there.
     */
    RUN_FAILED,
    RUN_STOPPED, /* may go on: Ctrl-C, a full disk, out of memory */
    RUN_STATE_COUNT
};

/* Their words: "new", "planned", "running", "done", "failed", "stopped"; NULL ends the list. */
extern const char *const run_state_words[RUN_STATE_COUNT + 1];

/* run_state_name is a state's word; static. */
const char *run_state_name(enum run_state state);

/* run_state_of is the state of that name, RUN_NEW for any other word. */
enum run_state run_state_of(const char *name);

/* run_state_ended: done or failed; such a run is never gone on with. */
bool run_state_ended(enum run_state state);

/* Texts and JSON are owned; texts are "" and objects {} where the store has nothing. */
struct run {
    int64_t id, parent, experiment, provenance; /* ids of rows; 0: none */
    int64_t repeat, seed, steps;
    int64_t vocabulary, parameters, steps_per_epoch; /* 0: training never began */
    enum run_state state;
    double started, ended, seconds, tokens_per_second; /* NaN: not known */
    char *key, *label, *reason, *message, *note, *model;
    char *plan_title, *experiment_name, *parent_label;
    /*
     * How far it came: epochs with a model, the best of them from 1 (0: none), the loss of the last
     * one, and F1 of keyphrases on dev of the best (NaN: none).
     */
    int64_t epochs, best_epoch;
    double loss, f1;
    json_t *config, *diff, *embedding, *prior, *start; /* NULL with run_filter.brief */
};

enum run_order {
    RUN_BY_ID,
    RUN_BY_LABEL,
    RUN_BY_STATE,
    RUN_BY_F1,      /* best first */
    RUN_BY_LOSS,    /* lowest first */
    RUN_BY_SECONDS, /* longest first */
    RUN_BY_STARTED, /* newest first */
    RUN_BY_NEWEST,  /* highest id first */
    RUN_BY_POSITION /* as in `experiment` */
};

/* Which runs: those that meet all conditions given. Zero-initialised: all runs, by id. */
struct run_filter {
    int64_t id;              /* 0: any */
    const char *key;         /* NULL: any; so are the texts below */
    const char *label;       /* this one */
    const char *prefix;      /* begins with this */
    enum run_state state;    /* RUN_NEW: any */
    int64_t experiment;      /* its members; 0: any */
    const int64_t *position; /* the member at this place of `experiment`; NULL: any */
    int64_t plan;            /* members of its experiments; 0: any */
    bool no_experiment;      /* those of `pith train --lab` */
    const char *train;       /* path of the training texts */
    enum run_order order;
    int64_t limit; /* so many at most; 0: all */
    bool brief;    /* without the JSON, for long lists */
};

struct run_query; /* one running statement */

/* run_query asks; *out is NULL after an error. run_query_done ends it; NULL is fine. */
pith_status run_query(struct db *db, struct run_query **out, const struct run_filter *filter,
                      pith_error *err);
void run_query_done(struct run_query *q);

/*
 * run_next reads the next run, which is the caller's to run_fini; false at the end or after an
 * error, *out is then empty. *status as in db_next: nothing is read when it is not PITH_STATUS_OK.
 */
bool run_next(struct run_query *q, struct run *out, pith_status *status, pith_error *err);

/* run_fini frees what a run holds; zero-initialised is fine. */
void run_fini(struct run *run);

/* run_load reads one run; PITH_STATUS_USAGE when there is none. After an error *out is empty. */
pith_status run_load(struct db *db, int64_t id, struct run *out, pith_error *err);

/* run_find reads the first run that a filter lets through; out->id is 0 when there is none. */
pith_status run_find(struct db *db, const struct run_filter *filter, struct run *out,
                     pith_error *err);

/*
 * run_provenance reads where a run came from (provenance.h), {} when that is not known; *out is the
 * caller's. It may be megabytes (a patch), and is therefore no member of struct run.
 */
pith_status run_provenance(struct db *db, const struct run *run, json_t **out, pith_error *err);

/* run_config makes a configuration of run->config. PITH_STATUS_DATA for an unknown knob. */
pith_status run_config(const struct run *run, struct config *cfg, pith_error *err);

/* run_config_json is its inverse: {"knob": "value", ...} of all knobs. NULL: out of memory. */
json_t *run_config_json(const struct config *cfg);

/*
 * run_name appends "run 3 (sgd-1e-2)", control characters of the label as spaces. False when out of
 * memory.
 */
bool run_name(const struct run *run, struct buffer *out);

/* run_model makes out the path of a run's model file. PITH_STATUS_USAGE: there is no such run. */
pith_status run_model(struct db *db, int64_t id, struct buffer *out, pith_error *err);

/*
 * run_path makes out the path of a file of the store: relative to its folder, unless it is
 * absolute. False when out of memory.
 */
bool run_path(const struct db *db, const char *relative, struct buffer *out);

#endif
