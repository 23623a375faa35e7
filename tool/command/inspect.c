/*
 * inspect.c - `pith inspect`: one batch of your data at every stage, from bytes to losses.
 *
 * Arguments to an inspection, an inspection to stdout; the stages are in tool/inspect.
 */
#include "inspect/inspect_json.h"
#include "inspect/inspect_print.h"
#include "inspect/inspect_run.h"

#include "base/error.h"
#include "cli/command.h"
#include "cli/message.h"
#include "data/data_folder.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct inspect_options {
    const char *model_path;
    struct inspect_choice choice;
    bool json;
};

/* --line N or --batch N; not both. */
static pith_status read_choice(struct inspect_options *o, const char *name, const char *value,
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

static pith_status read_line(void *values, const char *value, pith_error *err)
{
    return read_choice(values, "line", value, FROM_LINE, err);
}

static pith_status read_batch(void *values, const char *value, pith_error *err)
{
    return read_choice(values, "batch", value, FROM_EPOCH, err);
}

/* The one file; of a folder, its training texts. Leaves its path in data.train. */
static pith_status choose_file(pith_config *config, int count, char **files, pith_error *err)
{
    if (count != 1)
        return error_cure(err, PITH_STATUS_USAGE, "pith inspect FILE",
                          count ? "one file at a time, not %d" : "no file was given", count);
    if (data_folder_is(files[0]))
        return data_folder_use(files[0], config, err);
    return pith_config_set(config, "data.train", files[0], err);
}

static pith_status inspect(const pith_config *config, const struct inspect_options *o,
                           pith_error *err)
{
    struct inspection in;
    TRY(inspection_open(&in, &config->knobs, config->knobs.data_train, o->model_path, err));
    pith_status status = inspect_run(&in, o->choice, err);
    if (status == PITH_STATUS_OK && o->json)
        status = cli_print_json(inspect_json(&in), JSON_INDENT(1), err);
    else if (status == PITH_STATUS_OK)
        inspect_print(&in, stdout);
    inspection_fini(&in);
    return status;
}

static pith_status inspect_main(struct cli_call *call, pith_error *err)
{
    TRY(choose_file(call->config, call->count, call->arguments, err));
    return inspect(call->config, call->values, err);
}

static const struct cli_option options[] = {
    {"line", 'l', "N", "begin with the text at this line of FILE", CLI_READ(read_line)},
    {"batch", 'b', "N", "the batch that training takes as step N, from 0 on, in its order",
     CLI_READ(read_batch)},
    {"model", 'm', "MODEL", "vocabulary, weights and settings of a model",
     CLI_TEXT(struct inspect_options, model_path)},
    CLI_OPTION_PRESET("start from a preset's knobs; `pith presets` lists them"),
    CLI_OPTION_JSON(struct inspect_options, "everything as one JSON object"),
    {0}};

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
    .size = sizeof(struct inspect_options),
    .run = inspect_main,
};
