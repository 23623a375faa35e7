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
#include "store/run_info.h"
#include "run/runner.h"

#include <string.h>
#include <unistd.h>

struct rerun {
    const char *store;
    bool quiet;
};

/* --- training it again ---------------------------------------------------------------------- */

/* Whether the same key would come out today: same program, same data. */
static pith_status warn_of_change(struct db *db, const struct run_info *info,
                                  const pith_config *config, pith_error *err)
{
    int64_t repeat = 0;
    char key[65] = "";
    pith_status status =
        db_int(db, &repeat, err, "SELECT repeat FROM run WHERE id = ?", "i", info->id);
    if (status == PITH_STATUS_OK)
        status = recorder_key(config, (int)repeat, key, err);
    if (status == PITH_STATUS_OK && strcmp(key, info->key) != 0)
        fprintf(stderr,
                "pith: the data files or pith itself have changed since run %lld: its "
                "numbers may differ\n",
                (long long)info->id);
    return status;
}

static pith_status plan_again(struct db *db, const struct run_info *info, int64_t *again,
                              pith_error *err)
{
    pith_config config;
    char label[600];
    config_init(&config.knobs);
    snprintf(label, sizeof label, "%.500s (again)", info->label);
    pith_status status = run_info_config(info, &config.knobs, err);
    if (status == PITH_STATUS_OK)
        status = warn_of_change(db, info, &config, err);
    const struct recorder_request request = {
        .config = &config,
        .label = label,
        .reason = "the same again: do the same numbers come out?",
        .parent = info->id,
        .again = true,
    };
    return status == PITH_STATUS_OK ? recorder_plan(db, &request, again, err) : status;
}

static pith_status train(struct db *db, const struct rerun *o, int64_t run, const char *label,
                         pith_error *err)
{
    struct job job = {.run = run, .label = label, .again = true, .cost = 1};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const struct runner_options options = {
        .store = o->store, .jobs = 1, .threads = cores > 0 ? (int)cores : 1, .quiet = o->quiet};
    pith_status status = runner_run(db, &job, 1, &options, err);
    if (status == PITH_STATUS_OK && job.outcome == OUTCOME_STOPPED)
        status = error_set(err, PITH_STATUS_NEGATIVE, "run %lld did not end: %.300s",
                           (long long)run, job.message);
    return status;
}

/* --- comparing ------------------------------------------------------------------------------ */

/* What must be equal: each row of either run that the other has not, by kind. */
static const struct {
    const char *what, *sql;
} comparisons[] = {
    {"state and message", "SELECT 'run', state, message, steps FROM run WHERE id = ?"},
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
    pith_status status = db_int(db, differ, err, sql, "iiii", a, b, b, a);
    if (status != PITH_STATUS_OK)
        return status;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM (%s)", select);
    return db_int(db, rows, err, sql, "i", a);
}

static pith_status compare(struct db *db, int64_t a, int64_t b, bool quiet, pith_error *err)
{
    int64_t total = 0;
    for (size_t i = 0; i < COMPARISON_COUNT; i++) {
        int64_t rows = 0, differ = 0;
        pith_status status = count_differences(db, comparisons[i].sql, a, b, &rows, &differ, err);
        if (status != PITH_STATUS_OK)
            return status;
        total += differ;
        if (!quiet && differ)
            printf("%-18s differ in %lld rows\n", comparisons[i].what, (long long)differ);
        else if (!quiet)
            printf("%-18s the same (%lld row%s)\n", comparisons[i].what, (long long)rows,
                   rows == 1 ? "" : "s");
    }
    if (!total)
        return PITH_STATUS_OK;
    error_set(err, PITH_STATUS_NEGATIVE, "run %lld came out otherwise than run %lld", (long long)b,
              (long long)a);
    return error_hint(err, PITH_STATUS_NEGATIVE, "`pith lab diff %lld %lld` shows what differs",
                      (long long)a, (long long)b);
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status rerun(struct db *db, const struct rerun *o, const char *word, pith_error *err)
{
    struct run_info info = {0};
    int64_t id = 0, again = 0;
    pith_status status = lookup_run(db, word, &id, err);
    if (status == PITH_STATUS_OK)
        status = run_info_load(db, id, &info, err);
    if (status == PITH_STATUS_OK && strcmp(info.state, "done") != 0 &&
        strcmp(info.state, "failed") != 0)
        status = error_hint(err,
                            error_set(err, PITH_STATUS_USAGE, "run %lld has not ended: it is %s",
                                      (long long)id, info.state),
                            "`pith lab run` goes on with it");
    if (status == PITH_STATUS_OK)
        status = plan_again(db, &info, &again, err);
    if (status == PITH_STATUS_OK)
        status = train(db, o, again, info.label, err);
    if (status == PITH_STATUS_OK)
        status = compare(db, id, again, o->quiet, err);
    run_info_fini(&info);
    return status;
}

static pith_status rerun_main(struct cli_call *call, pith_error *err)
{
    struct rerun *o = call->values;
    struct db *db = NULL;
    if (call->count != 1)
        return error_hint(
            err,
            error_set(err, PITH_STATUS_USAGE, call->count ? "one run at a time" : "which run?"),
            "`pith lab list` lists them");
    pith_status status = db_open(o->store, false, &db, err);
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
    .defaults = &(const struct rerun){.store = LAB_STORE_DEFAULT},
    .run = rerun_main,
};
