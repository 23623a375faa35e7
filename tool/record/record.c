/* record.c - a plan with its experiments and runs out of the store, and judged; see record.h. */
#include "record/record.h"

#include "base/config.h"
#include "base/error.h"
#include "base/json_value.h"
#include "plan/plan_load.h"
#include "store/lookup.h"
#include "store/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What all loading functions share. */
struct loader {
    struct record *r;
    struct db *db;
    pith_error *err;
};

/* --- runs ---------------------------------------------------------------------------------- */

static struct record_run *find_run(const struct record *r, int64_t id)
{
    for (size_t i = 0; i < r->run_count; i++)
        if (r->runs[i]->row.id == id)
            return r->runs[i];
    return NULL;
}

/* Takes over a row, as a run that the record has not yet. */
static pith_status add_run(struct loader *l, struct run *row, struct record_run **out)
{
    struct record *r = l->r;
    struct record_run *run = arena_alloc(&r->arena, sizeof *run);
    struct record_run **place =
        run ? arena_push(&r->arena, (void **)&r->runs, &r->run_count, sizeof *r->runs) : NULL;
    if (!place)
        return error_memory(l->err);
    *place = *out = run;
    run->row = *row;
    *row = (struct run){0};
    run->number = (int)r->run_count;
    return PITH_STATUS_OK;
}

/* A run that an experiment before had already is shared. */
static pith_status load_runs(struct loader *l, struct record_experiment *e)
{
    const struct run_filter filter = {
        .experiment = e->id, .no_experiment = !e->id, .order = e->id ? RUN_BY_POSITION : RUN_BY_ID};
    struct run_list rows;
    pith_status status = run_list_load(l->db, &filter, &rows, l->err);
    for (size_t i = 0; i < rows.count && status == PITH_STATUS_OK; i++) {
        struct record_run *run = find_run(l->r, rows.items[i].id);
        struct record_run **member =
            arena_push(&l->r->arena, (void **)&e->runs, &e->run_count, sizeof *e->runs);
        if (!member)
            status = error_memory(l->err);
        else if (!run)
            status = add_run(l, &rows.items[i], &run);
        if (member)
            *member = run;
    }
    run_list_fini(&rows);
    return status;
}

/* --- experiments --------------------------------------------------------------------------- */

static const struct db_field experiment_fields[] = {
    DB_FIELD(DB_INT, record_experiment, id, "id"),
    DB_FIELD(DB_TEXT, record_experiment, name, "name"),
    DB_FIELD(DB_TEXT, record_experiment, parent, "parent"),
    DB_FIELD(DB_TEXT, record_experiment, kind, "kind"),
    DB_FIELD(DB_TEXT, record_experiment, reason, "reason"),
    DB_FIELD(DB_TEXT, record_experiment, expect, "expect"),
};
static const struct db_table experiment_table = DB_TABLE(experiment_fields, record_experiment);

static const struct db_field plan_fields[] = {
    DB_FIELD(DB_INT, record_plan, id, "id"),
    DB_FIELD(DB_TEXT, record_plan, path, "path"),
    DB_FIELD(DB_TEXT, record_plan, hash, "hash"),
    DB_FIELD(DB_TEXT, record_plan, title, "title"),
    DB_FIELD(DB_TEXT, record_plan, problem, "problem"),
    DB_FIELD(DB_TEXT, record_plan, conclusion, "conclusion"),
    DB_FIELD(DB_TEXT, record_plan, text, "text"),
};
static const struct db_table plan_table = DB_TABLE(plan_fields, record_plan);

/* Without a plan there is one experiment, which holds what `pith train --lab` recorded. */
static pith_status load_plan(struct loader *l, int64_t id)
{
    struct record *r = l->r;
    TRY(db_load(l->db, &plan_table, (void **)&r->plan, &r->plan_count, l->err,
                "FROM plan WHERE id = ?", "i", id));
    return db_load(l->db, &experiment_table, (void **)&r->experiments, &r->experiment_count, l->err,
                   id ? "FROM experiment WHERE plan = ? ORDER BY position"
                      : "FROM (SELECT ? AS id, 'pith train' AS name, '' AS parent,"
                        " 'train' AS kind, '' AS reason, '' AS expect)",
                   "i", id);
}

/*
 * What the tables do not have stands in the plan's text: lessons, results, what should fail. The
 * record of a plan for another version of pith is made without these.
 */
static void read_plan_text(struct record *r)
{
    const char *text = r->plan->text;
    if (plan_read(&r->text, r->plan->path, text, strlen(text), NULL) != PITH_STATUS_OK)
        plan_fini(&r->text);
    for (size_t i = 0; i < r->experiment_count; i++) {
        size_t at = plan_find(&r->text, r->experiments[i].name);
        if (at == SIZE_MAX)
            continue;
        r->experiments[i].expect_failure = r->text.experiments[at].expect_failure;
        r->experiments[i].result = r->text.experiments[at].result;
    }
}

/* --- verdicts ------------------------------------------------------------------------------ */

/* The mean of what the best constant predictor loses, over the steps of the last epoch there is. */
static double last_constant(const struct curves *c)
{
    const double *prior = curves_find(c, "prior"), *epoch = curves_find(c, "epoch");
    if (!prior || !epoch || c->steps == 0)
        return (double)NAN;
    double sum = 0, last = epoch[c->steps - 1];
    size_t count = 0;
    for (size_t i = c->steps; i-- > 0 && epoch[i] == last;) {
        if (!isfinite(prior[i]))
            continue;
        sum += prior[i];
        count++;
    }
    return count ? sum / (double)count : (double)NAN;
}

static enum record_verdict verdict_of(const struct record_run *run)
{
    enum run_state state = run->row.state;
    if (state == RUN_FAILED)
        return VERDICT_FAILED;
    if (state != RUN_DONE && state != RUN_STOPPED)
        return VERDICT_NONE;
    double loss = run->row.loss;
    if (isfinite(run->f1))
        return run->f1 < RECORD_COLLAPSE_F1 ? VERDICT_COLLAPSED : VERDICT_RECOVERED;
    if (state != RUN_DONE || !isfinite(loss) || !isfinite(run->constant))
        return VERDICT_NONE;
    return loss < 0.95 * run->constant ? VERDICT_RECOVERED : VERDICT_COLLAPSED;
}

/* Fills what is derived of a run. */
static pith_status judge(struct loader *l, struct record_run *run)
{
    struct curves curves = {0};
    TRY(curves_load(l->db, run->row.id, &curves, l->err));
    run->f1 = run_metric(&run->row, "dev", "keyphrase.f1")->value;
    run->keyword_f1 = run_metric(&run->row, "dev", "keyword.f1")->value;
    run->constant = last_constant(&curves);
    run->verdict = verdict_of(run);
    curves_fini(&curves);
    return PITH_STATUS_OK;
}

/* --- all of it ----------------------------------------------------------------------------- */

static pith_status load_all(struct loader *l, const char *wanted)
{
    struct record *r = l->r;
    int64_t plan = 0;
    TRY(wanted ? lookup_plan(l->db, wanted, &plan, l->err)
               : db_int(l->db, &plan, l->err,
                        "SELECT id FROM plan ORDER BY created DESC, id DESC LIMIT 1", ""));
    TRY(load_plan(l, plan));
    if (r->plan)
        read_plan_text(r);
    for (size_t i = 0; i < r->experiment_count; i++) {
        struct record_experiment *e = &r->experiments[i];
        TRY(load_runs(l, e));
        TRY(db_load(l->db, &run_finding_table, (void **)&e->findings, &e->finding_count, l->err,
                    "FROM finding WHERE experiment = ? ORDER BY id", "i", e->id));
    }
    for (size_t i = 0; i < r->run_count; i++)
        TRY(judge(l, r->runs[i]));
    return PITH_STATUS_OK;
}

pith_status record_load(struct db *db, const char *wanted, struct record *out, pith_error *err)
{
    *out = (struct record){0};
    struct loader l = {.r = out, .db = db, .err = err};
    /* one transaction: one state of the store, whoever writes meanwhile */
    TRY(db_begin(db, err));
    pith_status status = load_all(&l, wanted);
    pith_status ended = db_end(db, false, status == PITH_STATUS_OK ? err : NULL);
    return status == PITH_STATUS_OK ? ended : status;
}

void record_fini(struct record *r)
{
    for (size_t i = 0; i < r->run_count; i++)
        run_fini(&r->runs[i]->row);
    for (size_t i = 0; i < r->experiment_count; i++)
        db_unload(&run_finding_table, r->experiments[i].findings, r->experiments[i].finding_count);
    db_unload(&experiment_table, r->experiments, r->experiment_count);
    db_unload(&plan_table, r->plan, r->plan_count);
    plan_fini(&r->text);
    arena_fini(&r->arena);
    *r = (struct record){0};
}

/* --- looking up ---------------------------------------------------------------------------- */

const char *record_knob(const struct record_run *run, const char *key)
{
    return json_value_text(run->row.config, key);
}

bool record_differs(const char *key)
{
    int id = knob_find(key);
    return id < 0 || knob_counts(id); /* unknown: a knob of another version of pith */
}

/* How many knobs two runs differ in. */
static int distance(const struct record_run *a, const struct record_run *b)
{
    const pith_knob *knob;
    int count = 0;
    for (int i = 0; (knob = pith_knob_at(i)); i++)
        count += record_differs(knob->key) &&
                 strcmp(record_knob(a, knob->key), record_knob(b, knob->key)) != 0;
    return count;
}

/* The nearest of the parent's runs, first of those with the same seed. */
static const struct record_run *nearest(const struct record_experiment *parent,
                                        const struct record_run *run)
{
    enum { ANOTHER_SEED = 1000 };
    const struct record_run *best = NULL;
    int least = 0;
    for (size_t i = 0; i < parent->run_count; i++) {
        const struct record_run *other = parent->runs[i];
        int far = distance(run, other) + (other->row.seed == run->row.seed ? 0 : ANOTHER_SEED);
        if (!best || far < least) {
            best = other;
            least = far;
        }
    }
    return best;
}

const struct record_run *record_parent_of(const struct record *r, const struct record_experiment *e,
                                          const struct record_run *run)
{
    for (size_t i = 0; *e->parent && i < r->experiment_count; i++)
        if (strcmp(r->experiments[i].name, e->parent) == 0)
            return nearest(&r->experiments[i], run);
    for (size_t i = 0; !*e->parent && run->row.parent && i < r->run_count; i++)
        if (r->runs[i]->row.id == run->row.parent)
            return r->runs[i];
    return NULL;
}

/* --- expectations -------------------------------------------------------------------------- */

/* Words by which an expectation speaks of a verdict. One that speaks of both says nothing. */
static bool says(const char *text, const char *const *words)
{
    for (; *words; words++)
        for (const char *at = text; *at; at++)
            if (strncasecmp(at, *words, strlen(*words)) == 0)
                return true;
    return false;
}

enum record_verdict record_expected(const char *expect)
{
    static const char *const collapse[] = {"collapse", "all zero", "all-zero", "near 0",
                                           "塌缩",     "全为0",    "全零",     NULL};
    static const char *const recover[] = {"recover", "works", "finds some", "恢复", NULL};
    bool down = says(expect, collapse), up = says(expect, recover);
    return down == up ? VERDICT_NONE : down ? VERDICT_COLLAPSED : VERDICT_RECOVERED;
}
