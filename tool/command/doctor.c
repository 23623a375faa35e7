/*
 * doctor.c - `pith doctor`: says why a run does not learn, proves it, cures it.
 *
 *     RUN of the store | trace file | data ─▶ events ─▶ pith_doctor ─▶ report ─▶ [confirm, cure]
 */
#include "cli/exit_code.h"
#include "cli/cli.h"
#include "verdict/data_check.h"
#include "verdict/explain.h"
#include "proof/proof.h"
#include "verdict/report.h"
#include "store/store_reader.h"
#include "verdict/trace_reader.h"
#include "lab/lab.h"
#include "store/lookup.h"

#include "base/error.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct doctor_run {
    const char *lab, *explain, *output;
    bool json, data, list, confirm, cure, quiet;
    double budget;
    pith_config *config; /* --data: the knobs */
    pith_doctor *doctor;
    struct db *db;
    const pith_finding *findings;
    size_t count;
};

static pith_status take(void *context, const struct cli_option *option, const char *value,
                        pith_error *err)
{
    struct doctor_run *d = context;
    const char *name = option->name;
    if (!strcmp(name, "lab"))
        d->lab = value;
    else if (!strcmp(name, "explain"))
        d->explain = value;
    else if (!strcmp(name, "output"))
        d->output = value;
    else if (!strcmp(name, "json"))
        d->json = true;
    else if (!strcmp(name, "data"))
        d->data = true;
    else if (!strcmp(name, "list"))
        d->list = true;
    else if (!strcmp(name, "confirm"))
        d->confirm = true;
    else if (!strcmp(name, "cure"))
        d->cure = true;
    else if (!strcmp(name, "quiet"))
        d->quiet = true;
    else {
        char *end;
        d->budget = strtod(value, &end);
        if (end == value || *end || !(d->budget >= 1 && d->budget <= 1e7))
            return error_set(err, PITH_STATUS_USAGE,
                             "--budget \"%.40s\": expected seconds, 1 and more", value);
    }
    return PITH_STATUS_OK;
}

/* --- what is looked at ---------------------------------------------------------------------- */

static pith_status see(void *context, const pith_event *event, pith_error *err)
{
    return pith_doctor_see(context, event, err);
}

/* A run of the store, or a trace file; a trace that is there wins over a run so called. */
static pith_status read_run(struct doctor_run *d, const char *what, pith_error *err)
{
    struct trace_listener listener = {see, d->doctor};
    if (access(what, R_OK) == 0)
        return trace_read(what, &listener, err);
    int64_t id;
    const char *store = d->lab ? d->lab : LAB_STORE_DEFAULT;
    if (!d->lab && access(store, R_OK) != 0)
        return error_hint(
            err,
            error_at(err, PITH_STATUS_USAGE, what, 0,
                     "there is no such trace file, and no store here"),
            "`pith train --trace FILE` writes a trace, `pith train --lab FILE` records "
            "the run in a store");
    pith_status status = d->db ? PITH_STATUS_OK : db_open(store, false, &d->db, err);
    if (status == PITH_STATUS_OK)
        status = lookup_run(d->db, what, &id, err);
    return status == PITH_STATUS_OK ? store_read(d->db, id, &listener, err) : status;
}

/* --- what is done ----------------------------------------------------------------------------- */

static pith_status prove(struct doctor_run *d, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    if (!d->db)
        status = db_open(d->lab ? d->lab : LAB_STORE_DEFAULT, true, &d->db, err);
    const struct proof_request request = {.db = d->db,
                                          .doctor = d->doctor,
                                          .findings = d->findings,
                                          .finding_count = d->count,
                                          .budget = d->budget,
                                          .confirm = d->confirm,
                                          .cure = d->cure,
                                          .output = d->output,
                                          .json = d->json,
                                          .quiet = d->quiet};
    return status == PITH_STATUS_OK ? proof_run(&request, err) : status;
}

static pith_status examine(struct doctor_run *d, const char *name, pith_error *err)
{
    pith_status status = pith_doctor_examine(d->doctor, &d->findings, &d->count, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (d->data)
        d->count = data_check_count(d->findings, d->count);
    if (d->json && !d->confirm && !d->cure)
        return cli_print_json(report_json(name, d->doctor, d->findings, d->count),
                              JSON_INDENT(2)) == 0
                   ? PITH_STATUS_OK
                   : error_memory(err);
    if (!d->json)
        report_print(name, d->doctor, d->findings, d->count, stdout);
    return PITH_STATUS_OK;
}

static pith_status check(const struct doctor_run *d, int rest, pith_error *err)
{
    if (d->data ? rest < 1 || rest > 3 : rest != 1)
        return error_hint(err,
                          error_set(err, PITH_STATUS_USAGE,
                                    d->data ? "--data takes TRAIN [DEV [TEST]], or a folder"
                                            : "one run, or one trace file, is needed"),
                          "`pith doctor run.jsonl`, `pith doctor 12`, `pith doctor --data folder`");
    if (d->data && (d->confirm || d->cure))
        return error_set(err, PITH_STATUS_USAGE, "--data has no run that could be cured");
    return PITH_STATUS_OK;
}

static int work(struct doctor_run *d, int rest, char **argv, pith_error *err)
{
    pith_status status = check(d, rest, err);
    if (status == PITH_STATUS_OK)
        status = pith_doctor_new(&d->doctor, err);
    if (status == PITH_STATUS_OK)
        status = d->data ? data_check_read(d->doctor, d->config, argv + 1, rest, err)
                         : read_run(d, argv[1], err);
    if (status == PITH_STATUS_OK)
        status = examine(d, argv[1], err);
    if (status == PITH_STATUS_OK && (d->confirm || d->cure))
        status = prove(d, err);
    bool grave =
        status == PITH_STATUS_OK && report_worst(d->findings, d->count) == PITH_SEVERITY_ERROR;
    pith_doctor_free(d->doctor);
    db_close(d->db);
    if (status != PITH_STATUS_OK)
        return cli_fail(err);
    return cli_exit_code(grave ? PITH_STATUS_NEGATIVE : PITH_STATUS_OK);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct doctor_run d = {.budget = 180};
    pith_error err = {0};
    int rest = 0, code = 0;
    bool helped = false;
    pith_status status = data_check_config(&d.config, &err);
    if (status == PITH_STATUS_OK)
        status = cli_parse(command, argc, argv, d.config, take, &d, &rest, &helped, &err);
    if (status == PITH_STATUS_OK && !helped && d.explain)
        status = explain_print(d.explain, stdout, &err);
    else if (status == PITH_STATUS_OK && !helped && d.list)
        explain_list(stdout);
    else if (status == PITH_STATUS_OK && !helped)
        code = work(&d, rest, argv, &err);
    pith_config_free(d.config);
    return status == PITH_STATUS_OK ? code : cli_fail(&err);
}

static const struct cli_option options[] = {
    {"lab", 0, "FILE", "the store that holds the run [default .pith/lab.db]"},
    {"json", 0, NULL, "the findings as one JSON object"},
    {"data", 0, NULL, "look at texts before any training: TRAIN [DEV [TEST]], or a folder"},
    {"confirm", 0, NULL, "prove it: short runs that change one thing each, ranked"},
    {"cure", 0, NULL, "find the smallest change that works, and train with it"},
    {"budget", 0, "SECONDS", "how long the short runs may take, about [180]"},
    {"output", 'o', "MODEL", "--cure: where the cured model goes [the store]"},
    {"quiet", 'q', NULL, "no progress"},
    {"explain", 0, "ID", "what a finding means, how it looks, why it happens, what to do"},
    {"list", 0, NULL, "all findings that there are"},
    {NULL, 0, NULL, NULL}};

static const char *const knobs[] = {"data.", "text.", "embedding.", "model.", NULL};

const struct cli_command command_doctor = {
    .name = "doctor",
    .summary = "say why a training run does not learn, prove it, cure it",
    .usage = "pith doctor [options] RUN|TRACE",
    .details =
        "RUN is a run of the laboratory's store, by id or label; TRACE is what `pith train\n"
        "--trace` wrote, or another program in the same form (docs/trace.md). States come\n"
        "first, then causes, the likeliest first, each with its numbers and with changes that\n"
        "cure it. What was not recorded is said. Exit code 1: something is wrong enough that\n"
        "the run cannot become good.",
    .examples = "  pith doctor run.jsonl\n"
                "  pith doctor 12 --json | jq -r .headline\n"
                "  pith doctor --data data/sample\n"
                "  pith doctor run.jsonl --confirm --cure\n"
                "  pith doctor --explain prior-only",
    .options = options,
    .knobs = knobs,
    .run = run,
};
