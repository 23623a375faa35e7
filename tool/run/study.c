/* study.c - choosing runs of a plan, entering them into the store, training them; see study.h. */
#include "run/study.h"

#include "base/error.h"
#include "base/nearest.h"
#include "inspect/inspect_json.h"
#include "inspect/inspect_run.h"
#include "plan/plan_load.h"
#include "run/estimate.h"
#include "run/landscape.h"
#include "store/plan_store.h"
#include "store/provenance.h"
#include "store/recorder.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

pith_status study_open(struct study *s, const char *path, const char *folder, pith_error *err)
{
    *s = (struct study){0};
    TRY(plan_load(&s->plan, path, err));
    TRY(expand_plan(&s->plan, folder, &s->expansion, err));
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
    for (;;) {
        size_t size = strcspn(ids, ",");
        TRY(choose_one(plan, option, ids, size, marks, err));
        if (!ids[size])
            return PITH_STATUS_OK;
        ids += size + 1;
    }
}

pith_status study_select(struct study *s, const char *only, const char *redo, pith_error *err)
{
    for (size_t i = 0; i < s->plan.count && !only; i++)
        s->chosen[i] = true;
    if (only)
        TRY(choose(&s->plan, "only", only, s->chosen, err));
    bool all = redo && !strcmp(redo, "all");
    for (size_t i = 0; i < s->plan.count && all; i++)
        s->redo[i] = s->chosen[i];
    return redo && !all ? choose(&s->plan, "redo", redo, s->redo, err) : PITH_STATUS_OK;
}

/* --- finding -------------------------------------------------------------------------------- */

/* The run at a place of an experiment, in this state (RUN_NEW: any); its id is 0 without any. */
static pith_status find_at(struct study *s, struct db *db, size_t experiment, size_t position,
                           enum run_state state, struct run *out, pith_error *err)
{
    const int64_t at = (int64_t)position;
    const struct run_filter filter = {
        .experiment = s->experiments[experiment], .position = &at, .state = state, .brief = true};
    return run_find(db, &filter, out, err);
}

/* *id is the run that stands at this place of the experiment, if it is this very run; else 0. */
static pith_status find_member(struct study *s, struct db *db, size_t i, int64_t *id,
                               pith_error *err)
{
    const struct expand_run *x = &s->expansion.runs[i];
    struct run run;
    char key[65] = "";
    *id = 0;
    if (!s->experiments[x->experiment]) /* the plan is not in the store yet */
        return PITH_STATUS_OK;
    pith_status status = find_at(s, db, x->experiment, x->position, RUN_NEW, &run, err);
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
    TRY(recorder_find(db, &request, &run->id, &run->state, err));
    request.again = true;
    if (run_state_ended(run->state))
        TRY(recorder_find(db, &request, &unfinished, &unfinished_state, err));
    TRY(find_member(s, db, i, &member, err));
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
        s->runs[i].wanted = s->runs[i].wanted && study_kind(s, i) == PLAN_TRAIN &&
                            (s->chosen[experiment] || s->redo[experiment]);
    }
}

pith_status study_find_runs(struct study *s, struct db *db, pith_error *err)
{
    for (size_t i = 0; i < s->expansion.count; i++) {
        s->runs[i] = (struct study_run){.wanted = true};
        if (db && study_kind(s, i) == PLAN_TRAIN)
            TRY(find_row(s, db, i, err));
    }
    restrict_to_chosen(s);
    return PITH_STATUS_OK;
}

/* --- entering ------------------------------------------------------------------------------- */

/* Plans a run after the one it is compared with: the order of the plan is the author's. */
static pith_status enter_run(struct study *s, struct db *db, size_t i, int64_t provenance,
                             bool *entered, pith_error *err)
{
    const struct expand_run *x = &s->expansion.runs[i];
    struct study_run *run = &s->runs[i];
    if (entered[i])
        return PITH_STATUS_OK;
    entered[i] = true;
    if (x->parent != SIZE_MAX)
        TRY(enter_run(s, db, x->parent, provenance, entered, err));
    const struct recorder_request request = {
        .config = &x->config,
        .label = x->label,
        .reason = s->plan.experiments[x->experiment].reason,
        .experiment = s->experiments[x->experiment],
        .parent = x->parent == SIZE_MAX ? 0 : s->runs[x->parent].id,
        .provenance = provenance,
        .again = run->again,
    };
    if (!run_state_ended(run->state) || run->again)
        TRY(recorder_plan(db, &request, &run->id, err));
    return plan_store_member(db, request.experiment, run->id, x->position, err);
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
        if (study_kind(s, i) == PLAN_TRAIN)
            status = enter_run(s, db, i, provenance, entered, err);
    free(entered);
    return status;
}

pith_status study_enter(struct study *s, struct db *db, pith_error *err)
{
    int64_t provenance = 0;
    TRY(provenance_store(db, &provenance, err));
    TRY(db_begin(db, err));
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

/* --- inspect -------------------------------------------------------------------------------- */

static pith_status inspect(const pith_config *config, json_t **out, bool *warned, pith_error *err)
{
    struct inspection in;
    TRY(inspection_open(&in, &config->knobs, config->knobs.data_train, NULL, err));
    pith_status status = inspect_run(&in, (struct inspect_choice){.from = FROM_EPOCH}, err);
    if (status == PITH_STATUS_OK) {
        *out = inspect_json(&in);
        *warned = in.warnings.size > 0;
        status = *out ? PITH_STATUS_OK : error_memory(err);
    }
    inspection_fini(&in);
    return status;
}

/* In place of what an earlier time found. */
static pith_status write_inspection(struct db *db, int64_t experiment, const json_t *finding,
                                    bool warned, pith_error *err)
{
    TRY(db_run(db, err, "DELETE FROM finding WHERE experiment = ? AND kind = 'inspect'", "i",
               experiment));
    return db_run(db, err,
                  "INSERT INTO finding(experiment, kind, severity, json)"
                  " VALUES(?, 'inspect', ?, ?)",
                  "itj", experiment, warned ? "warning" : "info", finding);
}

/* Makes and keeps the finding of experiment i. */
static pith_status inspect_experiment(struct study *s, struct db *db, size_t i, bool quiet,
                                      pith_error *err)
{
    const struct expand_run *x = &s->expansion.runs[expand_first(&s->expansion, i)];
    json_t *finding = NULL;
    bool warned = false;
    pith_status status = inspect(&x->config, &finding, &warned, err);
    if (status == PITH_STATUS_OK)
        status = db_begin(db, err);
    if (status == PITH_STATUS_OK)
        status = db_finish(db, write_inspection(db, s->experiments[i], finding, warned, err), err);
    json_decref(finding);
    if (status == PITH_STATUS_OK && !quiet)
        printf("done     %s  a batch at every stage%s\n", s->plan.experiments[i].id,
               warned ? ", with warnings: `pith inspect` shows it" : "");
    return status;
}

/* Whether experiment i is of this kind and is to be done (again). */
static bool is_chosen(const struct study *s, size_t i, enum plan_kind kind)
{
    return s->plan.experiments[i].kind == kind && (s->chosen[i] || s->redo[i]);
}

pith_status study_inspect(struct study *s, struct db *db, bool quiet, pith_error *err)
{
    for (size_t i = 0; i < s->plan.count; i++) {
        int64_t there = 0;
        if (!is_chosen(s, i, PLAN_INSPECT))
            continue;
        TRY(db_int(db, &there, err,
                   "SELECT id FROM finding WHERE experiment = ? AND kind = 'inspect'", "i",
                   s->experiments[i]));
        if (!there || s->redo[i])
            TRY(inspect_experiment(s, db, i, quiet, err));
    }
    return PITH_STATUS_OK;
}

/* --- landscape ------------------------------------------------------------------------------ */

/*
 * An end of a landscape: the experiment's first run; 0 while it is not done. Another one that is
 * done already would make a line that the plan does not mean.
 */
static pith_status find_end(struct study *s, struct db *db, size_t experiment, int64_t *id,
                            pith_error *err)
{
    struct run run;
    pith_status status = find_at(s, db, experiment, 0, RUN_DONE, &run, err);
    *id = run.id;
    run_fini(&run);
    return status;
}

static pith_status measure_line(struct study *s, struct db *db, size_t i, int64_t a, int64_t b,
                                bool quiet, pith_error *err)
{
    const struct plan_experiment *e = &s->plan.experiments[i];
    const struct landscape_options options = {.points = e->points,
                                              .texts = LANDSCAPE_TEXTS,
                                              .experiment = s->experiments[i],
                                              .record = true};
    json_t *finding = NULL;
    if (!quiet)
        fprintf(stderr, "begins   %s: %d points between two nets\n", e->id, e->points);
    TRY(landscape_run(db, a, b, &options, &finding, err));
    json_decref(finding);
    if (!quiet)
        printf("done     %s  %d points\n", e->id, e->points);
    return PITH_STATUS_OK;
}

pith_status study_landscape(struct study *s, struct db *db, bool quiet, size_t *missing,
                            pith_error *err)
{
    *missing = 0;
    for (size_t i = 0; i < s->plan.count; i++) {
        const struct plan_experiment *e = &s->plan.experiments[i];
        int64_t a = 0, b = 0, there = 0;
        if (!is_chosen(s, i, PLAN_LANDSCAPE))
            continue;
        TRY(find_end(s, db, e->from.index, &a, err));
        TRY(find_end(s, db, e->to.index, &b, err));
        if (!a || !b) {
            fprintf(stderr, "pith: %s must wait: %s is not trained\n", e->id,
                    a ? e->to.id : e->from.id);
            *missing += 1;
            continue;
        }
        TRY(db_int(db, &there, err,
                   "SELECT id FROM finding WHERE experiment = ? AND kind = 'landscape' AND run = ? "
                   "AND json_extract(json, '$.b.run') = ?",
                   "iii", s->experiments[i], a, b));
        if (!there || s->redo[i])
            TRY(measure_line(s, db, i, a, b, quiet, err));
    }
    return PITH_STATUS_OK;
}
