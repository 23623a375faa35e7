/*
 * doctor.c - `pith doctor`: says why a run does not learn, proves it, cures it.
 *
 *     RUN of the store | trace file | data ─▶ events ─▶ pith_doctor ─▶ report ─▶ [confirm, cure]
 */
#include "cli/command.h"
#include "cli/message.h"
#include "verdict/data_check.h"
#include "proof/proof.h"
#include "verdict/report.h"
#include "verdict/verdict.h"
#include "store/store_reader.h"
#include "store/lookup.h"
#include "store/store.h"

#include "base/error.h"
#include "trace/reader.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct doctor_run {
    const char *lab, *explain, *output;
    bool json, data, list, confirm, cure, quiet;
    double budget;
    pith_doctor *doctor;
    struct db *db;
    struct run run; /* of the store */
    const pith_finding *findings;
    size_t count;
};

/* --- what is looked at ---------------------------------------------------------------------- */

/* A run of the store, or a trace file; a trace that is there wins over a run so called. */
static pith_status read_run(struct doctor_run *d, const char *what, pith_error *err)
{
    if (access(what, R_OK) == 0)
        return trace_read(what, d->doctor, err);
    const char *store = d->lab ? d->lab : STORE_DEFAULT_PATH;
    if (!d->lab && access(store, R_OK) != 0)
        return error_hint(
            err,
            error_at(err, PITH_STATUS_USAGE, what, 0,
                     "there is no such trace file, and no store here"),
            "`pith train --trace FILE` writes a trace, `pith train --lab FILE` records "
            "the run in a store");
    TRY(store_open(store, false, &d->db, err));
    TRY(lookup_run(d->db, what, &d->run, err));
    return store_read(d->db, d->run.id, d->doctor, err);
}

/* --- what is done ----------------------------------------------------------------------------- */

static pith_status prove(struct doctor_run *d, pith_error *err)
{
    if (!d->db)
        TRY(store_open(d->lab ? d->lab : STORE_DEFAULT_PATH, true, &d->db, err));
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
    return proof_run(&request, err);
}

static pith_status examine(struct doctor_run *d, const char *name, pith_error *err)
{
    TRY(pith_doctor_examine(d->doctor, &d->findings, &d->count, err));
    if (d->json && !d->confirm && !d->cure)
        return cli_print_json(report_json(name, d->doctor, d->findings, d->count), JSON_INDENT(2),
                              err);
    if (!d->json)
        report_print(name, d->doctor, d->findings, d->count, stdout);
    return PITH_STATUS_OK;
}

static pith_status check(const struct doctor_run *d, int rest, pith_error *err)
{
    if (d->data ? rest < 1 || rest > 3 : rest != 1)
        return error_cure(err, PITH_STATUS_USAGE,
                          "`pith doctor run.jsonl`, `pith doctor 12`, `pith doctor --data folder`",
                          d->data ? "--data takes TRAIN [DEV [TEST]], or a folder"
                                  : "one run, or one trace file, is needed");
    if (d->data && (d->confirm || d->cure))
        return error_set(err, PITH_STATUS_USAGE, "--data has no run that could be cured");
    return PITH_STATUS_OK;
}

static pith_status diagnose(struct doctor_run *d, const char *what, pith_error *err)
{
    TRY(pith_doctor_new(&d->doctor, err));
    TRY(read_run(d, what, err));
    TRY(examine(d, what, err));
    if (d->confirm || d->cure)
        TRY(prove(d, err));
    return verdict_worst(d->findings, d->count) == PITH_SEVERITY_ERROR ? PITH_STATUS_NEGATIVE
                                                                       : PITH_STATUS_OK;
}

static pith_status doctor_main(struct cli_call *call, pith_error *err)
{
    struct doctor_run *d = call->values;
    if (d->explain)
        return report_explain(d->explain, stdout, err);
    if (d->list) {
        report_kinds(stdout);
        return PITH_STATUS_OK;
    }
    TRY(check(d, call->count, err));
    return d->data ? data_check_run(call->config, call->arguments, call->count, d->json, err)
                   : diagnose(d, call->arguments[0], err);
}

static void doctor_fini(void *values)
{
    struct doctor_run *d = values;
    run_fini(&d->run);
    pith_doctor_free(d->doctor);
    db_close(d->db);
}

static const struct cli_option options[] = {
    {"lab", 0, "FILE", "the store that holds the run [default .pith/lab.db]",
     CLI_TEXT(struct doctor_run, lab)},
    CLI_OPTION_JSON(struct doctor_run, "the findings as one JSON object"),
    {"data", 0, NULL, "look at texts before any training: TRAIN [DEV [TEST]], or a folder",
     CLI_SWITCH(struct doctor_run, data)},
    {"confirm", 0, NULL, "prove it: short runs that change one thing each, ranked",
     CLI_SWITCH(struct doctor_run, confirm)},
    {"cure", 0, NULL, "find the smallest change that works, and train with it",
     CLI_SWITCH(struct doctor_run, cure)},
    {"budget", 0, "SECONDS", "how long the short runs may take, about [180]",
     CLI_REAL(struct doctor_run, budget, 1, 1e7)},
    {"output", 'o', "MODEL", "--cure: where the cured model goes [the store]",
     CLI_TEXT(struct doctor_run, output)},
    CLI_OPTION_QUIET(struct doctor_run, "no progress"),
    {"explain", 0, "ID", "what a finding means, how it looks, why it happens, what to do",
     CLI_TEXT(struct doctor_run, explain)},
    {"list", 0, NULL, "all findings that there are", CLI_SWITCH(struct doctor_run, list)},
    {0}};

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
    .preset = CLI_PRESET_DEFAULT,
    .size = sizeof(struct doctor_run),
    .defaults = &(const struct doctor_run){.budget = 180},
    .run = doctor_main,
    .fini = doctor_fini,
};
