/*
 * job.h - a run of the store that is to be trained: what is known while it goes on, and how it
 * ended (runner.h).
 *
 * What is known comes by lines from the worker (`pith lab work`), a process of the same program:
 *
 *     BUSY FIRST STEP STEPS EPOCH EPOCHS LOSS F1 SPEED MESSAGE
 *
 * the members that its worker said last, in C's spelling. They only feed the table on the screen;
 * what happened stands in the store.
 */
#ifndef PITH_RUN_JOB_H
#define PITH_RUN_JOB_H

#include "store/run.h"

#include <stdio.h>

enum { JOB_LINE_SIZE = 1024 }; /* bytes of a line at most, its end included */

/* Where the work on a job stands in this process; how its run stands in the store is `outcome`. */
enum job_state {
    JOB_WAITING,
    JOB_RUNNING,
    JOB_ELSEWHERE, /* another process is at it; it is looked after now and then */
    JOB_ENDED,
};

struct job {
    /* given */
    int64_t run;
    const char *label;
    bool again;  /* as in struct recorder_request */
    double cost; /* how long it takes, in any unit */
    /* what its worker said last */
    bool busy;                         /* another process is at this run */
    long long first_step, step, steps; /* resumed after; done, of so many (0: not begun) */
    long long epoch, epochs;           /* under way or ended, from 1, of so many */
    double loss, f1, speed; /* mean of that epoch; keyphrases of dev; tokens/s; NaN: not known */
    char message[512];      /* one line: why it could not begin, or how it ended */
    /* the runner's own */
    enum job_state state;
    double began, trained; /* clock when the worker was started, when training began */
    /*
     * How it ended, as runner_read gives it: RUN_DONE, RUN_FAILED, or RUN_STOPPED for whatever the
     * next `lab run` goes on with (Ctrl-C, full disk, killed worker, not begun). RUN_NEW before.
     */
    enum run_state outcome;
    double seconds; /* of training, over all resumptions */
};

/* job_reset forgets what a worker said and how long the run took. */
void job_reset(struct job *job);

/* job_tell writes the line of a job and flushes; false: nobody reads it. */
bool job_tell(const struct job *job, FILE *out);

/* job_hear takes over what a line without its end says; false: it says nothing, the job stays. */
bool job_hear(struct job *job, const char *line);

#endif
