/*
 * study_findings.c - experiments that train nothing: a look at the batches, a line through weight
 * space; see study_findings.h. Their results are findings of the experiment.
 */
#include "run/study_findings.h"

#include "base/error.h"
#include "inspect/inspect_json.h"
#include "inspect/inspect_run.h"
#include "run/landscape.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* --- inspect -------------------------------------------------------------------------------- */

static pith_status inspect(const pith_config *config, json_t **out, bool *warned, pith_error *err)
{
    struct inspection in;
    pith_status status = inspection_open(&in, &config->knobs, config->knobs.data_train, NULL, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = inspect_run(&in, (struct inspect_choice){.from = FROM_EPOCH}, err);
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
    pith_status status = db_run(
        db, err, "DELETE FROM finding WHERE experiment = ? AND kind = 'inspect'", "i", experiment);
    if (status == PITH_STATUS_OK)
        status = db_run(db, err,
                        "INSERT INTO finding(experiment, kind, severity, json)"
                        " VALUES(?, 'inspect', ?, ?)",
                        "itj", experiment, warned ? "warning" : "info", finding);
    return status;
}

static pith_status keep_inspection(struct db *db, int64_t experiment, const json_t *finding,
                                   bool warned, pith_error *err)
{
    pith_status status = db_begin(db, err);
    return status == PITH_STATUS_OK
               ? db_finish(db, write_inspection(db, experiment, finding, warned, err), err)
               : status;
}

pith_status study_inspect(struct study *s, struct db *db, bool quiet, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < s->plan.count && status == PITH_STATUS_OK; i++) {
        const struct plan_experiment *e = &s->plan.experiments[i];
        if (e->kind != PLAN_INSPECT || !(s->chosen[i] || s->redo[i]))
            continue;
        int64_t there = 0;
        json_t *finding = NULL;
        bool warned = false;
        status = db_int(db, &there, err,
                        "SELECT id FROM finding WHERE experiment = ? AND kind = 'inspect'", "i",
                        s->experiments[i]);
        if (status != PITH_STATUS_OK || (there && !s->redo[i]))
            continue;
        const struct expand_run *x = &s->expansion.runs[expand_first(&s->expansion, i)];
        status = inspect(&x->config, &finding, &warned, err);
        if (status == PITH_STATUS_OK)
            status = keep_inspection(db, s->experiments[i], finding, warned, err);
        json_decref(finding);
        if (status == PITH_STATUS_OK && !quiet)
            printf("done     %s  a batch at every stage%s\n", e->id,
                   warned ? ", with warnings: `pith inspect` shows it" : "");
    }
    return status;
}

/* --- landscape ------------------------------------------------------------------------------ */

/*
 * An end of a landscape: the experiment's first run; 0 while it is not done. Another one that is
 * done already would make a line that the plan does not mean.
 */
static pith_status find_end(struct study *s, struct db *db, size_t experiment, int64_t *id,
                            pith_error *err)
{
    const int64_t first = 0;
    const struct run_filter filter = {.experiment = s->experiments[experiment],
                                      .position = &first,
                                      .state = RUN_DONE,
                                      .brief = true};
    struct run run;
    pith_status status = run_find(db, &filter, &run, err);
    *id = run.id;
    run_fini(&run);
    return status;
}

static pith_status is_recorded(struct db *db, int64_t experiment, int64_t a, int64_t b, bool *there,
                               pith_error *err)
{
    int64_t id = 0;
    pith_status status = db_int(db, &id, err,
                                "SELECT id FROM finding WHERE experiment = ? AND kind = "
                                "'landscape' AND run = ? AND json_extract(json, '$.b.run') = ?",
                                "iii", experiment, a, b);
    *there = id != 0;
    return status;
}

static pith_status measure_line(struct study *s, struct db *db, size_t i,
                                const struct landscape_options *options, int64_t a, int64_t b,
                                bool quiet, pith_error *err)
{
    json_t *finding = NULL;
    const char *id = s->plan.experiments[i].id;
    if (!quiet)
        fprintf(stderr, "begins   %s: %d points between two nets\n", id, options->points);
    pith_status status = landscape_run(db, a, b, options, &finding, err);
    json_decref(finding);
    if (status == PITH_STATUS_OK && !quiet)
        printf("done     %s  %d points\n", id, options->points);
    return status;
}

pith_status study_landscape(struct study *s, struct db *db, bool quiet, size_t *missing,
                            pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    *missing = 0;
    for (size_t i = 0; i < s->plan.count && status == PITH_STATUS_OK; i++) {
        const struct plan_experiment *e = &s->plan.experiments[i];
        if (e->kind != PLAN_LANDSCAPE || !(s->chosen[i] || s->redo[i]))
            continue;
        int64_t a = 0, b = 0;
        bool there = false;
        status = find_end(s, db, e->from.index, &a, err);
        if (status == PITH_STATUS_OK)
            status = find_end(s, db, e->to.index, &b, err);
        if (status == PITH_STATUS_OK && (!a || !b)) {
            fprintf(stderr, "pith: %s must wait: %s is not trained\n", e->id,
                    a ? e->to.id : e->from.id);
            *missing += 1;
            continue;
        }
        if (status == PITH_STATUS_OK)
            status = is_recorded(db, s->experiments[i], a, b, &there, err);
        const struct landscape_options options = {.points = e->points,
                                                  .texts = LANDSCAPE_TEXTS,
                                                  .experiment = s->experiments[i],
                                                  .record = true};
        if (status == PITH_STATUS_OK && (!there || s->redo[i]))
            status = measure_line(s, db, i, &options, a, b, quiet, err);
    }
    return status;
}
