/*
 * inspect.c - `pith inspect`: one batch of your data at every stage, from bytes to losses.
 *
 * Arguments to an inspection, an inspection to stdout; the stages are in tool/inspect.
 */
#include "inspect/inspect_json.h"
#include "inspect/inspect_print.h"
#include "inspect/inspect_run.h"

#include "base/error.h"
#include "cli/cli.h"
#include "cli/data_folder.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct inspect_options {
    const char *model_path;
    struct inspect_choice choice;
    bool json;
};

/* --line N or --batch N; not both. */
static pith_status take_choice(struct inspect_options *o, const char *name, const char *value,
                               enum inspect_from from, pith_error *err)
{
    size_t digits = strspn(value, "0123456789"), least = from == FROM_LINE;
    if (o->choice.from != FROM_START && o->choice.from != from)
        return error_set(err, PITH_STATUS_USAGE, "--line and --batch contradict each other");
    o->choice.from = from;
    o->choice.number = (size_t)strtoull(value, NULL, 10);
    if (digits == 0 || digits > 15 || value[digits] || o->choice.number < least)
        return error_set(err, PITH_STATUS_USAGE, "--%s %.60s is not a number from %zu on", name,
                         value, least);
    return PITH_STATUS_OK;
}

static pith_status take(void *context, const struct cli_option *option, const char *value,
                        pith_error *err)
{
    struct inspect_options *o = context;
    if (strcmp(option->name, "json") == 0) {
        o->json = true;
    } else if (strcmp(option->name, "model") == 0) {
        o->model_path = value;
    } else if (strcmp(option->name, "line") == 0) {
        return take_choice(o, option->name, value, FROM_LINE, err);
    } else if (strcmp(option->name, "batch") == 0) {
        return take_choice(o, option->name, value, FROM_EPOCH, err);
    }
    return PITH_STATUS_OK;
}

/* The one file; of a folder, its training texts. Leaves its path in data.train. */
static pith_status take_file(pith_config *config, int count, char **files, pith_error *err)
{
    if (count != 1) {
        error_set(err, PITH_STATUS_USAGE,
                  count ? "one file at a time, not %d" : "no file was given", count);
        return error_hint(err, PITH_STATUS_USAGE, "pith inspect FILE");
    }
    if (data_folder_is(files[0]))
        return data_folder_use(files[0], config, err);
    return pith_config_set(config, "data.train", files[0], err);
}

static pith_status inspect(const pith_config *config, const struct inspect_options *o, int *code,
                           pith_error *err)
{
    struct inspection in;
    pith_status status =
        inspection_open(&in, &config->knobs, config->knobs.data_train, o->model_path, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = inspect_run(&in, o->choice, err);
    if (status == PITH_STATUS_OK && o->json)
        *code = cli_print_json(inspect_json(&in), JSON_INDENT(1));
    else if (status == PITH_STATUS_OK)
        inspect_print(&in, stdout);
    inspection_fini(&in);
    return status;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct inspect_options o = {0};
    pith_config *config = NULL;
    pith_error err = {0};
    int rest = 0, code = 0;
    bool helped = false;
    pith_status status = pith_config_new(&config, &err);
    if (status == PITH_STATUS_OK)
        status = cli_parse(command, argc, argv, config, take, &o, &rest, &helped, &err);
    if (status == PITH_STATUS_OK && !helped)
        status = take_file(config, rest, argv + 1, &err);
    if (status == PITH_STATUS_OK && !helped)
        status = inspect(config, &o, &code, &err);
    if (status != PITH_STATUS_OK)
        code = cli_fail(&err);
    pith_config_free(config);
    return code;
}

static const struct cli_option options[] = {
    {"line", 'l', "N", "begin with the text at this line of FILE"},
    {"batch", 'b', "N", "the batch that training takes as step N, from 0 on, in its order"},
    {"model", 'm', "MODEL", "vocabulary, weights and settings of a model"},
    {"preset", 'p', "NAME", "start from a preset's knobs; `pith presets` lists them"},
    {"json", 0, NULL, "everything as one JSON object"},
    {0},
};

/* clang-format off */
static const char *const knobs[] = {
    "data.format", "data.match", "data.skip_bad_lines", "data.max_length", "text.", "embedding.",
    "model.", "loss.", "train.batch", "train.seed", "train.shuffle", "train.bucket",
    "train.drop_last", NULL};
/* clang-format on */

const struct cli_command command_inspect = {
    .name = "inspect",
    .summary = "show a batch of your data at every stage, from bytes to losses",
    .usage = "pith inspect [--line N | --batch N] [-m MODEL] [options] FILE",
    .details =
        "Takes a batch, and shows what becomes of it: tokens with offsets, labels, ids; unknown\n"
        "words; shapes, pads and lengths; embeddings, layers and logits; and the loss, beside\n"
        "what guessing without looking at the text would lose. The batch is made of the first\n"
        "texts of FILE, or those from --line on, in the order of the file; with --batch it is the\n"
        "one that training takes as that step of its first epoch, shuffled as there.\n"
        "\n"
        "Without --model the vocabulary is made from FILE and the weights are random, as they are\n"
        "before the first step.",
    .examples = "  pith inspect train.tsv\n"
                "  pith inspect --line 41 train.tsv\n"
                "  pith inspect --preset drnn --batch 3 train.tsv\n"
                "  pith inspect --model model.safetensors dev.tsv",
    .options = options,
    .knobs = knobs,
    .run = run,
};
