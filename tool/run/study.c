/* study.c - choosing runs of a plan, entering them into the store, training them; see study.h. */
#include "run/study.h"

#include "base/error.h"
#include "base/nearest.h"
#include "plan/plan_load.h"
#include "run/estimate.h"
#include "store/plan_store.h"
#include "store/provenance.h"
#include "store/recorder.h"

#include <stdlib.h>
#include <string.h>

pith_status study_open(struct study *s, const char *path, const char *folder, pith_error *err)
{
    *s = (struct study){0};
    pith_status status = plan_load(&s->plan, path, err);
    if (status == PITH_STATUS_OK)
        status = expand_plan(&s->plan, folder, &s->expansion, err);
    if (status != PITH_STATUS_OK)
        return status;
    s->chosen = array_calloc(s->plan.count, sizeof *s->chosen);
    s->redo = array_calloc(s->plan.count, sizeof *s->redo);
    s->experiments = array_calloc(s->plan.count, sizeof *s->experiments);
    s->runs = array_calloc(s->expansion.count, sizeof *s->runs);
    return s->chosen && s->redo && s->experiments && s->runs ? PITH_STATUS_OK : error_memory(err);
}

void study_fini(struct study *s)
{
    free(s->chosen);
    free(s->redo);
    free(s->experiments);
    free(s->runs);
    free(s->jobs);
    expand_fini(&s->expansion);
    plan_fini(&s->plan);
    *s = (struct study){0};
}

/* --- choosing ------------------------------------------------------------------------------- */

static pith_status choose_one(const struct plan *plan, const char *option, const char *id,
                              size_t size, bool *marks, pith_error *err)
{
    char name[128];
    snprintf(name, sizeof name, "%.*s", size < 100 ? (int)size : 100, id);
    size_t i = plan_find(plan, name);
    if (i != SIZE_MAX) {
        marks[i] = true;
        return PITH_STATUS_OK;
    }
    struct nearest nearest = nearest_to(name);
    for (size_t k = 0; k < plan->count; k++)
        nearest_offer(&nearest, plan->experiments[k].id);
    error_set(err, PITH_STATUS_USAGE, "--%s: the plan has no experiment \"%s\"", option, name);
    return error_hint(err, PITH_STATUS_USAGE, "the nearest is \"%s\"",
                      nearest.name ? nearest.name : "?");
}

static pith_status choose(const struct plan *plan, const char *option, const char *ids, bool *marks,
                          pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (;;) {
        size_t size = strcspn(ids, ",");
        status = choose_one(plan, option, ids, size, marks, err);
        if (status != PITH_STATUS_OK || !ids[size])
            return status;
        ids += size + 1;
    }
}

pith_status study_select(struct study *s, const char *only, const char *redo, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < s->plan.count && !only; i++)
        s->chosen[i] = true;
    if (only)
        status = choose(&s->plan, "only", only, s->chosen, err);
    bool all = redo && !strcmp(redo, "all");
    for (size_t i = 0; i < s->plan.count && all; i++)
        s->redo[i] = s->chosen[i];
    if (status == PITH_STATUS_OK && redo && !all)
        status = choose(&s->plan, "redo", redo, s->redo, err);
    return status;
}

/* --- finding -------------------------------------------------------------------------------- */

static enum plan_kind kind_of(const struct study *s, size_t run)
{
    return s->plan.experiments[s->expansion.runs[run].experiment].kind;
}

/* *id is the run that stands at this place of the experiment, if it is this very run; else 0. */
static pith_status find_member(struct study *s, struct db *db, size_t i, int64_t *id,
                               pith_error *err)
{
    const struct expand_run *x = &s->expansion.runs[i];
    const int64_t position = (int64_t)x->position;
    const struct run_filter filter = {
        .experiment = s->experiments[x->experiment], .position = &position, .brief = true};
    struct run run;
    char key[65] = "";
    *id = 0;
    if (!filter.experiment) /* the plan is not in the store yet */
        return PITH_STATUS_OK;
    pith_status status = run_find(db, &filter, &run, err);
    if (status == PITH_STATUS_OK && run.id)
        status = recorder_key(&x->config, (int)run.repeat, key, err);
    if (status == PITH_STATUS_OK && run.id && !strcmp(key, run.key))
        *id = run.id;
    run_fini(&run);
    return status;
}

/*
 * Which row a run has, and whether it is to be trained. One that has ended is, if --redo asks for
 * it or if a repetition that --redo once began has not ended.
 */
static pith_status find_row(struct study *s, struct db *db, size_t i, pith_error *err)
{
    const struct expand_run *x = &s->expansion.runs[i];
    struct study_run *run = &s->runs[i];
    struct recorder_request request = {.config = &x->config, .label = x->label};
    int64_t unfinished = 0, member = 0;
    enum run_state unfinished_state = RUN_NEW;
    pith_status status = recorder_find(db, &request, &run->id, &run->state, err);
    request.again = true;
    if (status == PITH_STATUS_OK && run_state_ended(run->state))
        status = recorder_find(db, &request, &unfinished, &unfinished_state, err);
    if (status == PITH_STATUS_OK)
        status = find_member(s, db, i, &member, err);
    if (status != PITH_STATUS_OK)
        return status;
    run->again = s->redo[x->experiment] || (unfinished && unfinished == member);
    run->wanted = run->again || !run_state_ended(run->state);
    if (unfinished && unfinished == member) {
        run->id = unfinished;
        run->state = unfinished_state;
    } else if (member && run_state_ended(run->state)) {
        run->id = member;
    }
    return PITH_STATUS_OK;
}

/* Only what --only chose is trained. */
static void restrict_to_chosen(struct study *s)
{
    for (size_t i = 0; i < s->expansion.count; i++) {
        size_t experiment = s->expansion.runs[i].experiment;
        s->runs[i].wanted = s->runs[i].wanted && kind_of(s, i) == PLAN_TRAIN &&
                            (s->chosen[experiment] || s->redo[experiment]);
    }
}

pith_status study_find_runs(struct study *s, struct db *db, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < s->expansion.count && status == PITH_STATUS_OK; i++) {
        s->runs[i] = (struct study_run){.wanted = true};
        if (db && kind_of(s, i) == PLAN_TRAIN)
            status = find_row(s, db, i, err);
    }
    restrict_to_chosen(s);
    return status;
}

/* --- entering ------------------------------------------------------------------------------- */

/* Plans a run after the one it is compared with: the order of the plan is the author's. */
static pith_status enter_run(struct study *s, struct db *db, size_t i, int64_t provenance,
                             bool *entered, pith_error *err)
{
    const struct expand_run *x = &s->expansion.runs[i];
    struct study_run *run = &s->runs[i];
    pith_status status = PITH_STATUS_OK;
    if (entered[i])
        return PITH_STATUS_OK;
    entered[i] = true;
    if (x->parent != SIZE_MAX)
        status = enter_run(s, db, x->parent, provenance, entered, err);
    if (status != PITH_STATUS_OK)
        return status;
    const struct recorder_request request = {
        .config = &x->config,
        .label = x->label,
        .reason = s->plan.experiments[x->experiment].reason,
        .experiment = s->experiments[x->experiment],
        .position = (int64_t)x->position,
        .parent = x->parent == SIZE_MAX ? 0 : s->runs[x->parent].id,
        .provenance = provenance,
        .again = run->again,
    };
    if (!run_state_ended(run->state) || run->again)
        status = recorder_plan(db, &request, &run->id, err);
    if (status == PITH_STATUS_OK)
        status = plan_store_member(db, request.experiment, run->id, x->position, err);
    return status;
}

static pith_status enter_all(struct study *s, struct db *db, int64_t provenance, pith_error *err)
{
    bool *entered = array_calloc(s->expansion.count, sizeof *entered);
    if (!entered)
        return error_memory(err);
    pith_status status = plan_store_save(db, &s->plan, &s->expansion, s->experiments, err);
    if (status == PITH_STATUS_OK)
        status = study_find_runs(s, db, err);
    for (size_t i = 0; i < s->expansion.count && status == PITH_STATUS_OK; i++)
        if (kind_of(s, i) == PLAN_TRAIN)
            status = enter_run(s, db, i, provenance, entered, err);
    free(entered);
    return status;
}

pith_status study_enter(struct study *s, struct db *db, pith_error *err)
{
    int64_t provenance = 0;
    pith_status status = provenance_store(db, &provenance, err);
    if (status == PITH_STATUS_OK)
        status = db_begin(db, err);
    if (status != PITH_STATUS_OK)
        return status;
    return db_finish(db, enter_all(s, db, provenance, err), err);
}

/* --- training ------------------------------------------------------------------------------- */

static bool has_job(const struct study *s, int64_t run)
{
    for (size_t i = 0; i < s->job_count; i++)
        if (s->jobs[i].run == run)
            return true;
    return false;
}

pith_status study_train(struct study *s, struct db *db, const struct runner_options *options,
                        pith_error *err)
{
    s->jobs = array_calloc(s->expansion.count, sizeof *s->jobs);
    if (!s->jobs)
        return error_memory(err);
    for (size_t i = 0; i < s->expansion.count; i++) {
        const struct expand_run *x = &s->expansion.runs[i];
        if (s->runs[i].wanted && !has_job(s, s->runs[i].id))
            s->jobs[s->job_count++] = (struct job){.run = s->runs[i].id,
                                                   .label = x->label,
                                                   .again = s->runs[i].again,
                                                   .cost = estimate_cost(&x->config.knobs)};
    }
    return runner_run(db, s->jobs, s->job_count, options, err);
}
