/*
 * faulty.c - training with a fault built in: what the doctor is judged by (bench/doctor/suite.py).
 *
 *     faulty FAULT TRACE MODEL [resume] KEY=VALUE ...
 *
 * Each fault does to pith's step what a defect known from other programs does to theirs; "none" is
 * pith as it is. Built with the tests, never installed.
 */
#include "cli/message.h"
#include "trace/writer.h"

#include "base/error.h"
#include "train/trainer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct faulty {
    const char *fault;
    int window;      /* W of the net */
    double rate;     /* decays from batch to batch */
    int64_t step;    /* of this process */
    int64_t stop_at; /* ends the run there, to be resumed; 0: never */
};

static bool is(const struct faulty *f, const char *fault)
{
    return strcmp(f->fault, fault) == 0;
}

static void scale(real *x, size_t n, double by)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (real)((double)x[i] * by);
}

/* --- the net before training ------------------------------------------------------------------ */

static void scale_tensors(struct net *net, const char *part, double by)
{
    for (int i = 0; i < net->table.count; i++)
        if (strstr(net->table.items[i].name, part))
            scale(net_weights(net, i), net->table.items[i].count, by);
}

static void on_net(void *context, struct net *net)
{
    const struct faulty *f = context;
    if (is(f, "weights-huge")) {
        scale_tensors(net, "weight_ih", 40);
        scale_tensors(net, "weight_hh", 40);
    }
    if (is(f, "recurrent-tiny"))
        scale_tensors(net, "weight_hh", 0.01);
    if (is(f,
           "recurrent-large")) { /* an orthogonal-like matrix that stretches, in the linear range */
        scale_tensors(net, "weight_hh", 6);
        scale_tensors(net, "weight_ih", 0.02);
        scale_tensors(net, "bias", 0);
    }
    if (is(f, "vectors-nan"))
        net_weights(net, 0)[VOCAB_FIRST * net->embedding] = (real)NAN;
}

/* --- batches ---------------------------------------------------------------------------------- */

/* The ids of all windows become one word. */
static void on_batch(void *context, struct batch *batch)
{
    const struct faulty *f = context;
    for (int i = 0; i < batch->shards && is(f, "inputs-dead"); i++) {
        const struct pack *p = &batch->packs[i];
        /* Lent as const by the trainer. NOLINTNEXTLINE(performance-no-int-to-ptr) */
        int32_t *ids = (int32_t *)(uintptr_t)p->ids;
        for (int k = 0; k < p->rows * f->window; k++)
            ids[k] = VOCAB_UNKNOWN;
    }
}

/* --- the loss --------------------------------------------------------------------------------- */

static void on_plan(void *context, const struct batch *batch, struct net_loss_plan *plan)
{
    const struct faulty *f = context;
    double by = 1;
    if (is(f, "mean-over-batch"))
        by = (double)batch->texts;
    if (is(f, "mean-over-length"))
        by = (double)batch->real_rows / (double)batch->texts;
    for (int head = 0; head < HEAD_COUNT; head++)
        plan->denominator[head] *= by;
    if (is(f, "mask-ignored"))
        plan->pads = true;
}

/* --- the step --------------------------------------------------------------------------------- */

static void on_rate(void *context, int64_t step, int64_t epoch, double *rate)
{
    struct faulty *f = context;
    (void)step;
    if (is(f, "decay-each-batch") && epoch >= 1) { /* rate *= decay ** (epoch / n), every batch */
        f->rate *= 0.9;
        *rate *= f->rate;
    }
    if (is(f, "rate-ignored"))
        *rate *= 0.01;
}

static void forget(const struct net *net, struct gradient *g, const char *part)
{
    for (int i = 1; i < net->table.count; i++)
        if (strstr(net->table.items[i].name, part))
            scale(gradient_of(g, &net->table.items[i]), net->table.items[i].count, 0);
}

static void on_gradient(void *context, int64_t step, const struct net *net, struct gradient *g)
{
    const struct faulty *f = context;
    if (is(f, "layer-detached"))
        forget(net, g, "layer1");
    if (is(f, "head-detached"))
        forget(net, g, "keyphrase");
    if (is(f, "all-detached"))
        for (int i = 1; i < net->table.count; i++)
            forget(net, g, net->table.items[i].name);
    if (is(f, "words-detached") || is(f, "all-detached"))
        g->sparse[0].count = 0;
    if (is(f, "recurrent-tiny")) /* and they stay so */
        for (int i = 1; i < net->table.count; i++)
            if (strstr(net->table.items[i].name, "weight_hh"))
                scale(gradient_of(g, &net->table.items[i]), net->table.items[i].count, 1e-4);
    if (is(f, "gradient-nan") && step == 25)
        gradient_of(g, &net->table.items[2])[0] = (real)NAN;
    if (is(f, "gradient-bursts") && step % 40 == 39)
        for (int i = 1; i < net->table.count; i++)
            scale(gradient_of(g, &net->table.items[i]), net->table.items[i].count, 1000);
}

/* --- evaluation and going on ----------------------------------------------------------------- */

static void on_evaluate(void *context, struct net_dropout *dropout)
{
    if (is(context, "dropout-stays"))
        *dropout = (struct net_dropout){.key = 7, .input = 0.5};
}

static void on_metrics(void *context, struct metrics *m)
{
    const struct faulty *f = context;
    if (is(f, "f1-counts-o"))
        m->keyphrase.f1 = m->keyphrase.precision = m->keyphrase.recall = m->token_accuracy;
    if (is(f, "accuracy-counts-pads")) { /* as many pads again, all right */
        m->token_accuracy = (m->token_accuracy + 1) / 2;
        m->tokens *= 2;
    }
}

static void on_resume(void *context, struct net *net, struct optimizer *optimizer)
{
    const struct faulty *f = context;
    (void)optimizer;
    if (is(f, "resume-loses-weights"))
        for (int i = 1; i < net->table.count; i++)
            scale(net_weights(net, i), net->table.items[i].count, 0.5);
}

static pith_answer watch(void *context, const pith_event *event)
{
    struct faulty *f = context;
    if (event->kind == PITH_EVENT_STEP)
        f->step = event->trace->step + 1;
    return f->stop_at && f->step >= f->stop_at ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
}

/* --- the program ----------------------------------------------------------------------------- */

static pith_status configure(pith_config *config, int count, char **pairs, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; i < count && status == PITH_STATUS_OK; i++) {
        char key[64];
        size_t size = strcspn(pairs[i], "=");
        snprintf(key, sizeof key, "%.*s", (int)size, pairs[i]);
        if (!strcmp(key, "preset"))
            status = pith_config_preset(config, pairs[i] + size + 1, err);
        else
            status = pith_config_set(config, key, pairs[i] + size + (pairs[i][size] == '='), err);
    }
    return status;
}

static pith_status run(struct faulty *f, const char *trace, const char *model, bool resume,
                       pith_config *config, pith_error *err)
{
    struct trace_writer *writer = NULL;
    struct train_hook hook = {.context = f,
                              .net = on_net,
                              .batch = on_batch,
                              .plan = on_plan,
                              .evaluate = on_evaluate,
                              .rate = on_rate,
                              .gradient = on_gradient,
                              .metrics = on_metrics,
                              .resume = on_resume,
                              .pads = is(f, "mask-ignored")};
    f->window = (int)config->knobs.model_window;
    pith_status status = trace_writer_open(trace, resume, NULL, NULL, &writer, err);
    if (status != PITH_STATUS_OK)
        return status;
    pith_observer observers[] = {{trace_writer_see, writer}, {watch, f}};
    pith_train_options options = {.size = sizeof(pith_train_options),
                                  .model_path = model,
                                  .resume = resume,
                                  .observers = observers,
                                  .observer_count = 2};
    status = train_with_hook(config, &options, &hook, err);
    trace_writer_close(writer, NULL);
    return status;
}

int main(int argc, char **argv)
{
    struct faulty f = {.rate = 1};
    pith_config *config = NULL;
    pith_error err = {0};
    char text[1200];
    if (argc < 4) {
        fprintf(stderr, "usage: faulty FAULT TRACE MODEL [resume] KEY=VALUE ...\n");
        return 2;
    }
    f.fault = argv[1];
    bool resume = argc > 4 && !strcmp(argv[4], "resume");
    int from = 4 + resume;
    if (argc > from && !strncmp(argv[from], "stop=", 5))
        f.stop_at = strtoll(argv[from++] + 5, NULL, 10);
    pith_status status = pith_config_new(&config, &err);
    if (status == PITH_STATUS_OK)
        status = configure(config, argc - from, argv + from, &err);
    if (status == PITH_STATUS_OK)
        status = run(&f, argv[2], argv[3], resume, config, &err);
    pith_config_free(config);
    if (status == PITH_STATUS_OK || status == PITH_STATUS_STOPPED || status == PITH_STATUS_NEGATIVE)
        return 0; /* a run that ends in NaN is what was wanted */
    fprintf(stderr, "faulty: %s\n", pith_error_format(&err, text, sizeof text));
    return cli_exit_code(status);
}
