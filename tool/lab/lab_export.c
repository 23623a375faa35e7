/*
 * lab_export.c - `pith lab export`: runs as JSON or CSV, for every other tool.
 *
 *     JSON: one array, a run an element, everything in it
 *     CSV:  trace | epochs | metrics as a table each; `all` makes a folder of the three
 */
#include "lab/commands.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/folder.h"
#include "store/export.h"
#include "show/look.h"

#include <errno.h>
#include <stdio.h>

/* The tables as export.h numbers them, and all of them. */
enum what { WHAT_TRACE, WHAT_EPOCHS, WHAT_METRICS, WHAT_ALL };
static const char *const whats[] = {"trace", "epochs", "metrics", "all", NULL};

struct request {
    struct look_call look;
    bool csv;
    int what;           /* enum what, or -1: not said */
    const char *output; /* NULL: stdout */
};

/* --- where it goes -------------------------------------------------------------------------- */

static pith_status close_file(FILE *file, const char *path, pith_error *err)
{
    int failed = ferror(file), number = errno;
    if (file == stdout)
        return PITH_STATUS_OK; /* cli_finish_output looks after it */
    errno = 0;
    if (fclose(file) != 0 || failed)
        return error_system(err, errno ? errno : number, "write", path);
    return PITH_STATUS_OK;
}

/* Writes one table (or the JSON) to a path; NULL is stdout. */
static pith_status write_one(struct look_call *look, int what, bool csv, const char *path,
                             pith_error *err)
{
    FILE *file = path ? fopen(path, "w") : stdout;
    if (!file)
        return error_system(err, errno, "write", path);
    pith_status status =
        csv ? export_table(look->db, (enum export_table)what, look->runs, look->run_count, file,
                           err)
            : export_json(look->db, look->runs, look->run_count,
                          what == WHAT_ALL ? EXPORT_ALL : EXPORT_BIT(what), file, err);
    pith_status closed = close_file(file, path, status == PITH_STATUS_OK ? err : NULL);
    return status == PITH_STATUS_OK ? closed : status;
}

static pith_status write_folder(struct look_call *look, const char *folder, pith_error *err)
{
    struct buffer path = {0};
    pith_status status = folder_make(folder, err);
    for (int what = WHAT_TRACE; what < WHAT_ALL && status == PITH_STATUS_OK; what++) {
        buffer_clear(&path);
        status = buffer_printf(&path, "%s/%s.csv", folder, whats[what])
                     ? write_one(look, what, true, path.data, err)
                     : error_memory(err);
    }
    buffer_fini(&path);
    return status;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status export_runs(struct look_call *look, void *values, pith_error *err)
{
    const struct request *r = values;
    if (r->csv && look->json)
        return error_set(err, PITH_STATUS_USAGE, "--csv and --json: one of them");
    int what = r->what >= 0 ? r->what : r->csv ? WHAT_TRACE : WHAT_ALL;
    if (!r->csv || what != WHAT_ALL)
        return write_one(look, what, r->csv, r->output, err);
    if (!r->output)
        return error_cure(err, PITH_STATUS_USAGE, "-o FOLDER says where they go",
                          "--csv --what all makes three tables");
    return write_folder(look, r->output, err);
}

static const struct cli_option options[] = {
    {"what", 'w', "WHAT", "trace, epochs, metrics or all [default: all, with --csv trace]",
     CLI_WORD(struct request, what, whats)},
    {"csv", 0, NULL, "a table with a header line; an empty field is not a number",
     CLI_SWITCH(struct request, csv)},
    {"json", 0, NULL, "an array of runs (the default)", CLI_SWITCH(struct request, look.json)},
    {"output", 'o', "FILE", "write there; with --csv --what all a folder",
     CLI_TEXT(struct request, output)},
    LOOK_STORE(struct request),
    {0}};

const struct cli_command lab_export = {
    .name = "lab export",
    .summary = "runs as CSV or JSON",
    .usage = "pith lab export RUN ... [--csv|--json] [--what WHAT] [-o FILE]",
    .details = "The trace is a line a step: loss, prior, rate, norms and means of every tensor.\n"
               "Numbers that were not recorded in a step are empty in CSV and null in JSON.",
    .examples =
        "  pith lab export adam-1e-4 --csv -o adam.csv\n"
        "  pith lab export 1 2 3 --what metrics | jq '.[].metrics.dev[\"keyphrase.f1\"].value'\n"
        "  pith lab export 1 2 --csv --what all -o tables",
    .options = options,
    .size = sizeof(struct request),
    .defaults = &(const struct request){.what = -1},
    .run = look_run,
    .frame = &(const struct look_frame){.least = 1, .most = SIZE_MAX, .body = export_runs},
};
