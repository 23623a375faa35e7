/* check.c - `pith data check`: what the doctor finds in texts before any training. */
#include "dataset/dataset.h"

#include "base/error.h"
#include "verdict/data_check.h"
#include "verdict/report.h"

#include <string.h>

struct check {
    bool json;
    pith_config *config;
    pith_doctor *doctor;
};

static pith_status take(void *context, const struct cli_option *option, const char *value,
                        pith_error *err)
{
    struct check *c = context;
    (void)option;
    (void)value;
    (void)err;
    c->json = true;
    return PITH_STATUS_OK;
}

static pith_status examine(struct check *c, const char *name, bool *errors, pith_error *err)
{
    const pith_finding *findings;
    size_t count;
    pith_status status = pith_doctor_examine(c->doctor, &findings, &count, err);
    if (status != PITH_STATUS_OK)
        return status;
    count = data_check_count(findings, count);
    for (size_t i = 0; i < count; i++)
        *errors |= findings[i].severity == PITH_SEVERITY_ERROR;
    if (c->json)
        return cli_print_json(report_json(name, c->doctor, findings, count), JSON_INDENT(2)) == 0
                   ? PITH_STATUS_OK
                   : error_memory(err);
    report_print(name, c->doctor, findings, count, stdout);
    return PITH_STATUS_OK;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct check c = {0};
    pith_error err = {0};
    int rest = 0;
    bool helped = false, errors = false;
    pith_status status = data_check_config(&c.config, &err);
    if (status == PITH_STATUS_OK)
        status = cli_parse(command, argc, argv, c.config, take, &c, &rest, &helped, &err);
    if (status == PITH_STATUS_OK && !helped)
        status = pith_doctor_new(&c.doctor, &err);
    if (status == PITH_STATUS_OK && !helped)
        status = data_check_read(c.doctor, c.config, argv + 1, rest, &err);
    if (status == PITH_STATUS_OK && !helped)
        status = examine(&c, argv[1], &errors, &err);
    pith_doctor_free(c.doctor);
    pith_config_free(c.config);
    return status == PITH_STATUS_OK ? errors : cli_fail(&err);
}

static const struct cli_option options[] = {{"json", 0, NULL, "the findings as one JSON object"},
                                            {NULL, 0, NULL, NULL}};

static const char *const knobs[] = {"data.", "text.", "embedding.", "model.", NULL};

const struct cli_command data_check = {
    .name = "check",
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
    .run = run,
};
