/*
 * model.c - `pith model`: what is in a model file. The file may come from anywhere: it is loaded as
 * strictly as for use, and no text of it reaches the terminal unfiltered.
 */
#include "cli/command.h"
#include "base/json_value.h"
#include "cli/message.h"
#include "base/config_json.h"
#include "cli/help.h"
#include "cli/load_model.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include "base/error.h"
#include "nn/model_pack.h"

#include <errno.h>
#include <math.h>
#include <string.h>

struct model_view {
    const char *model_path;
    bool json;
    size_t words; /* how many of the vocabulary to show */
    const char *pack_path;
    size_t keep; /* words of the packed model; 0 = all */
    char path[4096];
    char sha256[65];
    pith_model *model;
    struct config defaults;
};

/* What the numbers of one tensor look like. */
struct tensor_view {
    char shape[64];
    double norm, largest;
    size_t nonfinite;
};

static struct tensor_view look_at(const struct net *net, int i)
{
    const struct param *p = &net->table.items[i];
    struct tensor_view v = {.norm = 0};
    if (p->dims == 2)
        snprintf(v.shape, sizeof v.shape, "%zu x %zu", p->rows, p->cols);
    else
        snprintf(v.shape, sizeof v.shape, "%zu", p->rows);
    for (size_t j = 0; j < p->count; j++) {
        double x = (double)net->values[i][j];
        if (isfinite(x)) {
            v.norm += x * x;
            v.largest = fmax(v.largest, fabs(x));
        } else {
            v.nonfinite++;
        }
    }
    v.norm = sqrt(v.norm);
    return v;
}

static size_t count_parameters(const struct net *net)
{
    size_t sum = 0;
    for (int i = 0; i < net->table.count; i++)
        sum += net->table.items[i].count;
    return sum;
}

/* What a knob of this machine says is nothing of the model's. */
static bool is_of_model(const void *context, const struct config *cfg, int id)
{
    (void)context;
    (void)cfg;
    return knob_at(id)->scope != SCOPE_LOCAL;
}

static bool is_unusual(const void *defaults, const struct config *cfg, int id)
{
    return is_of_model(NULL, cfg, id) && !config_equal(cfg, defaults, id);
}

/* --- for people ----------------------------------------------------------------------------- */

static void print_tensors(const struct net *net)
{
    printf("\n%-30s %15s %13s %10s %10s\n", "tensor", "shape", "numbers", "norm", "largest");
    for (int i = 0; i < net->table.count; i++) {
        struct tensor_view v = look_at(net, i);
        printf("%-30s %15s %13s %10.4g %10.4g", net->table.items[i].name, v.shape,
               CLI_COUNT(net->table.items[i].count), v.norm, v.largest);
        if (v.nonfinite)
            printf("  %zu not finite", v.nonfinite);
        putchar('\n');
    }
}

/* The numbers by which the model was judged when it was written: the chief ones of them. */
static const char *const chief_metrics[] = {
    "keyphrase.precision", "keyphrase.recall", "keyphrase.f1", "keyword.f1", "exact",
    "token.accuracy"};

static const char metrics_key[] = "pith.metrics";

/* The object under pith.metrics, the caller's; NULL if there is none. */
static json_t *parse_metrics(const struct st_file *file)
{
    const char *text = st_metadata(file, metrics_key);
    json_t *object = text ? json_loads(text, 0, NULL) : NULL;
    if (json_is_object(object))
        return object;
    json_decref(object);
    return NULL;
}

static void print_metrics(const json_t *metrics)
{
    puts("\nMetrics on the dev texts of its training");
    for (size_t i = 0; i < sizeof chief_metrics / sizeof *chief_metrics; i++) {
        const json_t *value = json_object_get(metrics, chief_metrics[i]);
        if (json_is_number(value))
            printf("  %-25s %.4f\n", chief_metrics[i], json_number_value(value));
    }
}

/* "pith.config" is shown as knobs, "pith.metrics" as a table. */
static void print_metadata(const struct st_file *file)
{
    const char *key;
    json_t *value, *metrics = parse_metrics(file);
    if (metrics)
        print_metrics(metrics);
    puts("\nMetadata");
    json_object_foreach(file->metadata, key, value)
    {
        if (!strcmp(key, "pith.config") || (metrics && !strcmp(key, metrics_key)))
            continue;
        const char *text = json_is_string(value) ? json_string_value(value) : "";
        cli_say(stdout, "  %s: %.400s%s\n", key, text, strlen(text) > 400 ? " ..." : "");
    }
    json_decref(metrics);
}

static void print_words(const struct model_view *view)
{
    const struct vocab *v = view->model->vocab;
    size_t count = vocab_size(v);
    fputs("\nMost frequent words\n ", stdout);
    for (size_t id = VOCAB_FIRST; id < count && id - VOCAB_FIRST < view->words; id++) {
        size_t size;
        const char *word = vocab_word(v, (int32_t)id, &size);
        putchar(' ');
        cli_print_text(word, size, stdout);
    }
    putchar('\n');
}

static pith_status print_model(const struct model_view *view, pith_error *err)
{
    const pith_model *m = view->model;
    cli_say(stdout, "file        %s (%s bytes, sha256 %.12s)\n", view->path,
            CLI_COUNT(m->file.map.size), view->sha256);
    printf("parameters  %s\n", CLI_COUNT(count_parameters(&m->net)));
    printf("vocabulary  %s\n", CLI_PLURAL(vocab_size(m->vocab) - VOCAB_FIRST, "word"));
    puts("\nKnobs that are not at their default");
    if (!cli_print_values(&m->config.knobs, is_unusual, &view->defaults, stdout))
        return error_memory(err);
    print_tensors(&m->net);
    print_metadata(&m->file);
    if (view->words)
        print_words(view);
    return PITH_STATUS_OK;
}

/* --- for programs --------------------------------------------------------------------------- */

static json_t *tensors_json(const struct net *net)
{
    json_t *array = json_array();
    for (int i = 0; i < net->table.count; i++) {
        const struct param *p = &net->table.items[i];
        struct tensor_view v = look_at(net, i);
        json_t *shape = json_pack("[I]", (json_int_t)p->rows);
        if (p->dims == 2)
            json_value_append(&shape, json_value_count(p->cols));
        json_value_append(&array, json_pack("{s:s, s:o, s:f, s:f, s:I}", "name", p->name, "shape",
                                            shape, "norm", v.norm, "largest", v.largest,
                                            "nonfinite", (json_int_t)v.nonfinite));
    }
    return array;
}

static json_t *words_json(const struct model_view *view)
{
    json_t *array = json_array();
    size_t count = vocab_size(view->model->vocab), size;
    for (size_t id = VOCAB_FIRST; id < count && id - VOCAB_FIRST < view->words; id++) {
        const char *word = vocab_word(view->model->vocab, (int32_t)id, &size);
        json_value_append(&array, json_value_string(word, size));
    }
    return array;
}

/* The metadata without the configuration, which is given as knobs; values that are JSON as such. */
static json_t *metadata_json(const struct st_file *file)
{
    json_t *object = json_object(), *value;
    const char *key;
    json_object_foreach(file->metadata, key, value)
    {
        if (!strcmp(key, "pith.config"))
            continue;
        json_t *parsed = json_loads(json_string_value(value), 0, NULL);
        json_value_put(&object, key, parsed ? parsed : json_incref(value));
    }
    return object;
}

static pith_status print_model_json(const struct model_view *view, pith_error *err)
{
    const pith_model *m = view->model;
    json_t *object = json_pack("{s:o, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "path",
                               json_value_string(view->path, strlen(view->path)), "sha256",
                               view->sha256, "bytes", (json_int_t)m->file.map.size, "parameters",
                               (json_int_t)count_parameters(&m->net), "vocabulary",
                               (json_int_t)vocab_size(m->vocab), "words", words_json(view), "knobs",
                               config_json(&m->config.knobs, is_of_model, NULL), "tensors",
                               tensors_json(&m->net), "metadata", metadata_json(&m->file));
    return cli_print_json(object, JSON_INDENT(2), err);
}

/* --- the command ---------------------------------------------------------------------------- */

/* Which file: -m, or the only argument, or the default. */
static pith_status choose_path(struct model_view *view, int count, char **files, pith_error *err)
{
    if (count > 1 || (count && view->model_path))
        return error_set(err, PITH_STATUS_USAGE,
                         "pith model looks at one file, but got also \"%.60s\"", files[count - 1]);
    if (count)
        view->model_path = files[0];
    return PITH_STATUS_OK;
}

static pith_status print_view(struct model_view *view, pith_error *err)
{
    TRY(file_sha256(view->path, view->sha256, err));
    return view->json ? print_model_json(view, err) : print_model(view, err);
}

static pith_status model_main(struct cli_call *call, pith_error *err)
{
    struct model_view *view = call->values;
    config_init(&view->defaults);
    TRY(choose_path(view, call->count, call->arguments, err));
    TRY(cli_load_model(view->model_path, &view->model, view->path, sizeof view->path, err));
    return view->pack_path ? model_pack(view->model, view->keep, view->pack_path, err)
                           : print_view(view, err);
}

static void model_fini(void *values)
{
    struct model_view *view = values;
    pith_model_free(view->model);
}

static const struct cli_option options[] = {
    {"model", 'm', "FILE", "the same as FILE", CLI_TEXT(struct model_view, model_path)},
    {"words", 'w', "N", "how many words of the vocabulary to show [default 20]",
     CLI_INTEGER(struct model_view, words, 0, INFINITY)},
    {"pack", 0, "OUT", "write the model in 8 bits a weight, a quarter of the size, to OUT",
     CLI_TEXT(struct model_view, pack_path)},
    {"keep", 0, "N", "--pack: keep the N most frequent words [all]",
     CLI_INTEGER(struct model_view, keep, 0, INFINITY)},
    CLI_OPTION_JSON(struct model_view, "print one object with everything"),
    {0}};

const struct cli_command command_model = {
    .name = "model",
    .summary = "show what is in a model file, or pack it",
    .usage = "pith model [--json] [--words N] [--pack OUT [--keep N]] [FILE]",
    .details = "Prints the knobs that differ from the defaults, every tensor with its shape, norm\n"
               "and largest number, the metrics by which it was chosen, the metadata, and the\n"
               "first words of the vocabulary.",
    .examples = "  pith model model.safetensors\n"
                "  pith model model.safetensors --pack small.safetensors --keep 30000\n"
                "  pith model --json | jq '.knobs[\"model.cell\"]'",
    .options = options,
    .size = sizeof(struct model_view),
    .defaults = &(const struct model_view){.words = 20},
    .run = model_main,
    .fini = model_fini,
};
