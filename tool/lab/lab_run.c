/*
 * lab_run.c - `pith lab run`: carries a plan out, as far as it is not done.
 *
 *     PLAN → expand → store ─→ inspect → train, several at once → landscape → what came out
 */
#include "lab/commands.h"

#include "cli/number.h"
#include "base/clock.h"
#include "base/error.h"
#include "run/estimate.h"
#include "show/look.h"
#include "run/study.h"

#include <math.h>
#include <unistd.h>

struct lab_run_options {
    const char *store, *data, *only, *redo;
    long jobs; /* 0: as many as cores */
    bool dry_run, quiet;
};

/* --- workers -------------------------------------------------------------------------------- */

static size_t count_wanted(const struct study *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->expansion.count; i++)
        n += s->runs[i].wanted;
    return n;
}

/* --- dry run -------------------------------------------------------------------------------- */

/*
 * A run that two experiments ask for is trained once, for the first of them that is wanted. The
 * store would tell by its key; a dry run changes no store.
 */
static void drop_doubles(struct study *s)
{
    for (size_t i = 0; i < s->expansion.count; i++) {
        size_t first = study_kind(s, i) == PLAN_TRAIN ? expand_same(&s->expansion, i) : i;
        if (first == i || !s->runs[i].wanted)
            continue;
        bool trained = study_kind(s, first) == PLAN_TRAIN && s->runs[first].wanted;
        s->runs[i].wanted = !trained;
    }
}

/* Prints a line for each run; returns how many there are. */
static size_t print_runs(const struct study *s, const struct estimate *e)
{
    size_t count = 0;
    for (size_t i = 0; i < s->expansion.count; i++) {
        const struct expand_run *x = &s->expansion.runs[i];
        const struct study_run *run = &s->runs[i];
        if (study_kind(s, i) != PLAN_TRAIN)
            continue;
        count++;
        look_cell(x->label, 44, true, stdout);
        printf("  %-8s  %s\n", run_state_name(run->state),
               run->wanted ? CLI_DURATION(estimate_seconds(e, &x->config.knobs)) : "-");
    }
    return count;
}

static pith_status dry_run(struct study *s, struct db *db, const struct lab_run_options *o,
                           pith_error *err)
{
    struct estimate e = {0};
    double total = 0, longest = 0;
    TRY(study_find_runs(s, db, err));
    drop_doubles(s);
    size_t wanted = count_wanted(s);
    struct runner_options workers = runner_options_of(o->store, o->quiet, wanted, o->jobs);
    for (size_t i = 0; i < s->expansion.count; i++) {
        const struct config *cfg = &s->expansion.runs[i].config.knobs;
        if (!s->runs[i].wanted)
            continue;
        if (!e.tokens)
            TRY(estimate_make(&e, db, cfg, workers.threads, err));
        double seconds = estimate_seconds(&e, cfg);
        total += seconds;
        longest = fmax(longest, seconds);
    }
    size_t count = print_runs(s, &e);
    printf("\n%zu of %zu runs would be trained", wanted, count);
    if (wanted)
        printf(", %d at once with %d thread%s each: about %s (%s)", workers.jobs, workers.threads,
               workers.threads > 1 ? "s" : "", CLI_DURATION(fmax(total / workers.jobs, longest)),
               e.measured ? "measured for a second" : "as fast as past runs");
    putchar('\n');
    return PITH_STATUS_OK;
}

/* --- what came out -------------------------------------------------------------------------- */

/* Counts unexpected failures among the chosen experiments, those of earlier times included. */
static pith_status count_failures(struct study *s, struct db *db, size_t *failed, size_t *stopped,
                                  bool quiet, pith_error *err)
{
    *failed = *stopped = 0;
    for (size_t i = 0; i < s->expansion.count; i++) {
        const struct expand_run *x = &s->expansion.runs[i];
        const struct plan_experiment *e = &s->plan.experiments[x->experiment];
        if (e->kind != PLAN_TRAIN || !(s->chosen[x->experiment] || s->redo[x->experiment]))
            continue;
        struct job job = {.run = s->runs[i].id, .label = x->label};
        TRY(runner_read(db, &job, err));
        *stopped += job.outcome == RUN_STOPPED;
        *failed += job.outcome == RUN_FAILED && !e->expect_failure;
        if (job.outcome == RUN_DONE && e->expect_failure && !quiet)
            fprintf(stderr, "pith: %s did not fail, though the plan expects it\n", x->label);
    }
    return PITH_STATUS_OK;
}

static pith_status report(struct study *s, struct db *db, size_t missing,
                          const struct lab_run_options *o, double seconds, pith_error *err)
{
    size_t failed = 0, stopped = 0;
    TRY(count_failures(s, db, &failed, &stopped, o->quiet, err));
    if (!o->quiet && s->job_count)
        printf("\n%zu run%s trained in %s", s->job_count, s->job_count == 1 ? "" : "s",
               CLI_DURATION(seconds));
    else if (!o->quiet)
        printf("nothing to train: every run is in the store");
    if (!o->quiet)
        printf("%s\n", failed || stopped || missing ? "" : "; `pith lab record` writes the record");
    if (failed)
        return error_set(err, PITH_STATUS_NEGATIVE, "%zu run%s failed that should not", failed,
                         failed == 1 ? "" : "s");
    if (stopped || missing)
        return error_cure(err, PITH_STATUS_NEGATIVE, "`pith lab run` again goes on with them",
                          "%zu experiments and runs did not end", stopped + missing);
    return PITH_STATUS_OK;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status carry_out(struct study *s, struct db *db, const struct lab_run_options *o,
                             pith_error *err)
{
    size_t missing = 0;
    double began = clock_seconds();
    TRY(study_enter(s, db, err));
    struct runner_options workers = runner_options_of(o->store, o->quiet, count_wanted(s), o->jobs);
    TRY(study_inspect(s, db, o->quiet, err));
    TRY(study_train(s, db, &workers, err));
    TRY(study_landscape(s, db, o->quiet, &missing, err));
    return report(s, db, missing, o, clock_seconds() - began, err);
}

static pith_status run_plan(const char *path, const struct lab_run_options *o, pith_error *err)
{
    struct study s = {0};
    struct db *db = NULL;
    pith_status status = study_open(&s, path, o->data, err);
    if (status == PITH_STATUS_OK)
        status = study_select(&s, o->only, o->redo, err);
    if (status == PITH_STATUS_OK && (!o->dry_run || access(o->store, F_OK) == 0))
        status = store_open(o->store, !o->dry_run, &db, err);
    if (status == PITH_STATUS_OK)
        status = o->dry_run ? dry_run(&s, db, o, err) : carry_out(&s, db, o, err);
    db_close(db);
    study_fini(&s);
    return status;
}

static pith_status run_main(struct cli_call *call, pith_error *err)
{
    if (call->count == 1)
        return run_plan(call->arguments[0], call->values, err);
    return error_cure(err, PITH_STATUS_USAGE, "`pith lab new plan.yaml` writes one to begin with",
                      call->count ? "one plan at a time" : "which plan?");
}

static const struct cli_option options[] = {
    {"jobs", 'j', "N", "train so many runs at once [default: the number of cores]",
     CLI_INTEGER(struct lab_run_options, jobs, 1, 1024)},
    {"only", 0, "ID,..", "only these experiments of the plan",
     CLI_TEXT(struct lab_run_options, only)},
    {"redo", 0, "ID,..", "these again, though they are done; \"all\" for all that are chosen",
     CLI_TEXT(struct lab_run_options, redo)},
    {"dry-run", 'n', NULL, "only print what would be trained, and how long it should take",
     CLI_SWITCH(struct lab_run_options, dry_run)},
    {"data", 'd', "FOLDER", "train, dev and test of a folder, in place of the plan's",
     CLI_TEXT(struct lab_run_options, data)},
    {"lab", 0, "FILE", "the store [default .pith/lab.db]", CLI_TEXT(struct lab_run_options, store)},
    CLI_OPTION_QUIET(struct lab_run_options, "only errors"),
    {0}};

const struct cli_command lab_run = {
    .name = "lab run",
    .summary = "carry a plan out, as far as it is not done",
    .usage = "pith lab run [--jobs N] [--only ID,..] [--redo ID,..] [--dry-run] [--data FOLDER] "
             "PLAN",
    .details =
        "Each run is trained by a process of its own and recorded while it happens. What is done\n"
        "is not repeated: the same configuration, seed, data and program are the same run. Ctrl-C\n"
        "saves and stops, a second one stops at once; after that, after kill -9 or a power cut,\n"
        "the same command goes on where it was, to the same numbers.\n"
        "\n"
        "A run that fails (its loss is not a number, say) is recorded with its message, and the\n"
        "others go on. Exit code 1 if one failed and the plan did not expect it.",
    .examples = "  pith lab run plans/all-zero.yaml\n"
                "  pith lab run --dry-run --data folder plans/all-zero-twitter.yaml\n"
                "  pith lab run --only adam,sgd --redo adam plan.yaml",
    .options = options,
    .size = sizeof(struct lab_run_options),
    .defaults = &(const struct lab_run_options){.store = STORE_DEFAULT_PATH},
    .run = run_main,
};
