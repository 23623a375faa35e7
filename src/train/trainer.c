/*
 * trainer.c - stage 4 of pith.h: the training loop.
 *
 *     setup → [resume] → epochs of steps → dev evaluation → best model file → checkpoint
 *
 * Whatever happens is an event, and goes to observers that the trainer does not know by name. All
 * that is random is a function of (seed, epoch) or (seed, step): a run can be cut anywhere and goes
 * on, from its last checkpoint, to the same bits.
 */
#include "base/clock.h"
#include "train/trainer.h"

#include "base/error.h"
#include "base/file.h"
#include "base/sized.h"
#include "base/threads.h"
#include "math/blas.h"
#include "nn/model.h"
#include "train/calibrate.h"
#include "train/checkpoint.h"
#include "train/evaluate.h"
#include "train/probe.h"
#include "train/setup.h"
#include "train/step.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trainer {
    struct setup setup;
    pith_config config; /* as it really is, for observers */
    pith_train_options options;
    const struct train_hook *hook; /* NULL outside tests */
    struct prober *prober;         /* NULL: nobody wants to know */
    char checkpoint[4096];
    struct checkpoint_origin origin;
    struct stepper stepper;
    struct predictor predictor;
    struct train_state state;
    size_t *order;
    int64_t steps_per_epoch, steps_total;
    int threads;
    struct pith_metrics metrics; /* of the epoch that ended last */
    struct pith_metrics best;    /* of the best epoch, if it was seen by this process */
    bool best_known;
    const char *reason; /* why training ended; NULL while it goes on */
    double clock;       /* when the last step ended */
    double saved;       /* state.seconds at the last checkpoint */
    int64_t resumed_step;
};

/* Tells all observers; remembers when one wants to stop. */
static void notify(struct trainer *t, const pith_event *event)
{
    for (size_t i = 0; i < t->options.observer_count; i++) {
        const pith_observer *o = &t->options.observers[i];
        if (o->see(o->context, event) == PITH_ANSWER_STOP && !t->reason)
            t->reason = "stopped";
    }
}

/* Tells an event with metrics; NULL: there are none. */
static void notify_metrics(struct trainer *t, pith_event event, const struct pith_metrics *metrics)
{
    pith_metric_value values[METRIC_ROWS_MAX];
    event.metrics = metrics;
    event.values = values;
    event.value_count = metrics ? evaluate_values(metrics, values) : 0;
    notify(t, &event);
}

/* Asks the net what it sees, and tells; nothing of training changes by it. */
static pith_status run_probe(struct trainer *t, bool resumed, pith_error *err)
{
    pith_probe probe;
    if (!t->prober)
        return PITH_STATUS_OK;
    pith_status status = prober_ask(t->prober, &probe, err);
    if (status != PITH_STATUS_OK)
        return status;
    probe.step = t->state.step;
    probe.epoch = t->state.epoch;
    probe.resumed = resumed;
    notify(t, &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_PROBE, .probe = &probe});
    return PITH_STATUS_OK;
}

/* --- start ---------------------------------------------------------------------------------- */

static int64_t count_steps(const struct config *cfg, size_t pieces)
{
    int64_t batch = cfg->train_batch, n = (int64_t)pieces;
    int64_t steps = cfg->train_drop_last ? n / batch : (n + batch - 1) / batch;
    return steps ? steps : 1; /* drop_last never leaves nothing at all */
}

static struct checkpoint_origin origin_of(const struct setup *s)
{
    struct checkpoint_origin origin;
    size_t size;
    const char *words = vocab_text(s->vocab, &size);
    memcpy(origin.train, s->train.sha256, sizeof origin.train);
    sha256_hex(words, size, origin.vocabulary);
    return origin;
}

static pith_status resume(struct trainer *t, pith_error *err)
{
    if (!t->options.resume || access(t->checkpoint, F_OK) != 0)
        return PITH_STATUS_OK;
    pith_status status = checkpoint_read(t->checkpoint, &t->setup.cfg, &t->origin, &t->setup.net,
                                         t->stepper.optimizer, &t->state, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (t->hook && t->hook->resume)
        t->hook->resume(t->hook->context, &t->setup.net, t->stepper.optimizer);
    t->resumed_step = t->state.step;
    t->saved = t->state.seconds;
    if (t->state.best_epoch >= 0 && access(t->options.model_path, F_OK) != 0)
        return error_hint(err,
                          error_at(err, PITH_STATUS_USAGE, t->options.model_path, 0,
                                   "the checkpoint's best model is missing"),
                          "restore it, or remove %s to start afresh", t->checkpoint);
    return PITH_STATUS_OK;
}

static pith_status prepare(struct trainer *t, const pith_config *config, pith_error *err)
{
    blas_single_thread();
    const char *path = t->options.model_path, *checkpoint = t->options.checkpoint_path;
    int length = checkpoint ? snprintf(t->checkpoint, sizeof t->checkpoint, "%s", checkpoint)
                            : snprintf(t->checkpoint, sizeof t->checkpoint, "%s.checkpoint", path);
    if (length < 0 || (size_t)length >= sizeof t->checkpoint)
        return error_set(err, PITH_STATUS_USAGE, "the path is too long: %.60s...", path);
    t->threads = threads_of(config->knobs.train_threads);
    t->state.best_epoch = -1;
    t->state.best_score = -INFINITY;
    schedule_init(&t->state.schedule);
    pith_status status = setup_run(&t->setup, &config->knobs, err);
    if (status != PITH_STATUS_OK)
        return status;
    t->config.knobs = t->setup.cfg;
    t->origin = origin_of(&t->setup);
    t->steps_per_epoch = count_steps(&t->setup.cfg, t->setup.piece_count);
    t->steps_total = t->steps_per_epoch * t->setup.cfg.train_epochs;
    int64_t limit = t->setup.cfg.train_max_steps;
    if (limit && limit < t->steps_total)
        t->steps_total = limit;
    t->order = array_calloc(t->setup.piece_count, sizeof *t->order);
    if (!t->order)
        return error_memory(err);
    if (t->hook && t->hook->net)
        t->hook->net(t->hook->context, &t->setup.net);
    status = stepper_init(&t->stepper, &t->setup.cfg, &t->setup.net, t->threads, t->hook, err);
    if (status == PITH_STATUS_OK && t->setup.cfg.train_probe_every && t->options.observer_count)
        status = prober_new(&t->setup.cfg, &t->setup.net, &t->setup.train, t->setup.pieces,
                            t->setup.piece_count, t->threads, t->hook, &t->prober, err);
    return status == PITH_STATUS_OK ? resume(t, err) : status;
}

static void notify_start(struct trainer *t)
{
    pith_train_start start;
    setup_start(&t->setup, &t->config, &start);
    start.steps_per_epoch = t->steps_per_epoch;
    start.steps_total = t->steps_total;
    start.resumed_step = t->resumed_step;
    start.threads = t->threads;
    notify(t, &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_START, .start = &start});
}

/* --- files ---------------------------------------------------------------------------------- */

static pith_status save_checkpoint(struct trainer *t, pith_error *err)
{
    pith_status status = checkpoint_write(t->checkpoint, &t->setup.cfg, &t->origin, &t->setup.net,
                                          t->stepper.optimizer, &t->state, err);
    t->saved = t->state.seconds;
    if (status == PITH_STATUS_OK)
        notify(t, &(pith_event){.size = sizeof(pith_event),
                                .kind = PITH_EVENT_CHECKPOINT,
                                .path = t->checkpoint});
    return status;
}

/* The net that is judged and kept: with train.average, the averages in the place of the weights. */
static struct net evaluated_net(const struct trainer *t)
{
    struct net net = t->setup.net;
    const real *average = optimizer_average(t->stepper.optimizer);
    for (int i = 0; i < net.table.count && average && t->state.step; i++)
        if (!net.table.items[i].row_sparse && !net.table.items[i].frozen)
            net.values[i] = average + net.table.items[i].offset;
    return net;
}

/* Model files hold reals, also where they are whole. */
static json_t *real_or_null(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static pith_status save_model(struct trainer *t, const struct net *net,
                              const struct pith_metrics *metrics, pith_error *err)
{
    json_t *numbers = metrics ? evaluate_json(metrics, real_or_null) : NULL;
    if (metrics && !numbers)
        return error_memory(err);
    pith_status status =
        model_write(t->options.model_path, net, t->setup.vocab, &t->setup.cfg, numbers, err);
    json_decref(numbers);
    if (status == PITH_STATUS_OK)
        notify(t, &(pith_event){.size = sizeof(pith_event),
                                .kind = PITH_EVENT_MODEL,
                                .path = t->options.model_path});
    return status;
}

/* --- steps and epochs ----------------------------------------------------------------------- */

static void add_time(struct trainer *t)
{
    double at = clock_seconds();
    t->state.seconds += at - t->clock;
    t->state.epoch_seconds += at - t->clock;
    t->clock = at;
}

static pith_status run_step(struct trainer *t, pith_error *err)
{
    const struct config *cfg = &t->setup.cfg;
    struct train_state *state = &t->state;
    size_t batch = (size_t)cfg->train_batch, from = (size_t)state->step_in_epoch * batch;
    size_t left = t->setup.piece_count - from, n = left < batch ? left : batch;
    double rate = schedule_rate(&state->schedule, cfg, state->step, t->steps_total, state->epoch);
    if (t->hook && t->hook->rate)
        t->hook->rate(t->hook->context, state->step, state->epoch, &rate);
    bool full = cfg->train_trace_every && state->step % cfg->train_trace_every == 0;
    pith_trace trace;
    pith_status status = stepper_step(&t->stepper, &t->setup.train, t->setup.pieces,
                                      t->order + from, n, state->step, rate, full, &trace, err);
    if (status != PITH_STATUS_OK)
        return status;
    state->step++;
    state->step_in_epoch++;
    state->epoch_loss += trace.loss;
    add_time(t);
    trace.epoch = state->epoch;
    trace.seconds = state->seconds;
    notify(t, &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_STEP, .trace = &trace});
    if (!isfinite(trace.loss)) /* printf may write "-nan" */
        return error_hint(err,
                          error_set(err, PITH_STATUS_NEGATIVE, "the loss is %s at step %lld",
                                    isnan(trace.loss) ? "nan" : "infinite", (long long)trace.step),
                          trace.step ? "the step is too large: lower optim.rate, or set optim.clip"
                                     : "nothing was learned yet, so look at what goes in: the word "
                                       "vectors of embedding.file, `pith inspect` on the texts");
    return PITH_STATUS_OK;
}

/* Writes the best model so far, with scores that say how often they are right. */
static pith_status save_best(struct trainer *t, pith_error *err)
{
    struct setup *s = &t->setup;
    struct net net = evaluated_net(t);
    const struct config before = s->cfg;
    pith_status status = PITH_STATUS_OK;
    bool temperature = s->has_dev && net.legal && s->cfg.train_calibrate;
    bool threshold = s->has_dev && s->cfg.train_threshold;
    if (temperature)
        status = calibrate(&net, &s->cfg, &s->dev, t->threads, &t->predictor, err);
    if (threshold && status == PITH_STATUS_OK)
        status = calibrate_threshold(&net, &s->cfg, &s->dev, t->threads, &t->predictor, err);
    if ((temperature || threshold) && status == PITH_STATUS_OK)
        status =
            evaluate_corpus(&net, &s->cfg, &s->dev, t->threads, &t->predictor, &t->metrics, err);
    t->best = t->metrics;
    evaluate_publish(&t->best);
    t->best_known = s->has_dev;
    if (status == PITH_STATUS_OK)
        status = save_model(t, &net, s->has_dev ? &t->metrics : NULL, err);
    s->cfg.model_temperature = before.model_temperature; /* of this model, not of later ones */
    s->cfg.model_threshold = before.model_threshold;
    return status;
}

/*
 * Measures the net on the development texts, read as its model would read them: precision and
 * recall of the best sequence change places from epoch to epoch, at a threshold fitted they do not.
 */
static pith_status measure_epoch(struct trainer *t, pith_error *err)
{
    struct setup *s = &t->setup;
    struct net net = evaluated_net(t);
    const double before = s->cfg.model_threshold;
    pith_status status = PITH_STATUS_OK;
    if (s->cfg.train_threshold)
        status = calibrate_threshold(&net, &s->cfg, &s->dev, t->threads, &t->predictor, err);
    s->cfg.model_threshold = before; /* of this epoch alone; save_best fits it with temperature */
    return status != PITH_STATUS_OK ? status
                                    : evaluate_corpus(&net, &s->cfg, &s->dev, t->threads,
                                                      &t->predictor, &t->metrics, err);
}

/* Takes note of the epoch's score; writes the model when it is the best. */
static pith_status judge_epoch(struct trainer *t, bool *best, pith_error *err)
{
    const struct setup *s = &t->setup;
    struct train_state *state = &t->state;
    double score = -state->epoch_loss;
    *best = true; /* without a dev set the last model is the one */
    if (s->has_dev) {
        pith_status status = measure_epoch(t, err);
        if (status != PITH_STATUS_OK)
            return status;
        if (t->hook && t->hook->metrics)
            t->hook->metrics(t->hook->context, &t->metrics.values);
        evaluate_publish(&t->metrics);
        score = t->metrics.values.keyphrase.f1;
        *best = state->best_epoch < 0 || score > state->best_score;
    }
    schedule_epoch(&state->schedule, &s->cfg, score);
    if (!*best)
        return PITH_STATUS_OK;
    state->best_epoch = state->epoch;
    state->best_score = score;
    return save_best(t, err);
}

/*
 * Why training is over between two epochs, or NULL: a function of the state alone, so that a run
 * that was killed behind its last checkpoint does not go on when it is resumed.
 */
static const char *end_reason(const struct trainer *t)
{
    const struct train_state *state = &t->state;
    const struct config *cfg = &t->setup.cfg;
    int64_t last = state->epoch - 1;
    if (last < 0 || state->step_in_epoch)
        return NULL;
    if (cfg->train_patience && last - state->best_epoch >= cfg->train_patience)
        return "patience";
    if (schedule_over(&state->schedule, cfg))
        return "rate";
    return cfg->train_max_steps && state->step >= cfg->train_max_steps ? "steps" : NULL;
}

static pith_status end_epoch(struct trainer *t, pith_error *err)
{
    struct train_state *state = &t->state;
    bool best;
    pith_status status = judge_epoch(t, &best, err);
    if (status != PITH_STATUS_OK)
        return status;
    add_time(t);
    notify_metrics(t,
                   (pith_event){.size = sizeof(pith_event),
                                .kind = PITH_EVENT_EPOCH,
                                .epoch = state->epoch,
                                .epoch_loss = state->epoch_loss / (double)state->step_in_epoch,
                                .epoch_seconds = state->epoch_seconds,
                                .best = best},
                   t->setup.has_dev ? &t->metrics : NULL);
    state->epoch++;
    state->step_in_epoch = 0;
    state->epoch_loss = 0;
    state->epoch_seconds = 0;
    if (t->prober && state->epoch % t->setup.cfg.train_probe_every == 0)
        status = run_probe(t, false, err);
    if (status != PITH_STATUS_OK)
        return status;
    const char *reason = end_reason(t);
    if (reason)
        t->reason = reason; /* also when an observer said stop: it has come to its end by itself */
    return save_checkpoint(t, err);
}

static pith_status run_epoch(struct trainer *t, pith_error *err)
{
    const struct config *cfg = &t->setup.cfg;
    batch_order(t->setup.pieces, t->setup.piece_count, cfg, t->state.epoch, t->order);
    while (!t->reason && t->state.step_in_epoch < t->steps_per_epoch) {
        pith_status status = run_step(t, err);
        if (status != PITH_STATUS_OK)
            return status;
        if (cfg->train_max_steps && t->state.step >= cfg->train_max_steps && !t->reason)
            t->reason = "steps";
        bool due = cfg->train_checkpoint_seconds &&
                   t->state.seconds - t->saved >= (double)cfg->train_checkpoint_seconds;
        if (due && !t->reason && t->state.step_in_epoch < t->steps_per_epoch) {
            status = run_probe(t, false, err); /* who resumes there can compare */
            if (status == PITH_STATUS_OK)
                status = save_checkpoint(t, err);
        }
        if (status != PITH_STATUS_OK)
            return status;
    }
    bool whole = t->state.step_in_epoch == t->steps_per_epoch;
    if (whole || (t->reason && !strcmp(t->reason, "steps")))
        return end_epoch(t, err);
    return PITH_STATUS_OK;
}

static pith_status stop_early(struct trainer *t, pith_error *err)
{
    bool within = t->state.step_in_epoch > 0;
    pith_status status = within ? run_probe(t, false, err) : PITH_STATUS_OK;
    /* between two epochs it is there: the last one's end wrote it, or this run began with it */
    if (status == PITH_STATUS_OK && (within || !t->state.step))
        status = save_checkpoint(t, err);
    struct net kept = evaluated_net(t);
    if (status == PITH_STATUS_OK && t->state.best_epoch < 0)
        status = save_model(t, &kept, NULL, err);
    return status;
}

/* The metrics of the best model, also when an earlier process found it. */
static pith_status load_best_metrics(struct trainer *t, pith_error *err)
{
    if (t->best_known || !t->setup.has_dev || t->state.best_epoch < 0)
        return PITH_STATUS_OK;
    pith_model *model;
    pith_status status = pith_model_load(t->options.model_path, &model, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = evaluate_corpus(&model->net, &t->setup.cfg, &t->setup.dev, t->threads, &t->predictor,
                             &t->best, err);
    t->best_known = status == PITH_STATUS_OK;
    pith_model_free(model);
    return status;
}

static pith_status run(struct trainer *t, pith_error *err)
{
    t->clock = clock_seconds();
    notify_start(t);
    if (t->resumed_step && !t->reason)
        t->reason = end_reason(t);
    pith_status status = t->reason ? PITH_STATUS_OK : run_probe(t, t->resumed_step > 0, err);
    t->clock = clock_seconds();
    while (status == PITH_STATUS_OK && !t->reason && t->state.epoch < t->setup.cfg.train_epochs)
        status = run_epoch(t, err);
    bool stopped = t->reason && !strcmp(t->reason, "stopped");
    if (status == PITH_STATUS_OK && stopped)
        status = stop_early(t, err);
    if (status == PITH_STATUS_OK)
        status = load_best_metrics(t, err);
    if (status != PITH_STATUS_OK)
        return status;
    notify_metrics(t,
                   (pith_event){.size = sizeof(pith_event),
                                .kind = PITH_EVENT_END,
                                .epoch = t->state.best_epoch,
                                .path = t->options.model_path,
                                .reason = t->reason ? t->reason : "epochs"},
                   t->best_known ? &t->best : NULL);
    if (stopped)
        return error_hint(err, error_set(err, PITH_STATUS_STOPPED, "training was stopped"),
                          "the same command with --resume goes on from %s", t->checkpoint);
    unlink(t->checkpoint);
    return PITH_STATUS_OK;
}

pith_status pith_train(const pith_config *config, const pith_train_options *options,
                       pith_error *err)
{
    return train_with_hook(config, options, NULL, err);
}

pith_status train_with_hook(const pith_config *config, const pith_train_options *options,
                            const struct train_hook *hook, pith_error *err)
{
    pith_train_options known = PITH_TRAIN_OPTIONS_INIT;
    pith_status status =
        sized_options(&known, sizeof known, SIZED_UPTO(pith_train_options, model_path), options,
                      "pith_train_options", err);
    if (status != PITH_STATUS_OK)
        return status;
    if (!known.model_path || !known.model_path[0])
        return error_set(err, PITH_STATUS_USAGE, "no path for the model is given");
    struct trainer *t = calloc(1, sizeof *t);
    if (!t)
        return error_memory(err);
    t->options = known;
    t->hook = hook;
    status = prepare(t, config, err);
    if (status == PITH_STATUS_OK)
        status = run(t, err);
    prober_free(t->prober);
    stepper_fini(&t->stepper);
    predictor_fini(&t->predictor);
    free(t->order);
    setup_fini(&t->setup);
    free(t);
    return status;
}
