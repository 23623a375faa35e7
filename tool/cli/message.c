/* message.c - exit codes, errors, warnings, JSON, and the end of the output; see message.h. */
#include "cli/message.h"

#include "cli/terminal.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int cli_exit_code(pith_status status)
{
    switch (status) {
    case PITH_STATUS_OK:
        return 0;
    case PITH_STATUS_NEGATIVE:
    case PITH_STATUS_STOPPED:
        return 1;
    case PITH_STATUS_USAGE:
        return 2;
    case PITH_STATUS_DATA:
        return 3;
    case PITH_STATUS_SYSTEM:
    case PITH_STATUS_MEMORY:
        return 4;
    case PITH_STATUS_INTERNAL:
        break;
    }
    return 5;
}

int cli_fail(const pith_error *err)
{
    char text[sizeof err->file + sizeof err->message + sizeof err->hint + 64];
    pith_error_format(err, text, sizeof text);
    cli_say(stderr, "pith: %s\n", text); /* it may quote a hostile file */
    return cli_exit_code(err->code);
}

void cli_warn(const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    cli_say(stderr, "pith: warning: %s\n", text);
}

pith_status cli_print_json(json_t *value, size_t flags, pith_error *err)
{
    bool printed = value && json_dumpf(value, stdout, flags | JSON_REAL_PRECISION(15)) == 0;
    if (printed)
        putchar('\n');
    json_decref(value);
    return printed || ferror(stdout) ? PITH_STATUS_OK : error_memory(err);
}

/* A pipe or socket whose other end is closed; errno of the failed write may be lost by now. */
static bool reader_is_gone(int fd)
{
    struct pollfd end = {.fd = fd, .events = POLLOUT};
    return poll(&end, 1, 0) > 0 && (end.revents & (POLLERR | POLLHUP));
}

int cli_finish_output(int code)
{
    bool gone = reader_is_gone(STDOUT_FILENO), failed = ferror(stdout) != 0;
    errno = 0;
    if (fclose(stdout) != 0) /* some file systems say only now that the disk is full */
        failed = true;
    int number = errno;
    if (!failed || code || gone || number == EPIPE) /* who has seen enough: no error */
        return code;
    fprintf(stderr, "pith: cannot write the output%s%s\n", number ? ": " : "",
            number ? strerror(number) : "");
    return cli_exit_code(PITH_STATUS_SYSTEM);
}
