/*
 * lab_new.c - `pith lab new`: a commented plan to begin with.
 */
#include "cli/terminal.h"
#include "cli/shell_quote.h"
#include "lab/commands.h"

#include "base/error.h"
#include "base/file.h"

#include <string.h>
#include <unistd.h>

/* new_plan.yaml, embedded by meson: a plan that runs as it is, on data/sample of the source. */
extern const char lab_new_plan[];

static pith_status write_plan(const char *path, pith_error *err)
{
    if (access(path, F_OK) == 0) {
        error_at(err, PITH_STATUS_USAGE, path, 0, "the file is there already");
        return error_hint(err, PITH_STATUS_USAGE, "give another name; \"-\" prints the plan");
    }
    return file_save(path, lab_new_plan, strlen(lab_new_plan), err);
}

/* The path may hold anything: the command with it is meant to be pasted. */
static bool say_next(const char *path)
{
    struct buffer quoted = {0};
    shell_quote_argument(&quoted, path);
    bool ok = buffer_ok(&quoted);
    if (ok)
        cli_say(stderr, "%s is written; `pith lab run --dry-run %s` shows what it would do\n", path,
                quoted.data);
    buffer_fini(&quoted);
    return ok;
}

static pith_status new_main(struct cli_call *call, pith_error *err)
{
    if (call->count > 1)
        return error_set(err, PITH_STATUS_USAGE, "one file at a time, not %d", call->count);
    const char *path = call->count ? call->arguments[0] : "plan.yaml";
    if (!strcmp(path, "-")) {
        fputs(lab_new_plan, stdout);
        return PITH_STATUS_OK;
    }
    pith_status status = write_plan(path, err);
    return status != PITH_STATUS_OK || say_next(path) ? status : error_memory(err);
}

const struct cli_command lab_new = {
    .name = "lab new",
    .summary = "write a commented plan to begin with",
    .usage = "pith lab new [FILE]",
    .details = "Writes to plan.yaml if no FILE is given, \"-\" to stdout; never over a file that\n"
               "is there.",
    .examples = "  pith lab new\n"
                "  pith lab new plans/rates.yaml",
    .run = new_main,
};
