/*
 * job.h - a run of the store that is to be trained: what is known while it goes on, and how it
 * ended (runner.h).
 */
#ifndef PITH_RUN_JOB_H
#define PITH_RUN_JOB_H

#include "store/run.h"

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
    enum job_state state;
    int64_t first_step, step, steps, epoch, epochs;
    double loss, f1, speed; /* NaN: not known */
    double began, trained;  /* clock when the worker was started, when training began */
    /*
     * How it ended, as runner_read gives it: RUN_DONE, RUN_FAILED, or RUN_STOPPED for whatever the
     * next `lab run` goes on with (Ctrl-C, full disk, killed worker, not begun). RUN_NEW before.
     */
    enum run_state outcome;
    double seconds; /* of training, over all resumptions */
    char message[512];
};

#endif
