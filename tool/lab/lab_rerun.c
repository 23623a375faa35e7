/*
 * lab_rerun.c - `pith lab rerun`: trains a run once more and compares, to the last digit.
 *
 *     run A ─configuration→ run B, a repetition ─trained→ epochs and metrics of A and B, compared
 */
#include "lab/commands.h"

#include "base/error.h"
#include "show/look.h"
#include "store/lookup.h"
#include "store/recorder.h"
#include "store/run.h"
#include "run/runner.h"

#include <string.h>

struct rerun {
    const char *store;
    bool quiet;
};

/* --- training it again ---------------------------------------------------------------------- */

/* Whether the same key would come out today: same program, same data. */
static pith_status warn_of_change(const struct run *run, const pith_config *config, pith_error *err)
{
    char key[65] = "";
    pith_status status = recorder_key(config, (int)run->repeat, key, err);
    if (status == PITH_STATUS_OK && strcmp(key, run->key) != 0)
        fprintf(stderr,
                "pith: the data files or pith itself have changed since run %lld: its "
                "numbers may differ\n",
                (long long)run->id);
    return status;
}

static pith_status plan_again(struct db *db, const struct run *run, int64_t *again, pith_error *err)
{
    pith_config config;
    char label[600];
    snprintf(label, sizeof label, "%.500s (again)", run->label);
    TRY(run_config(run, &config.knobs, err));
    TRY(warn_of_change(run, &config, err));
    const struct recorder_request request = {
        .config = &config,
        .label = label,
        .reason = "the same again: do the same numbers come out?",
        .parent = run->id,
        .again = true,
    };
    return recorder_plan(db, &request, again, err);
}

static pith_status train(struct db *db, const struct rerun *o, int64_t run, const char *label,
                         pith_error *err)
{
    struct job job = {.run = run, .label = label, .again = true, .cost = 1};
    const struct runner_options options = runner_options_of(o->store, o->quiet, 1, 1);
    TRY(runner_run(db, &job, 1, &options, err));
    if (job.outcome == RUN_STOPPED)
        return error_set(err, PITH_STATUS_NEGATIVE, "run %lld did not end: %.300s", (long long)run,
                         job.message);
    return PITH_STATUS_OK;
}

/* --- comparing ------------------------------------------------------------------------------ */

/* What must be equal besides the row: each line of either run that the other has not. */
static const struct {
    const char *what, *sql;
} comparisons[] = {
    {"epochs", "SELECT epoch, loss, best, metrics_json FROM epoch WHERE run = ?"},
    {"metrics", "SELECT part, name, value, floor FROM metric WHERE run = ?"},
    {"predictions", "SELECT part, phrases, 0, 0 FROM prediction WHERE run = ?"},
};
enum { COMPARISON_COUNT = sizeof comparisons / sizeof *comparisons };

static pith_status count_differences(struct db *db, const char *select, int64_t a, int64_t b,
                                     int64_t *rows, int64_t *differ, pith_error *err)
{
    char sql[1024];
    snprintf(sql, sizeof sql,
             "SELECT (SELECT count(*) FROM (%s EXCEPT %s)) + (SELECT count(*) FROM (%s EXCEPT %s))",
             select, select, select, select);
    TRY(db_int(db, differ, err, sql, "iiii", a, b, b, a));
    snprintf(sql, sizeof sql, "SELECT count(*) FROM (%s)", select);
    return db_int(db, rows, err, sql, "i", a);
}

static void report(const char *what, int64_t rows, int64_t differ)
{
    if (differ)
        printf("%-18s differ in %lld rows\n", what, (long long)differ);
    else
        printf("%-18s the same (%lld row%s)\n", what, (long long)rows, rows == 1 ? "" : "s");
}

static pith_status compare(struct db *db, const struct run *a, const struct run *b, bool quiet,
                           pith_error *err)
{
    bool same = a->state == b->state && a->steps == b->steps && !strcmp(a->message, b->message);
    int64_t total = same ? 0 : 2;
    if (!quiet)
        report("state and message", 1, total);
    for (size_t i = 0; i < COMPARISON_COUNT; i++) {
        int64_t rows = 0, differ = 0;
        TRY(count_differences(db, comparisons[i].sql, a->id, b->id, &rows, &differ, err));
        total += differ;
        if (!quiet)
            report(comparisons[i].what, rows, differ);
    }
    if (!total)
        return PITH_STATUS_OK;
    error_set(err, PITH_STATUS_NEGATIVE, "run %lld came out otherwise than run %lld",
              (long long)b->id, (long long)a->id);
    return error_hint(err, PITH_STATUS_NEGATIVE, "`pith lab diff %lld %lld` shows what differs",
                      (long long)a->id, (long long)b->id);
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status rerun(struct db *db, const struct rerun *o, const char *word, pith_error *err)
{
    struct run first, again = {0};
    int64_t id = 0;
    pith_status status = lookup_run(db, word, &first, err);
    if (status == PITH_STATUS_OK && !run_state_ended(first.state))
        status = error_cure(err, PITH_STATUS_USAGE, "`pith lab run` goes on with it",
                            "run %lld has not ended: it is %s", (long long)first.id,
                            run_state_name(first.state));
    if (status == PITH_STATUS_OK)
        status = plan_again(db, &first, &id, err);
    if (status == PITH_STATUS_OK)
        status = train(db, o, id, first.label, err);
    if (status == PITH_STATUS_OK)
        status = run_load(db, id, &again, err);
    if (status == PITH_STATUS_OK)
        status = compare(db, &first, &again, o->quiet, err);
    run_fini(&first);
    run_fini(&again);
    return status;
}

static pith_status rerun_main(struct cli_call *call, pith_error *err)
{
    struct rerun *o = call->values;
    struct db *db = NULL;
    if (call->count != 1)
        return error_cure(err, PITH_STATUS_USAGE, "`pith lab list` lists them",
                          call->count ? "one run at a time" : "which run?");
    pith_status status = store_open(o->store, false, &db, err);
    if (status == PITH_STATUS_OK)
        status = rerun(db, o, call->arguments[0], err);
    db_close(db);
    return status;
}

static const struct cli_option options[] = {
    {"lab", 0, "FILE", "the store [default .pith/lab.db]", CLI_TEXT(struct rerun, store)},
    CLI_OPTION_QUIET(struct rerun, "only errors, and the exit code"),
    {0}};

const struct cli_command lab_rerun = {
    .name = "lab rerun",
    .summary = "train a run again and compare, to the last digit",
    .usage = "pith lab rerun RUN",
    .details =
        "RUN is a number or a label of `pith lab list`. The repetition is a run of its own in the\n"
        "store, with the same configuration, seed and data. Epochs, metrics and predictions are\n"
        "compared with those of the first; exit code 1 if anything differs.",
    .examples = "  pith lab rerun 3\n"
                "  pith lab rerun \"rates optim.rate=1e-1\"",
    .options = options,
    .size = sizeof(struct rerun),
    .defaults = &(const struct rerun){.store = STORE_DEFAULT_PATH},
    .run = rerun_main,
};
