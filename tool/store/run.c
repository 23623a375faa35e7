/* run.c - rows of table `run`; see run.h. */
#include "store/run.h"

#include "base/error.h"
#include "base/folder.h"
#include "base/json_value.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* --- state ---------------------------------------------------------------------------------- */

const char *const run_state_words[RUN_STATE_COUNT + 1] = {"new",    "planned", "running", "done",
                                                          "failed", "stopped", "died",    NULL};

const char *run_state_name(enum run_state state)
{
    return run_state_words[state];
}

bool run_state_ended(enum run_state state)
{
    return state == RUN_DONE || state == RUN_FAILED;
}

/* --- tables --------------------------------------------------------------------------------- */

/* While a run goes on it has no metrics of its own yet: then those of its best epoch so far. */
static const char f1_sql[] =
    "coalesce((SELECT m.value FROM metric m WHERE m.run = r.id AND m.part = 'dev'"
    "          AND m.name = 'keyphrase.f1'),"
    "         (SELECT x.metrics_json ->> '$.\"keyphrase.f1\"' FROM epoch x"
    "          WHERE x.run = r.id AND x.best ORDER BY x.epoch DESC LIMIT 1)) AS f1";

/* What is read of table `run` and those around it. JSON comes last. */
#define RUN(kind, member, sql) DB_FIELD(kind, run, member, sql)
static const struct db_field run_fields[] = {
    RUN(DB_INT, id, "r.id AS id"),
    RUN(DB_INT, parent, "r.parent"),
    RUN(DB_INT, experiment, "r.experiment"),
    RUN(DB_INT, provenance, "r.provenance"),
    RUN(DB_INT, repeat, "r.repeat"),
    RUN(DB_INT, seed, "r.seed"),
    RUN(DB_INT, steps, "r.steps"),
    RUN(DB_INT, vocabulary, "r.vocabulary"),
    RUN(DB_INT, parameters, "r.parameters"),
    RUN(DB_INT, steps_per_epoch, "r.steps_per_epoch"),
    {DB_WORD, offsetof(struct run, state), "r.state AS state", run_state_words},
    RUN(DB_REAL, started, "r.started AS started"),
    RUN(DB_REAL, ended, "r.ended"),
    RUN(DB_REAL, seconds, "r.seconds AS seconds"),
    RUN(DB_REAL, tokens_per_second, "r.tokens_per_second"),
    RUN(DB_TEXT, key, "r.key"),
    RUN(DB_TEXT, label, "r.label AS label"),
    RUN(DB_TEXT, reason, "r.reason"),
    RUN(DB_TEXT, message, "r.message"),
    RUN(DB_TEXT, note, "r.note"),
    RUN(DB_TEXT, model, "r.model"),
    RUN(DB_TEXT, plan_title, "p.title"),
    RUN(DB_TEXT, experiment_name, "e.name"),
    RUN(DB_TEXT, parent_label, "parent.label"),
    RUN(DB_INT, epochs_done, "(SELECT count(*) FROM epoch x WHERE x.run = r.id)"),
    RUN(DB_INT, best_epoch, "(SELECT max(x.epoch) + 1 FROM epoch x WHERE x.run = r.id AND x.best)"),
    RUN(DB_REAL, loss,
        "(SELECT x.loss FROM epoch x WHERE x.run = r.id ORDER BY x.epoch DESC LIMIT 1) AS loss"),
    RUN(DB_REAL, f1, f1_sql),
    RUN(DB_OBJECT, config, "r.config_json"),
    RUN(DB_OBJECT, diff, "r.diff_json"),
    RUN(DB_OBJECT, embedding, "r.embedding_json"),
    RUN(DB_OBJECT, prior, "r.prior_json"),
    RUN(DB_OBJECT, start, "r.start_json"),
};
enum { RUN_FIELDS = sizeof run_fields / sizeof *run_fields, RUN_OBJECTS = 5 };

static const struct db_table run_table = DB_TABLE(run_fields, run);
static const struct db_table brief_table = {run_fields, RUN_FIELDS - RUN_OBJECTS,
                                            sizeof(struct run)};

static const char run_from[] =
    "FROM run r LEFT JOIN experiment e ON e.id = r.experiment LEFT JOIN plan p ON p.id = e.plan"
    " LEFT JOIN run parent ON parent.id = r.parent WHERE true";

static const struct db_field epoch_fields[] = {
    DB_FIELD(DB_INT, run_epoch, epoch, "epoch"),
    DB_FIELD(DB_INT, run_epoch, steps, "steps"),
    DB_FIELD(DB_REAL, run_epoch, loss, "loss"),
    DB_FIELD(DB_REAL, run_epoch, seconds, "seconds"),
    DB_FIELD(DB_INT, run_epoch, best, "best"),
    DB_FIELD(DB_OBJECT, run_epoch, metrics, "metrics_json"),
};
static const struct db_field metric_fields[] = {
    DB_FIELD(DB_TEXT, run_metric, part, "part"),
    DB_FIELD(DB_TEXT, run_metric, name, "name"),
    DB_FIELD(DB_REAL, run_metric, value, "value"),
    DB_FIELD(DB_REAL, run_metric, floor, "floor"),
};
static const struct db_field file_fields[] = {
    DB_FIELD(DB_TEXT, run_file, role, "role"),     DB_FIELD(DB_TEXT, run_file, path, "path"),
    DB_FIELD(DB_TEXT, run_file, sha256, "sha256"), DB_FIELD(DB_INT, run_file, texts, "texts"),
    DB_FIELD(DB_INT, run_file, tokens, "tokens"),  DB_FIELD(DB_INT, run_file, spans, "spans"),
};
static const struct db_field finding_fields[] = {
    DB_FIELD(DB_TEXT, run_finding, kind, "kind"),
    DB_FIELD(DB_TEXT, run_finding, severity, "severity"),
    DB_FIELD(DB_OBJECT, run_finding, json, "json"),
};
const struct db_table run_finding_table = DB_TABLE(finding_fields, run_finding);

/* What belongs to a run in other tables, as arrays of struct run. */
static const struct part {
    struct db_table table;
    size_t items, count; /* members */
    const char *from;
} parts[] = {
#define PART(type, many, from)                                                                     \
    {                                                                                              \
        DB_TABLE(type##_fields, run_##type), offsetof(struct run, many),                           \
            offsetof(struct run, type##_count), from                                               \
    }
    PART(epoch, epochs, "FROM epoch WHERE run = ? ORDER BY epoch"),
    PART(metric, metrics, "FROM metric WHERE run = ? ORDER BY part, name"),
    PART(file, files, "FROM datafile WHERE run = ? ORDER BY role DESC"),
    PART(finding, findings, "FROM finding WHERE run = ? ORDER BY id"),
};
enum { PARTS = sizeof parts / sizeof *parts };

static void *member(struct run *run, size_t offset)
{
    return (char *)run + offset;
}

static pith_status load_parts(struct db *db, struct run *run, pith_error *err)
{
    for (const struct part *p = parts; p < parts + PARTS; p++)
        TRY(db_load(db, &p->table, member(run, p->items), member(run, p->count), err, p->from, "i",
                    run->id));
    return PITH_STATUS_OK;
}

void run_fini(struct run *run)
{
    for (const struct part *p = parts; p < parts + PARTS; p++)
        db_unload(&p->table, *(void **)member(run, p->items), *(size_t *)member(run, p->count));
    db_forget(&run_table, run);
}

/* --- reading -------------------------------------------------------------------------------- */

/* The conditions that are given, so that SQLite sees which index serves. */
static void append_conditions(const struct run_filter *f, struct buffer *sql)
{
    const struct {
        bool given;
        const char *sql;
    } conditions[] = {
        {f->id != 0, "r.id = ?1"},
        {f->key != NULL, "r.key = ?2"},
        {f->label != NULL, "r.label = ?3"},
        {f->prefix != NULL, "substr(r.label, 1, length(?4)) = ?4"},
        {f->state != RUN_NEW, "r.state = ?5"}, /* of those that died "running": tell_dead */
        {f->experiment != 0, "r.id IN (SELECT run FROM member WHERE experiment = ?6)"},
        {f->position != NULL,
         "r.id IN (SELECT run FROM member WHERE experiment = ?6 AND position = ?7)"},
        {f->plan != 0, "r.id IN (SELECT m.run FROM member m JOIN experiment f"
                       " ON f.id = m.experiment WHERE f.plan = ?8)"},
        {f->no_experiment, "r.experiment IS NULL"},
        {f->train != NULL, "r.id IN (SELECT d.run FROM datafile d"
                           " WHERE d.role = 'train' AND d.path = ?9)"},
    };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i].given)
            buffer_printf(sql, " AND %s", conditions[i].sql);
}

/* The limit stands in every statement and has the highest number: SQLite counts up to it. */
static void append_order(enum run_order order, struct buffer *sql)
{
    static const char *const orders[] = {
        [RUN_BY_ID] = "id",
        [RUN_BY_LABEL] = "label, id",
        [RUN_BY_STATE] = "state, id",
        [RUN_BY_F1] = "f1 DESC NULLS LAST, id",
        [RUN_BY_LOSS] = "loss NULLS LAST, id",
        [RUN_BY_SECONDS] = "seconds DESC NULLS LAST, id",
        [RUN_BY_STARTED] = "started DESC NULLS LAST, id",
        [RUN_BY_NEWEST] = "id DESC",
        [RUN_BY_POSITION] =
            "(SELECT position FROM member m WHERE m.experiment = ?6 AND m.run = r.id), id",
    };
    buffer_printf(sql, " ORDER BY %s LIMIT ?10", orders[order]);
}

/*
 * Whether a run goes on or has died only its lock tells: what is left is what the filter lets
 * through, now that this is known.
 */
static void tell_dead(const struct db *db, const struct run_filter *f, struct run_list *list)
{
    size_t kept = 0, most = f->limit ? (size_t)f->limit : SIZE_MAX;
    for (size_t i = 0; i < list->count; i++) {
        struct run *run = &list->items[i];
        if (run->state == RUN_RUNNING && !run_is_locked(db, run->id))
            run->state = RUN_DIED;
        if (kept < most && (f->state == RUN_NEW || f->state == run->state))
            list->items[kept++] = *run;
        else
            run_fini(run);
    }
    list->count = kept;
}

pith_status run_list_load(struct db *db, const struct run_filter *f, struct run_list *out,
                          pith_error *err)
{
    struct buffer sql = {0};
    *out = (struct run_list){0};
    bool began = f->state == RUN_RUNNING || f->state == RUN_DIED; /* the limit is tell_dead's */
    buffer_append_text(&sql, run_from);
    append_conditions(f, &sql);
    append_order(f->order, &sql);
    pith_status status =
        buffer_ok(&sql) ? db_load(db, f->brief ? &brief_table : &run_table, (void **)&out->items,
                                  &out->count, err, sql.data, "ittttiiiti", f->id, f->key, f->label,
                                  f->prefix, run_state_name(began ? RUN_RUNNING : f->state),
                                  f->experiment, f->position ? *f->position : (int64_t)0, f->plan,
                                  f->train, f->limit && !began ? f->limit : (int64_t)-1)
                        : error_memory(err);
    for (size_t i = 0; i < out->count && status == PITH_STATUS_OK && !f->brief; i++)
        status = load_parts(db, &out->items[i], err);
    if (status == PITH_STATUS_OK)
        tell_dead(db, f, out);
    else
        run_list_fini(out);
    buffer_fini(&sql);
    return status;
}

void run_list_fini(struct run_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        run_fini(&list->items[i]);
    free(list->items);
    *list = (struct run_list){0};
}

pith_status run_find(struct db *db, const struct run_filter *filter, struct run *out,
                     pith_error *err)
{
    struct run_filter first = *filter;
    struct run_list list;
    first.limit = 1;
    *out = (struct run){0};
    TRY(run_list_load(db, &first, &list, err));
    if (list.count)
        *out = *list.items;
    free(list.items);
    return PITH_STATUS_OK;
}

pith_status run_load(struct db *db, int64_t id, struct run *out, pith_error *err)
{
    /* Ids begin with 1; 0 would mean any run. */
    TRY(run_find(db, &(struct run_filter){.id = id ? id : -1}, out, err));
    return out->id ? PITH_STATUS_OK
                   : error_set(err, PITH_STATUS_USAGE, "there is no run %lld", (long long)id);
}

/* --- what is made of a run ------------------------------------------------------------------ */

const struct run_metric *run_metric(const struct run *run, const char *part, const char *name)
{
    static const struct run_metric none = {NULL, NULL, (double)NAN, (double)NAN};
    for (size_t i = 0; i < run->metric_count; i++)
        if (!strcmp(run->metrics[i].part, part) && !strcmp(run->metrics[i].name, name))
            return &run->metrics[i];
    return &none;
}

const struct run_file *run_file(const struct run *run, const char *role)
{
    for (size_t i = 0; i < run->file_count && role; i++)
        if (!strcmp(run->files[i].role, role))
            return &run->files[i];
    return NULL;
}

pith_status run_provenance(struct db *db, const struct run *run, json_t **out, pith_error *err)
{
    char *text = NULL;
    *out = NULL;
    TRY(db_text(db, &text, err, "SELECT json FROM provenance WHERE id = ?", "i", run->provenance));
    *out = db_object(text ? text : "");
    free(text);
    return *out ? PITH_STATUS_OK : error_memory(err);
}

pith_status run_config(const struct run *run, struct config *cfg, pith_error *err)
{
    const char *key;
    json_t *value;
    config_init(cfg);
    json_object_foreach(run->config, key, value)
    {
        const char *text = json_string_value(value);
        pith_status status = config_set(cfg, key, text ? text : "", err);
        if (status == PITH_STATUS_OK)
            continue;
        char why[256];
        snprintf(why, sizeof why, "%.200s", err ? err->message : "");
        return error_set(err, PITH_STATUS_DATA, "the configuration of run %lld: %s",
                         (long long)run->id, why);
    }
    return PITH_STATUS_OK;
}

json_t *run_config_json(const struct config *cfg)
{
    struct buffer value = {0};
    json_t *object = json_object();
    for (int id = 0; id < KNOB_COUNT && object; id++) {
        buffer_clear(&value);
        bool ok = buffer_reserve(&value, 1) && config_get(cfg, id, &value);
        json_value_put(&object, knob_at(id)->key, ok ? json_value_name(value.data) : NULL);
    }
    buffer_fini(&value);
    return object;
}

bool run_name(const struct run *run, struct buffer *out)
{
    buffer_printf(out, "run %lld (", (long long)run->id);
    cli_append_text(out, run->label, strlen(run->label));
    return buffer_append_char(out, ')');
}

bool run_path(const struct db *db, const char *relative, struct buffer *out)
{
    buffer_clear(out);
    return *relative == '/' ? buffer_append_text(out, relative)
                            : buffer_printf(out, "%s/%s", db_folder(db), relative);
}

pith_status run_model(struct db *db, int64_t id, struct buffer *out, pith_error *err)
{
    struct run run;
    TRY(run_load(db, id, &run, err));
    bool ok = run_path(db, run.model, out);
    run_fini(&run);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

/* --- changes -------------------------------------------------------------------------------- */

pith_status run_insert(struct db *db, const struct run_insertion *run, int64_t *id, pith_error *err)
{
    TRY(db_run(
        db, err,
        "INSERT INTO run(key, repeat, experiment, parent, provenance, label, reason, seed,"
        " config_json, diff_json, state, message, note, model, embedding_json, prior_json)"
        " VALUES(?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, '', '', '', '{}', '{}')",
        "tiiiittijjt", run->key, run->repeat, run->experiment, run->parent, run->provenance,
        run->label, run->reason, run->seed, run->config, run->diff, run_state_name(RUN_PLANNED)));
    *id = db_last_id(db);
    return PITH_STATUS_OK;
}

pith_status run_set_model(struct db *db, int64_t id, const char *path, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET model = ? WHERE id = ?", "ti", path, id);
}

pith_status run_set_note(struct db *db, int64_t id, const char *note, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET note = ? WHERE id = ?", "ti", note, id);
}

pith_status run_begin(struct db *db, int64_t id, int64_t provenance, double now, pith_error *err)
{
    return db_run(db, err,
                  "UPDATE run SET state = ?, message = '', provenance = ?,"
                  " started = coalesce(started, ?), ended = NULL WHERE id = ?",
                  "tidi", run_state_name(RUN_RUNNING), provenance, now, id);
}

pith_status run_start(struct db *db, const struct run *run, pith_error *err)
{
    return db_run(db, err,
                  "UPDATE run SET config_json = ?, vocabulary = ?, parameters = ?,"
                  " steps_per_epoch = ?, embedding_json = ?, steps = ?, start_json = ?"
                  " WHERE id = ?",
                  "jiiijiji", run->config, run->vocabulary, run->parameters, run->steps_per_epoch,
                  run->embedding, run->steps, run->start, run->id);
}

pith_status run_set_prior(struct db *db, int64_t id, const json_t *prior, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET prior_json = ? WHERE id = ?", "ji", prior, id);
}

pith_status run_progress(struct db *db, int64_t id, int64_t steps, double seconds, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET steps = ?, seconds = ? WHERE id = ?", "idi", steps,
                  seconds, id);
}

pith_status run_end(struct db *db, int64_t id, enum run_state state, const char *message,
                    double now, double tokens_per_second, pith_error *err)
{
    return db_run(db, err,
                  "UPDATE run SET state = ?, message = ?, ended = ?,"
                  " tokens_per_second = coalesce(?, tokens_per_second) WHERE id = ?",
                  "ttddi", run_state_name(state), message, now, tokens_per_second, id);
}

pith_status run_delete(struct db *db, int64_t id, pith_error *err)
{
    return db_run(db, err, "DELETE FROM run WHERE id = ?", "i", id);
}

/* --- lock ----------------------------------------------------------------------------------- */

/* The path of a file of the run's folder, "" for the folder itself. */
static bool path_of(const struct db *db, int64_t run, const char *name, struct buffer *out)
{
    char relative[64];
    snprintf(relative, sizeof relative, "runs/%lld%s", (long long)run, name);
    return run_path(db, relative, out);
}

/* Takes the lock of an open file, which stays -1 when another process has it. */
static pith_status lock_file(const char *path, int *lock, pith_error *err)
{
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (file < 0)
        return error_system(err, errno, "open", path);
    int taken = flock(file, LOCK_EX | LOCK_NB);
    if (taken != 0 && errno == EWOULDBLOCK) { /* perhaps run_is_locked, which takes no longer */
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        taken = flock(file, LOCK_EX | LOCK_NB);
    }
    if (taken == 0) {
        *lock = file;
        return PITH_STATUS_OK;
    }
    int number = errno;
    close(file);
    return number == EWOULDBLOCK ? PITH_STATUS_OK : error_system(err, number, "lock", path);
}

pith_status run_lock(const struct db *db, int64_t run, int *lock, pith_error *err)
{
    struct buffer path = {0};
    *lock = -1;
    pith_status status =
        path_of(db, run, "", &path) ? folder_make(path.data, err) : error_memory(err);
    if (status == PITH_STATUS_OK && !path_of(db, run, "/lock", &path))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = lock_file(path.data, lock, err);
    buffer_fini(&path);
    return status;
}

bool run_is_locked(const struct db *db, int64_t run)
{
    struct buffer path = {0};
    int file = path_of(db, run, "/lock", &path) ? open(path.data, O_RDONLY | O_CLOEXEC) : -1;
    bool locked = file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (file >= 0)
        close(file);
    buffer_fini(&path);
    return locked;
}
