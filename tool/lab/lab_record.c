/*
 * lab_record.c - `pith lab record`: the experiment record of a plan, as a folder to read and keep.
 *
 *     store ─record_load→ struct record ─record_write→ record.md, record.html, csv/, figures/
 */
#include "lab/commands.h"

#include "record/record_write.h"
#include "show/look.h"

struct recording {
    struct look_call look;
    const char *plan, *folder;
    enum record_language language;
};

static void report(const struct recording *r, const struct record *record,
                   const struct record_folder *folder)
{
    char message[1200];
    if (folder->gnuplot_missing)
        fprintf(stderr,
                "pith: gnuplot is not installed: the record has no pictures, but their data "
                "(csv/) and scripts (figures/)\n"
                "pith: (hint: apt-get install gnuplot-nox, and write the record again)\n");
    if (folder->failed)
        fprintf(stderr, "pith: %d of %d pictures could not be drawn; the first: %s\n",
                folder->failed, folder->figures,
                pith_error_format(&folder->first_failure, message, sizeof message));
    printf("%s/record.html\n%s/record.md\n", r->folder, r->folder);
    fprintf(stderr, "pith: %zu experiments, %zu runs, %d figures\n", record->experiment_count,
            record->run_count, folder->figures);
}

static pith_status make_record(struct look_call *look, void *values, pith_error *err)
{
    struct recording *r = values;
    struct record record;
    struct record_folder folder;
    pith_status status = record_load(look->db, r->plan, &record, err);
    if (status == PITH_STATUS_OK)
        status = record_write(&record, look->db, r->folder, r->language, &folder, err);
    if (status == PITH_STATUS_OK)
        report(r, &record, &folder);
    record_fini(&record);
    return status;
}

static const struct cli_option options[] = {
    LOOK_STORE(struct recording),
    {"plan", 'p', "PLAN",
     "which plan: its file's name, its number, or its hash [default the newest]",
     CLI_TEXT(struct recording, plan)},
    {"output", 'o', "FOLDER", "where the record goes [default record/]",
     CLI_TEXT(struct recording, folder)},
    {"lang", 0, "LANGUAGE", "en or zh [default en]",
     CLI_WORD(struct recording, language, record_language_names)},
    {0}};

const struct cli_command lab_record = {
    .name = "lab record",
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
    .size = sizeof(struct recording),
    .defaults = &(const struct recording){.folder = "record"},
    .run = look_run,
    .frame = &(const struct look_frame){.body = make_record},
};
