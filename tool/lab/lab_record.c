/*
 * lab_record.c - `pith lab record`: the experiment record of a plan, as a folder to read and keep.
 *
 *     store ─record_load→ struct record ─record_write→ record.md, record.html, csv/, figures/
 */
#include "lab/lab.h"

#include "base/error.h"
#include "show/look.h"
#include "record/record_write.h"

#include <string.h>

struct recording {
    const char *plan, *folder;
    enum record_language language;
};

static pith_status take(void *context, const struct cli_option *option, const char *value,
                        pith_error *err)
{
    struct recording *r = context;
    if (strcmp(option->name, "plan") == 0) {
        r->plan = value;
    } else if (strcmp(option->name, "output") == 0) {
        r->folder = value;
    } else if (strcmp(option->name, "lang") == 0) {
        int language = record_language_find(value);
        if (language < 0) {
            error_set(err, PITH_STATUS_USAGE, "--lang is \"%.60s\"", value);
            return error_hint(err, PITH_STATUS_USAGE, "it takes en (English) or zh (Chinese)");
        }
        r->language = (enum record_language)language;
    }
    return PITH_STATUS_OK;
}

static void report(const struct recording *r, const struct record *record,
                   const struct record_outcome *outcome)
{
    char message[1200];
    if (outcome->gnuplot_missing)
        fprintf(stderr,
                "pith: gnuplot is not installed: the record has no pictures, but their data "
                "(csv/) and scripts (figures/)\n"
                "pith: (hint: apt-get install gnuplot-nox, and write the record again)\n");
    if (outcome->failed)
        fprintf(stderr, "pith: %d of %d pictures could not be drawn; the first: %s\n",
                outcome->failed, outcome->figures,
                pith_error_format(&outcome->first_failure, message, sizeof message));
    printf("%s/record.html\n%s/record.md\n", r->folder, r->folder);
    fprintf(stderr, "pith: %zu experiments, %zu runs, %d figures\n", record->experiment_count,
            record->run_count, outcome->figures);
}

static pith_status body(struct look *look, void *context, pith_error *err)
{
    struct recording *r = context;
    struct record record;
    struct record_outcome outcome;
    pith_status status = record_load(look->db, r->plan, &record, err);
    if (status == PITH_STATUS_OK)
        status = record_write(&record, look->db, r->folder, r->language, &outcome, err);
    if (status == PITH_STATUS_OK)
        report(r, &record, &outcome);
    record_fini(&record);
    return status;
}

static int run_record(const struct cli_command *command, int argc, char **argv)
{
    struct recording recording = {.folder = "record"};
    struct look_spec spec = {.take = take, .body = body, .context = &recording};
    return look_main(command, argc, argv, &spec);
}

static const struct cli_option options[] = {
    LOOK_STORE,
    {"plan", 'p', "PLAN",
     "which plan: its file's name, its number, or its hash [default the newest]"},
    {"output", 'o', "FOLDER", "where the record goes [default record/]"},
    {"lang", 0, "LANGUAGE", "en or zh [default en]"},
    {0},
};

const struct cli_command lab_record = {
    .name = "record",
    .summary = "write the experiment record: Markdown, HTML, data and pictures",
    .usage = "pith lab record [--plan PLAN] [-o FOLDER] [--lang en|zh] [--lab FILE]",
    .details =
        "The record tells what the plan's experiments were for, what each changed, what came of "
        "it\n"
        "and what that means, from the store alone: record.md, record.html (one file, nothing is\n"
        "fetched from anywhere), csv/ with the data of every figure, figures/ with each picture "
        "as\n"
        "SVG and PNG and the gnuplot script that draws it. Runs that have not ended or failed are\n"
        "shown as what they are. Without gnuplot there are no pictures, and a warning.",
    .examples = "  pith lab record\n"
                "  pith lab record --plan all-zero.yaml --lang zh -o record-zh\n",
    .options = options,
    .run = run_record,
};
