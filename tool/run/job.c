/* job.c - how a job's run stands in the store; see job.h. */
#include "run/job.h"

#include <math.h>
#include <stdio.h>

pith_status job_read(struct db *db, struct job *job, pith_error *err)
{
    struct run run = {0};
    const struct run_filter filter = {.id = job->run, .brief = true};
    pith_status status = job->run ? run_find(db, &filter, &run, err) : PITH_STATUS_OK;
    if (status == PITH_STATUS_OK && run.id) {
        bool ended = run_state_ended(run.state);
        job->outcome = ended ? run.state : RUN_STOPPED;
        job->seconds = run.seconds;
        if (*run.message)
            snprintf(job->message, sizeof job->message, "%s", run.message);
        if (run.epochs) {
            job->epoch = run.epochs;
            job->loss = run.loss;
            job->f1 = ended ? run.f1 : (double)NAN;
        }
    }
    run_fini(&run);
    return status;
}
