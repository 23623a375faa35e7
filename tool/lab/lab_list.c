/*
 * lab_list.c - `pith lab list`: the runs of a store, one a line.
 *
 * One query over indexes; traces are never touched, so that thousands of runs list at once.
 */
#include "lab/commands.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_value.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "show/look.h"
#include "store/lookup.h"
#include "store/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LABEL_MOST = 40, REASON_LEAST = 12 };

struct list {
    struct look_call look;
    const char *plan;
    int state; /* of run_state_words from RUN_PLANNED on; -1: any */
    int sort;  /* of sorts */
};

/* What --sort takes, as enum run_order numbers them. */
static const char *const sorts[] = {"id", "label", "state", "f1", "loss", "time", "started", NULL};

/* --- printing ------------------------------------------------------------------------------- */

static int label_columns(const struct run_list *l)
{
    int most = 5;
    for (size_t i = 0; i < l->count; i++) {
        const char *text = l->items[i].label;
        int columns = cli_text_columns(text, strlen(text));
        most = columns > most ? columns : most;
    }
    return most < LABEL_MOST ? most : LABEL_MOST;
}

/* A reason, a note, or why it failed: what there is. */
static void print_why(const struct run *r, int room)
{
    struct buffer why = {0};
    bool failed = r->state == RUN_FAILED;
    buffer_printf(&why, "%s%s%s", failed ? r->message : "", failed && *r->reason ? "; " : "",
                  r->reason);
    if (*r->note)
        buffer_printf(&why, "%s[%s]", why.size ? " " : "", r->note);
    if (buffer_ok(&why) && why.size)
        look_cell(why.data, room, false, stdout);
    buffer_fini(&why);
}

static void print_row(const struct run *r, int label, int room)
{
    char epochs[48], best[24] = "-";
    snprintf(epochs, sizeof epochs, "%lld/%lld", (long long)r->epochs_done, (long long)r->steps);
    if (r->best_epoch)
        snprintf(best, sizeof best, "%lld", (long long)r->best_epoch);
    printf("%4lld  ", (long long)r->id);
    look_cell(r->label, label, true, stdout);
    printf("  %-7s %9s %9s %7s %5s %7s  %-16s  ", run_state_name(r->state), epochs,
           LOOK_REAL(r->loss), LOOK_REAL(r->f1), best,
           isnan(r->seconds) ? "-" : CLI_DURATION(r->seconds), LOOK_TIME(r->started));
    print_why(r, room);
    putchar('\n');
}

static void print_table(const struct run_list *l)
{
    const char *columns = getenv("COLUMNS");
    bool narrow = isatty(STDOUT_FILENO) || (columns && *columns);
    int label = label_columns(l), fixed = 6 + label + 2 + 7 + 10 + 10 + 8 + 6 + 8 + 2 + 16 + 2;
    int room = narrow ? cli_width() - fixed : 100000;
    printf("%4s  %-*s  %-7s %9s %9s %7s %5s %7s  %-16s  %s\n", "id", label, "label", "state",
           "ep/steps", "loss", "dev F1", "best", "time", "when", "reason");
    for (size_t i = 0; i < l->count; i++)
        print_row(&l->items[i], label, room > REASON_LEAST ? room : REASON_LEAST);
}

static json_t *list_json(const struct run_list *l)
{
    json_t *all = json_array();
    for (size_t i = 0; i < l->count; i++) {
        const struct run *r = &l->items[i];
        json_value_append(
            &all,
            json_pack("{s:I, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:o, s:o}",
                      "id", (json_int_t)r->id, "label", json_value_name(r->label), "state",
                      run_state_name(r->state), "plan", json_value_name(r->plan_title),
                      "experiment", json_value_name(r->experiment_name), "reason",
                      json_value_name(r->reason), "message", json_value_name(r->message), "note",
                      json_value_name(r->note), "epochs", (json_int_t)r->epochs_done, "steps",
                      (json_int_t)r->steps, "best_epoch", (json_int_t)r->best_epoch, "loss",
                      json_value_finite(r->loss), "dev.keyphrase.f1", json_value_finite(r->f1),
                      "started", json_value_finite(r->started), "seconds",
                      json_value_finite(r->seconds)));
    }
    return all;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status list_runs(struct look_call *look, void *values, pith_error *err)
{
    const struct list *l = values;
    struct run_filter filter = {.state = (enum run_state)(RUN_PLANNED + l->state),
                                .order = (enum run_order)l->sort,
                                .brief = true};
    struct run_list runs;
    pith_status status = PITH_STATUS_OK;
    if (l->plan)
        TRY(lookup_plan(look->db, l->plan, &filter.plan, err));
    TRY(run_list_load(look->db, &filter, &runs, err));
    if (look->json)
        status = look_json(list_json(&runs), err);
    else if (runs.count)
        print_table(&runs);
    else
        fputs("no runs\n", stderr);
    run_list_fini(&runs);
    return status;
}

static const struct cli_option options[] = {
    {"plan", 'p', "PLAN", "runs of one plan: its id, path, title or hash",
     CLI_TEXT(struct list, plan)},
    {"state", 's', "STATE", "only planned, running, done, failed, stopped or died ones",
     CLI_WORD(struct list, state, run_state_words + RUN_PLANNED)},
    {"sort", 0, "BY", "id, label, state, f1, loss, time or started [default id]",
     CLI_WORD(struct list, sort, sorts)},
    LOOK_JSON(struct list),
    LOOK_STORE(struct list),
    {0}};

const struct cli_command lab_list = {
    .name = "lab list",
    .summary = "the runs of a store",
    .usage = "pith lab list [--plan P] [--state S] [--sort BY] [--json]",
    .details = "A line a run: epochs and steps done, loss of the last epoch, F1 of keyphrases on\n"
               "dev of the best epoch, which epoch that was, time of training, and why it was\n"
               "run. A note stands in brackets.",
    .examples = "  pith lab list --state failed\n"
                "  pith lab list --plan all-zero.yaml --sort f1\n"
                "  pith lab list --json | jq '.[] | select(.loss < 0.1).label'",
    .options = options,
    .size = sizeof(struct list),
    .defaults = &(const struct list){.state = -1},
    .run = look_run,
    .frame = &(const struct look_frame){.body = list_runs},
};
