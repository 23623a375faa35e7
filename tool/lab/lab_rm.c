/*
 * lab_rm.c - `pith lab rm`: forgets runs: their rows and their folders.
 *
 *     ask → rows, in one transaction → folders
 *
 * In this order, so that a kill between the two leaves a folder nobody knows, never a run without
 * its model.
 */
#include "lab/commands.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/folder.h"
#include "show/look.h"

#include <unistd.h>

struct removal {
    struct look_call look;
    bool yes;
};

/* --- asking --------------------------------------------------------------------------------- */

/* Appends a line a run to out; PITH_STATUS_USAGE when one of them goes on. */
static pith_status describe(struct look_call *look, struct buffer *out, pith_error *err)
{
    for (size_t i = 0; i < look->run_count; i++) {
        const struct run *run = &look->runs[i];
        if (run_is_locked(look->db, run->id))
            return error_cure(err, PITH_STATUS_USAGE, "end it first, or wait",
                              "run %lld (%.100s) is going on now", (long long)run->id, run->label);
        if (!buffer_append_text(out, "  ") || !run_name(run, out) ||
            !buffer_printf(out, ", %s, %lld steps\n", run_state_name(run->state),
                           (long long)run->steps))
            return error_memory(err);
    }
    return PITH_STATUS_OK;
}

/* Whether the answer on the terminal begins with y. */
static bool ask(const char *what)
{
    char answer[16] = "";
    fprintf(stderr, "%sremove for good? [y/N] ", what);
    fflush(stderr);
    return fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y');
}

/* --- removing ------------------------------------------------------------------------------- */

/* The folder runs/<id>. */
static pith_status remove_files(const struct db *db, int64_t run, pith_error *err)
{
    struct buffer path = {0};
    char relative[48];
    snprintf(relative, sizeof relative, "runs/%lld", (long long)run);
    pith_status status =
        run_path(db, relative, &path) ? folder_remove(path.data, err) : error_memory(err);
    buffer_fini(&path);
    return status;
}

static pith_status remove_rows(const struct look_call *look, pith_error *err)
{
    for (size_t i = 0; i < look->run_count; i++)
        TRY(run_delete(look->db, look->runs[i].id, err));
    return PITH_STATUS_OK;
}

static pith_status remove_runs(struct look_call *look, void *values, pith_error *err)
{
    const struct removal *r = values;
    struct buffer what = {0};
    bool go = true;
    pith_status status = describe(look, &what, err);
    if (status == PITH_STATUS_OK && !r->yes) {
        if (!isatty(STDIN_FILENO))
            status = error_cure(err, PITH_STATUS_USAGE, "--yes removes without asking",
                                "nobody is there to confirm it");
        else
            go = ask(what.data);
    }
    if (status == PITH_STATUS_OK && go) {
        status = db_begin(look->db, err);
        if (status == PITH_STATUS_OK)
            status = db_finish(look->db, remove_rows(look, err), err);
        for (size_t i = 0; i < look->run_count && status == PITH_STATUS_OK; i++)
            status = remove_files(look->db, look->runs[i].id, err);
        if (status == PITH_STATUS_OK)
            fprintf(stderr, "removed\n%s", what.data);
    }
    buffer_fini(&what);
    return status;
}

/* --- the command ---------------------------------------------------------------------------- */

static const struct cli_option options[] = {
    {"yes", 'y', NULL, "do not ask", CLI_SWITCH(struct removal, yes)},
    LOOK_STORE(struct removal),
    {0}};

const struct cli_command lab_rm = {
    .name = "lab rm",
    .summary = "forget runs, with their models and traces",
    .usage = "pith lab rm [--yes] RUN ...",
    .details = "Removes the rows of the runs and their folders beside the store. A run whose\n"
               "parent is removed keeps its own content and has no parent afterwards. A run that\n"
               "is going on is not removed.",
    .examples = "  pith lab rm 12 13\n  pith lab rm --yes \"sgd-1e-2 seed=1\"",
    .options = options,
    .size = sizeof(struct removal),
    .run = look_run,
    .frame = &(const struct look_frame){.least = 1, .most = SIZE_MAX, .body = remove_runs},
};
