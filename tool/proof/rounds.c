/* rounds.c - short runs by successive halving; see rounds.h. */
#include "proof/rounds.h"

#include "cli/cli.h"
#include "doctor/rate.h"
#include "store/recorder.h"
#include "run/runner.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double alike = 0.005; /* F1 */

/* --- training ------------------------------------------------------------------------------- */

/* Makes the run's row; a change that cannot be applied is a defect of the table. */
static pith_status plan_arm(const struct proof_request *q, struct arm *arm, int64_t epochs,
                            const char *reason, pith_error *err)
{
    pith_config config = *q->config;
    char label[256];
    struct config *cfg = &config.knobs;
    cfg->train_epochs = epochs;
    cfg->train_patience = 0;
    pith_status status = ablation_apply(arm->change.change, cfg, err);
    snprintf(label, sizeof label, "%s, %lld epochs",
             arm->change.change[0] ? arm->change.change : arm->change.what, (long long)epochs);
    const struct recorder_request request = {.config = &config, .label = label, .reason = reason};
    if (status == PITH_STATUS_OK)
        status = recorder_plan(q->db, &request, &arm->run, err);
    arm->epochs = epochs;
    return status;
}

static pith_status read_result(struct db *db, struct arm *arm, struct job *job, pith_error *err)
{
    struct db_query *q;
    pith_status status = runner_outcome(db, job, err);
    arm->f1 = arm->loss = NAN;
    arm->message[0] = '\0';
    if (status != PITH_STATUS_OK)
        return status;
    if (job->outcome == OUTCOME_STOPPED || job->outcome == OUTCOME_NONE)
        return error_set(err, PITH_STATUS_STOPPED, "stopped; the same command goes on");
    if (job->outcome == OUTCOME_FAILED)
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

pith_status rounds_train(const struct proof_request *q, struct arm *arms, size_t count,
                         int64_t epochs, const char *reason, pith_error *err)
{
    struct job *jobs = array_calloc(count, sizeof *jobs), *todo = array_calloc(count, sizeof *todo);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = 0;
    pith_status status = jobs && todo ? PITH_STATUS_OK : error_memory(err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        status = plan_arm(q, &arms[i], epochs, reason, err);
        jobs[i] = (struct job){.run = arms[i].run, .label = arms[i].change.what, .cost = 1};
        if (status == PITH_STATUS_OK)
            status = runner_outcome(q->db, &jobs[i], err);
        bool done = jobs[i].outcome == OUTCOME_DONE || jobs[i].outcome == OUTCOME_FAILED;
        if (status == PITH_STATUS_OK && !done)
            todo[n++] = (struct job){.run = arms[i].run, .label = arms[i].change.what, .cost = 1};
    }
    int workers = cores < 1 ? 1 : n < (size_t)cores ? (int)n : (int)cores;
    struct runner_options options = {.store = db_path(q->db),
                                     .jobs = workers,
                                     .threads = workers ? (int)cores / workers : 1,
                                     .quiet = q->quiet};
    if (options.threads < 1)
        options.threads = 1;
    if (status == PITH_STATUS_OK && n)
        status = runner_run(q->db, todo, n, &options, err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = read_result(q->db, &arms[i], &jobs[i], err);
    free(jobs);
    free(todo);
    return status;
}

/* --- ranking -------------------------------------------------------------------------------- */

bool rounds_better(const struct arm *a, const struct arm *b, double noise)
{
    if (isnan(a->f1) || isnan(b->f1))
        return !isnan(a->f1) && isnan(b->f1);
    if (fabs(a->f1 - b->f1) > noise)
        return a->f1 > b->f1;
    if (a->loss != b->loss)
        return a->loss < b->loss;
    return ablation_size(a->change.change) < ablation_size(b->change.change);
}

/* Few arms: the simple sort keeps the order of equals. */
static void rank(struct arm *arms, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct arm arm = arms[i];
        size_t at = i;
        while (at > 0 && rounds_better(&arm, &arms[at - 1], 0)) {
            arms[at] = arms[at - 1];
            at--;
        }
        arms[at] = arm;
    }
}

/* Those of the later round first; within a round by result. */
static void rank_all(struct rounds *r)
{
    size_t from = 0;
    for (int round = r->rounds; round > 0; round--) {
        size_t to = from;
        for (size_t i = from; i < r->count; i++)
            if (r->arms[i].round == round) {
                struct arm arm = r->arms[i];
                memmove(&r->arms[to + 1], &r->arms[to], (i - to) * sizeof arm);
                r->arms[to++] = arm;
            }
        rank(r->arms + from, to - from);
        from = to;
    }
}

/* --- rounds --------------------------------------------------------------------------------- */

/*
 * Epochs of the first round, so that all rounds fit the budget: n arms for e epochs, half of them
 * for 2e, and the pair. Two workers with half the threads each train as much as one with all.
 */
static int64_t first_epochs(const struct proof_request *q, size_t n)
{
    int64_t wanted = (q->config->knobs.train_epochs + 3) / 4;
    double epoch = q->epoch_seconds > 0 ? q->epoch_seconds : 1;
    double affordable = q->budget / (epoch * ((double)n + (double)(n + 1) + 4));
    int64_t epochs = affordable < (double)wanted ? (int64_t)affordable : wanted;
    return epochs > 0 ? epochs : 1;
}

static pith_status add_pair(struct rounds *r, int64_t epochs, pith_error *err)
{
    if (r->count < 2 || r->count > ABLATION_MAX)
        return PITH_STATUS_OK;
    struct arm pair = {.change = {.what = "the best two together", .about = ""},
                       .round = r->rounds};
    ablation_join(r->arms[0].change.change, r->arms[1].change.change, pair.change.change);
    if (ablation_size(pair.change.change) == ablation_size(r->arms[0].change.change))
        return PITH_STATUS_OK; /* the second sets what the first sets: they exclude each other */
    pith_status status =
        rounds_train(r->request, &pair, 1, epochs, "the best two changes together", err);
    if (status == PITH_STATUS_OK)
        r->arms[r->count++] = pair;
    return status;
}

pith_status rounds_run(const struct proof_request *q, struct rounds *r, pith_error *err)
{
    struct ablation list[ABLATION_MAX];
    size_t n =
        ablation_list(&q->config->knobs, q->rate_factor, q->findings, q->finding_count, list);
    int64_t epochs = first_epochs(q, n);
    *r = (struct rounds){.request = q, .count = n - 1, .noise = alike};
    r->base.change = list[0];
    for (size_t i = 1; i < n; i++)
        r->arms[i - 1].change = list[i];
    size_t alive = r->count;
    pith_status status = PITH_STATUS_OK;
    for (r->rounds = 1; status == PITH_STATUS_OK; r->rounds++, epochs *= 2) {
        if (!q->quiet)
            fprintf(stderr, "round %d: %zu changes, %lld epoch%s each\n", r->rounds, alive,
                    (long long)epochs, epochs == 1 ? "" : "s");
        for (size_t i = 0; i < alive; i++)
            r->arms[i].round = r->rounds;
        status = rounds_train(q, r->arms, alive, epochs, "one change at a time", err);
        if (status == PITH_STATUS_OK)
            status = rounds_train(q, &r->base, 1, epochs, "as it was, to compare with", err);
        if (status != PITH_STATUS_OK)
            return status;
        rank(r->arms, alive);
        if (r->rounds == 2 || alive < 4)
            break;
        alive = (alive + 1) / 2;
    }
    if (status == PITH_STATUS_OK)
        status = add_pair(r, epochs, err);
    rank_all(r);
    return status;
}
