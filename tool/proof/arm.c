/* arm.c - changes of a configuration, trained in the store by successive halving; see arm.h. */
#include "proof/arm.h"

#include "run/runner.h"
#include "store/recorder.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- training --------------------------------------------------------------------------------- */

/* Makes the run's row; a change that cannot be applied is a defect of the table. */
static pith_status plan(const struct arm_setting *s, struct arm *arm, int64_t epochs,
                        const char *reason, pith_error *err)
{
    pith_config config = {.knobs = *s->config};
    char label[256];
    config.knobs.train_epochs = epochs;
    config.knobs.train_patience = 0;
    TRY(ablation_apply(arm->change.change, &config.knobs, err));
    snprintf(label, sizeof label, "%s, %lld epochs",
             arm->change.change[0] ? arm->change.change : arm->change.what, (long long)epochs);
    const struct recorder_request request = {.config = &config, .label = label, .reason = reason};
    arm->epochs = epochs;
    return recorder_plan(s->db, &request, &arm->run, err);
}

static pith_status read_result(struct db *db, struct arm *arm, pith_error *err)
{
    struct run run;
    TRY(run_load(db, arm->run, &run, err));
    bool ended = run_state_ended(run.state), failed = run.state == RUN_FAILED;
    snprintf(arm->message, sizeof arm->message, "%.120s", failed ? run.message : "");
    arm->f1 = run_metric(&run, "dev", "keyphrase.f1")->value;
    arm->loss = run_metric(&run, "dev", "loss")->value;
    run_fini(&run);
    return ended ? PITH_STATUS_OK
                 : error_set(err, PITH_STATUS_STOPPED, "stopped; the same command goes on");
}

/* Makes the rows of the arms; todo[0..*n) are those that have not ended. */
static pith_status plan_all(const struct arm_setting *s, struct arm *arms, size_t count,
                            int64_t epochs, const char *reason, struct job *todo, size_t *n,
                            pith_error *err)
{
    for (size_t i = 0; i < count; i++) {
        TRY(plan(s, &arms[i], epochs, reason, err));
        struct job job = {.run = arms[i].run, .label = arms[i].change.what, .cost = 1};
        TRY(runner_read(s->db, &job, err));
        if (!run_state_ended(job.outcome))
            todo[(*n)++] = (struct job){.run = job.run, .label = job.label, .cost = job.cost};
    }
    return PITH_STATUS_OK;
}

pith_status arm_train(const struct arm_setting *s, struct arm *arms, size_t count, int64_t epochs,
                      const char *reason, pith_error *err)
{
    struct job *todo = array_calloc(count, sizeof *todo);
    size_t n = 0;
    if (!todo)
        return error_memory(err);
    pith_status status = plan_all(s, arms, count, epochs, reason, todo, &n, err);
    const struct runner_options options = runner_options_of(db_path(s->db), s->quiet, n, 0);
    if (status == PITH_STATUS_OK && n)
        status = runner_run(s->db, todo, n, &options, err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = read_result(s->db, &arms[i], err);
    free(todo);
    return status;
}

/* --- ranking ---------------------------------------------------------------------------------- */

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

/* Those of the later round first, then the best; by insertion, so that equals keep their order. */
static void rank(struct arm *arms, size_t count)
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

/* --- rounds ----------------------------------------------------------------------------------- */

/*
 * Epochs of the first round, so that all rounds fit the budget: n arms for e epochs, half of them
 * for 2e, and the pair. Two workers with half the threads each train as much as one with all.
 */
static int64_t first_epochs(const struct rounds_limits *limits, int64_t trained, size_t n)
{
    int64_t wanted = (trained + 3) / 4;
    double epoch = limits->epoch_seconds > 0 ? limits->epoch_seconds : 1;
    double affordable = limits->budget / (epoch * ((double)n + (double)(n + 1) + 4));
    int64_t epochs = affordable < (double)wanted ? (int64_t)affordable : wanted;
    return epochs > 0 ? epochs : 1;
}

static pith_status add_pair(const struct arm_setting *s, struct rounds *r, int64_t epochs,
                            pith_error *err)
{
    if (r->count < 2 || r->count > ABLATION_MAX)
        return PITH_STATUS_OK;
    struct arm pair = {.change = {.what = "the best two together", .about = ""},
                       .round = r->rounds};
    ablation_join(r->arms[0].change.change, r->arms[1].change.change, pair.change.change);
    if (ablation_size(pair.change.change) == ablation_size(r->arms[0].change.change))
        return PITH_STATUS_OK; /* the second sets what the first sets: they exclude each other */
    TRY(arm_train(s, &pair, 1, epochs, "the best two changes together", err));
    r->arms[r->count++] = pair;
    return PITH_STATUS_OK;
}

/* One round of the first `alive` arms, and of the unchanged run beside them. */
static pith_status run_round(const struct arm_setting *s, struct rounds *r, size_t alive,
                             int64_t epochs, pith_error *err)
{
    if (!s->quiet)
        fprintf(stderr, "round %d: %zu changes, %lld epoch%s each\n", r->rounds, alive,
                (long long)epochs, epochs == 1 ? "" : "s");
    for (size_t i = 0; i < alive; i++)
        r->arms[i].round = r->rounds;
    TRY(arm_train(s, r->arms, alive, epochs, "one change at a time", err));
    TRY(arm_train(s, &r->base, 1, epochs, "as it was, to compare with", err));
    rank(r->arms, alive);
    return PITH_STATUS_OK;
}

pith_status rounds_run(const struct arm_setting *s, const struct rounds_limits *limits,
                       const pith_finding *findings, size_t finding_count, struct rounds *r,
                       pith_error *err)
{
    struct ablation list[ABLATION_MAX];
    size_t n = ablation_list(s->config, limits->rate_factor, findings, finding_count, list);
    int64_t epochs = first_epochs(limits, s->config->train_epochs, n);
    *r = (struct rounds){.count = n - 1, .base = {.change = list[0]}, .rounds = 1};
    for (size_t i = 1; i < n; i++)
        r->arms[i - 1].change = list[i];
    size_t alive = r->count;
    TRY(run_round(s, r, alive, epochs, err));
    if (alive >= 4) {
        r->rounds = 2;
        alive = (alive + 1) / 2;
        epochs *= 2;
        TRY(run_round(s, r, alive, epochs, err));
    }
    TRY(add_pair(s, r, epochs, err));
    rank(r->arms, r->count);
    return PITH_STATUS_OK;
}
