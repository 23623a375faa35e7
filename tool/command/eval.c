/*
 * eval.c - `pith eval`: a model against labelled files, as a table, as JSON, or as a gate for
 * scripts.
 */
#include "cli/command.h"
#include "cli/load_model.h"
#include "cli/message.h"
#include "cli/metrics_report.h"
#include "base/nearest.h"
#include "data/data_folder.h"

#include "base/buffer.h"
#include "base/error.h"
#include "train/metrics.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --require NAME=VALUE */
struct requirement {
    const char *name; /* of the metric table: static */
    double value;
};

struct eval {
    const char *model_path;
    bool json;
    pith_model *model;
    bool missed; /* a file has not met the requirements */
    struct requirement *required;
    size_t required_count, required_capacity;
};

/* --- options -------------------------------------------------------------------------------- */

static pith_status find_metric(const char *text, size_t size, const char **name, pith_error *err)
{
    const struct metric_row *row;
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(size < 60 ? size : 60), text);
    struct nearest nearest = nearest_to(word);
    for (int i = 0; (row = metric_at(i)); i++) {
        if (!strcmp(row->name, word)) {
            *name = row->name;
            return PITH_STATUS_OK;
        }
        nearest_offer(&nearest, row->name);
    }
    return error_hint(err, error_set(err, PITH_STATUS_USAGE, "there is no metric \"%s\"", word),
                      "did you mean %s?", nearest.name);
}

static pith_status read_requirement(void *values, const char *value, pith_error *err)
{
    struct eval *e = values;
    struct requirement r;
    size_t size = strcspn(value, "=");
    char *end = NULL;
    if (value[size])
        r.value = strtod(value + size + 1, &end);
    if (!end || end == value + size + 1 || *end || !isfinite(r.value))
        return error_cure(err, PITH_STATUS_USAGE, "for instance keyphrase.f1=0.5",
                          "--require \"%.60s\": expected METRIC=NUMBER", value);
    TRY(find_metric(value, size, &r.name, err));
    if (!array_grow((void **)&e->required, &e->required_capacity, e->required_count + 1,
                    sizeof *e->required))
        return error_memory(err);
    e->required[e->required_count++] = r;
    return PITH_STATUS_OK;
}

/* --- one file ------------------------------------------------------------------------------- */

/* Says which requirements a file misses; returns whether it meets them all. */
static bool meets(const struct eval *e, const pith_metrics *metrics, const char *path)
{
    bool good = true;
    for (size_t i = 0; i < e->required_count; i++) {
        const struct requirement *r = &e->required[i];
        double value = pith_metrics_get(metrics, r->name);
        if (value >= r->value) /* false for NaN */
            continue;
        fprintf(stderr, "pith: %s: %s = %.6g, required %.6g\n", path, r->name, value, r->value);
        good = false;
    }
    return good;
}

static pith_status eval_file(struct eval *e, const char *path, const pith_config *config,
                             pith_error *err)
{
    pith_metrics *metrics = NULL;
    pith_status status = PITH_STATUS_OK;
    TRY(pith_evaluate(e->model, path, config, &metrics, err));
    if (e->json)
        status = cli_print_json(cli_metrics_json(metrics), JSON_COMPACT, err);
    else
        cli_print_metrics(metrics, stdout);
    if (status == PITH_STATUS_OK && !meets(e, metrics, path))
        e->missed = true;
    pith_metrics_free(metrics);
    return status;
}

/* A file, or a folder's test file; without one, its dev file, which is said. */
static pith_status eval_path(struct eval *e, const char *path, const pith_config *config,
                             pith_error *err)
{
    char found[DATA_FOLDER_PATH];
    bool dev;
    if (!data_folder_is(path))
        return eval_file(e, path, config, err);
    TRY(data_folder_eval(path, found, &dev, err));
    if (dev)
        cli_warn("%s has no test file; this is %s, by which the model may have been chosen", path,
                 found);
    return eval_file(e, found, config, err);
}

static pith_status eval_main(struct cli_call *call, pith_error *err)
{
    struct eval *e = call->values;
    if (!call->count)
        return error_cure(err, PITH_STATUS_USAGE, "`pith eval test.tsv`", "no file to evaluate on");
    TRY(cli_load_model(e->model_path, &e->model, NULL, 0, err));
    for (int i = 0; i < call->count; i++) {
        if (i && !e->json)
            putchar('\n');
        TRY(eval_path(e, call->arguments[i], call->config, err));
    }
    return e->missed ? PITH_STATUS_NEGATIVE : PITH_STATUS_OK;
}

static void eval_fini(void *values)
{
    struct eval *e = values;
    free(e->required);
    pith_model_free(e->model);
}

/* --- the row -------------------------------------------------------------------------------- */

static const struct cli_option options[] = {
    CLI_OPTION_MODEL(struct eval),
    CLI_OPTION_JSON(struct eval, "print JSON Lines, an object a file"),
    {"require", 'r', "METRIC=X", "exit with 1 when a metric is below X; may be repeated",
     CLI_READ(read_requirement)},
    {0}};

static const char *const knobs[] = {
    "data.format",   "data.match", "data.skip_bad_lines", "model.precision", "data.max_length",
    "train.threads", NULL};

const struct cli_command command_eval = {
    .name = "eval",
    .summary = "measure a model on labelled texts",
    .usage = "pith eval [-m MODEL] [options] FILE|FOLDER ...",
    .details = "Prints every metric beside its floor, what the trivial tagger that always says\n"
               "O reaches; a number near its floor is no achievement. Of a folder, its test file\n"
               "is taken, or without one its dev file.",
    .examples = "  pith eval -m model.safetensors test.tsv\n"
                "  pith eval test.tsv --json | jq '.metrics[\"keyphrase.f1\"]'\n"
                "  pith eval test.tsv --require keyphrase.f1=0.5 && echo good enough",
    .options = options,
    .knobs = knobs,
    .size = sizeof(struct eval),
    .run = eval_main,
    .fini = eval_fini,
};
