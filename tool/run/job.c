/* job.c - what worker and runner say to each other about a job; see job.h. */
#include "run/job.h"

#include <math.h>

/* As many numbers as job_hear asks for; REAL as printf or as scanf has it. */
#define LINE(REAL) "%d %lld %lld %lld %lld %lld " REAL " " REAL " " REAL " "

void job_reset(struct job *job)
{
    job->busy = false;
    job->first_step = job->step = job->steps = job->epoch = job->epochs = 0;
    job->loss = job->f1 = job->speed = job->seconds = NAN;
    job->message[0] = '\0';
}

bool job_tell(const struct job *j, FILE *out)
{
    fprintf(out, LINE("%.17g") "%s\n", j->busy, j->first_step, j->step, j->steps, j->epoch,
            j->epochs, j->loss, j->f1, j->speed, j->message);
    return fflush(out) == 0;
}

bool job_hear(struct job *job, const char *line)
{
    struct job said = *job;
    int busy, end = 0;
    sscanf(line, LINE("%lf") "%n", &busy, &said.first_step, &said.step, &said.steps, &said.epoch,
           &said.epochs, &said.loss, &said.f1, &said.speed, &end);
    if (!end)
        return false;
    said.busy = busy;
    snprintf(said.message, sizeof said.message, "%s", line + end);
    *job = said;
    return true;
}
