/*
 * gradcheck.c - `pith gradcheck`: is the gradient the gradient? For one configuration, or (--all)
 * for every combination of cell, direction, window, reduction and pads.
 */
#include "cli/command.h"
#include "base/json_value.h"
#include "cli/message.h"

#include "base/error.h"
#include "nn/param.h"

#include <jansson.h>
#include <string.h>

static const double error_limit = 1e-6; /* pith.h: above it something is wrong with pith */

struct gradcheck {
    bool all, json;
};

/* A NaN is no small error. */
static bool is_good(double worst)
{
    return worst <= error_limit;
}

static const char *verdict(double worst)
{
    return is_good(worst) ? "ok" : "WRONG";
}

static pith_status verdict_status(bool good)
{
    return good ? PITH_STATUS_OK : PITH_STATUS_NEGATIVE;
}

/* --- one configuration ---------------------------------------------------------------------- */

static json_t *rows_json(const pith_gradcheck_row *rows, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_value_append(&array, json_pack("{s:s, s:I, s:o, s:o}", "name", rows[i].name, "count",
                                            (json_int_t)rows[i].count, "error",
                                            json_value_finite(rows[i].error), "magnitude",
                                            json_value_finite(rows[i].magnitude)));
    return array;
}

static void print_rows(const pith_gradcheck_row *rows, size_t count, double worst)
{
    printf("%-30s %8s %12s %10s\n", "tensor", "numbers", "|gradient|", "error");
    for (size_t i = 0; i < count; i++)
        printf("%-30s %8zu %12.4g %10.2g%s\n", rows[i].name, rows[i].count, rows[i].magnitude,
               rows[i].error, is_good(rows[i].error) ? "" : "  WRONG");
    printf("\nworst error %.2g, limit %.0g: %s\n", worst, error_limit, verdict(worst));
}

static pith_status check_one(const struct gradcheck *g, const pith_config *config, pith_error *err)
{
    pith_gradcheck_row rows[PARAM_MAX];
    size_t count;
    double worst;
    TRY(pith_gradcheck(config, rows, PARAM_MAX, &count, &worst, err));
    if (!g->json) {
        print_rows(rows, count, worst);
        return verdict_status(is_good(worst));
    }
    json_t *object =
        json_pack("{s:o, s:f, s:b, s:o}", "worst", json_value_finite(worst), "limit", error_limit,
                  "good", is_good(worst), "tensors", rows_json(rows, count));
    TRY(cli_print_json(object, JSON_INDENT(2), err));
    return verdict_status(is_good(worst));
}

/* --- all of them ---------------------------------------------------------------------------- */

/* What --all walks through: a knob and its values. */
static const struct axis {
    const char *key, *title;
    const char *values[4];
} axes[] = {
    {"model.cell", "cell", {"rnn", "gru", "lstm", NULL}},
    {"model.bidirectional", "both ways", {"false", "true", NULL}},
    {"model.window", "window", {"1", "3", NULL}},
    {"loss.reduction", "reduction", {"mean", "token", "sum", NULL}},
    {"loss.pads", "pads", {"true", "false", NULL}},
};
enum { AXES = sizeof axes / sizeof *axes };

/* Sets combination number n (the last axis turns fastest); *end when there is none. */
static pith_status set_combination(pith_config *config, int n, const char *chosen[AXES], bool *end,
                                   pith_error *err)
{
    for (int a = AXES - 1; a >= 0; a--) {
        int values = 0;
        while (axes[a].values[values])
            values++;
        chosen[a] = axes[a].values[n % values];
        n /= values;
        TRY(pith_config_set(config, axes[a].key, chosen[a], err));
    }
    *end = n > 0;
    return PITH_STATUS_OK;
}

static pith_status print_combination(const struct gradcheck *g, const char *const chosen[AXES],
                                     double worst, pith_error *err)
{
    if (g->json) {
        json_t *object = json_object();
        for (int a = 0; a < AXES; a++)
            json_value_put(&object, axes[a].key, json_string(chosen[a]));
        json_value_put(&object, "worst", json_value_finite(worst));
        json_value_put(&object, "good", json_boolean(is_good(worst)));
        return cli_print_json(object, JSON_COMPACT, err);
    }
    for (int a = 0; a < AXES; a++)
        printf("%-11s", chosen[a]);
    printf("%8.2g  %s\n", worst, verdict(worst));
    return PITH_STATUS_OK;
}

static pith_status check_all(const struct gradcheck *g, pith_config *config, pith_error *err)
{
    const char *chosen[AXES];
    bool end = false;
    int wrong = 0, n = 0;
    for (int a = 0; a < AXES && !g->json; a++)
        printf("%-11s", axes[a].title);
    if (!g->json)
        printf("%8s\n", "error");
    for (;; n++) {
        double error = 0;
        size_t count;
        TRY(set_combination(config, n, chosen, &end, err));
        if (end)
            break;
        TRY(pith_gradcheck(config, NULL, 0, &count, &error, err));
        TRY(print_combination(g, chosen, error, err));
        wrong += !is_good(error);
    }
    if (!g->json)
        printf("\n%d configurations, %d wrong, limit %.0g: %s\n", n, wrong, error_limit,
               wrong ? "WRONG" : "ok");
    return verdict_status(!wrong);
}

static pith_status gradcheck_main(struct cli_call *call, pith_error *err)
{
    const struct gradcheck *g = call->values;
    if (call->count)
        return error_set(err, PITH_STATUS_USAGE,
                         "pith gradcheck takes no argument, but got \"%.60s\"", call->arguments[0]);
    return g->all ? check_all(g, call->config, err) : check_one(g, call->config, err);
}

static const struct cli_option options[] = {
    CLI_OPTION_PRESET("check the net of a preset (`pith presets` lists them)"),
    {"all", 'a', NULL,
     "check every combination of cell, direction, window, reduction and pads, a line each",
     CLI_SWITCH(struct gradcheck, all)},
    CLI_OPTION_JSON(struct gradcheck, "print an object; with --all JSON Lines"),
    {0}};

static const char *const knobs[] = {"model.", "loss.", "embedding.train", "train.seed", NULL};

const struct cli_command command_gradcheck = {
    .name = "gradcheck",
    .summary = "compare the net's gradient with finite differences",
    .usage = "pith gradcheck [--all] [--preset NAME] [knobs]",
    .details = "Computes in double precision on a small invented batch; the sizes of the net\n"
               "are replaced by small ones, everything else is as configured. The error of a\n"
               "tensor is |analytic - numeric| / (|analytic| + |numeric|). An error above 1e-6\n"
               "is a defect of pith, and the exit code 1.",
    .examples = "  pith gradcheck --model.cell lstm --model.bidirectional\n"
                "  pith gradcheck --preset emnlp2016\n"
                "  pith gradcheck --all",
    .options = options,
    .knobs = knobs,
    .size = sizeof(struct gradcheck),
    .run = gradcheck_main,
};
