/*
 * recorder.c - a run of training into the store, event by event; see recorder.h.
 *
 * What makes kill -9 harmless: the steps of an epoch are committed before the trainer writes the
 * checkpoint of its end, those of a checkpoint in between right after it. A process that dies in
 * that gap leaves a checkpoint which is ahead of the store; recorder_begin notices, removes it, and
 * the run is made again from its beginning. Whatever the store has beyond the checkpoint is dropped
 * when training begins (PITH_EVENT_START), and written again: training is deterministic.
 */
#include "store/recorder.h"

#include "store/curves.h"
#include "store/provenance.h"
#include "store/run_record.h"

#include "base/json_value.h"
#include "trace/record.h"

#include "base/clock.h"
#include "base/error.h"
#include "nn/model.h"
#include "train/evaluate.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct recorder {
    struct db *db;
    int64_t run;
    enum recorder_task task;
    struct pith_config config;       /* as requested; from PITH_EVENT_START on as it really is */
    struct buffer model, checkpoint; /* paths */
    bool own_model;                  /* it lies in the run's folder, and so does the checkpoint */
    bool afresh;
    int lock; /* -1: not held */

    struct curves chunk;    /* steps that are not in the store yet */
    struct run_epoch epoch; /* nor is this epoch; metrics NULL: there is none */
    int64_t steps;          /* seen so far, those of earlier processes included */
    double seconds;         /* of training, likewise */
    double tokens, clock;   /* by this process; when it began */
    int64_t epochs;         /* that have ended, with a model */
    const char *reason;     /* of the end; static */
    struct pith_metrics best;
    bool best_known;
    bool broken; /* something could not be recorded: `error` */
    pith_error error;
};

/* --- checkpoint ----------------------------------------------------------------------------- */

/* A whole number among the texts of a checkpoint's "pith.state". */
static bool state_number(const json_t *state, const char *name, int64_t *out)
{
    const char *text = json_string_value(json_object_get(state, name));
    char *end = NULL;
    *out = text ? strtoll(text, &end, 10) : 0;
    return text && end != text && !*end;
}

/* Steps and epochs done when a checkpoint was written; false when it cannot be read. */
static bool read_checkpoint(const char *path, int64_t *step, int64_t *epochs)
{
    struct st_file f = {0};
    if (st_open(&f, path, NULL) != PITH_STATUS_OK)
        return false;
    const char *text = st_metadata(&f, "pith.state");
    json_t *state = text ? json_loads(text, 0, NULL) : NULL;
    bool read = state_number(state, "step", step) && state_number(state, "epoch", epochs);
    json_decref(state);
    st_close(&f);
    return read;
}

/*
 * Whether the store has exactly what a run that goes on from the checkpoint will not do again:
 * steps up to the checkpoint are as many as its number when there are no holes.
 */
static pith_status checkpoint_fits(const struct recorder *r, bool *fits, pith_error *err)
{
    int64_t step, epochs, steps = 0, ended = 0;
    *fits = false;
    if (!read_checkpoint(r->checkpoint.data, &step, &epochs))
        return PITH_STATUS_OK;
    TRY(db_int(r->db, &steps, err,
               "SELECT coalesce(sum(count), 0) FROM trace WHERE run = ? AND first + count <= ?",
               "ii", r->run, step));
    TRY(db_int(r->db, &ended, err, "SELECT count(*) FROM epoch WHERE run = ? AND steps <= ?", "ii",
               r->run, step));
    *fits = steps == step && ended == epochs;
    return PITH_STATUS_OK;
}

/* A checkpoint that does not fit the store is of no use: the run begins anew. */
static pith_status check_checkpoint(struct recorder *r, pith_error *err)
{
    const char *path = r->checkpoint.data;
    bool fits;
    if (access(path, F_OK) != 0)
        return PITH_STATUS_OK;
    TRY(checkpoint_fits(r, &fits, err));
    r->afresh = r->afresh || !fits;
    if (r->afresh && r->own_model && unlink(path) != 0)
        return error_system(err, errno, "remove", path);
    return PITH_STATUS_OK;
}

/* --- taking a run --------------------------------------------------------------------------- */

/* The row as it is now that nobody else can change it. */
static pith_status read_row(struct recorder *r, pith_error *err)
{
    struct run run;
    TRY(run_find(r->db, &(struct run_filter){.id = r->run, .brief = true}, &run, err));
    if (!run.id)
        return error_set(err, PITH_STATUS_SYSTEM, "run %lld was removed from the store meanwhile",
                         (long long)r->run);
    if (run_state_ended(run.state))
        r->task = RECORDER_DONE;
    r->own_model = run.model[0] != '/';
    bool ok = run_path(r->db, run.model, &r->model) &&
              buffer_printf(&r->checkpoint, "%s.checkpoint", r->model.data);
    run_fini(&run);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

static pith_status take_run(struct recorder *r, const struct recorder_request *request,
                            pith_error *err)
{
    int64_t provenance = request->provenance;
    TRY(run_lock(r->db, r->run, &r->lock, err));
    if (r->lock < 0)
        r->task = RECORDER_BUSY;
    TRY(read_row(r, err));
    if (r->task != RECORDER_TRAIN)
        return PITH_STATUS_OK;
    /* Who names a model of their own decides about its checkpoint: steps that were not recorded
     * when it was made are missing then. */
    if (!request->model)
        TRY(check_checkpoint(r, err));
    if (!provenance)
        TRY(provenance_store(r->db, &provenance, err));
    return run_begin(r->db, r->run, provenance, clock_date(), err);
}

pith_status recorder_begin(struct db *db, const struct recorder_request *request,
                           struct recorder **out, pith_error *err)
{
    *out = NULL;
    struct recorder *r = calloc(1, sizeof *r);
    if (!r)
        return error_memory(err);
    r->db = db;
    r->lock = -1;
    r->config = *request->config;
    r->afresh = request->afresh;
    pith_status status = recorder_plan(db, request, &r->run, err);
    if (status == PITH_STATUS_OK)
        status = take_run(r, request, err);
    if (status == PITH_STATUS_OK)
        *out = r;
    else
        recorder_free(r);
    return status;
}

void recorder_free(struct recorder *r)
{
    if (!r)
        return;
    if (r->lock >= 0)
        close(r->lock);
    curves_fini(&r->chunk);
    json_decref(r->epoch.metrics);
    buffer_fini(&r->model);
    buffer_fini(&r->checkpoint);
    free(r);
}

enum recorder_task recorder_task(const struct recorder *r)
{
    return r->task;
}

int64_t recorder_run(const struct recorder *r)
{
    return r->run;
}

const char *recorder_model(const struct recorder *r)
{
    return r->model.data;
}

int recorder_resumes(const struct recorder *r)
{
    return !r->afresh;
}

/* --- writing -------------------------------------------------------------------------------- */

static pith_status write_rows(struct recorder *r, const struct buffer *chunk, pith_error *err)
{
    const struct run_epoch *e = &r->epoch;
    if (chunk->size)
        TRY(db_run(r->db, err,
                   "INSERT OR REPLACE INTO trace(run, first, count, columns) VALUES(?, ?, ?, ?)",
                   "iiib", r->run, r->chunk.step[0], (int64_t)r->chunk.steps,
                   (const void *)chunk->data, chunk->size));
    if (e->metrics)
        TRY(db_run(r->db, err,
                   "INSERT OR REPLACE INTO epoch(run, epoch, loss, seconds, best, metrics_json, "
                   "steps) VALUES(?, ?, ?, ?, ?, ?, ?)",
                   "iiddiji", r->run, e->epoch, e->loss, e->seconds, e->best, e->metrics,
                   e->steps));
    return run_progress(r->db, r->run, r->steps, r->seconds, err);
}

/* Commits the steps so far as a chunk, and the epoch; they stay where they are when that fails. */
static pith_status flush(struct recorder *r, pith_error *err)
{
    struct buffer chunk = {0};
    pith_status status = PITH_STATUS_OK;
    if (!r->chunk.steps && !r->epoch.metrics)
        return PITH_STATUS_OK;
    if (r->chunk.steps)
        status = curves_pack(&r->chunk, &chunk, err);
    if (status == PITH_STATUS_OK)
        status = db_begin(r->db, err);
    if (status == PITH_STATUS_OK)
        status = db_finish(r->db, write_rows(r, &chunk, err), err);
    buffer_fini(&chunk);
    if (status != PITH_STATUS_OK)
        return status;
    curves_fini(&r->chunk); /* the next chunk has only columns of its own steps */
    json_decref(r->epoch.metrics);
    r->epoch = (struct run_epoch){0};
    return PITH_STATUS_OK;
}

/* --- events --------------------------------------------------------------------------------- */

/* {} without vectors. NULL: no memory. */
static json_t *embedding_json(const pith_train_start *s)
{
    if (!s->embedding_format)
        return json_object();
    return json_pack("{s:s, s:I, s:I}", "format", s->embedding_format, "matched",
                     (json_int_t)s->embedding_matched, "folded", (json_int_t)s->embedding_folded);
}

/* What training does again must not be there twice. */
static pith_status drop_repeated(struct recorder *r, pith_error *err)
{
    TRY(db_run(r->db, err, "DELETE FROM trace WHERE run = ? AND first + count > ?", "ii", r->run,
               r->steps));
    TRY(db_run(r->db, err, "DELETE FROM epoch WHERE run = ? AND steps > ?", "ii", r->run,
               r->steps));
    return db_run(r->db, err, "DELETE FROM probe WHERE run = ? AND step > ?", "ii", r->run,
                  r->steps);
}

static pith_status write_start(struct recorder *r, const pith_train_start *s, pith_error *err)
{
    struct run run = {.id = r->run,
                      .steps = r->steps,
                      .vocabulary = (int64_t)s->vocabulary,
                      .parameters = (int64_t)s->parameters,
                      .steps_per_epoch = s->steps_per_epoch,
                      .config = run_config_json(&r->config.knobs),
                      .embedding = embedding_json(s),
                      .start = trace_record_start(s)};
    pith_status status = run_start(r->db, &run, err);
    run_fini(&run);
    TRY(status);
    TRY(drop_repeated(r, err));
    return db_int(r->db, &r->epochs, err, "SELECT count(*) FROM epoch WHERE run = ?", "i", r->run);
}

static pith_status see_start(struct recorder *r, const pith_train_start *s, pith_error *err)
{
    r->config = *s->config;
    r->steps = s->resumed_step;
    r->clock = clock_date();
    TRY(db_begin(r->db, err));
    TRY(db_finish(r->db, write_start(r, s, err), err));
    return run_record_data(r->db, r->run, &r->config.knobs, err);
}

static pith_status see_step(struct recorder *r, const pith_trace *trace, pith_error *err)
{
    if (!curves_add(&r->chunk, trace))
        return error_memory(err);
    r->steps = trace->step + 1;
    r->seconds = trace->seconds;
    r->tokens += (double)trace->tokens;
    return r->chunk.steps == CURVES_CHUNK ? flush(r, err) : PITH_STATUS_OK;
}

static pith_status see_epoch(struct recorder *r, const pith_event *e, pith_error *err)
{
    r->epoch = (struct run_epoch){
        .epoch = e->epoch,
        .steps = r->steps,
        .loss = e->epoch_loss,
        .seconds = e->epoch_seconds,
        .best = e->best != 0,
        .metrics = e->metrics ? evaluate_json(e->metrics, json_value_finite) : json_object()};
    r->epochs++;
    return r->epoch.metrics ? flush(r, err) : error_memory(err);
}

static pith_status see_probe(struct recorder *r, const pith_probe *probe, pith_error *err)
{
    json_t *json = trace_record_probe(probe);
    pith_status status = db_run(
        r->db, err, "INSERT OR REPLACE INTO probe(run, step, resumed, json) VALUES(?, ?, ?, ?)",
        "iiij", r->run, probe->step, (int64_t)probe->resumed, json);
    json_decref(json);
    return status;
}

static pith_status see_event(struct recorder *r, const pith_event *e, pith_error *err)
{
    switch (e->kind) {
    case PITH_EVENT_START:
        return see_start(r, e->start, err);
    case PITH_EVENT_STEP:
        return see_step(r, e->trace, err);
    case PITH_EVENT_EPOCH:
        return see_epoch(r, e, err);
    case PITH_EVENT_PROBE:
        return see_probe(r, e->probe, err);
    case PITH_EVENT_CHECKPOINT:
        return flush(r, err);
    case PITH_EVENT_END:
        r->reason = e->reason;
        r->best_known = e->metrics != NULL;
        if (e->metrics) {
            r->best = *e->metrics;
            evaluate_publish(&r->best);
        }
        return PITH_STATUS_OK; /* recorder_end flushes */
    case PITH_EVENT_MODEL:
    default:
        return PITH_STATUS_OK;
    }
}

static pith_answer observe(void *context, const pith_event *event)
{
    struct recorder *r = context;
    /* What follows a failure would leave a hole: nothing more is taken, but the end. */
    if (!r->broken || event->kind == PITH_EVENT_END)
        r->broken = see_event(r, event, &r->error) != PITH_STATUS_OK || r->broken;
    return r->broken ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
}

pith_observer recorder_observer(struct recorder *r)
{
    return (pith_observer){observe, r};
}

/* --- end ------------------------------------------------------------------------------------ */

/* An end that every repetition would reach again. */
static bool is_final(pith_status status)
{
    return status == PITH_STATUS_NEGATIVE || status == PITH_STATUS_USAGE ||
           status == PITH_STATUS_DATA;
}

/* Results, and then the final state: who sees "done" sees the results, too. */
static pith_status finish(struct recorder *r, enum run_state state, const char *message,
                          bool results, pith_error *err)
{
    if (results)
        TRY(run_record_results(r->db, r->run, &r->config.knobs, r->model.data,
                               r->best_known ? &r->best : NULL, err));
    double now = clock_date(), spent = now - r->clock; /* by this process */
    bool known = r->clock > 0 && r->tokens > 0 && spent > 0;
    return run_end(r->db, r->run, state, message, now, known ? r->tokens / spent : (double)NAN,
                   err);
}

pith_status recorder_end(struct recorder *r, pith_status status, pith_error *err)
{
    pith_error own = {0};
    pith_status recorded = r->broken ? r->error.code : PITH_STATUS_OK;
    if (r->broken)
        own = r->error;
    if (r->broken && (status == PITH_STATUS_STOPPED || status == PITH_STATUS_OK))
        status = recorded; /* it was stopped by us */
    pith_status flushed = flush(r, recorded == PITH_STATUS_OK ? &own : NULL);
    recorded = recorded == PITH_STATUS_OK ? flushed : recorded;
    if (recorded == PITH_STATUS_OK && (status == PITH_STATUS_OK || is_final(status))) {
        const char *said = status == PITH_STATUS_OK ? r->reason : err ? err->message : "failed";
        recorded = finish(r, status == PITH_STATUS_OK ? RUN_DONE : RUN_FAILED, said ? said : "",
                          status == PITH_STATUS_OK || r->epochs > 0, &own);
        if (recorded == PITH_STATUS_OK && status != PITH_STATUS_OK && r->own_model)
            unlink(r->checkpoint.data); /* nobody goes on from it */
    }
    bool ended = recorded == PITH_STATUS_OK && (status == PITH_STATUS_OK || is_final(status));
    if (!ended) { /* as far as the store can still be written */
        const char *said = recorded != PITH_STATUS_OK      ? own.message
                           : status == PITH_STATUS_STOPPED ? "stopped"
                           : err                           ? err->message
                                                           : "stopped";
        finish(r, RUN_STOPPED, said, false, NULL);
    }
    if (recorded != PITH_STATUS_OK &&
        (status == PITH_STATUS_OK || status == recorded || status == PITH_STATUS_STOPPED)) {
        if (err)
            *err = own;
        return recorded;
    }
    return status;
}
