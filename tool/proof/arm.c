/* arm.c - one configuration with one change, trained in the store; see arm.h. */
#include "proof/arm.h"

#include "run/runner.h"
#include "store/recorder.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- training ------------------------------------------------------------------------------- */

/* Makes the run's row; a change that cannot be applied is a defect of the table. */
static pith_status plan(const struct arm_setting *s, struct arm *arm, int64_t epochs,
                        const char *reason, pith_error *err)
{
    pith_config config = {.knobs = *s->config};
    char label[256];
    config.knobs.train_epochs = epochs;
    config.knobs.train_patience = 0;
    pith_status status = ablation_apply(arm->change.change, &config.knobs, err);
    snprintf(label, sizeof label, "%s, %lld epochs",
             arm->change.change[0] ? arm->change.change : arm->change.what, (long long)epochs);
    const struct recorder_request request = {.config = &config, .label = label, .reason = reason};
    if (status == PITH_STATUS_OK)
        status = recorder_plan(s->db, &request, &arm->run, err);
    arm->epochs = epochs;
    return status;
}

static pith_status read_result(struct db *db, struct arm *arm, const struct job *job,
                               pith_error *err)
{
    struct db_query *q;
    pith_status status;
    arm->f1 = arm->loss = NAN;
    arm->message[0] = '\0';
    if (!run_state_ended(job->outcome))
        return error_set(err, PITH_STATUS_STOPPED, "stopped; the same command goes on");
    if (job->outcome == RUN_FAILED)
        snprintf(arm->message, sizeof arm->message, "%.120s", job->message);
    for (status =
             db_query(db, &q, err,
                      "SELECT name, value FROM metric WHERE run = ? AND part = 'dev' AND name IN "
                      "('keyphrase.f1', 'loss')",
                      "i", arm->run);
         db_next(q, &status, err);)
        *(strcmp(db_get_text(q, 0), "loss") ? &arm->f1 : &arm->loss) = db_get_double(q, 1);
    db_done(q);
    return status;
}

/* Trains those of the jobs that have not ended, all cores shared among them. */
static pith_status train(const struct arm_setting *s, const struct job *jobs, size_t count,
                         pith_error *err)
{
    struct job *todo = array_calloc(count, sizeof *todo);
    size_t n = 0;
    if (!todo)
        return error_memory(err);
    for (size_t i = 0; i < count; i++)
        if (!run_state_ended(jobs[i].outcome))
            todo[n++] = (struct job){.run = jobs[i].run, .label = jobs[i].label, .cost = 1};
    struct runner_options options = {.store = db_path(s->db), .quiet = s->quiet};
    runner_share_cores(&options, n, 0);
    pith_status status = n ? runner_run(s->db, todo, n, &options, err) : PITH_STATUS_OK;
    free(todo);
    return status;
}

pith_status arm_train(const struct arm_setting *s, struct arm *arms, size_t count, int64_t epochs,
                      const char *reason, pith_error *err)
{
    struct job *jobs = array_calloc(count, sizeof *jobs);
    pith_status status = PITH_STATUS_OK;
    if (!jobs)
        return error_memory(err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        status = plan(s, &arms[i], epochs, reason, err);
        jobs[i] = (struct job){.run = arms[i].run, .label = arms[i].change.what};
        if (status == PITH_STATUS_OK)
            status = job_read(s->db, &jobs[i], err);
    }
    if (status == PITH_STATUS_OK)
        status = train(s, jobs, count, err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        status = job_read(s->db, &jobs[i], err);
        if (status == PITH_STATUS_OK)
            status = read_result(s->db, &arms[i], &jobs[i], err);
    }
    free(jobs);
    return status;
}

/* --- ranking -------------------------------------------------------------------------------- */

bool arm_better(const struct arm *a, const struct arm *b, double noise)
{
    if (isnan(a->f1) || isnan(b->f1))
        return !isnan(a->f1) && isnan(b->f1);
    if (fabs(a->f1 - b->f1) > noise)
        return a->f1 > b->f1;
    if (a->loss != b->loss)
        return a->loss < b->loss;
    return ablation_size(a->change.change) < ablation_size(b->change.change);
}

/* Insertion: arms are few, and equals keep their order. */
void arm_rank(struct arm *arms, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct arm arm = arms[i];
        size_t at = i;
        for (; at > 0; at--) {
            const struct arm *before = &arms[at - 1];
            if (arm.round != before->round ? arm.round < before->round
                                           : !arm_better(&arm, before, 0))
                break;
            arms[at] = *before;
        }
        arms[at] = arm;
    }
}

double arm_gain(const struct arm *arm, const struct arm *base)
{
    return arm->f1 - (isnan(base->f1) ? 0 : base->f1);
}
