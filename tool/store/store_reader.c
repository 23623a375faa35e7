/* store_reader.c - a run of the store as events; see store_reader.h. */
#include "store/store_reader.h"

#include "cli/trace_fields.h"
#include "store/curves.h"
#include "store/run.h"

#include "base/buffer.h"
#include "base/error.h"
#include "doctor/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME = 128, TENSORS_MAX = 256, MEMBERS_MAX = 64 };

/* A column for each number of a tensor; NULL: it was not recorded. */
struct tensor_columns {
    char name[HISTORY_NAME];
    const double *count, *gradient_norm, *weight_norm, *update_norm, *gradient_bad, *weight_bad;
};

/* A member of pith_trace and the column that it comes from. */
struct member_column {
    enum trace_kind kind;
    size_t offset;
    const double *values; /* NULL: it was not recorded */
    bool full;            /* only of full steps */
};

struct replay {
    struct db *db;
    int64_t run;
    const struct trace_listener *listener;
    struct curves curves;
    struct tensor_columns tensors[TENSORS_MAX];
    size_t tensor_count;
    struct member_column members[MEMBERS_MAX];
    size_t member_count;
    const double *full;
    json_t *marks; /* probe and epoch records, each with "at": the steps before it; in order */
};

/* --- columns -------------------------------------------------------------------------------- */

static const double *column(const struct replay *r, const char *tensor, const char *name)
{
    char full[COLUMN_NAME];
    snprintf(full, sizeof full, "%s%s%s", tensor, *tensor ? "|" : "", name);
    return curves_find(&r->curves, full);
}

static void find_tensors(struct replay *r)
{
    static const char mark[] = "|weight_norm";
    for (size_t i = 0; i < r->curves.count && r->tensor_count < TENSORS_MAX; i++) {
        const char *name = r->curves.items[i].name, *end = strstr(name, mark);
        if (!end || strcmp(end, mark) != 0 || end - name >= HISTORY_NAME)
            continue;
        struct tensor_columns *t = &r->tensors[r->tensor_count++];
        memcpy(t->name, name, (size_t)(end - name));
        t->name[end - name] = '\0';
        t->count = column(r, t->name, "count");
        t->gradient_norm = column(r, t->name, "gradient_norm");
        t->weight_norm = column(r, t->name, "weight_norm");
        t->update_norm = column(r, t->name, "update_norm");
        t->gradient_bad = column(r, t->name, "gradient_nonfinite");
        t->weight_bad = column(r, t->name, "weight_nonfinite");
    }
}

static double at(const double *values, size_t i)
{
    return values ? values[i] : (double)NAN;
}

static size_t count_at(const double *values, size_t i)
{
    double x = at(values, i);
    return x > 0 && x < 9e15 ? (size_t)x : 0;
}

static void add_member(struct replay *r, enum trace_kind kind, size_t offset, const char *name,
                       bool full)
{
    if (r->member_count < MEMBERS_MAX)
        r->members[r->member_count++] =
            (struct member_column){kind, offset, curves_find(&r->curves, name), full};
}

/* Members of pith_trace have the names of their columns, arrays with ".0" and so on. */
static void find_members(struct replay *r, const struct trace_field *fields, bool full)
{
    for (const struct trace_field *f = fields; f->name; f++) {
        if (f->kind != TRACE_COUNTS)
            add_member(r, f->kind, f->offset, f->name, full);
        for (size_t j = 0; f->kind == TRACE_COUNTS && j < f->n; j++) {
            char name[COLUMN_NAME];
            snprintf(name, sizeof name, "%s.%zu", f->name, j);
            add_member(r, TRACE_COUNT, f->offset + j * sizeof(size_t), name, full);
        }
    }
}

static void fill(const struct replay *r, size_t i, pith_trace *t)
{
    for (size_t k = 0; k < r->member_count; k++) {
        const struct member_column *m = &r->members[k];
        char *place = (char *)t + m->offset;
        if (m->full && !t->full)
            continue;
        if (m->kind == TRACE_REAL)
            *(double *)(void *)place = at(m->values, i);
        else if (m->kind == TRACE_COUNT)
            *(size_t *)(void *)place = count_at(m->values, i);
        else
            *(int64_t *)(void *)place = (int64_t)count_at(m->values, i);
    }
}

/* --- events --------------------------------------------------------------------------------- */

static pith_status tell_step(const struct replay *r, size_t i, pith_error *err)
{
    pith_trace trace = {.version = PITH_TRACE_VERSION};
    pith_trace_tensor tensors[TENSORS_MAX];
    trace.full = at(r->full, i) > 0;
    fill(r, i, &trace);
    trace.step = r->curves.step[i];
    bool wanted = trace.full && history_wants_tensors(trace.step, trace.loss, trace.gradient_norm);
    trace.tensors = tensors;
    for (size_t k = 0; wanted && k < r->tensor_count; k++) {
        const struct tensor_columns *t = &r->tensors[k];
        tensors[trace.tensor_count++] =
            (pith_trace_tensor){.name = t->name,
                                .count = count_at(t->count, i),
                                .gradient_norm = at(t->gradient_norm, i),
                                .weight_norm = at(t->weight_norm, i),
                                .update_norm = at(t->update_norm, i),
                                .gradient_nonfinite = count_at(t->gradient_bad, i),
                                .weight_nonfinite = count_at(t->weight_bad, i)};
    }
    return r->listener->see(r->listener->context,
                            &(pith_event){.kind = PITH_EVENT_STEP, .trace = &trace}, err);
}

/* Records between steps, from the tables that hold them as JSON. */
static pith_status load_marks(struct replay *r, pith_error *err)
{
    struct db_query *q;
    pith_status status;
    r->marks = json_array();
    for (status =
             db_query(r->db, &q, err,
                      "SELECT 0, steps, epoch, loss, seconds, best, metrics_json, 0 FROM epoch "
                      "WHERE run = ?1 UNION ALL "
                      "SELECT 1, step, 0, 0, 0, 0, json, resumed FROM probe WHERE run = ?1 "
                      "ORDER BY 2, 1, 8",
                      "i", r->run);
         db_next(q, &status, err);) {
        json_t *json = json_loads(db_get_text(q, 6), 0, NULL);
        if (db_get_int(q, 0) == 0)
            json = json_pack("{s:s, s:I, s:f, s:f, s:b, s:o}", "record", "epoch", "epoch",
                             (json_int_t)db_get_int(q, 2), "loss", db_get_double(q, 3), "seconds",
                             db_get_double(q, 4), "best", (int)db_get_int(q, 5), "metrics",
                             json ? json : json_null());
        if (json_is_object(json))
            json_object_set_new(json, "at", json_integer(db_get_int(q, 1)));
        json_array_append_new(r->marks, json);
    }
    db_done(q);
    return status;
}

/* Tells the marks that stand before step `before`, from *mark on. */
static pith_status tell_marks(const struct replay *r, int64_t before, size_t *mark, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (; *mark < json_array_size(r->marks) && status == PITH_STATUS_OK; ++*mark) {
        const json_t *record = json_array_get(r->marks, *mark);
        if (json_integer_value(json_object_get(record, "at")) > before)
            break;
        status = trace_tell(record, r->listener, err);
    }
    return status;
}

static pith_status tell_steps(const struct replay *r, pith_error *err)
{
    size_t mark = 0;
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < r->curves.steps && status == PITH_STATUS_OK; i++) {
        status = tell_marks(r, r->curves.step[i], &mark, err);
        if (status == PITH_STATUS_OK)
            status = tell_step(r, i, err);
    }
    return status == PITH_STATUS_OK ? tell_marks(r, INT64_MAX, &mark, err) : status;
}

pith_status store_read(struct db *db, int64_t id, const struct trace_listener *listener,
                       pith_error *err)
{
    struct replay r = {.db = db, .run = id, .listener = listener};
    struct run run;
    pith_status status = run_load(db, id, &run, err);
    if (status == PITH_STATUS_OK && json_object_get(run.start, "record"))
        status = trace_tell(run.start, listener, err);
    if (status == PITH_STATUS_OK)
        status = curves_load(db, id, &r.curves, err);
    if (status == PITH_STATUS_OK) {
        find_tensors(&r);
        find_members(&r, trace_step_fields, false);
        find_members(&r, trace_full_fields, true);
        r.full = curves_find(&r.curves, "full");
        status = load_marks(&r, err);
    }
    if (status == PITH_STATUS_OK)
        status = tell_steps(&r, err);
    if (status == PITH_STATUS_OK && run.state == RUN_DONE)
        status = listener->see(listener->context,
                               &(pith_event){.kind = PITH_EVENT_END, .reason = run.message}, err);
    json_decref(r.marks);
    curves_fini(&r.curves);
    run_fini(&run);
    return status;
}
