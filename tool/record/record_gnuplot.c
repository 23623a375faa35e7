/*
 * record_gnuplot.c - runs gnuplot on a script; see record_gnuplot.h.
 *
 * The only place of the record that starts a program.
 */
#include "record/record_gnuplot.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/shell_quote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_FOUND = 127, CANNOT_ENTER = 126, SAID = 300 };

/* In the child: silent but for stderr, which goes to the parent. Never returns. */
static void become_gnuplot(const char *folder, const char *script, int said)
{
    int nowhere = open("/dev/null", O_RDWR);
    if (chdir(folder) != 0 || nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 ||
        dup2(nowhere, STDOUT_FILENO) < 0 || dup2(said, STDERR_FILENO) < 0)
        _exit(CANNOT_ENTER);
    execlp("gnuplot", "gnuplot", "--default-settings", script, (char *)NULL);
    _exit(NOT_FOUND);
}

/* Reads the first words of what it says, and the rest away. */
static void hear(int from, char said[SAID])
{
    size_t size = 0;
    char rest[512];
    ssize_t got;
    while ((got = read(from, rest, sizeof rest)) != 0) {
        if (got < 0) {
            if (errno == EINTR)
                continue;
            break;
        }
        size_t room = SAID - 1 - size, take = (size_t)got < room ? (size_t)got : room;
        memcpy(said + size, rest, take);
        size += take;
    }
    said[size] = '\0';
    for (char *c = said; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
}

static pith_status run_gnuplot(const char *folder, const char *script, int *code, char said[SAID],
                               pith_error *err)
{
    int ends[2], state = 0;
    if (pipe(ends) != 0)
        return error_system(err, errno, "open a pipe to", "gnuplot");
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become_gnuplot(folder, script, ends[1]);
    }
    int number = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return error_system(err, number, "start", "gnuplot");
    }
    hear(ends[0], said);
    close(ends[0]);
    while (waitpid(child, &state, 0) < 0)
        if (errno != EINTR)
            return error_system(err, errno, "wait for", "gnuplot");
    *code = WIFEXITED(state) ? WEXITSTATUS(state) : 128;
    return PITH_STATUS_OK;
}

/* How to see all that gnuplot says; not for a folder whose name is too long for a hint. */
static pith_status hint_by_hand(const char *folder, const char *script, pith_error *err)
{
    struct buffer command = {0};
    bool ok = buffer_append_text(&command, "cd ") && shell_quote_argument(&command, folder) &&
              buffer_printf(&command, " && gnuplot %s", script);
    if (ok && command.size < sizeof err->hint / 4 * 3)
        error_hint(err, PITH_STATUS_SYSTEM, "draw it by hand to see more: %s", command.data);
    buffer_fini(&command);
    return PITH_STATUS_SYSTEM;
}

pith_status gnuplot_draw(const char *folder, const char *script, bool *missing, pith_error *err)
{
    char said[SAID] = "";
    int code = 0;
    *missing = false;
    pith_status status = run_gnuplot(folder, script, &code, said, err);
    if (status != PITH_STATUS_OK || code == 0)
        return status;
    if (code == NOT_FOUND) {
        *missing = true;
        return error_set(err, PITH_STATUS_SYSTEM, "gnuplot is not installed");
    }
    error_set(err, PITH_STATUS_SYSTEM, "gnuplot cannot draw %s/%s: %.250s", folder, script, said);
    return hint_by_hand(folder, script, err);
}
