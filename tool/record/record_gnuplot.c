/*
 * record_gnuplot.c - runs gnuplot on a script; see record_gnuplot.h.
 *
 * The only place of the record that starts a program.
 */
#include "record/record_gnuplot.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/child.h"
#include "cli/shell_quote.h"

#include <unistd.h>

enum { SAID = 300 };

/* How to see all that gnuplot says; not for a folder whose name is too long for a hint. */
static pith_status hint_by_hand(const char *folder, const char *script, pith_error *err)
{
    struct buffer command = {0};
    buffer_append_text(&command, "cd ");
    shell_quote_argument(&command, folder);
    buffer_printf(&command, " && gnuplot %s", script);
    if (buffer_ok(&command) && command.size < sizeof err->hint / 4 * 3)
        error_hint(err, PITH_STATUS_SYSTEM, "draw it by hand to see more: %s", command.data);
    buffer_fini(&command);
    return PITH_STATUS_SYSTEM;
}

pith_status gnuplot_draw(const char *folder, const char *script, bool *missing, pith_error *err)
{
    const char *const argv[] = {"gnuplot", "--default-settings", script, NULL};
    struct child child = {.argv = argv, .folder = folder, .stream = STDERR_FILENO, .keep = SAID};
    pith_status status = child_run(&child, err);
    *missing = status == PITH_STATUS_OK && child.code == CHILD_NOT_STARTED;
    for (size_t i = 0; i < child.said.size; i++)
        if ((unsigned char)child.said.data[i] < ' ')
            child.said.data[i] = ' ';
    if (*missing) {
        status = error_set(err, PITH_STATUS_SYSTEM, "gnuplot is not installed");
    } else if (status == PITH_STATUS_OK && child.code) {
        error_set(err, PITH_STATUS_SYSTEM, "gnuplot cannot draw %s/%s: %.250s", folder, script,
                  child.said.size ? child.said.data : "");
        status = hint_by_hand(folder, script, err);
    }
    buffer_fini(&child.said);
    return status;
}
