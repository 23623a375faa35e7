/* dataset.c - `pith data`: the group of commands about training texts, and `pith data check`. */
#include "dataset/dataset.h"

#include "dataset/commands.h"
#include "verdict/data_check.h"

/* --- check: what the doctor finds in texts before any training ------------------------------ */

struct check {
    bool json;
};

static pith_status check_main(struct cli_call *call, pith_error *err)
{
    const struct check *c = call->values;
    return data_check_run(call->config, call->arguments, call->count, c->json, err);
}

static const struct cli_option options[] = {
    CLI_OPTION_JSON(struct check, "the findings as one JSON object"), {0}};

static const char *const knobs[] = {"data.", "text.", "embedding.", "model.", NULL};

const struct cli_command data_check = {
    .name = "data check",
    .summary = "look for what is wrong with texts before training on them",
    .usage = "pith data check TRAIN [DEV [TEST]] | FOLDER",
    .details =
        "The doctor's findings about data: parts that overlap, phrases that are nowhere, leaks of\n"
        "letter case, spacing, position, length and punctuation, labels that contradict each\n"
        "other, words without vectors, and more (`pith doctor --list`). Exit code 1: something\n"
        "makes training or its measure wrong.",
    .examples = "  pith data check corpus\n"
                "  pith data check train.tsv dev.tsv --json",
    .options = options,
    .knobs = knobs,
    .preset = CLI_PRESET_DEFAULT,
    .size = sizeof(struct check),
    .run = check_main,
};

/* --- the group ------------------------------------------------------------------------------ */

static const struct cli_command *const commands[] = {&data_hashtags, &data_split, &data_stats,
                                                     &data_convert,  &data_check, NULL};

static const struct cli_group group = {
    .name = "pith data",
    .overview = "pith data: makes training texts, and says what is in them.",
    .help_topics = "`pith data help hashtags`",
    .notes = "Examples\n"
             "  pith data hashtags posts.jsonl -o posts.train.jsonl\n"
             "  pith data split posts.train.jsonl -o corpus\n"
             "  pith data stats corpus\n"
             "  pith train corpus\n",
    .commands = commands,
};

const struct cli_command command_data = {
    .name = "data",
    .summary = "make training texts from posts with hashtags; split, convert, count",
    .group = &group,
};
