/*
 * recorder.c - a run of training into the store, event by event; see recorder.h.
 *
 * What makes kill -9 harmless: the steps of an epoch are committed before the trainer writes the
 * checkpoint of its end, those of a checkpoint in between right after it. A process that dies in
 * that gap leaves a checkpoint which is ahead of the store; recorder_begin notices, removes it, and
 * the run is made again from its beginning. Whatever the store has beyond the checkpoint is dropped
 * when training begins (PITH_EVENT_START), and written again: training is deterministic.
 */
#include "store/recorder_parts.h"

#include "store/provenance.h"

#include "cli/trace_fields.h"
#include "cli/trace_record.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- taking a run --------------------------------------------------------------------------- */

static pith_status join(char out[RECORDER_PATH_SIZE], const char *folder, const char *name,
                        pith_error *err)
{
    int length = name[0] == '/' ? snprintf(out, RECORDER_PATH_SIZE, "%s", name)
                                : snprintf(out, RECORDER_PATH_SIZE, "%s/%s", folder, name);
    if (length >= 0 && length < RECORDER_PATH_SIZE)
        return PITH_STATUS_OK;
    return error_set(err, PITH_STATUS_USAGE, "the path is too long: %.60s...", name);
}

/* Makes runs/<run>/ and locks it; r->lock stays -1 when another process has it. */
static pith_status take_lock(struct recorder *r, pith_error *err)
{
    char path[RECORDER_PATH_SIZE], name[64];
    pith_status status = join(path, db_folder(r->db), "runs", err);
    if (status == PITH_STATUS_OK)
        status = folder_make(path, err);
    snprintf(name, sizeof name, "runs/%lld", (long long)r->run);
    if (status == PITH_STATUS_OK)
        status = join(path, db_folder(r->db), name, err);
    if (status == PITH_STATUS_OK)
        status = folder_make(path, err);
    snprintf(name, sizeof name, "runs/%lld/lock", (long long)r->run);
    if (status == PITH_STATUS_OK)
        status = join(path, db_folder(r->db), name, err);
    if (status != PITH_STATUS_OK)
        return status;
    r->lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (r->lock < 0)
        return error_system(err, errno, "open", path);
    if (flock(r->lock, LOCK_EX | LOCK_NB) == 0)
        return PITH_STATUS_OK;
    if (errno != EWOULDBLOCK)
        return error_system(err, errno, "lock", path);
    close(r->lock);
    r->lock = -1;
    return PITH_STATUS_OK;
}

/* The row as it is now that nobody else can change it. */
static pith_status read_row(struct recorder *r, pith_error *err)
{
    struct db_query *q;
    pith_status status =
        db_query(r->db, &q, err, "SELECT state, model FROM run WHERE id = ?", "i", r->run);
    if (db_next(q, &status, err)) {
        const char *state = db_get_text(q, 0), *model = db_get_text(q, 1);
        if (strcmp(state, "done") == 0 || strcmp(state, "failed") == 0)
            r->state = RECORDER_DONE;
        r->own_model = model[0] != '/';
        status = join(r->model, db_folder(r->db), model, err);
    } else if (status == PITH_STATUS_OK) {
        status = error_set(err, PITH_STATUS_SYSTEM, "run %lld was removed from the store meanwhile",
                           (long long)r->run);
    }
    db_done(q);
    return status;
}

/* A checkpoint that does not fit the store is of no use: the run begins anew. */
static pith_status check_checkpoint(struct recorder *r, pith_error *err)
{
    char path[RECORDER_PATH_SIZE + 16];
    bool fits;
    snprintf(path, sizeof path, "%s.checkpoint", r->model);
    if (access(path, F_OK) != 0)
        return PITH_STATUS_OK;
    pith_status status = recorder_checkpoint_fits(r, path, &fits, err);
    if (status == PITH_STATUS_OK && !fits)
        r->afresh = true;
    if (status == PITH_STATUS_OK && r->afresh && r->own_model && unlink(path) != 0)
        status = error_system(err, errno, "remove", path);
    return status;
}

static pith_status take_run(struct recorder *r, const struct recorder_request *request,
                            pith_error *err)
{
    int64_t provenance = request->provenance;
    pith_status status = take_lock(r, err);
    if (status == PITH_STATUS_OK && r->lock < 0)
        r->state = RECORDER_BUSY;
    if (status == PITH_STATUS_OK)
        status = read_row(r, err);
    if (status != PITH_STATUS_OK || r->state != RECORDER_TRAIN)
        return status;
    /* Who names a model of their own decides about its checkpoint: steps that were not recorded
     * when it was made are missing then. */
    if (!request->model)
        status = check_checkpoint(r, err);
    if (status == PITH_STATUS_OK && !provenance)
        status = provenance_store(r->db, &provenance, err);
    if (status == PITH_STATUS_OK)
        status = db_run(r->db, err,
                        "UPDATE run SET state = 'running', message = '', provenance = ?, "
                        "started = coalesce(started, ?), ended = NULL WHERE id = ?",
                        "idi", provenance, clock_date(), r->run);
    return status;
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
    chunk_writer_fini(&r->chunk);
    free(r->pending.chunk);
    free(r->pending.metrics_json);
    free(r);
}

enum recorder_state recorder_state(const struct recorder *r)
{
    return r->state;
}

int64_t recorder_run(const struct recorder *r)
{
    return r->run;
}

const char *recorder_model(const struct recorder *r)
{
    return r->model;
}

int recorder_resumes(const struct recorder *r)
{
    return !r->afresh;
}

/* --- writing -------------------------------------------------------------------------------- */

static pith_status write_rows(struct recorder *r, pith_error *err)
{
    const struct recorder_pending *p = &r->pending;
    pith_status status = PITH_STATUS_OK;
    if (p->chunk)
        status =
            db_run(r->db, err,
                   "INSERT OR REPLACE INTO trace(run, first, count, columns) VALUES(?, ?, ?, ?)",
                   "iiib", r->run, p->first, p->count, p->chunk, p->chunk_size);
    if (status == PITH_STATUS_OK && p->metrics_json)
        status =
            db_run(r->db, err,
                   "INSERT OR REPLACE INTO epoch(run, epoch, loss, seconds, best, metrics_json, "
                   "steps) VALUES(?, ?, ?, ?, ?, ?, ?)",
                   "iidditi", r->run, p->epoch, p->loss, p->seconds, (int64_t)p->best,
                   p->metrics_json, r->steps);
    if (status == PITH_STATUS_OK)
        status = db_run(r->db, err, "UPDATE run SET steps = ?, seconds = ? WHERE id = ?", "idi",
                        r->steps, r->seconds, r->run);
    return status;
}

/* Ends what db_begin began, by how it went. */
static pith_status end_transaction(struct db *db, pith_status status, pith_error *err)
{
    pith_status ended = db_end(db, status == PITH_STATUS_OK, status == PITH_STATUS_OK ? err : NULL);
    return status == PITH_STATUS_OK ? ended : status;
}

/* Commits what is pending; it stays pending when that fails. */
static pith_status write_pending(struct recorder *r, pith_error *err)
{
    struct recorder_pending *p = &r->pending;
    if (!p->chunk && !p->metrics_json)
        return PITH_STATUS_OK;
    pith_status status = db_begin(r->db, err);
    if (status == PITH_STATUS_OK)
        status = end_transaction(r->db, write_rows(r, err), err);
    if (status != PITH_STATUS_OK)
        return status;
    free(p->chunk);
    free(p->metrics_json);
    *p = (struct recorder_pending){0};
    return PITH_STATUS_OK;
}

/* Packs the steps so far and commits them, together with a pending epoch. */
static pith_status flush(struct recorder *r, pith_error *err)
{
    struct recorder_pending *p = &r->pending;
    if (r->chunk.count && !p->chunk) {
        p->first = r->chunk.first;
        p->count = (int64_t)r->chunk.count;
        pith_status status = chunk_pack(&r->chunk, &p->chunk, &p->chunk_size, err);
        if (status != PITH_STATUS_OK)
            return status;
    }
    return write_pending(r, err);
}

/* --- events --------------------------------------------------------------------------------- */

static pith_status embedding_json(const pith_train_start *s, char **json, pith_error *err)
{
    json_t *object = json_object();
    if (object && s->embedding_format) {
        json_decref(object);
        object =
            json_pack("{s:s, s:I, s:I}", "format", s->embedding_format, "matched",
                      (json_int_t)s->embedding_matched, "folded", (json_int_t)s->embedding_folded);
    }
    *json = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return *json ? PITH_STATUS_OK : error_memory(err);
}

/* Writes a record's text and gives it up. */
static pith_status dump(json_t *record, char **text, pith_error *err)
{
    *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
    json_decref(record);
    return *text ? PITH_STATUS_OK : error_memory(err);
}

/* What training does again must not be there twice. */
static pith_status drop_repeated(struct recorder *r, pith_error *err)
{
    pith_status status = db_run(r->db, err, "DELETE FROM trace WHERE run = ? AND first + count > ?",
                                "ii", r->run, r->steps);
    if (status == PITH_STATUS_OK)
        status = db_run(r->db, err, "DELETE FROM epoch WHERE run = ? AND steps > ?", "ii", r->run,
                        r->steps);
    if (status == PITH_STATUS_OK)
        status = db_run(r->db, err, "DELETE FROM probe WHERE run = ? AND step > ?", "ii", r->run,
                        r->steps);
    return status;
}

static pith_status write_start(struct recorder *r, const pith_train_start *s, pith_error *err)
{
    char *config = NULL, *embedding = NULL, *start = NULL;
    pith_status status = recorder_config_json(&r->config.knobs, &config, err);
    if (status == PITH_STATUS_OK)
        status = embedding_json(s, &embedding, err);
    if (status == PITH_STATUS_OK)
        status = dump(trace_record_start(s), &start, err);
    if (status == PITH_STATUS_OK)
        status = db_run(r->db, err,
                        "UPDATE run SET config_json = ?, vocabulary = ?, parameters = ?, "
                        "steps_per_epoch = ?, embedding_json = ?, steps = ?, start_json = ? "
                        "WHERE id = ?",
                        "tiiititi", config, (int64_t)s->vocabulary, (int64_t)s->parameters,
                        s->steps_per_epoch, embedding, r->steps, start, r->run);
    if (status == PITH_STATUS_OK)
        status = drop_repeated(r, err);
    if (status == PITH_STATUS_OK)
        status =
            db_int(r->db, &r->epochs, err, "SELECT count(*) FROM epoch WHERE run = ?", "i", r->run);
    free(config);
    free(embedding);
    free(start);
    return status;
}

static pith_status see_start(struct recorder *r, const pith_train_start *s, pith_error *err)
{
    r->config = *s->config;
    r->steps = s->resumed_step;
    r->clock = clock_date();
    pith_status status = db_begin(r->db, err);
    if (status == PITH_STATUS_OK)
        status = end_transaction(r->db, write_start(r, s, err), err);
    if (status == PITH_STATUS_OK)
        status = recorder_data(r, err);
    return status;
}

static pith_status see_step(struct recorder *r, const pith_trace *trace, pith_error *err)
{
    if (!chunk_add(&r->chunk, trace))
        return error_memory(err);
    r->steps = trace->step + 1;
    r->seconds = trace->seconds;
    r->tokens += (double)trace->tokens;
    return r->chunk.count == CHUNK_STEPS ? flush(r, err) : PITH_STATUS_OK;
}

static pith_status see_epoch(struct recorder *r, const pith_event *e, pith_error *err)
{
    struct recorder_pending *p = &r->pending;
    p->epoch = e->epoch;
    p->loss = e->epoch_loss;
    p->seconds = e->epoch_seconds;
    p->best = e->best;
    r->epochs++;
    pith_status status = recorder_metrics_json(e->metrics, &p->metrics_json, err);
    return status == PITH_STATUS_OK ? flush(r, err) : status;
}

static pith_status see_probe(struct recorder *r, const pith_probe *probe, pith_error *err)
{
    char *text = NULL;
    pith_status status = dump(trace_probe_json(probe), &text, err);
    if (status == PITH_STATUS_OK)
        status = db_run(r->db, err,
                        "INSERT OR REPLACE INTO probe(run, step, resumed, json) VALUES(?, ?, ?, ?)",
                        "iiit", r->run, probe->step, (int64_t)probe->resumed, text);
    free(text);
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
        if (e->metrics)
            r->best = *e->metrics;
        return PITH_STATUS_OK; /* recorder_end flushes */
    case PITH_EVENT_MODEL:
    default:
        return PITH_STATUS_OK;
    }
}

static pith_answer see(void *context, const pith_event *event)
{
    struct recorder *r = context;
    /* What follows a failure would leave a hole: nothing more is taken, but the end. */
    if (!r->broken || event->kind == PITH_EVENT_END)
        r->broken = see_event(r, event, &r->error) != PITH_STATUS_OK || r->broken;
    return r->broken ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
}

pith_observer recorder_observer(struct recorder *r)
{
    return (pith_observer){see, r};
}

/* --- end ------------------------------------------------------------------------------------ */

/* An end that every repetition would reach again. */
static bool is_final(pith_status status)
{
    return status == PITH_STATUS_NEGATIVE || status == PITH_STATUS_USAGE ||
           status == PITH_STATUS_DATA;
}

static pith_status write_end(struct recorder *r, const char *state, const char *message,
                             pith_error *err)
{
    double now = clock_date(), spent = now - r->clock;
    double speed = r->clock > 0 && r->tokens > 0 && spent > 0 ? r->tokens / spent : (double)NAN;
    pith_status status =
        db_run(r->db, err, "UPDATE run SET state = ?, message = ?, ended = ? WHERE id = ?", "ttdi",
               state, message, now, r->run);
    if (status == PITH_STATUS_OK && isfinite(speed))
        status = db_run(r->db, err, "UPDATE run SET tokens_per_second = ? WHERE id = ?", "di",
                        speed, r->run);
    return status;
}

/* Results and the final state, at once: who sees "done" sees the results, too. */
static pith_status finish(struct recorder *r, const char *state, const char *message, bool results,
                          pith_error *err)
{
    pith_status status = results ? recorder_results(r, err) : PITH_STATUS_OK;
    if (status == PITH_STATUS_OK)
        status = db_begin(r->db, err);
    if (status == PITH_STATUS_OK)
        status = end_transaction(r->db, write_end(r, state, message, err), err);
    return status;
}

/* Nobody goes on from the checkpoint of a run that failed. */
static void drop_checkpoint(const struct recorder *r)
{
    char path[RECORDER_PATH_SIZE + 16];
    snprintf(path, sizeof path, "%s.checkpoint", r->model);
    if (r->own_model)
        unlink(path);
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
        recorded = finish(r, status == PITH_STATUS_OK ? "done" : "failed", said ? said : "",
                          status == PITH_STATUS_OK || r->epochs > 0, &own);
        if (recorded == PITH_STATUS_OK && status != PITH_STATUS_OK)
            drop_checkpoint(r);
    }
    bool ended = recorded == PITH_STATUS_OK && (status == PITH_STATUS_OK || is_final(status));
    if (!ended) { /* as far as the store can still be written */
        const char *said = recorded != PITH_STATUS_OK      ? own.message
                           : status == PITH_STATUS_STOPPED ? "stopped"
                           : err                           ? err->message
                                                           : "stopped";
        finish(r, "stopped", said, false, NULL);
    }
    if (recorded != PITH_STATUS_OK &&
        (status == PITH_STATUS_OK || status == recorded || status == PITH_STATUS_STOPPED)) {
        if (err)
            *err = own;
        return recorded;
    }
    return status;
}
