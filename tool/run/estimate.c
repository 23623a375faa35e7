/* estimate.c - the work of a run and the speed of the machine; see estimate.h. */
#include "run/estimate.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/folder.h"
#include "nn/cell.h"
#include "store/run.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- work ----------------------------------------------------------------------------------- */

double estimate_cost(const struct config *cfg)
{
    double gates = cell_at(cfg->model_cell)->gates;
    double directions = cfg->model_bidirectional ? 2 : 1, work = 0;
    double input = (double)(cfg->model_window * cfg->embedding_size);
    for (int layer = 0; layer < (int)cfg->model_layers; layer++) {
        double hidden = config_hidden(cfg, layer);
        work += gates * directions * hidden * (input + hidden);
        input = directions * hidden;
    }
    return work * (double)cfg->train_epochs;
}

double estimate_seconds(const struct estimate *e, const struct config *cfg)
{
    return estimate_cost(cfg) * e->tokens / e->speed;
}

/* --- from past runs ------------------------------------------------------------------------- */

/* Runs on the same training texts, the newest 20. */
static pith_status from_past(struct estimate *e, struct db *db, const struct config *cfg,
                             pith_error *err)
{
    const struct run_filter filter = {
        .state = RUN_DONE, .train = cfg->data_train, .order = RUN_BY_NEWEST, .limit = 20};
    struct run_list runs;
    struct config past;
    double work = 0, seconds = 0;
    TRY(run_list_load(db, &filter, &runs, err));
    for (size_t i = 0; i < runs.count; i++) {
        const struct run *run = &runs.items[i];
        const struct run_file *train = run_file(run, "train");
        e->tokens = train ? (double)train->tokens : e->tokens;
        if (run_config(run, &past, NULL) != PITH_STATUS_OK || !(run->seconds > 0) ||
            run->steps_per_epoch <= 0)
            continue;
        double epochs = (double)run->steps / (double)run->steps_per_epoch;
        work += estimate_cost(&past) / (double)past.train_epochs * epochs * e->tokens;
        seconds += run->seconds;
    }
    run_list_fini(&runs);
    e->speed = seconds > 0 ? work / seconds : 0;
    return PITH_STATUS_OK;
}

/* --- measuring ------------------------------------------------------------------------------ */

/* Trains for a second; the first steps, which warm up, are not counted. */
struct measuring {
    double tokens_total, tokens, from, seconds;
    int steps;
};

static pith_answer measure_see(void *context, const pith_event *event)
{
    enum { WARM_UP = 2 };
    struct measuring *m = context;
    if (event->kind == PITH_EVENT_START)
        m->tokens_total = (double)event->start->train_tokens;
    if (event->kind != PITH_EVENT_STEP)
        return PITH_ANSWER_GO;
    if (++m->steps <= WARM_UP) {
        m->from = clock_seconds();
        return PITH_ANSWER_GO;
    }
    m->tokens += (double)event->trace->tokens;
    m->seconds = clock_seconds() - m->from;
    return m->seconds > 1 ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
}

static pith_status measure(struct estimate *e, const struct config *cfg, int threads,
                           pith_error *err)
{
    char folder[] = "/tmp/pith-estimate-XXXXXX", model[sizeof folder + 8];
    struct measuring m = {0};
    pith_config config = {*cfg};
    config.knobs.train_threads = threads;
    config.knobs.data_dev[0] = '\0'; /* only steps are measured */
    if (!mkdtemp(folder))
        return error_system(err, errno, "make", folder);
    snprintf(model, sizeof model, "%s/model", folder);
    const pith_observer observer = {measure_see, &m};
    const pith_train_options options = {.size = sizeof(pith_train_options),
                                        .model_path = model,
                                        .observers = &observer,
                                        .observer_count = 1};
    pith_status status = pith_train(&config, &options, err);
    folder_remove(folder, NULL);
    if (status != PITH_STATUS_OK && status != PITH_STATUS_STOPPED && status != PITH_STATUS_NEGATIVE)
        return status;
    double work = estimate_cost(cfg) / (double)cfg->train_epochs;
    e->tokens = m.tokens_total;
    e->speed = m.tokens > 0 && m.seconds > 0 ? work * m.tokens / m.seconds : NAN;
    e->measured = true;
    return PITH_STATUS_OK;
}

pith_status estimate_make(struct estimate *e, struct db *db, const struct config *cfg, int threads,
                          pith_error *err)
{
    *e = (struct estimate){0};
    if (db)
        TRY(from_past(e, db, cfg, err));
    return e->speed > 0 ? PITH_STATUS_OK : measure(e, cfg, threads, err);
}
