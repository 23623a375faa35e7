/*
 * train.c - `pith train`: labelled texts in, a model file out, and someone told about it meanwhile.
 *
 *     arguments → configuration → pith_train ── events ──▶ interrupt, trace, progress, results
 *                                  └─ model file → pith_evaluate (test) → results
 *
 * Results (a small table, or JSON) go to stdout, everything said along the way to stderr.
 */
#include "cli/command.h"
#include "cli/message.h"
#include "cli/metrics_report.h"
#include "cli/terminal.h"
#include "data/data_folder.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/shell_quote.h"
#include "trace/record.h"
#include "trace/writer.h"

#include "base/buffer.h"
#include "base/config.h"
#include "base/error.h"
#include "base/json_value.h"
#include "verdict/live.h"
#include "verdict/report.h"
#include "verdict/verdict.h"
#include "store/recorder.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { VALUE_SIZE = 1100, PATH_SIZE = 4096 };

/* --stop-on, and the severity from which on it stops. */
static const char *const stop_words[] = {"error", "warning", NULL};
static const pith_severity stop_severities[] = {PITH_SEVERITY_ERROR, PITH_SEVERITY_WARNING};

/* One run of the command. */
struct train_run {
    const char *model_path, *trace_path, *lab_path;
    int stop_on; /* of stop_words; -1: the doctor only speaks */
    bool resume, restart, quiet, json, no_doctor;
    struct live live;
    pith_config *config;
    struct buffer command_line; /* as the user typed it, for the message how to go on */
    struct progress progress;
    struct trace_writer *trace;
    struct db *store; /* NULL without --lab, and so is the recorder */
    struct recorder *recorder;
    struct results results;
    bool ended;
    json_t *end;        /* --json: the last object, once training has ended */
    int64_t best_epoch; /* 0-based; -1: none has ended */
    bool nothing_found; /* the best model's F1 on dev is 0 */
    bool out_failed;    /* an object could not be made or written */
};

/* --- arguments ----------------------------------------------------------------------------- */

/* The command as it was given and --resume right behind its name. */
static void remember_command(struct train_run *run, int argc, char **argv)
{
    struct buffer *line = &run->command_line;
    buffer_append_text(line, "pith train --resume");
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--resume") != 0 && strcmp(argv[i], "--restart") != 0) {
            buffer_append_char(line, ' ');
            shell_quote(line, argv[i]);
        }
}

/* TRAIN DEV TEST, in this order, are the knobs of these names. */
static pith_status name_files(pith_config *config, int count, char **files, pith_error *err)
{
    if (count > DATA_PARTS)
        return error_cure(err, PITH_STATUS_USAGE, "at most three: TRAIN, DEV and TEST",
                          "one file too many: \"%.200s\"", files[DATA_PARTS]);
    for (int i = 0; i < count; i++) {
        char before[VALUE_SIZE] = "";
        TRY(pith_config_get(config, data_part_keys[i], before, sizeof before, err));
        if (before[0])
            return error_set(err, PITH_STATUS_USAGE, "%s is given twice: \"%.100s\" and \"%.100s\"",
                             data_part_keys[i], before, files[i]);
        TRY(pith_config_set(config, data_part_keys[i], files[i], err));
    }
    return PITH_STATUS_OK;
}

static pith_status complete_config(struct train_run *run, int count, char **files, pith_error *err)
{
    const struct config *cfg = &run->config->knobs;
    TRY(name_files(run->config, count, files, err));
    if (!cfg->data_train[0])
        return error_cure(err, PITH_STATUS_USAGE,
                          "pith train TRAIN [DEV [TEST]], or a folder with them",
                          "no training texts were given");
    if (data_folder_is(cfg->data_train)) {
        char folder[VALUE_SIZE]; /* the knob is about to name the file in it */
        snprintf(folder, sizeof folder, "%s", cfg->data_train);
        TRY(data_folder_use(folder, run->config, err));
    }
    /* the test file is read last: that it cannot be read should be known first */
    if (cfg->data_test[0] && access(cfg->data_test, R_OK) != 0)
        return error_system(err, errno, "read", cfg->data_test);
    return PITH_STATUS_OK;
}

/* --- the checkpoint ------------------------------------------------------------------------ */

/* Whether a checkpoint is there, and its path; a path that is too long is the trainer's error. */
static bool find_checkpoint(const struct train_run *run, char path[PATH_SIZE])
{
    int length = snprintf(path, PATH_SIZE, "%s.checkpoint", run->model_path);
    return length >= 0 && length < PATH_SIZE && access(path, F_OK) == 0;
}

static void remove_checkpoint(const struct train_run *run)
{
    char path[PATH_SIZE];
    if (find_checkpoint(run, path))
        unlink(path); /* one that cannot be removed cannot be replaced: the trainer will say so */
}

/* Hours of training are not replaced unasked. */
static pith_status check_checkpoint(const struct train_run *run, pith_error *err)
{
    char path[PATH_SIZE];
    bool there = find_checkpoint(run, path);
    if (run->resume && run->restart)
        return error_set(err, PITH_STATUS_USAGE, "--resume and --restart contradict each other");
    if (there && !run->resume && !run->restart) {
        error_at(err, PITH_STATUS_USAGE, path, 0, "an interrupted run left this checkpoint");
        return error_hint(err, PITH_STATUS_USAGE,
                          "--resume goes on with it, --restart begins anew");
    }
    if (!there && run->resume && !run->quiet)
        cli_say(stderr, "pith: there is no %s: training starts from the beginning\n", path);
    return PITH_STATUS_OK;
}

/* --- results ------------------------------------------------------------------------------- */

static void print_object(struct train_run *run, json_t *object)
{
    pith_error err = {0};
    if (cli_print_json(object, JSON_COMPACT, &err) != PITH_STATUS_OK) {
        cli_fail(&err);
        run->out_failed = true;
    }
    fflush(stdout); /* whoever reads the pipe wants an epoch when it ends */
}

static void see_end(struct train_run *run, const pith_event *event)
{
    run->ended = true;
    run->best_epoch = event->epoch;
    run->nothing_found = event->metrics && pith_metrics_get(event->metrics, "keyphrase.f1") == 0;
    if (event->metrics)
        results_add(&run->results, "dev", event->epoch, event->metrics);
    if (run->json) {
        run->end = trace_record_end(event);
        json_object_del(run->end, "metrics"); /* they come with source and confusion, as "dev" */
        json_value_put(&run->end, "dev", json_null());
    }
}

/* The table, or the last object. */
static void print_results(struct train_run *run)
{
    for (int i = 0; i < run->results.count && run->json; i++)
        json_value_put(&run->end, run->results.rows[i].name,
                       cli_metrics_json(&run->results.rows[i].metrics));
    if (run->json && run->ended)
        print_object(run, run->end);
    else if (!run->json && !run->quiet)
        results_print(&run->results, run->model_path, stdout);
    fflush(stdout); /* before what is said on stderr */
}

/* The observer that prints results; the last one, so that the progress line is off the screen. */
static pith_answer observe(void *context, const pith_event *event)
{
    struct train_run *run = context;
    if (event->kind == PITH_EVENT_START && run->restart) {
        remove_checkpoint(run); /* now that the new run has all it needs */
    } else if (event->kind == PITH_EVENT_EPOCH && run->json) {
        print_object(run, trace_record_epoch(event));
    } else if (event->kind == PITH_EVENT_END) {
        interrupt_end(); /* nothing that comes now is worth saving */
        see_end(run, event);
    }
    return PITH_ANSWER_GO;
}

static pith_status test_model(struct train_run *run, pith_error *err)
{
    const char *test = run->config->knobs.data_test;
    pith_model *model = NULL;
    pith_metrics *metrics = NULL;
    if (!test[0])
        return PITH_STATUS_OK;
    pith_status status = pith_model_load(run->model_path, &model, err);
    if (status == PITH_STATUS_OK)
        status = pith_evaluate(model, test, run->config, &metrics, err);
    if (status == PITH_STATUS_OK)
        results_add(&run->results, "test", -1, metrics);
    pith_metrics_free(metrics);
    pith_model_free(model);
    return status;
}

/* --- what is said along the way ------------------------------------------------------------ */

static void complain(void *context, const pith_error *err)
{
    struct train_run *run = context;
    progress_clear(&run->progress);
    cli_fail(err);
}

static void say_next(struct train_run *run, pith_status status)
{
    if (run->nothing_found && status == PITH_STATUS_OK)
        cli_warn("no epoch found a single keyphrase of the dev set; `pith doctor` on the run's "
                 "--trace says why");
    if (run->quiet)
        return;
    if (status == PITH_STATUS_STOPPED) {
        cli_say(stderr, "model      %s (%s)\n", run->model_path,
                run->best_epoch < 0 ? "stopped in the first epoch" : "the best epoch so far");
        fprintf(stderr, "go on      %s\n", run->command_line.data);
        return;
    }
    struct buffer quoted = {0};
    shell_quote(&quoted, run->model_path);
    if (buffer_ok(&quoted)) {
        cli_say(stderr, "model      %s\n", run->model_path);
        fprintf(stderr, "try it     pith extract -m %s \"a text of yours\"\n", quoted.data);
    }
    buffer_fini(&quoted);
}

/* --- the doctor ---------------------------------------------------------------------------- */

static void show_finding(void *context, const pith_finding *f)
{
    struct train_run *run = context;
    if (run->json) {
        json_t *object = report_finding_json(f);
        json_value_put(&object, "record", json_string("finding"));
        print_object(run, object);
        return;
    }
    progress_clear(&run->progress);
    cli_say(stderr, "doctor: %s: %s: %s\n", verdict_severities[f->severity], f->id, f->sentence);
}

static pith_status call_doctor(struct train_run *run, pith_error *err)
{
    if (run->no_doctor)
        return PITH_STATUS_OK;
    pith_status status = live_init(&run->live, err);
    run->live.context = run;
    run->live.found = show_finding;
    if (run->stop_on >= 0)
        run->live.stop_on = stop_severities[run->stop_on];
    return status;
}

/* --- the run ------------------------------------------------------------------------------- */

static pith_status train(struct train_run *run, pith_error *err)
{
    const pith_observer observers[] = {{interrupt_see, NULL},
                                       {trace_writer_see, run->trace},
                                       {progress_see, &run->progress},
                                       {live_see, &run->live},
                                       {observe, run},
                                       recorder_observer(run->recorder)}; /* last of all */
    pith_train_options options = {.size = sizeof(pith_train_options),
                                  .model_path = run->model_path,
                                  .resume = run->resume,
                                  .observers = observers,
                                  .observer_count = sizeof observers / sizeof *observers -
                                                    (run->recorder == NULL)};
    return pith_train(run->config, &options, err);
}

/*
 * Each time is a run of its own in the store, except that --resume goes on with the row of the
 * interrupted one.
 */
static pith_status open_lab(struct train_run *run, pith_error *err)
{
    const struct recorder_request request = {.config = run->config,
                                             .label = "train",
                                             .model = run->model_path,
                                             .again = true,
                                             .afresh = !run->resume};
    TRY(store_open(run->lab_path, true, &run->store, err));
    TRY(recorder_begin(run->store, &request, &run->recorder, err));
    if (recorder_task(run->recorder) == RECORDER_TRAIN)
        return PITH_STATUS_OK;
    error_at(err, PITH_STATUS_USAGE, run->lab_path, 0,
             "another process is training exactly this now");
    return error_hint(err, PITH_STATUS_USAGE, "wait for run %lld, or train without --lab",
                      (long long)recorder_run(run->recorder));
}

/* Completes the record; what went wrong with it is told, and returned. */
static pith_status close_lab(const struct train_run *run, pith_status status, const pith_error *err)
{
    pith_error own = *err;
    if (!run->recorder)
        return PITH_STATUS_OK;
    pith_status recorded = recorder_end(run->recorder, status, &own);
    if (!run->quiet)
        fprintf(stderr, "recorded   run %lld of %s\n", (long long)recorder_run(run->recorder),
                run->lab_path);
    if (recorded == status)
        return PITH_STATUS_OK;
    cli_fail(&own);
    return recorded;
}

/* Trains, tests, reports. Says all that went wrong, and returns the first of it. */
static pith_status train_and_report(struct train_run *run)
{
    pith_error err = {0}, trace_err = {0};
    progress_init(&run->progress, stderr, run->quiet);
    pith_status status = train(run, &err);
    progress_clear(&run->progress);
    interrupt_end();
    pith_status trace_status = trace_writer_close(run->trace, &trace_err);
    run->trace = NULL;
    pith_status worst = close_lab(run, status, &err);
    bool trained = status == PITH_STATUS_OK;
    if (trained)
        status = test_model(run, &err);
    print_results(run);
    if (status != PITH_STATUS_OK && status != PITH_STATUS_STOPPED) {
        cli_fail(&err);
        worst = status;
    }
    if (trained || status == PITH_STATUS_STOPPED)
        say_next(run, trained ? PITH_STATUS_OK : PITH_STATUS_STOPPED);
    if (worst == PITH_STATUS_OK)
        worst = trace_status;
    if (worst == PITH_STATUS_OK && run->out_failed)
        worst = PITH_STATUS_SYSTEM;
    return worst == PITH_STATUS_OK ? status : worst;
}

static pith_status train_main(struct cli_call *call, pith_error *err)
{
    struct train_run *run = call->values;
    run->config = call->config;
    remember_command(run, call->argc, call->argv);
    if (!buffer_ok(&run->command_line))
        return error_memory(err);
    TRY(complete_config(run, call->count, call->arguments, err));
    TRY(check_checkpoint(run, err));
    if (run->trace_path)
        TRY(trace_writer_open(run->trace_path, run->resume, complain, run, &run->trace, err));
    if (run->lab_path)
        TRY(open_lab(run, err));
    TRY(call_doctor(run, err));
    return train_and_report(run);
}

static void train_fini(void *values)
{
    struct train_run *run = values;
    trace_writer_close(run->trace, NULL);
    recorder_free(run->recorder);
    db_close(run->store);
    live_fini(&run->live);
    buffer_fini(&run->command_line);
}

static const struct cli_option options[] = {
    {"output", 'o', "MODEL", "where the model goes [default model.safetensors]",
     CLI_TEXT(struct train_run, model_path)},
    CLI_OPTION_PRESET("start from a preset's knobs; `pith presets` lists them [default tagger]"),
    {"resume", 0, NULL, "go on from MODEL.checkpoint, if there is one",
     CLI_SWITCH(struct train_run, resume)},
    {"restart", 0, NULL, "begin anew, though an interrupted run left MODEL.checkpoint",
     CLI_SWITCH(struct train_run, restart)},
    {"trace", 't', "FILE", "write a record of every step (JSON Lines; .gz is compressed)",
     CLI_TEXT(struct train_run, trace_path)},
    {"lab", 0, "FILE", "record the run in the laboratory's store, as .pith/lab.db",
     CLI_TEXT(struct train_run, lab_path)},
    {"stop-on", 0, "SEVERITY", "stop when the doctor finds an error, or a warning",
     CLI_WORD(struct train_run, stop_on, stop_words)},
    {"no-doctor", 0, NULL, "no doctor beside the run", CLI_SWITCH(struct train_run, no_doctor)},
    CLI_OPTION_QUIET(struct train_run, "no progress and no table, only errors and warnings"),
    CLI_OPTION_JSON(struct train_run,
                    "results as JSON: an object for each epoch, and one at the end"),
    {0}};

static const struct train_run defaults = {
    .model_path = "model.safetensors", .best_epoch = -1, .stop_on = -1};

static const char *const knobs[] = {"data.",  "text.",     "embedding.", "model.", "loss.",
                                    "optim.", "schedule.", "train.",     NULL};

const struct cli_command command_train = {
    .name = "train",
    .summary = "train a tagger on texts with known keyphrases",
    .usage = "pith train [-o MODEL] [options] TRAIN [DEV [TEST]]",
    .details =
        "TRAIN is a file, or a folder with train, dev and test files (.tsv, .txt, .jsonl, .json,\n"
        "perhaps .gz). Formats are recognised by content: text<TAB>phrase, CoNLL columns with BIO\n"
        "or BIOES tags, or JSON Lines. The model is the best epoch by F1 of keyphrases on DEV.\n"
        "\n"
        "Ctrl-C stops after the step under way and saves the model and a checkpoint, from which\n"
        "--resume goes on as if nothing had happened; a second Ctrl-C stops at once.",
    .examples = "  pith train train.tsv dev.tsv test.tsv\n"
                "  pith train -o tags.safetensors --preset drnn data/sample\n"
                "  pith train --model.cell lstm --model.hidden 100 --trace run.jsonl train.tsv",
    .options = options,
    .knobs = knobs,
    .preset = CLI_PRESET_DEFAULT,
    .size = sizeof(struct train_run),
    .defaults = &defaults,
    .run = train_main,
    .fini = train_fini,
};
