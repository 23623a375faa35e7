/*
 * lab_show.c - `pith lab show`: all that the store knows of a run, on one page.
 *
 *     run, epochs, metrics, findings ─export_run_json→ object ─→ sections of text, or the JSON
 */
#include "lab/commands.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "store/export.h"
#include "show/look.h"
#include "show/plot.h"
#include "base/json_value.h"
#include "store/run.h"
#include "show/show.h"
#include "store/tracks.h"

#include <math.h>

enum { EPOCHS_SHOWN = 12, SPARK_COLUMNS = 60 };

struct show {
    struct look_call look;
    bool full;
};

/* --- sections ------------------------------------------------------------------------------- */

static void print_changes(json_t *diff)
{
    const char *key, *name = "changed";
    json_t *pair;
    json_object_foreach(diff, key, pair)
    {
        const char *from = json_string_value(json_array_get(pair, 0));
        const char *to = json_string_value(json_array_get(pair, 1));
        printf("%-12s%s  ", name, key);
        show_value(from ? from : "", stdout);
        fputs(cli_arrow(), stdout);
        show_value(to ? to : "", stdout);
        putchar('\n');
        name = "";
    }
}

static void print_head(const struct run *r)
{
    cli_say(stdout, "run %lld  %s\n\n", (long long)r->id, r->label);
    show_line("state", "%s%s%s", run_state_name(r->state), *r->message ? ": " : "", r->message);
    if (*r->plan_title)
        show_line("plan", "%s, experiment %s", r->plan_title, r->experiment_name);
    if (*r->reason)
        show_line("reason", "%s", r->reason);
    if (*r->note)
        show_line("note", "%s", r->note);
    if (r->parent)
        show_line("parent", "run %lld (%s)", (long long)r->parent, r->parent_label);
    print_changes(r->diff);
}

static void print_times(const struct run *r)
{
    show_line("started", "%s", LOOK_TIME(r->started));
    if (!isnan(r->seconds))
        show_line("trained", "%s%s%s%s", CLI_DURATION(r->seconds),
                  isnan(r->tokens_per_second) ? "" : ", ",
                  isnan(r->tokens_per_second) ? "" : CLI_COUNT(round(r->tokens_per_second)),
                  isnan(r->tokens_per_second) ? "" : " tokens/s");
    show_line("steps", "%s, %lld an epoch, seed %lld", CLI_COUNT(r->steps),
              (long long)r->steps_per_epoch, (long long)r->seed);
    if (r->parameters) {
        const char *format = json_value_text(r->embedding, "format");
        show_line("net", "%s parameters, vocabulary %s, vectors %s", CLI_COUNT(r->parameters),
                  CLI_COUNT(r->vocabulary), *format ? format : "random");
    }
    if (*r->model)
        show_line("model", "%s%s", r->model, *r->model == '/' ? "" : " (beside the store)");
}

static void print_data(const json_t *files)
{
    size_t i;
    json_t *file;
    if (!json_array_size(files))
        return;
    printf("\n%-12s%10s %10s %10s  %-12s  file\n", "data", "texts", "tokens", "spans", "sha256");
    json_array_foreach(files, i, file)
    {
        cli_say(stdout, "  %-10s%10s %10s %10s  %-12.12s  %s\n", json_value_text(file, "role"),
                CLI_COUNT(json_value_number(file, "texts")),
                CLI_COUNT(json_value_number(file, "tokens")),
                CLI_COUNT(json_value_number(file, "spans")), json_value_text(file, "sha256"),
                json_value_text(file, "path"));
    }
}

/* Label shares and what a constant predictor loses, over tokens and with pads. */
static void print_prior(const json_t *prior)
{
    static const char *const over[] = {"tokens", "padded"};
    static const char *const labels[] = {"O", "B", "I", "E", "S"};
    bool head = false;
    for (size_t i = 0; i < 2; i++) {
        const json_t *one = json_object_get(prior, over[i]);
        if (!json_is_object(one))
            continue;
        if (!head)
            printf("\n%-12s%8s %8s %8s %8s %8s  %9s %9s %9s\n", "label prior", "O", "B", "I", "E",
                   "S", "keyword", "keyphrase", "loss");
        head = true;
        printf("  %-10s", over[i]);
        for (size_t k = 0; k < 5; k++)
            printf("%7.2f%% ", 100 * json_value_number(json_object_get(one, "labels"), labels[k]));
        printf(" %9.4f %9.4f %9.4f\n", json_value_number(one, "keyword"),
               json_value_number(one, "keyphrase"), json_value_number(one, "loss"));
    }
}

/* Parts side by side; the names are those of the first, which all parts have. */
static void print_metrics(json_t *parts)
{
    const char *part, *name;
    json_t *list, *m;
    json_t *first = json_object_iter_value(json_object_iter(parts));
    if (!first)
        return;
    printf("\n%-26s", "metrics (best epoch)");
    json_object_foreach(parts, part, list) printf(" %10.10s %10s", part, "floor");
    putchar('\n');
    json_object_foreach(first, name, m)
    {
        fputs("  ", stdout);
        look_cell(name, 24, true, stdout);
        json_object_foreach(parts, part, list)
        {
            const json_t *own = json_object_get(list, name);
            printf(" %10s %10s", LOOK_REAL(json_value_number(own, "value")),
                   LOOK_REAL(json_value_number(own, "floor")));
        }
        putchar('\n');
    }
}

/* All epochs, or the first and the last few where there are many. */
static void print_epochs(const json_t *epochs, bool full)
{
    size_t n = json_array_size(epochs), i;
    json_t *e;
    if (!n)
        return;
    printf("\n%-8s %8s %10s %10s %10s %10s %8s\n", "epoch", "steps", "loss", "phraseF1", "wordF1",
           "exact", "time");
    json_array_foreach(epochs, i, e)
    {
        const json_t *m = json_object_get(e, "metrics");
        if (!full && n > EPOCHS_SHOWN && i >= EPOCHS_SHOWN / 2 && i < n - EPOCHS_SHOWN / 2) {
            if (i == EPOCHS_SHOWN / 2)
                printf("  ... %zu more (--full)\n", n - EPOCHS_SHOWN / 2 * 2);
            continue;
        }
        printf("%6lld%s %8lld %10s %10s %10s %10s %8s\n", json_value_integer(e, "epoch"),
               json_is_true(json_object_get(e, "best")) ? " *" : "  ",
               json_value_integer(e, "steps"), LOOK_REAL(json_value_number(e, "loss")),
               LOOK_REAL(json_value_number(m, "keyphrase.f1")),
               LOOK_REAL(json_value_number(m, "keyword.f1")),
               LOOK_REAL(json_value_number(m, "exact")),
               CLI_DURATION(json_value_number(e, "seconds")));
    }
}

static pith_status print_spark(struct db *db, const struct run *run, pith_error *err)
{
    struct tracks t;
    struct track loss;
    struct buffer line = {0};
    pith_status status = tracks_load(db, run, &t, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (t.steps.steps && curves_find(&t.steps, "loss")) {
        const double *prior = curves_find(&t.steps, "prior");
        status = tracks_find(&t, "loss", &loss, err);
        if (status == PITH_STATUS_OK)
            plot_sparkline(loss.y, loss.count, SPARK_COLUMNS, cli_utf8(), &line);
        if (!buffer_ok(&line))
            status = error_memory(err);
        if (status == PITH_STATUS_OK && line.size) {
            printf("\n%-12s%s %s %s\n", "loss", LOOK_REAL(loss.y[0]), line.data,
                   LOOK_REAL(loss.y[loss.count - 1]));
            if (prior)
                printf("%-12s%s in the last step\n", "constant", LOOK_REAL(prior[loss.count - 1]));
        }
    }
    buffer_fini(&line);
    tracks_fini(&t);
    return status;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status print_page(struct look_call *look, bool full, const json_t *all, pith_error *err)
{
    const struct run *run = &look->runs[0];
    print_head(run);
    print_times(run);
    print_data(json_object_get(all, "data"));
    print_prior(run->prior);
    print_metrics(json_object_get(all, "metrics"));
    print_epochs(json_object_get(all, "epochs"), full);
    pith_status status = print_spark(look->db, run, err);
    if (status == PITH_STATUS_OK) {
        show_findings(json_object_get(all, "findings"), full);
        show_config(run->config, full);
        show_provenance(json_object_get(all, "provenance"), full);
    }
    return status;
}

static pith_status show_run(struct look_call *look, void *values, pith_error *err)
{
    const struct show *s = values;
    json_t *all;
    TRY(export_run_json(look->db, &look->runs[0],
                        EXPORT_BIT(EXPORT_EPOCHS) | EXPORT_BIT(EXPORT_METRICS), &all, err));
    if (look->json)
        return look_json(all, err);
    pith_status status = print_page(look, s->full, all, err);
    json_decref(all);
    return status;
}

static const struct cli_option options[] = {
    {"full", 'f', NULL, "all knobs, all epochs, and the whole provenance with the patch",
     CLI_SWITCH(struct show, full)},
    LOOK_JSON(struct show),
    LOOK_STORE(struct show),
    {0}};

const struct cli_command lab_show = {
    .name = "lab show",
    .summary = "all that is known of a run",
    .usage = "pith lab show RUN [--full] [--json]",
    .details = "Why it was run and what it changes, where it came from, data and label prior,\n"
               "metrics beside their floors, epochs (* a new best one), the loss, findings, and\n"
               "the knobs that are not at their defaults.",
    .examples = "  pith lab show sgd-1e-2\n  pith lab show 7 --full | less",
    .options = options,
    .size = sizeof(struct show),
    .run = look_run,
    .frame = &(const struct look_frame){.least = 1, .most = 1, .body = show_run},
};
