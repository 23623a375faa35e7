/* check.c - `pith data check`: what the doctor finds in texts before any training. */
#include "dataset/commands.h"

#include "verdict/data_check.h"

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
        "letter case and spacing, labels that contradict each other, words without vectors, and\n"
        "more (`pith doctor --list`). Exit code 1: something makes training or its measure wrong.",
    .examples = "  pith data check corpus\n"
                "  pith data check train.tsv dev.tsv --json",
    .options = options,
    .knobs = knobs,
    .preset = CLI_PRESET_DEFAULT,
    .size = sizeof(struct check),
    .run = check_main,
};
