/* run.c - rows of table `run`; see run.h. */
#include "store/run.h"

#include "base/error.h"
#include "base/json_value.h"

#include <stdlib.h>
#include <string.h>

/* --- state ---------------------------------------------------------------------------------- */

const char *const run_state_words[RUN_STATE_COUNT + 1] = {"new",    "planned", "running", "done",
                                                          "failed", "stopped", NULL};

const char *run_state_name(enum run_state state)
{
    return run_state_words[state];
}

enum run_state run_state_of(const char *name)
{
    for (int i = RUN_PLANNED; i < RUN_STATE_COUNT; i++)
        if (!strcmp(run_state_words[i], name))
            return (enum run_state)i;
    return RUN_NEW;
}

bool run_state_ended(enum run_state state)
{
    return state == RUN_DONE || state == RUN_FAILED;
}

/* --- columns -------------------------------------------------------------------------------- */

enum column_kind { COLUMN_INT, COLUMN_REAL, COLUMN_TEXT, COLUMN_STATE, COLUMN_JSON };

/* While a run goes on it has no metrics of its own yet: then those of its best epoch so far. */
static const char f1_sql[] =
    "coalesce((SELECT m.value FROM metric m WHERE m.run = r.id AND m.part = 'dev'"
    "          AND m.name = 'keyphrase.f1'),"
    "         (SELECT x.metrics_json ->> '$.\"keyphrase.f1\"' FROM epoch x"
    "          WHERE x.run = r.id AND x.best ORDER BY x.epoch DESC LIMIT 1)) AS f1";

/* Every member of struct run: what it is in SQL, and where it goes. JSON comes last. */
static const struct column {
    enum column_kind kind;
    size_t offset;
    const char *sql;
} columns[] = {
    {COLUMN_INT, offsetof(struct run, id), "r.id AS id"},
    {COLUMN_INT, offsetof(struct run, parent), "r.parent"},
    {COLUMN_INT, offsetof(struct run, experiment), "r.experiment"},
    {COLUMN_INT, offsetof(struct run, provenance), "r.provenance"},
    {COLUMN_INT, offsetof(struct run, repeat), "r.repeat"},
    {COLUMN_INT, offsetof(struct run, seed), "r.seed"},
    {COLUMN_INT, offsetof(struct run, steps), "r.steps"},
    {COLUMN_INT, offsetof(struct run, vocabulary), "r.vocabulary"},
    {COLUMN_INT, offsetof(struct run, parameters), "r.parameters"},
    {COLUMN_INT, offsetof(struct run, steps_per_epoch), "r.steps_per_epoch"},
    {COLUMN_STATE, offsetof(struct run, state), "r.state AS state"},
    {COLUMN_REAL, offsetof(struct run, started), "r.started AS started"},
    {COLUMN_REAL, offsetof(struct run, ended), "r.ended"},
    {COLUMN_REAL, offsetof(struct run, seconds), "r.seconds AS seconds"},
    {COLUMN_REAL, offsetof(struct run, tokens_per_second), "r.tokens_per_second"},
    {COLUMN_TEXT, offsetof(struct run, key), "r.key"},
    {COLUMN_TEXT, offsetof(struct run, label), "r.label AS label"},
    {COLUMN_TEXT, offsetof(struct run, reason), "r.reason"},
    {COLUMN_TEXT, offsetof(struct run, message), "r.message"},
    {COLUMN_TEXT, offsetof(struct run, note), "r.note"},
    {COLUMN_TEXT, offsetof(struct run, model), "r.model"},
    {COLUMN_TEXT, offsetof(struct run, plan_title), "p.title"},
    {COLUMN_TEXT, offsetof(struct run, experiment_name), "e.name"},
    {COLUMN_TEXT, offsetof(struct run, parent_label), "parent.label"},
    {COLUMN_INT, offsetof(struct run, epochs), "(SELECT count(*) FROM epoch x WHERE x.run = r.id)"},
    {COLUMN_INT, offsetof(struct run, best_epoch),
     "(SELECT max(x.epoch) + 1 FROM epoch x WHERE x.run = r.id AND x.best)"},
    {COLUMN_REAL, offsetof(struct run, loss),
     "(SELECT x.loss FROM epoch x WHERE x.run = r.id ORDER BY x.epoch DESC LIMIT 1) AS loss"},
    {COLUMN_REAL, offsetof(struct run, f1), f1_sql},
    {COLUMN_JSON, offsetof(struct run, config), "r.config_json"},
    {COLUMN_JSON, offsetof(struct run, diff), "r.diff_json"},
    {COLUMN_JSON, offsetof(struct run, embedding), "r.embedding_json"},
    {COLUMN_JSON, offsetof(struct run, prior), "r.prior_json"},
    {COLUMN_JSON, offsetof(struct run, start), "r.start_json"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static const char tables_sql[] =
    " FROM run r LEFT JOIN experiment e ON e.id = r.experiment LEFT JOIN plan p ON p.id = e.plan"
    " LEFT JOIN run parent ON parent.id = r.parent WHERE true";

static json_t *parse_object(const char *text)
{
    json_t *object = json_loads(text, JSON_ALLOW_NUL, NULL);
    if (!json_is_object(object)) {
        json_decref(object);
        object = json_object();
    }
    return object;
}

/* Reads column i into its member; false: no memory. */
static bool read_column(const struct db_query *q, int i, struct run *out)
{
    void *member = (char *)out + columns[i].offset;
    switch (columns[i].kind) {
    case COLUMN_INT:
        *(int64_t *)member = db_get_int(q, i);
        return true;
    case COLUMN_REAL:
        *(double *)member = db_get_double(q, i);
        return true;
    case COLUMN_STATE:
        *(enum run_state *)member = run_state_of(db_get_text(q, i));
        return true;
    case COLUMN_TEXT:
        return (*(char **)member = strdup(db_get_text(q, i))) != NULL;
    case COLUMN_JSON:
    default:
        return (*(json_t **)member = parse_object(db_get_text(q, i))) != NULL;
    }
}

void run_fini(struct run *run)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        void *member = (char *)run + columns[i].offset;
        if (columns[i].kind == COLUMN_TEXT)
            free(*(char **)member);
        else if (columns[i].kind == COLUMN_JSON)
            json_decref(*(json_t **)member);
    }
    *run = (struct run){0};
}

/* --- queries -------------------------------------------------------------------------------- */

struct run_query {
    struct db_query *rows;
    bool brief;
};

static void append_columns(bool brief, struct buffer *sql)
{
    buffer_append_text(sql, "SELECT ");
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (!brief || columns[i].kind != COLUMN_JSON)
            buffer_printf(sql, "%s%s", i ? ", " : "", columns[i].sql);
}

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
        {f->state != RUN_NEW, "r.state = ?5"},
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

pith_status run_query(struct db *db, struct run_query **out, const struct run_filter *f,
                      pith_error *err)
{
    struct buffer sql = {0};
    struct run_query *q = calloc(1, sizeof *q);
    pith_status status = PITH_STATUS_OK;
    *out = NULL;
    append_columns(f->brief, &sql);
    buffer_append_text(&sql, tables_sql);
    append_conditions(f, &sql);
    append_order(f->order, &sql);
    if (!q || !buffer_ok(&sql))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = db_query(db, &q->rows, err, sql.data, "ittttiiiti", f->id, f->key, f->label,
                          f->prefix, run_state_name(f->state), f->experiment,
                          f->position ? *f->position : (int64_t)0, f->plan, f->train,
                          f->limit ? f->limit : (int64_t)-1);
    buffer_fini(&sql);
    if (status != PITH_STATUS_OK) {
        free(q);
        return status;
    }
    q->brief = f->brief;
    *out = q;
    return PITH_STATUS_OK;
}

bool run_next(struct run_query *q, struct run *out, pith_status *status, pith_error *err)
{
    bool ok = true;
    *out = (struct run){0};
    if (*status != PITH_STATUS_OK || !db_next(q->rows, status, err))
        return false;
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (!q->brief || columns[i].kind != COLUMN_JSON)
            ok = read_column(q->rows, i, out) && ok;
    if (ok)
        return true;
    run_fini(out);
    *status = error_memory(err);
    return false;
}

void run_query_done(struct run_query *q)
{
    if (!q)
        return;
    db_done(q->rows);
    free(q);
}

pith_status run_find(struct db *db, const struct run_filter *filter, struct run *out,
                     pith_error *err)
{
    struct run_query *q;
    pith_status status = run_query(db, &q, filter, err);
    run_next(q, out, &status, err);
    run_query_done(q);
    return status;
}

pith_status run_load(struct db *db, int64_t id, struct run *out, pith_error *err)
{
    /* Ids begin with 1; 0 would mean any run. */
    pith_status status = run_find(db, &(struct run_filter){.id = id ? id : -1}, out, err);
    return status == PITH_STATUS_OK && !out->id
               ? error_set(err, PITH_STATUS_USAGE, "there is no run %lld", (long long)id)
               : status;
}

/* --- what is made of a run ------------------------------------------------------------------ */

pith_status run_provenance(struct db *db, const struct run *run, json_t **out, pith_error *err)
{
    char *text = NULL;
    pith_status status =
        db_text(db, &text, err, "SELECT json FROM provenance WHERE id = ?", "i", run->provenance);
    *out = status == PITH_STATUS_OK ? parse_object(text ? text : "") : NULL;
    free(text);
    return status == PITH_STATUS_OK && !*out ? error_memory(err) : status;
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
    size_t start = out->size;
    if (!buffer_printf(out, "run %lld (%s)", (long long)run->id, run->label))
        return false;
    for (size_t i = start; i < out->size; i++)
        if ((unsigned char)out->data[i] < 0x20 || out->data[i] == 0x7f)
            out->data[i] = ' ';
    return true;
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
    pith_status status = run_load(db, id, &run, err);
    if (status == PITH_STATUS_OK && !run_path(db, run.model, out))
        status = error_memory(err);
    run_fini(&run);
    return status;
}
