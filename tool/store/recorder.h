/*
 * recorder.h - one run of training, written into the store while it happens.
 *
 *     request ─begin→ row, lock ── pith_train + recorder_observer ─▶ prior, files, trace, epoch
 *         ─end→ metrics, predictions, state
 *
 *     struct recorder_request q = {.config = config, .label = "rates optim.rate=0.1 seed=42", ...};
 *     struct recorder *r = NULL;
 *     status = recorder_begin(db, &q, &r, &err);
 *     if (status == PITH_STATUS_OK && recorder_task(r) == RECORDER_TRAIN) {
 *         pith_observer observers[] = {mine, recorder_observer(r)}; (the recorder comes last)
 *         pith_train_options o = {.size = sizeof(pith_train_options),
 *                                 .model_path = recorder_model(r),
 *                                 .resume = recorder_resumes(r),
 *                                 .observers = observers,
 *                                 .observer_count = 2};
 *         status = recorder_end(r, pith_train(config, &o, &err), &err);
 *     }
 *     recorder_free(r);
 *
 * Kill it with -9 at any moment and do the same again: the store's content (steps, epochs, metrics,
 * predictions) becomes what it would have been, times aside. The states that a run goes through
 * are in run.h.
 *
 * For readers of the store (schema version 3, see schema.sql):
 *  - An experiment's runs are those of the table `member`, not those whose run.experiment it is:
 *    two experiments, or an edited plan, may share a run, which is trained once and for all
 *    (run.h: run_filter.experiment, RUN_BY_POSITION).
 *  - run.prior_json is {"tokens": {"count": 812, "labels": {"O": 0.83, "B": ..., "I", "E", "S"},
 *    "keyword": 0.45, "keyphrase": 0.61, "loss": 0.56}, "padded": {... the same over the positions
 *    of this run's batches, pads as O}}; entropies in nats, `loss` with the run's alpha.
 *  - metric.part is "dev" or "test"; prediction.phrases is unpacked by pack_expand (pack.h).
 *  - run.model is relative to db_folder() unless it begins with '/': run_path().
 *
 * Must not know plans, terminals or subcommands.
 */
#ifndef PITH_STORE_RECORDER_H
#define PITH_STORE_RECORDER_H

#include "store/recorder_plan.h"

#include <pith.h>
#include <stdbool.h>
#include <stdint.h>

/* What the caller has to do after recorder_begin. The run's own state is struct run.state. */
enum recorder_task {
    RECORDER_TRAIN, /* the run is ours: train, then recorder_end */
    RECORDER_DONE,  /* nothing: it is done or failed already */
    RECORDER_BUSY,  /* nothing: another process is at it now */
};

struct recorder;

/*
 * recorder_begin is recorder_plan, and then takes the run: its lock (a file in runs/<run>/, held
 * with flock, so that a dead process holds none), state 'running'. The database must outlive the
 * recorder; one thread uses both. The request is copied.
 */
pith_status recorder_begin(struct db *db, const struct recorder_request *request,
                           struct recorder **out, pith_error *err);

enum recorder_task recorder_task(const struct recorder *r);
int64_t recorder_run(const struct recorder *r);
const char *recorder_model(const struct recorder *r); /* for pith_train_options.model_path */
int recorder_resumes(const struct recorder *r);       /* for pith_train_options.resume */

/*
 * The observer of a run. It answers PITH_ANSWER_STOP when the store cannot be written (a full
 * disk); what could not be written stays in memory and is tried again by recorder_end, which then
 * reports it.
 */
pith_observer recorder_observer(struct recorder *r);

/*
 * recorder_end completes the row with what pith_train returned: state and message, metrics of the
 * best model on dev and test, predictions on dev and test. Returns `status` itself, with *err
 * untouched, or what went wrong in recording: the run is then 'stopped'.
 */
pith_status recorder_end(struct recorder *r, pith_status status, pith_error *err);

/* recorder_free lets go of the lock. Without recorder_end the run stays as an interrupted one. */
void recorder_free(struct recorder *r);

#endif
