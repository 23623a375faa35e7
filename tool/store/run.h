/*
 * run.h - a run of the store: the one struct for it, what is read of it, and what changes it.
 *
 *     store ─run_load, run_find, run_list_load→ struct run ─→ show, diff, export, record, proof
 *
 *     struct run_list list;
 *     const struct run_filter filter = {.experiment = id, .state = RUN_DONE};
 *     status = run_list_load(db, &filter, &list, err);
 *     for (size_t i = 0; i < list.count; i++)
 *         use(&list.items[i]);
 *     run_list_fini(&list);
 *
 * All SQL on table `run` is here, but for the steps between versions (store.c); curves.h has what a
 * run's steps left behind. A store may come from anywhere: JSON that is no object becomes an empty
 * one.
 */
#ifndef PITH_STORE_RUN_H
#define PITH_STORE_RUN_H

#include "base/buffer.h"
#include "base/config.h"
#include "store/db.h"

/*
 * Where a run's life stands. Three functions change it, and they
 * are called by the recorder alone:
 *
 *     run_insert ─→ planned ─run_begin→ running ─run_end→ done, failed, stopped
 *                                          ↑                             │
 *                                          └──────────run_begin──────────┘
 *
 * A process that trains a run holds its lock (run_lock). One that the store calls "running" while
 * nobody holds the lock is read as died; the next recorder_begin goes on with it. Not to be
 * confused with what the recorder has its caller do (recorder.h: enum recorder_task), where a
 * worker stands (run/job.h: enum job_state), and what the record makes of a run (record/record.h:
 * enum record_verdict).
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
    RUN_DIED,    /* began, and its process is gone without a word; never stored */
    RUN_STATE_COUNT
};

/* Their words: "new", "planned", "running", "done", "failed", "stopped", "died"; NULL ends. */
extern const char *const run_state_words[RUN_STATE_COUNT + 1];

/* run_state_name is a state's word; static. */
const char *run_state_name(enum run_state state);

/* run_state_ended: done or failed; such a run is never gone on with. */
bool run_state_ended(enum run_state state);

struct run_epoch {
    int64_t epoch; /* 0-based */
    int64_t steps; /* of the run, done when it ended; 0: not known, in a store of version 1 */
    double loss, seconds;
    int64_t best;    /* 1: better than all before */
    json_t *metrics; /* on dev: {"keyphrase.f1": ...}, {} without */
};

/* Of the best model. */
struct run_metric {
    char *part, *name;   /* "dev", "keyphrase.f1" */
    double value, floor; /* NaN: not finite; there is none */
};

struct run_file {
    char *role, *path, *sha256; /* role: data_role.h */
    int64_t texts, tokens, spans;
};

/* Of the doctor; or of an experiment: "inspect", "landscape". */
struct run_finding {
    char *kind, *severity;
    json_t *json;
};

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
     * How far it came: epochs that ended, the best of them from 1 (0: none), the loss of the last
     * one, and F1 of keyphrases on dev of the best (NaN: none).
     */
    int64_t epochs_done, best_epoch;
    double loss, f1;
    /* Not with run_filter.brief: */
    json_t *config, *diff, *embedding, *prior, *start;
    struct run_epoch *epochs;
    size_t epoch_count;
    struct run_metric *metrics; /* by part and name */
    size_t metric_count;
    struct run_file *files; /* by role, z first */
    size_t file_count;
    struct run_finding *findings; /* by age */
    size_t finding_count;
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
    bool brief;    /* the row alone, without JSON: for long lists */
};

struct run_list {
    struct run *items;
    size_t count;
};

/* run_list_load reads all runs that a filter lets through; empty after an error. */
pith_status run_list_load(struct db *db, const struct run_filter *filter, struct run_list *out,
                          pith_error *err);
void run_list_fini(struct run_list *list);

/* run_fini frees what a run holds; zero-initialised is fine. */
void run_fini(struct run *run);

/* run_load reads one run; PITH_STATUS_USAGE when there is none. After an error *out is empty. */
pith_status run_load(struct db *db, int64_t id, struct run *out, pith_error *err);

/* run_find reads the first run that a filter lets through; out->id is 0 when there is none. */
pith_status run_find(struct db *db, const struct run_filter *filter, struct run *out,
                     pith_error *err);

/* run_metric is a metric of the best model, one of NaN when there is none. */
const struct run_metric *run_metric(const struct run *run, const char *part, const char *name);

/* run_file is the file of a role (data_role.h), NULL when there is none, as of the role NULL. */
const struct run_file *run_file(const struct run *run, const char *role);

/* The columns of table `finding`: a struct run_finding. */
extern const struct db_table run_finding_table;

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
 * run_name appends "run 3 (sgd-1e-2)", the label as cli_print_text prints it. False when out of
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

/* --- changes -------------------------------------------------------------------------------- */

/*
 * Each is one statement. What must be there all or not at all is for the caller to put into a
 * transaction (db_begin).
 */

/* What is known of a run when it is planned; as in struct run. */
struct run_insertion {
    const char *key, *label, *reason;
    int64_t repeat, experiment, parent, provenance, seed; /* experiment, parent: 0 = none */
    const json_t *config, *diff;
};

/* run_insert makes a row in state planned. The model's path, which may hold the id, is still "". */
pith_status run_insert(struct db *db, const struct run_insertion *run, int64_t *id,
                       pith_error *err);

/* run_set_model: absolute, or relative to the store's folder. */
pith_status run_set_model(struct db *db, int64_t id, const char *path, pith_error *err);
pith_status run_set_note(struct db *db, int64_t id, const char *note, pith_error *err);

/* run_begin: it is running from now on; the time when it began first stays. */
pith_status run_begin(struct db *db, int64_t id, int64_t provenance, double now, pith_error *err);

/*
 * run_start keeps what training began with: config, vocabulary, parameters, steps_per_epoch,
 * embedding, start, and steps (those done before, of a run that goes on).
 */
pith_status run_start(struct db *db, const struct run *run, pith_error *err);

pith_status run_set_prior(struct db *db, int64_t id, const json_t *prior, pith_error *err);

/* run_progress: steps done and seconds of training, over all resumptions. */
pith_status run_progress(struct db *db, int64_t id, int64_t steps, double seconds, pith_error *err);

/* run_end: state done, failed or stopped, and why. A speed of NaN leaves the one that is there. */
pith_status run_end(struct db *db, int64_t id, enum run_state state, const char *message,
                    double now, double tokens_per_second, pith_error *err);

/* run_delete removes a run with everything of it in other tables; its files stay. */
pith_status run_delete(struct db *db, int64_t id, pith_error *err);

/* --- lock ----------------------------------------------------------------------------------- */

/*
 * Which process is at a run now: the file runs/<run>/lock beside the store, held with flock, so
 * that a dead process holds none.
 */

/*
 * run_lock makes the run's folder and takes its lock. *lock is a file descriptor, to be closed when
 * done with the run; -1 when another process has it, and after an error.
 */
pith_status run_lock(const struct db *db, int64_t run, int *lock, pith_error *err);

/*
 * run_is_locked tells whether some process, this one included, holds the lock. It holds a shared
 * one for a moment, which run_lock waits for.
 */
bool run_is_locked(const struct db *db, int64_t run);

#endif
