/* store_reader.c - a run of the store as events; see store_reader.h. */
#include "store/store_reader.h"

#include "store/curves.h"
#include "store/run.h"
#include "store/trace_columns.h"

#include "base/error.h"
#include "doctor/history.h"
#include "trace/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 32, TENSORS_MAX = 256 };

/* An element of a record's member and the column that it comes from. */
struct source {
    const struct trace_field *field;
    size_t element;
    const double *values; /* NULL: it was not recorded */
};

struct sources {
    struct source items[COLUMNS_MAX];
    size_t count;
};

struct tensor_sources {
    char name[HISTORY_NAME];
    struct sources sources;
};

struct replay {
    struct db *db;
    pith_doctor *doctor;
    struct run run;
    struct curves curves;
    struct sources step, full;
    struct tensor_sources tensors[TENSORS_MAX];
    size_t tensor_count;
    const double *is_full;
    json_t *marks; /* probe and epoch records, each with "at": the steps before it; in order */
};

/* --- columns -------------------------------------------------------------------------------- */

static void find_sources(struct sources *s, const struct curves *curves, const char *tensor,
                         const struct trace_field *fields)
{
    char name[TRACE_COLUMN_SIZE];
    for (const struct trace_field *f = fields; f->name; f++)
        for (size_t i = 0; i < f->n && s->count < COLUMNS_MAX; i++) {
            trace_column_name(name, tensor, f, i);
            s->items[s->count++] = (struct source){f, i, curves_find(curves, name)};
        }
}

static void find_tensors(struct replay *r)
{
    static const char mark[] = "|weight_norm";
    for (size_t i = 0; i < r->curves.count && r->tensor_count < TENSORS_MAX; i++) {
        const char *name = r->curves.items[i].name, *end = strstr(name, mark);
        if (!end || strcmp(end, mark) != 0 || end - name >= HISTORY_NAME)
            continue;
        struct tensor_sources *t = &r->tensors[r->tensor_count++];
        snprintf(t->name, sizeof t->name, "%.*s", (int)(end - name), name);
        find_sources(&t->sources, &r->curves, t->name, trace_tensor_columns);
    }
}

/* Fills a record with the numbers of step i. */
static void fill(const struct sources *s, size_t i, void *record)
{
    for (size_t k = 0; k < s->count; k++) {
        const struct source *from = &s->items[k];
        double x = from->values ? from->values[i] : (double)NAN;
        trace_column_set(record, from->field, from->element, x);
    }
}

/* --- events --------------------------------------------------------------------------------- */

static pith_status tell_step(const struct replay *r, size_t i, pith_error *err)
{
    pith_trace trace;
    pith_trace_tensor tensors[TENSORS_MAX];
    pith_trace_init(&trace, sizeof trace);
    trace.full = r->is_full && r->is_full[i] > 0;
    fill(&r->step, i, &trace);
    if (trace.full)
        fill(&r->full, i, &trace);
    trace.step = r->curves.step[i];
    bool wanted = trace.full && history_wants_tensors(trace.step, trace.loss, trace.gradient_norm);
    trace.tensors = tensors;
    for (size_t k = 0; wanted && k < r->tensor_count; k++) {
        pith_trace_tensor *t = &tensors[trace.tensor_count++];
        *t = (pith_trace_tensor){.name = r->tensors[k].name};
        fill(&r->tensors[k].sources, i, t);
    }
    return pith_doctor_see(
        r->doctor,
        &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_STEP, .trace = &trace}, err);
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
                      "i", r->run.id);
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
        status = trace_read_record(record, r->doctor, err);
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

static pith_status tell_run(struct replay *r, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    if (json_object_get(r->run.start, "record"))
        status = trace_read_record(r->run.start, r->doctor, err);
    if (status == PITH_STATUS_OK)
        status = curves_load(r->db, r->run.id, &r->curves, err);
    if (status != PITH_STATUS_OK)
        return status;
    find_tensors(r);
    find_sources(&r->step, &r->curves, NULL, trace_step_fields);
    find_sources(&r->full, &r->curves, NULL, trace_full_fields);
    r->is_full = curves_find(&r->curves, "full");
    status = load_marks(r, err);
    if (status == PITH_STATUS_OK)
        status = tell_steps(r, err);
    const pith_event end = {.size = sizeof end, .kind = PITH_EVENT_END, .reason = r->run.message};
    return status == PITH_STATUS_OK && r->run.state == RUN_DONE
               ? pith_doctor_see(r->doctor, &end, err)
               : status;
}

pith_status store_read(struct db *db, int64_t id, pith_doctor *doctor, pith_error *err)
{
    struct replay *r = calloc(1, sizeof *r); /* it is large */
    if (!r)
        return error_memory(err);
    r->db = db;
    r->doctor = doctor;
    pith_status status = run_load(db, id, &r->run, err);
    if (status == PITH_STATUS_OK)
        status = tell_run(r, err);
    json_decref(r->marks);
    curves_fini(&r->curves);
    run_fini(&r->run);
    free(r);
    return status;
}
