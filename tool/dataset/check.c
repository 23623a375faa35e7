/* check.c - `pith data check`: what the doctor finds in texts before any training. */
#include "dataset/commands.h"

#include "cli/json.h"
#include "base/error.h"
#include "verdict/data_check.h"
#include "verdict/report.h"
#include "verdict/report_json.h"

#include <string.h>

struct check {
    bool json;
};

/* Prints the findings about data; PITH_STATUS_NEGATIVE when one is an error. */
static pith_status examine(const struct check *c, pith_doctor *doctor, const char *name,
                           pith_error *err)
{
    const pith_finding *findings;
    size_t count;
    pith_status status = pith_doctor_examine(doctor, &findings, &count, err);
    if (status != PITH_STATUS_OK)
        return status;
    count = data_check_count(findings, count);
    if (c->json)
        status = cli_print_json(report_json(name, doctor, findings, count), JSON_INDENT(2), err);
    else
        report_print(name, doctor, findings, count, stdout);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        if (findings[i].severity == PITH_SEVERITY_ERROR)
            status = PITH_STATUS_NEGATIVE;
    return status;
}

static pith_status check_main(struct cli_call *call, pith_error *err)
{
    pith_doctor *doctor = NULL;
    pith_status status = pith_doctor_new(&doctor, err);
    if (status == PITH_STATUS_OK)
        status = data_check_read(doctor, call->config, call->arguments, call->count, err);
    if (status == PITH_STATUS_OK)
        status = examine(call->values, doctor, call->arguments[0], err);
    pith_doctor_free(doctor);
    return status;
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
