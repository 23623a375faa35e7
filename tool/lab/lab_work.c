/*
 * lab_work.c - `pith lab work`: trains one run of the store, for the runner that started it.
 *
 * A process of its own for each run: whatever happens to one leaves the others alone, and OpenMP
 * and BLAS begin afresh. SIGINT is the runner's to handle, which passes it on as SIGTERM: stop
 * after this step and save. When the runner is dead nobody reads the pipe, and the worker stops in
 * the same way.
 */
#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "cli/interrupt.h"
#include "lab/commands.h"
#include "store/recorder.h"
#include "store/run.h"
#include "store/store.h"
#include "run/job.h"

#include <omp.h>
#include <signal.h>

static const double report_seconds = 0.1;

struct work {
    const char *store;
    long run;
    int threads;
    bool again;
    /* while it trains */
    struct job job;
    double reported, began;
    int64_t epoch_steps; /* of the epoch under way, seen by this process */
    double epoch_loss, tokens;
    bool alone; /* nobody reads any more */
};

/* --- telling the runner --------------------------------------------------------------------- */

static void see_start(struct work *w, const pith_train_start *s)
{
    w->began = clock_seconds();
    w->job.first_step = w->job.step = s->resumed_step;
    w->job.steps = s->steps_total;
    w->job.epochs = s->config->knobs.train_epochs;
}

static bool see_step(struct work *w, const pith_trace *t)
{
    double time = clock_seconds();
    w->epoch_steps++;
    w->epoch_loss += t->loss;
    w->tokens += (double)t->tokens;
    if (time - w->reported < report_seconds)
        return false;
    w->reported = time;
    w->job.step = t->step + 1;
    w->job.epoch = t->epoch + 1;
    w->job.loss = w->epoch_loss / (double)w->epoch_steps;
    w->job.speed = w->tokens / fmax(time - w->began, 1e-3);
    return true;
}

static void see_epoch(struct work *w, const pith_event *event)
{
    w->epoch_steps = 0;
    w->epoch_loss = 0;
    w->job.epoch = event->epoch + 1;
    w->job.loss = event->epoch_loss;
    w->job.f1 = event->metrics ? pith_metrics_get(event->metrics, "keyphrase.f1") : NAN;
}

static pith_answer observe(void *context, const pith_event *event)
{
    struct work *w = context;
    bool said = true;
    if (event->kind == PITH_EVENT_START)
        see_start(w, event->start);
    else if (event->kind == PITH_EVENT_STEP)
        said = see_step(w, event->trace);
    else if (event->kind == PITH_EVENT_EPOCH)
        see_epoch(w, event);
    else
        said = false;
    if (said && !job_tell(&w->job, stdout))
        w->alone = true;
    return interrupt_asked() || w->alone ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
}

/* --- the run -------------------------------------------------------------------------------- */

static pith_status train(struct work *w, struct recorder *r, const pith_config *config,
                         pith_error *err)
{
    const pith_observer observers[] = {{observe, w}, recorder_observer(r)};
    const pith_train_options options = {.size = sizeof(pith_train_options),
                                        .model_path = recorder_model(r),
                                        .resume = recorder_resumes(r),
                                        .observers = observers,
                                        .observer_count = sizeof observers / sizeof *observers};
    return recorder_end(r, pith_train(config, &options, err), err);
}

static pith_status begin_and_train(struct work *w, struct db *db, const struct run *run,
                                   const pith_config *config, pith_error *err)
{
    struct recorder *r = NULL;
    const struct recorder_request request = {.config = config,
                                             .label = run->label,
                                             .reason = run->reason,
                                             .parent = run->parent,
                                             /* the command that somebody typed, not ours */
                                             .provenance = run->provenance,
                                             .again = w->again};
    pith_status status = recorder_begin(db, &request, &r, err);
    if (status == PITH_STATUS_OK && recorder_run(r) != w->run) {
        status = error_cure(err, PITH_STATUS_DATA, "start `pith lab run` again",
                            "the data files are not the ones that the run was planned with");
    } else if (status == PITH_STATUS_OK && recorder_task(r) == RECORDER_BUSY) {
        w->job.busy = true;
        job_tell(&w->job, stdout);
    } else if (status == PITH_STATUS_OK && recorder_task(r) == RECORDER_TRAIN) {
        status = train(w, r, config, err);
    }
    recorder_free(r);
    return status;
}

static pith_status train_run(struct work *w, pith_error *err)
{
    struct db *db;
    struct run run;
    pith_config config;
    TRY(store_open(w->store, false, &db, err));
    pith_status status = run_load(db, w->run, &run, err);
    if (status == PITH_STATUS_OK)
        status = run_config(&run, &config.knobs, err);
    if (status == PITH_STATUS_OK) {
        omp_set_num_threads(w->threads); /* not in the configuration: it is recorded as planned */
        status = begin_and_train(w, db, &run, &config, err);
    }
    run_fini(&run);
    db_close(db);
    return status;
}

/* --- the command ---------------------------------------------------------------------------- */

static void prepare_signals(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, SIG_DFL); /* it is the runner's word, even if somebody else's is ignored */
    interrupt_catch(false);
}

/* What goes wrong is told to the parent on stdout, and to nobody else. */
static pith_status work_main(struct cli_call *call, pith_error *err)
{
    struct work *w = call->values;
    prepare_signals();
    job_reset(&w->job);
    pith_status status = train_run(w, err);
    if (status != PITH_STATUS_OK && status != PITH_STATUS_STOPPED) {
        pith_error_format(err, w->job.message, sizeof w->job.message);
        job_tell(&w->job, stdout);
    }
    *err = (pith_error){0};
    return status;
}

static const struct cli_option options[] = {
    {"lab", 0, "FILE", "the store", CLI_TEXT(struct work, store)},
    {"run", 0, "ID", "which run of it", CLI_INTEGER(struct work, run, 0, INFINITY)},
    {"threads", 0, "N", "threads, if the run's configuration leaves it open",
     CLI_INTEGER(struct work, threads, 0, 1024)},
    {"again", 0, NULL, "the newest repetition, even if an older one is done",
     CLI_SWITCH(struct work, again)},
    {0}};

const struct cli_command lab_work = {
    .name = "lab work",
    .summary = "train one run of a store; `pith lab run` starts this",
    .usage = "pith lab work --lab FILE --run ID [--threads N] [--again]",
    .options = options,
    .size = sizeof(struct work),
    .defaults = &(const struct work){.store = STORE_DEFAULT_PATH, .threads = 1},
    .run = work_main,
};
