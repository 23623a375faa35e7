/* record_load.c - a plan with its experiments and runs out of the store; see record.h. */
#include "record/record.h"

#include "base/error.h"
#include "plan/plan_load.h"

#include <stdlib.h>
#include <string.h>

/* What all loading functions share. */
struct loader {
    struct record *r;
    struct db *db;
    pith_error *err;
};

/* --- pieces -------------------------------------------------------------------------------- */

static const char *keep_text(struct loader *l, const struct db_query *q, int column,
                             pith_status *status)
{
    const char *text = db_get_text(q, column);
    const char *copy = arena_text(&l->r->arena, text, strlen(text));
    if (!copy && *status == PITH_STATUS_OK)
        *status = error_memory(l->err);
    return copy ? copy : "";
}

/* An object of the store's; what does not parse is an empty one: a record is still made. */
static const json_t *keep_json(struct loader *l, const struct db_query *q, int column,
                               pith_status *status)
{
    json_t *value = json_loads(db_get_text(q, column), JSON_ALLOW_NUL, NULL);
    if (!json_is_object(value)) {
        json_decref(value);
        value = json_object();
    }
    if ((!value || json_array_append_new(l->r->kept, value) != 0) && *status == PITH_STATUS_OK)
        *status = error_memory(l->err);
    return value;
}

/* Room for as many rows as a query counts. */
static pith_status make_room(struct loader *l, void **items, size_t width, const char *sql,
                             int64_t id)
{
    int64_t count = 0;
    pith_status status = db_int(l->db, &count, l->err, sql, "i", id);
    if (status != PITH_STATUS_OK)
        return status;
    *items = arena_array(&l->r->arena, (size_t)count + 1, width);
    return *items ? PITH_STATUS_OK : error_memory(l->err);
}

/* --- runs ---------------------------------------------------------------------------------- */

static pith_status load_metrics(struct loader *l, struct record_run *run)
{
    pith_status status = make_room(l, (void **)&run->metrics, sizeof *run->metrics,
                                   "SELECT count(*) FROM metric WHERE run = ?", run->id);
    if (status != PITH_STATUS_OK)
        return status;
    struct db_query *q = NULL;
    for (status = db_query(l->db, &q, l->err,
                           "SELECT part, name, value, floor FROM metric WHERE run = ? "
                           "ORDER BY part, name",
                           "i", run->id);
         db_next(q, &status, l->err);) {
        struct record_metric *m = &run->metrics[run->metric_count++];
        m->part = keep_text(l, q, 0, &status);
        m->name = keep_text(l, q, 1, &status);
        m->value = db_get_double(q, 2);
        m->floor = db_get_double(q, 3);
    }
    db_done(q);
    return status;
}

static pith_status load_epochs(struct loader *l, struct record_run *run)
{
    pith_status status = make_room(l, (void **)&run->epochs, sizeof *run->epochs,
                                   "SELECT count(*) FROM epoch WHERE run = ?", run->id);
    if (status != PITH_STATUS_OK)
        return status;
    struct db_query *q = NULL;
    for (status = db_query(l->db, &q, l->err,
                           "SELECT epoch, loss, metrics_json FROM epoch WHERE run = ? "
                           "ORDER BY epoch",
                           "i", run->id);
         db_next(q, &status, l->err);) {
        struct record_epoch *e = &run->epochs[run->epoch_count++];
        e->epoch = db_get_int(q, 0);
        e->loss = db_get_double(q, 1);
        e->metrics = keep_json(l, q, 2, &status);
    }
    db_done(q);
    return status;
}

static pith_status load_files(struct loader *l, struct record_run *run)
{
    pith_status status = make_room(l, (void **)&run->files, sizeof *run->files,
                                   "SELECT count(*) FROM datafile WHERE run = ?", run->id);
    if (status != PITH_STATUS_OK)
        return status;
    struct db_query *q = NULL;
    for (status = db_query(l->db, &q, l->err,
                           "SELECT role, path, sha256, texts, tokens, spans FROM datafile "
                           "WHERE run = ? ORDER BY role DESC",
                           "i", run->id);
         db_next(q, &status, l->err);) {
        struct record_file *f = &run->files[run->file_count++];
        f->role = keep_text(l, q, 0, &status);
        f->path = keep_text(l, q, 1, &status);
        f->sha256 = keep_text(l, q, 2, &status);
        f->texts = db_get_int(q, 3);
        f->tokens = db_get_int(q, 4);
        f->spans = db_get_int(q, 5);
    }
    db_done(q);
    return status;
}

#define RUN_COLUMNS                                                                                \
    "run.id, run.parent, run.seed, run.steps, run.provenance, run.vocabulary, run.parameters, "    \
    "run.steps_per_epoch, run.label, run.state, run.message, run.note, run.seconds, "              \
    "run.tokens_per_second, run.config_json, run.prior_json, run.embedding_json"

static pith_status take_run(struct loader *l, const struct db_query *q, struct record_run *run)
{
    pith_status status = PITH_STATUS_OK;
    int64_t *numbers[] = {&run->id,         &run->parent,         &run->seed,
                          &run->steps,      &run->provenance,     &run->vocabulary,
                          &run->parameters, &run->steps_per_epoch};
    for (int i = 0; i < 8; i++)
        *numbers[i] = db_get_int(q, i);
    run->label = keep_text(l, q, 8, &status);
    run->state = keep_text(l, q, 9, &status);
    run->message = keep_text(l, q, 10, &status);
    run->note = keep_text(l, q, 11, &status);
    run->seconds = db_get_double(q, 12);
    run->tokens_per_second = db_get_double(q, 13);
    run->config = keep_json(l, q, 14, &status);
    run->prior = keep_json(l, q, 15, &status);
    run->embedding = keep_json(l, q, 16, &status);
    return status;
}

/* A run that an experiment before had already is shared and not read again. */
static struct record_run *find_run(const struct record *r, int64_t id)
{
    for (size_t i = 0; i < r->run_count; i++)
        if (r->runs[i]->id == id)
            return r->runs[i];
    return NULL;
}

static pith_status load_runs(struct loader *l, struct record_experiment *e)
{
    bool loose = l->r->plan == 0;
    pith_status status =
        make_room(l, (void **)&e->runs, sizeof *e->runs,
                  loose ? "SELECT count(*) FROM run WHERE ? = 0 AND experiment IS NULL"
                        : "SELECT count(*) FROM member WHERE experiment = ?",
                  e->id);
    struct db_query *q = NULL;
    if (status == PITH_STATUS_OK)
        status = db_query(l->db, &q, l->err,
                          loose ? "SELECT " RUN_COLUMNS " FROM run WHERE ? = 0 AND "
                                  "experiment IS NULL ORDER BY run.id"
                                : "SELECT " RUN_COLUMNS " FROM member JOIN run ON "
                                  "run.id = member.run WHERE member.experiment = ? "
                                  "ORDER BY member.position, run.id",
                          "i", e->id);
    while (status == PITH_STATUS_OK && db_next(q, &status, l->err)) {
        struct record_run *run = find_run(l->r, db_get_int(q, 0));
        if (!run) {
            run = arena_alloc(&l->r->arena, sizeof *run);
            status = run ? take_run(l, q, run) : error_memory(l->err);
            if (run && status == PITH_STATUS_OK)
                l->r->runs[l->r->run_count++] = run;
        }
        if (status == PITH_STATUS_OK)
            e->runs[e->run_count++] = run;
    }
    db_done(q);
    return status;
}

/* --- experiments --------------------------------------------------------------------------- */

static pith_status load_findings(struct loader *l, struct record_experiment *e)
{
    pith_status status = make_room(l, (void **)&e->findings, sizeof *e->findings,
                                   "SELECT count(*) FROM finding WHERE experiment = ?", e->id);
    if (status != PITH_STATUS_OK)
        return status;
    struct db_query *q = NULL;
    for (status = db_query(l->db, &q, l->err,
                           "SELECT kind, severity, json FROM finding WHERE experiment = ? "
                           "ORDER BY id",
                           "i", e->id);
         db_next(q, &status, l->err);) {
        struct record_finding *f = &e->findings[e->finding_count++];
        f->kind = keep_text(l, q, 0, &status);
        f->severity = keep_text(l, q, 1, &status);
        f->json = keep_json(l, q, 2, &status);
    }
    db_done(q);
    return status;
}

static pith_status load_experiments(struct loader *l)
{
    struct record *r = l->r;
    pith_status status = make_room(l, (void **)&r->experiments, sizeof *r->experiments,
                                   "SELECT count(*) FROM experiment WHERE plan = ?", r->plan);
    if (status != PITH_STATUS_OK)
        return status;
    struct db_query *q = NULL;
    for (status = db_query(l->db, &q, l->err,
                           "SELECT id, name, parent, kind, reason, expect FROM experiment "
                           "WHERE plan = ? ORDER BY position",
                           "i", r->plan);
         db_next(q, &status, l->err);) {
        struct record_experiment *e = &r->experiments[r->experiment_count++];
        e->id = db_get_int(q, 0);
        e->name = keep_text(l, q, 1, &status);
        e->parent = keep_text(l, q, 2, &status);
        e->kind = keep_text(l, q, 3, &status);
        e->reason = keep_text(l, q, 4, &status);
        e->expect = keep_text(l, q, 5, &status);
        e->result = "";
    }
    db_done(q);
    return status;
}

/* Without a plan: one experiment that holds what `pith train --lab` recorded. */
static pith_status load_loose(struct loader *l)
{
    struct record *r = l->r;
    r->path = r->hash = r->title = r->problem = r->conclusion = "";
    r->experiments = arena_alloc(&r->arena, sizeof *r->experiments);
    if (!r->experiments)
        return error_memory(l->err);
    r->experiments[0] = (struct record_experiment){.name = "pith train",
                                                   .parent = "",
                                                   .kind = "train",
                                                   .reason = "",
                                                   .expect = "",
                                                   .result = ""};
    r->experiment_count = 1;
    return PITH_STATUS_OK;
}

/* --- plan ---------------------------------------------------------------------------------- */

static bool is_hash(const char *text)
{
    size_t size = strlen(text);
    return size >= 6 && size <= 64 && strspn(text, "0123456789abcdef") == size;
}

/* Newest first; the names of all plans as hint when there is none of that name. */
static pith_status no_plan(struct loader *l, const char *wanted)
{
    char *known = NULL;
    pith_status status = db_text(l->db, &known, l->err,
                                 "SELECT group_concat(id || ' (' || path || ')', ', ') FROM "
                                 "(SELECT id, path FROM plan ORDER BY id DESC LIMIT 6)",
                                 "");
    if (status != PITH_STATUS_OK)
        return status;
    error_set(l->err, PITH_STATUS_USAGE, "the store has no plan \"%.200s\"", wanted);
    if (known && *known)
        error_hint(l->err, PITH_STATUS_USAGE, "it has %.200s", known);
    else
        error_hint(l->err, PITH_STATUS_USAGE, "it has none yet: `pith lab run PLAN` makes one");
    free(known);
    return PITH_STATUS_USAGE;
}

static pith_status choose_plan(struct loader *l, const char *wanted)
{
    pith_status status =
        !wanted ? db_int(l->db, &l->r->plan, l->err,
                         "SELECT id FROM plan ORDER BY created DESC, id DESC LIMIT 1", "")
                : db_int(l->db, &l->r->plan, l->err,
                         "SELECT id FROM plan WHERE CAST(id AS TEXT) = ?1 OR path = ?1 OR "
                         "(length(path) > length(?1) AND substr(path, -length(?1) - 1) = '/' || ?1)"
                         " OR (?2 AND substr(hash, 1, length(?1)) = ?1) "
                         "ORDER BY CAST(id AS TEXT) = ?1 DESC, created DESC, id DESC LIMIT 1",
                         "ti", wanted, (int64_t)is_hash(wanted));
    if (status == PITH_STATUS_OK && wanted && l->r->plan == 0)
        status = no_plan(l, wanted);
    return status;
}

/* What the tables do not have stands in the plan's text: lessons, results, what should fail. */
static pith_status read_plan_text(struct loader *l, const char *text)
{
    struct plan plan = {0};
    struct record *r = l->r;
    pith_status status = PITH_STATUS_OK;
    if (plan_read(&plan, r->path, text, strlen(text), NULL) != PITH_STATUS_OK)
        goto done; /* of another version of pith: the record is made without */
    r->lessons = arena_array(&r->arena, plan.lesson_count + 1, sizeof *r->lessons);
    if (!r->lessons)
        status = error_memory(l->err);
    for (size_t i = 0; i < plan.lesson_count && status == PITH_STATUS_OK; i++) {
        r->lessons[i] = arena_text(&r->arena, plan.lessons[i], strlen(plan.lessons[i]));
        status = r->lessons[i] ? PITH_STATUS_OK : error_memory(l->err);
        r->lesson_count = status == PITH_STATUS_OK ? i + 1 : i;
    }
    for (size_t i = 0; i < r->experiment_count && status == PITH_STATUS_OK; i++) {
        size_t at = plan_find(&plan, r->experiments[i].name);
        if (at == SIZE_MAX)
            continue;
        const char *result = plan.experiments[at].result;
        r->experiments[i].expect_failure = plan.experiments[at].expect_failure;
        r->experiments[i].result = arena_text(&r->arena, result, strlen(result));
        status = r->experiments[i].result ? PITH_STATUS_OK : error_memory(l->err);
    }
done:
    plan_fini(&plan);
    return status;
}

static pith_status load_plan(struct loader *l)
{
    struct record *r = l->r;
    struct db_query *q = NULL;
    pith_status status = load_experiments(l);
    if (status == PITH_STATUS_OK)
        status = db_query(l->db, &q, l->err,
                          "SELECT path, hash, title, problem, conclusion, text FROM plan "
                          "WHERE id = ?",
                          "i", r->plan);
    if (status == PITH_STATUS_OK && db_next(q, &status, l->err)) {
        r->path = keep_text(l, q, 0, &status);
        r->hash = keep_text(l, q, 1, &status);
        r->title = keep_text(l, q, 2, &status);
        r->problem = keep_text(l, q, 3, &status);
        r->conclusion = keep_text(l, q, 4, &status);
        if (status == PITH_STATUS_OK)
            status = read_plan_text(l, db_get_text(q, 5));
    }
    db_done(q);
    return status;
}

/* --- provenance ---------------------------------------------------------------------------- */

static pith_status load_provenance(struct loader *l)
{
    struct record *r = l->r;
    pith_status status = PITH_STATUS_OK;
    r->provenances = arena_array(&r->arena, r->run_count + 1, sizeof *r->provenances);
    if (!r->provenances)
        return error_memory(l->err);
    for (size_t i = 0; i < r->run_count && status == PITH_STATUS_OK; i++) {
        bool known = false;
        for (size_t p = 0; p < r->provenance_count; p++)
            known = known || r->provenances[p].id == r->runs[i]->provenance;
        if (known)
            continue;
        struct db_query *q = NULL;
        status = db_query(l->db, &q, l->err, "SELECT json FROM provenance WHERE id = ?", "i",
                          r->runs[i]->provenance);
        if (status == PITH_STATUS_OK && db_next(q, &status, l->err)) {
            struct record_provenance *p = &r->provenances[r->provenance_count++];
            p->id = r->runs[i]->provenance;
            p->json = keep_json(l, q, 0, &status);
        }
        db_done(q);
    }
    return status;
}

/* --- all of it ----------------------------------------------------------------------------- */

static pith_status load_all(struct loader *l)
{
    struct record *r = l->r;
    pith_status status = r->plan ? load_plan(l) : load_loose(l);
    if (status == PITH_STATUS_OK) {
        int64_t all = 0;
        status = db_int(l->db, &all, l->err, "SELECT count(*) FROM run", "");
        if (status == PITH_STATUS_OK)
            r->runs = arena_array(&r->arena, (size_t)all + 1, sizeof *r->runs);
        if (status == PITH_STATUS_OK && !r->runs)
            status = error_memory(l->err);
    }
    for (size_t i = 0; i < r->experiment_count && status == PITH_STATUS_OK; i++) {
        status = load_runs(l, &r->experiments[i]);
        if (status == PITH_STATUS_OK && r->plan)
            status = load_findings(l, &r->experiments[i]);
    }
    for (size_t i = 0; i < r->run_count && status == PITH_STATUS_OK; i++) {
        status = load_metrics(l, r->runs[i]);
        if (status == PITH_STATUS_OK)
            status = load_epochs(l, r->runs[i]);
        if (status == PITH_STATUS_OK)
            status = load_files(l, r->runs[i]);
    }
    return status == PITH_STATUS_OK ? load_provenance(l) : status;
}

pith_status record_load(struct db *db, const char *wanted, struct record *out, pith_error *err)
{
    *out = (struct record){.kept = json_array()};
    struct loader l = {out, db, err};
    if (!out->kept)
        return error_memory(err);
    /* one transaction: counted rows stay as many, whoever writes meanwhile */
    pith_status status = db_begin(db, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = choose_plan(&l, wanted);
    if (status == PITH_STATUS_OK)
        status = load_all(&l);
    pith_status ended = db_end(db, false, status == PITH_STATUS_OK ? err : NULL);
    if (status == PITH_STATUS_OK)
        status = ended;
    return status == PITH_STATUS_OK ? record_judge(out, db, err) : status;
}

void record_fini(struct record *r)
{
    json_decref(r->kept);
    arena_fini(&r->arena);
    *r = (struct record){0};
}
