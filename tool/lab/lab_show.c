/*
 * lab_show.c - `pith lab show`: all that the store knows of a run, on one page.
 *
 *     run, epochs, metrics, findings, provenance ─→ sections of text, or export_run_json's JSON
 */
#include "lab/commands.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "store/data_role.h"
#include "store/export.h"
#include "show/look.h"
#include "show/plot.h"
#include "base/json_value.h"
#include "store/provenance.h"
#include "store/run.h"
#include "store/curves.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { EPOCHS_SHOWN = 12, SPARK_COLUMNS = 60 };

struct show {
    struct look_call look;
    bool full;
};

/* --- sections ------------------------------------------------------------------------------- */

/* Newlines stay, other control characters do not. */
static void print_lines(const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        cli_say(stdout, "%.*s\n", (int)size, text);
        text += size + (text[size] == '\n');
    }
}

/* "name        text", control characters of the text as spaces. */
static void show_line(const char *name, const char *format, ...) ERROR_PRINTF(2, 3);
static void show_line(const char *name, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    printf("%-12s", name);
    cli_vsay(stdout, format, values);
    putchar('\n');
    va_end(values);
}

static void print_changes(json_t *diff)
{
    const char *key, *name = "changed";
    json_t *pair;
    json_object_foreach(diff, key, pair)
    {
        const char *from = json_string_value(json_array_get(pair, 0));
        const char *to = json_string_value(json_array_get(pair, 1));
        cli_say(stdout, "%-12s%s  ", name, key);
        look_value(from ? from : "");
        fputs(cli_arrow(), stdout);
        look_value(to ? to : "");
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

static void print_data(const struct run *run)
{
    if (run->file_count)
        printf("\n%-12s%10s %10s %10s  %-12s  file\n", "data", "texts", "tokens", "spans",
               "sha256");
    for (int id = 0; id < KNOB_COUNT; id++) {
        const struct run_file *f = run_file(run, data_role(id));
        if (f)
            cli_say(stdout, "  %-10s%10s %10s %10s  %-12.12s  %s\n", f->role, CLI_COUNT(f->texts),
                    CLI_COUNT(f->tokens), CLI_COUNT(f->spans), f->sha256, f->path);
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

/* Whether metric i is the first of its part. */
static bool begins_part(const struct run *run, size_t i)
{
    return i == 0 || strcmp(run->metrics[i - 1].part, run->metrics[i].part) != 0;
}

/* Parts side by side; the names are those of the first, which all parts have. */
static void print_metrics(const struct run *run)
{
    const struct run_metric *m = run->metrics;
    if (run->metric_count)
        printf("\n%-26s", "metrics (best epoch)");
    for (size_t i = 0; i < run->metric_count; i++)
        if (begins_part(run, i))
            cli_say(stdout, " %10.10s %10s", m[i].part, "floor");
    for (size_t i = 0; i < run->metric_count && !strcmp(m[i].part, m[0].part); i++) {
        fputs("\n  ", stdout);
        look_cell(m[i].name, 24, true, stdout);
        for (size_t k = 0; k < run->metric_count; k++) {
            const struct run_metric *own = run_metric(run, m[k].part, m[i].name);
            if (begins_part(run, k))
                printf(" %10s %10s", LOOK_REAL(own->value), LOOK_REAL(own->floor));
        }
    }
    if (run->metric_count)
        putchar('\n');
}

/* All epochs, or the first and the last few where there are many. */
static void print_epochs(const struct run *run, bool full)
{
    size_t n = run->epoch_count;
    if (n)
        printf("\n%-8s %8s %10s %10s %10s %10s %8s\n", "epoch", "steps", "loss", "phraseF1",
               "wordF1", "exact", "time");
    for (size_t i = 0; i < n; i++) {
        const struct run_epoch *e = &run->epochs[i];
        if (!full && n > EPOCHS_SHOWN && i >= EPOCHS_SHOWN / 2 && i < n - EPOCHS_SHOWN / 2) {
            if (i == EPOCHS_SHOWN / 2)
                printf("  ... %zu more (--full)\n", n - EPOCHS_SHOWN / 2 * 2);
            continue;
        }
        printf("%6lld%s %8lld %10s %10s %10s %10s %8s\n", (long long)e->epoch + 1,
               e->best ? " *" : "  ", (long long)e->steps, LOOK_REAL(e->loss),
               LOOK_REAL(json_value_number(e->metrics, "keyphrase.f1")),
               LOOK_REAL(json_value_number(e->metrics, "keyword.f1")),
               LOOK_REAL(json_value_number(e->metrics, "exact")), CLI_DURATION(e->seconds));
    }
}

static pith_status print_spark(struct db *db, const struct run *run, pith_error *err)
{
    struct curves c;
    struct buffer line = {0};
    TRY(curves_load(db, run->id, &c, err));
    const double *loss = curves_find(&c, "loss"), *prior = curves_find(&c, "prior");
    if (loss)
        plot_sparkline(loss, c.steps, SPARK_COLUMNS, cli_utf8(), &line);
    bool ok = buffer_ok(&line);
    if (ok && line.size) {
        printf("\n%-12s%s %s %s\n", "loss", LOOK_REAL(loss[0]), line.data,
               LOOK_REAL(loss[c.steps - 1]));
        if (prior)
            printf("%-12s%s in the last step\n", "constant", LOOK_REAL(prior[c.steps - 1]));
    }
    buffer_fini(&line);
    curves_fini(&c);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

/* --- findings ------------------------------------------------------------------------------- */

/* A landscape in one line. */
static void print_landscape(const json_t *finding)
{
    const json_t *train = json_object_get(json_object_get(finding, "parts"), "train");
    const json_t *barrier = json_object_get(train, "barrier");
    const json_t *loss = json_object_get(train, "loss");
    const json_t *b = json_object_get(finding, "b");
    size_t n = json_array_size(loss);
    cli_say(stdout, "to run %lld (%s): loss %.4g to %.4g, %s\n", json_value_integer(b, "run"),
            json_value_text(b, "label"), n ? json_number_value(json_array_get(loss, 0)) : 0.0,
            n ? json_number_value(json_array_get(loss, n - 1)) : 0.0,
            json_is_true(json_object_get(barrier, "stands")) ? "a barrier on the line"
                                                             : "no barrier on the line");
}

/* The members that are no lists or objects, of a finding that nobody knows more about. */
static void print_scalars(json_t *finding)
{
    const char *key;
    json_t *value;
    bool first = true;
    json_object_foreach(finding, key, value)
    {
        if (json_is_object(value) || json_is_array(value))
            continue;
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        cli_say(stdout, "%s%s %s", first ? "" : ", ", key, text ? text : "?");
        free(text);
        first = false;
    }
    putchar('\n');
}

static void print_findings(const struct run *run, bool full)
{
    if (run->finding_count)
        puts("\nfindings");
    for (size_t i = 0; i < run->finding_count; i++) {
        const struct run_finding *f = &run->findings[i];
        cli_say(stdout, "  %-8s %s  ", f->severity, f->kind);
        if (!strcmp(f->kind, "landscape"))
            print_landscape(f->json);
        else
            print_scalars(f->json);
        char *text = full ? json_dumps(f->json, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) : NULL;
        if (text)
            print_lines(text);
        free(text);
    }
}

/* --- knobs and provenance ------------------------------------------------------------------- */

/* Those that are not at their defaults; with `full` all of them. */
static void print_config(const json_t *config, bool full)
{
    size_t shown = 0;
    for (int id = 0; id < KNOB_COUNT; id++) {
        const struct knob *knob = knob_at(id);
        const char *text = json_string_value(json_object_get(config, knob->key));
        if (!text || (!full && knob_same(id, text, knob->default_value)))
            continue;
        if (!shown++)
            puts(full ? "\nknobs" : "\nknobs that are not at their defaults");
        printf("  %-22s ", knob->key);
        look_value(text);
        putchar('\n');
    }
}

/* How many lines a patch changes. */
static size_t changed_lines(const char *patch)
{
    size_t count = 0;
    for (const char *line = patch; *line; line = strchr(line, '\n') + 1) {
        bool header = !strncmp(line, "+++", 3) || !strncmp(line, "---", 3);
        count += (*line == '+' || *line == '-') && !header;
        if (!strchr(line, '\n'))
            break;
    }
    return count;
}

static void print_short(const json_t *p)
{
    const json_t *build = json_object_get(p, "build"), *git = json_object_get(p, "git");
    const json_t *cpu = json_object_get(p, "cpu"), *host = json_object_get(p, "host");
    const char *patch = json_value_text(git, "patch");
    if (*json_value_text(p, "pith"))
        show_line("  pith", "%s, commit %.12s, %s", json_value_text(p, "pith"),
                  *json_value_text(build, "commit") ? json_value_text(build, "commit") : "unknown",
                  json_value_text(build, "compiler"));
    if (json_is_object(git) && *patch)
        show_line("  tree", "commit %.12s (%s), patch %.12s of %zu lines (--full shows it)",
                  json_value_text(git, "commit"), json_value_text(git, "branch"),
                  json_value_text(git, "patch_sha256"), changed_lines(patch));
    else if (json_is_object(git))
        show_line("  tree", "commit %.12s (%s), nothing uncommitted",
                  json_value_text(git, "commit"), json_value_text(git, "branch"));
    if (*json_value_text(cpu, "model"))
        show_line("  machine", "%s, %s", json_value_text(cpu, "model"),
                  json_value_text(host, "system"));
}

/* "arguments": the command line as it was. */
static void print_arguments(const json_t *arguments)
{
    size_t i;
    json_t *word;
    if (!json_array_size(arguments))
        return;
    printf("%-12s", "  command");
    json_array_foreach(arguments, i, word)
    {
        const char *text = json_string_value(word);
        cli_say(stdout, "%s%s", i ? " " : "", text ? text : "?");
    }
    putchar('\n');
}

/* Commit, patch, build and machine in a few lines; with `full` everything, the patch at the end. */
static pith_status print_provenance(json_t *provenance, bool full, pith_error *err)
{
    const char *patch = json_value_text(json_object_get(provenance, "git"), "patch"), *key;
    json_t *value;
    if (!json_object_size(provenance))
        return PITH_STATUS_OK;
    puts("\nprovenance");
    if (!full) {
        print_short(provenance);
        print_arguments(json_object_get(provenance, "arguments"));
        return PITH_STATUS_OK;
    }
    json_t *flat = provenance_flat(provenance);
    if (!flat)
        return error_memory(err);
    json_object_foreach(flat, key, value)
        cli_say(stdout, "  %-24s %s\n", key, json_string_value(value));
    json_decref(flat);
    if (*patch) {
        puts("\npatch (uncommitted changes)");
        print_lines(patch);
    }
    return PITH_STATUS_OK;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status print_page(struct db *db, const struct run *run, bool full, pith_error *err)
{
    json_t *provenance;
    TRY(run_provenance(db, run, &provenance, err));
    print_head(run);
    print_times(run);
    print_data(run);
    print_prior(run->prior);
    print_metrics(run);
    print_epochs(run, full);
    pith_status status = print_spark(db, run, err);
    if (status == PITH_STATUS_OK) {
        print_findings(run, full);
        print_config(run->config, full);
        status = print_provenance(provenance, full, err);
    }
    json_decref(provenance);
    return status;
}

static pith_status show_run(struct look_call *look, void *values, pith_error *err)
{
    const struct show *s = values;
    const struct run *run = &look->runs[0];
    json_t *all;
    if (!look->json)
        return print_page(look->db, run, s->full, err);
    TRY(export_run_json(look->db, run, EXPORT_BIT(EXPORT_EPOCHS) | EXPORT_BIT(EXPORT_METRICS), &all,
                        err));
    return look_json(all, err);
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
