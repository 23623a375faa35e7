/*
 * runner.h - trains runs of the store, several at once, each in a process of its own.
 *
 *     jobs ─runner_run→ `pith lab work` × N ── lines ──▶ struct job ─run_table→ screen
 *                            └── traces, metrics, state ──▶ store ──▶ outcome of the job
 *
 * Workers are started anew (fork and exec), never forked alone: OpenMP, BLAS and SQLite are not
 * fork-safe. The runner may be killed at any moment: the workers notice, and what they did
 * stands in the store. Must not know plans.
 */
#ifndef PITH_RUN_RUNNER_H
#define PITH_RUN_RUNNER_H

#include "run/job.h"

struct runner_options {
    const char *store;
    int jobs, threads; /* workers at once; threads of each */
    bool quiet;
};

/*
 * runner_run trains all jobs, in their order, and fills their outcomes. PITH_STATUS_STOPPED after
 * Ctrl-C or SIGTERM: workers save and end; a second one kills them. PITH_STATUS_SYSTEM if pipe or
 * fork fails: the others end first. A program that cannot be executed ends its job as RUN_STOPPED.
 * That a run failed is no error of the runner.
 */
pith_status runner_run(struct db *db, struct job *jobs, size_t count,
                       const struct runner_options *options, pith_error *err);

/*
 * runner_options_of are those for so many `runs`: one worker with one thread for each core, since
 * small nets gain nothing from a second thread; what is left of the cores goes to the workers, when
 * there are fewer of them. `most` bounds the workers; 0: the cores do.
 */
struct runner_options runner_options_of(const char *store, bool quiet, size_t runs, long most);

/* runner_read reads from the store how a run stands: outcome, loss, F1, seconds, message. */
pith_status runner_read(struct db *db, struct job *job, pith_error *err);

#endif
