/*
 * runner.h - trains runs of the store, several at once, each in a process of its own.
 *
 *     jobs ─runner_run→ `pith lab work` × N ── lines ──▶ struct job ─run_table→ screen
 *                            └── traces, metrics, state ──▶ store ──▶ outcome of the job
 *
 * Workers are started anew (fork and exec), never forked alone: OpenMP, BLAS and SQLite do not like
 * to be copied. The runner may be killed at any moment: the workers notice, and what they did
 * stands in the store. Must not know plans.
 */
#ifndef PITH_RUN_RUNNER_H
#define PITH_RUN_RUNNER_H

#include "base/buffer.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdio.h>

enum job_state {
    JOB_WAITING,
    JOB_RUNNING,
    JOB_ELSEWHERE, /* another process is at it; it is looked after now and then */
    JOB_ENDED,
};

enum job_outcome {
    OUTCOME_NONE, /* not begun */
    OUTCOME_DONE,
    OUTCOME_FAILED,  /* every repetition would fail, too */
    OUTCOME_STOPPED, /* the next `lab run` goes on: Ctrl-C, a full disk, a killed worker */
};

struct job {
    /* given */
    int64_t run;
    const char *label;
    bool again;  /* as in struct recorder_request */
    double cost; /* how long it takes, in any unit */
    /* what its worker said last */
    enum job_state state;
    int64_t first_step, step, steps, epoch, epochs;
    double loss, f1, speed; /* NaN: not known */
    double began, trained;  /* clock when the worker was started, when training began */
    /* how it ended */
    enum job_outcome outcome;
    double seconds; /* of training, over all resumptions */
    char message[512];
};

struct runner_options {
    const char *store;
    int jobs, threads; /* workers at once; threads of each */
    bool quiet;
};

/*
 * runner_run trains all jobs, in their order, and fills their outcomes. PITH_STATUS_STOPPED after
 * Ctrl-C or SIGTERM: workers save and end; a second one kills them. PITH_STATUS_SYSTEM if no worker
 * can be started. That a run failed is no error of the runner.
 */
pith_status runner_run(struct db *db, struct job *jobs, size_t count,
                       const struct runner_options *options, pith_error *err);

/* runner_outcome reads from the store how a run stands: outcome, loss, F1, seconds, message. */
pith_status runner_outcome(struct db *db, struct job *job, pith_error *err);

#endif
