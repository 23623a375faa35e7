/* store_reader.c - a run of the store as events; see store_reader.h. */
#include "store/store_reader.h"

#include "store/curves.h"
#include "store/run.h"

#include "base/error.h"
#include "base/json_value.h"
#include "doctor/history.h"
#include "trace/reader.h"

#include <stdlib.h>
#include <string.h>

enum { TENSORS_MAX = 256 };

struct probe {
    int64_t step; /* steps done before it */
    json_t *json; /* its record */
};

static const struct db_field probe_fields[] = {
    DB_FIELD(DB_INT, probe, step, "step"),
    DB_FIELD(DB_OBJECT, probe, json, "json"),
};
static const struct db_table probe_table = DB_TABLE(probe_fields, probe);

struct replay {
    struct db *db;
    pith_doctor *doctor;
    struct run run;
    struct curves curves;
    char tensors[TENSORS_MAX][HISTORY_NAME]; /* their names */
    size_t tensor_count;
    size_t epoch; /* the next to be told */
    struct probe *probes;
    size_t probe_count, probe; /* the next to be told */
};

/* --- events --------------------------------------------------------------------------------- */

static void find_tensors(struct replay *r)
{
    static const char mark[] = "|weight_norm";
    for (size_t i = 0; i < r->curves.count && r->tensor_count < TENSORS_MAX; i++) {
        const char *name = r->curves.items[i].name, *end = strstr(name, mark);
        if (end && strcmp(end, mark) == 0 && end - name < HISTORY_NAME)
            snprintf(r->tensors[r->tensor_count++], HISTORY_NAME, "%.*s", (int)(end - name), name);
    }
}

static pith_status tell_step(const struct replay *r, size_t i, pith_error *err)
{
    pith_trace trace;
    pith_trace_tensor tensors[TENSORS_MAX];
    curves_trace(&r->curves, i, &trace);
    bool wanted = trace.full && history_wants_tensors(trace.step, trace.loss, trace.gradient_norm);
    trace.tensors = tensors;
    for (size_t k = 0; wanted && k < r->tensor_count; k++) {
        pith_trace_tensor *t = &tensors[trace.tensor_count++];
        *t = (pith_trace_tensor){.name = r->tensors[k]};
        curves_tensor(&r->curves, i, t);
    }
    return pith_doctor_see(
        r->doctor,
        &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_STEP, .trace = &trace}, err);
}

static pith_status tell_epoch(const struct replay *r, const struct run_epoch *e, pith_error *err)
{
    json_t *record =
        json_pack("{s:s, s:I, s:o, s:o, s:b, s:O}", "record", "epoch", "epoch",
                  (json_int_t)e->epoch, "loss", json_value_real(e->loss), "seconds",
                  json_value_real(e->seconds), "best", (int)e->best, "metrics", e->metrics);
    pith_status status = record ? trace_read_record(record, r->doctor, err) : error_memory(err);
    json_decref(record);
    return status;
}

/* Tells the epochs and probes that stand before step `before`; at the same step the epoch first. */
static pith_status tell_between(struct replay *r, int64_t before, pith_error *err)
{
    for (;;) {
        const struct run_epoch *e = r->epoch < r->run.epoch_count ? &r->run.epochs[r->epoch] : NULL;
        const struct probe *p = r->probe < r->probe_count ? &r->probes[r->probe] : NULL;
        if (e && e->steps <= before && (!p || e->steps <= p->step)) {
            TRY(tell_epoch(r, e, err));
            r->epoch++;
        } else if (p && p->step <= before) {
            TRY(trace_read_record(p->json, r->doctor, err));
            r->probe++;
        } else {
            return PITH_STATUS_OK;
        }
    }
}

static pith_status tell_steps(struct replay *r, pith_error *err)
{
    for (size_t i = 0; i < r->curves.steps; i++) {
        TRY(tell_between(r, r->curves.step[i], err));
        TRY(tell_step(r, i, err));
    }
    return tell_between(r, INT64_MAX, err);
}

static pith_status tell_run(struct replay *r, pith_error *err)
{
    if (json_object_get(r->run.start, "record"))
        TRY(trace_read_record(r->run.start, r->doctor, err));
    TRY(curves_load(r->db, r->run.id, &r->curves, err));
    find_tensors(r);
    TRY(db_load(r->db, &probe_table, (void **)&r->probes, &r->probe_count, err,
                "FROM probe WHERE run = ? ORDER BY step, resumed", "i", r->run.id));
    TRY(tell_steps(r, err));
    const pith_event end = {.size = sizeof end, .kind = PITH_EVENT_END, .reason = r->run.message};
    return r->run.state == RUN_DONE ? pith_doctor_see(r->doctor, &end, err) : PITH_STATUS_OK;
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
    db_unload(&probe_table, r->probes, r->probe_count);
    curves_fini(&r->curves);
    run_fini(&r->run);
    free(r);
    return status;
}
