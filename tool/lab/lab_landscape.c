/*
 * lab_landscape.c - `pith lab landscape A B`: the straight line between two runs' models, in
 * numbers, a picture, and what it proves and does not.
 */
#include "lab/commands.h"

#include "base/json_value.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "base/buffer.h"
#include "base/error.h"
#include "run/landscape.h"
#include "show/look.h"
#include "show/plot.h"

#include <math.h>

enum { HEIGHT = 12, PLATEAU_PERCENT = 5 };

struct request {
    struct look_call look;
    int points, threads;
    size_t texts;
    bool forget;
};

/* --- numbers -------------------------------------------------------------------------------- */

static const json_t *metric_of(const json_t *part, const char *name)
{
    return json_object_get(json_object_get(part, "metrics"), name);
}

/* `parts` are "train", which is always there, and "dev". */
static void print_heads(const json_t *finding, json_t *parts)
{
    const char *name;
    json_t *part;
    const json_t *a = json_object_get(finding, "a"), *b = json_object_get(finding, "b");
    printf("from   run %lld (", json_value_integer(a, "run"));
    look_cell(json_string_value(json_object_get(a, "label")), 200, false, stdout);
    printf(")\nto     run %lld (", json_value_integer(b, "run"));
    look_cell(json_string_value(json_object_get(b, "label")), 200, false, stdout);
    printf(")\nline   %lld points, |wB - wA| = %.4g\n", json_value_integer(finding, "points"),
           json_value_number(finding, "distance"));
    printf("loss   %s%s, as run A trained, without dropout; by token: mean over real tokens\n",
           json_string_value(json_object_get(finding, "reduction")),
           json_is_true(json_object_get(finding, "pads")) ? " with pads" : "");
    json_object_foreach(parts, name, part)
    {
        printf("%-6s ", name);
        look_cell(json_string_value(json_object_get(part, "path")), 200, false, stdout);
        printf(", %s of %s texts, batches: %lld\n", CLI_COUNT(json_value_number(part, "texts")),
               CLI_COUNT(json_value_number(part, "of")), json_value_integer(part, "batches"));
    }
}

static void print_table(const json_t *finding, json_t *parts)
{
    const json_t *at = json_object_get(finding, "at");
    const char *name;
    json_t *part;
    printf("\n%6s", "a");
    json_object_foreach(parts, name, part)
        printf("  %6s loss %9s %9s %9s", name, "by token", "phraseF1", "wordF1");
    putchar('\n');
    for (size_t k = 0; k < json_array_size(at); k++) {
        printf("%6.3f", json_value_element(at, k));
        json_object_foreach(parts, name, part)
        {
            printf("  %11s %9s %9s %9s",
                   LOOK_REAL(json_value_element(json_object_get(part, "loss"), k)),
                   LOOK_REAL(json_value_element(json_object_get(part, "loss_token"), k)),
                   LOOK_REAL(json_value_element(metric_of(part, "keyphrase.f1"), k)),
                   LOOK_REAL(json_value_element(metric_of(part, "keyword.f1"), k)));
        }
        putchar('\n');
    }
}

/* --- picture -------------------------------------------------------------------------------- */

static void read_numbers(const json_t *list, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = json_value_element(list, i);
}

static pith_status print_picture(const json_t *finding, json_t *parts, pith_error *err)
{
    const char *name;
    json_t *part;
    const json_t *at = json_object_get(finding, "at");
    size_t n = json_array_size(at) < PLAN_POINTS_MAX ? json_array_size(at) : PLAN_POINTS_MAX;
    size_t count = 0;
    double x[PLAN_POINTS_MAX], y[2][PLAN_POINTS_MAX], prior[PLAN_POINTS_MAX];
    struct plot_series series[3];
    struct buffer out = {0};
    const struct plot_style style = plot_style_of_terminal(HEIGHT);
    read_numbers(at, n, x);
    json_object_foreach(parts, name, part)
    {
        read_numbers(json_object_get(part, "loss"), n, y[count]);
        series[count] = (struct plot_series){
            .name = count ? "dev loss" : "train loss", .x = x, .y = y[count], .count = n};
        count++;
    }
    for (size_t i = 0; i < n; i++)
        prior[i] = json_value_number(json_object_get(parts, "train"), "prior");
    series[count++] = (struct plot_series){.name = "the best constant predictor (train)",
                                           .x = x,
                                           .y = prior,
                                           .count = n,
                                           .reference = true};
    plot_lines(series, count, &style, &out);
    bool ok = buffer_ok(&out);
    if (ok)
        printf("\nloss from A (0) to B (1)\n%s", out.data);
    buffer_fini(&out);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

/* --- what it says --------------------------------------------------------------------------- */

static void print_barrier(const char *name, const json_t *part)
{
    const json_t *b = json_object_get(part, "barrier");
    double height = json_value_number(b, "height"), noise = json_value_number(b, "noise");
    if (json_is_true(json_object_get(b, "stands")))
        printf("%-6s a barrier stands on this line: at a = %.3f the loss is %.4g above the higher "
               "end\n       (noise %.2g)\n",
               name, json_value_number(b, "at"), height, noise);
    else if (isnan(noise))
        printf("%-6s the loss of an end is not a number: nothing can be said\n", name);
    else
        printf("%-6s no barrier on this line: between the ends the loss is nowhere above the "
               "higher of them\n       by more than noise (%.2g%s)\n",
               name, noise,
               json_value_number(part, "batches") > 1 ? "" : ", of rounding: one batch");
}

/* Says where A stands against the constant predictor, when it is there. */
static void print_plateau(const json_t *part)
{
    const json_t *loss = json_object_get(part, "loss");
    double a = json_value_element(loss, 0), prior = json_value_number(part, "prior");
    double percent = 100 * (a - prior) / prior;
    bool free_way = !json_is_true(json_object_get(json_object_get(part, "barrier"), "stands"));
    bool falls = json_value_element(loss, json_array_size(loss) - 1) < a;
    if (!(fabs(percent) <= PLATEAU_PERCENT))
        return;
    printf("\nA stands at the best constant predictor's loss (%.4g against %.4g): it has learned "
           "the shares\nof the labels and nothing else.%s\n",
           a, prior,
           free_way && falls ? " The way from there to B goes down without a hill: A was on a\n"
                               "plateau, not in a local minimum; its steps were too small, or "
                               "too few."
                             : "");
}

static void print_verdict(json_t *parts)
{
    const char *name;
    json_t *part;
    bool stands = false;
    putchar('\n');
    json_object_foreach(parts, name, part)
    {
        print_barrier(name, part);
        if (json_is_true(json_object_get(json_object_get(part, "barrier"), "stands")))
            stands = true;
    }
    print_plateau(json_object_get(parts, "train"));
    if (stands)
        puts("\nA barrier on this one line proves nothing: another path may lead around it, and\n"
             "two good solutions that differ only in the order of their units have one between\n"
             "them. Only a line without a barrier proves something: that there was a way.");
    else
        puts(
            "\nNoise is two standard errors of the difference over batches. A barrier on this one\n"
            "line would prove nothing by itself: another path may lead around it.");
}

/* --- the command ---------------------------------------------------------------------------- */

static void show_progress(int done, int all)
{
    fprintf(stderr, done < all ? "\rpoint %d of %d " : "\r\033[K", done + 1, all);
    fflush(stderr);
}

static pith_status measure_landscape(struct look_call *look, void *values, pith_error *err)
{
    const struct request *r = values;
    struct landscape_options options = {.points = r->points,
                                        .texts = r->texts,
                                        .threads = r->threads,
                                        .record = !r->forget,
                                        .see = cli_is_terminal(stderr) ? show_progress : NULL};
    json_t *finding = NULL;
    TRY(landscape_run(look->db, look->runs[0].id, look->runs[1].id, &options, &finding, err));
    if (look->json)
        return look_json(finding, err);
    json_t *parts = json_object_get(finding, "parts");
    print_heads(finding, parts);
    print_table(finding, parts);
    pith_status status = print_picture(finding, parts, err);
    if (status == PITH_STATUS_OK)
        print_verdict(parts);
    json_decref(finding);
    return status;
}

static const struct cli_option options[] = {
    {"points", 'n', "N", "points on the line, both ends counted [default 25]",
     CLI_INTEGER(struct request, points, 2, PLAN_POINTS_MAX)},
    {"texts", 0, "N", "at most so many texts of each file, evenly spread; 0 = all [default 2000]",
     CLI_INTEGER(struct request, texts, 0, 1000000000)},
    {"threads", 0, "N", "0 = all cores; the numbers do not depend on it [default 0]",
     CLI_INTEGER(struct request, threads, 0, 1024)},
    {"dry-run", 0, NULL, "do not keep the result in the store", CLI_SWITCH(struct request, forget)},
    LOOK_JSON(struct request),
    LOOK_STORE(struct request),
    {0}};

const struct cli_command lab_landscape = {
    .name = "lab landscape",
    .summary = "the straight line through weight space between two runs",
    .usage = "pith lab landscape A B [--points N] [--texts N] [--json]",
    .details = "Loss and metrics of w = (1-a) wA + a wB on run A's texts, without dropout, and\n"
               "whether a barrier stands between the two: whether the loss rises above the\n"
               "higher end by more than noise. Both runs must be the same net with the same\n"
               "vocabulary. The result is kept as a finding of run A, and `pith lab record`\n"
               "draws it.",
    .examples = "  pith lab landscape sgd-1e-4 adam-1e-4\n"
                "  pith lab landscape 3 7 --points 51 --texts 0 --json > line.json",
    .options = options,
    .size = sizeof(struct request),
    .defaults = &(const struct request){.points = PLAN_POINTS, .texts = LANDSCAPE_TEXTS},
    .run = look_run,
    .frame = &(const struct look_frame){.least = 2, .most = 2, .body = measure_landscape},
};
