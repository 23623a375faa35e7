/* message.h - what a command says on stderr, and the end of its output. */
#ifndef PITH_CLI_MESSAGE_H
#define PITH_CLI_MESSAGE_H

#include <pith.h>

/* cli_fail prints "pith: file:line: message (hint: ...)" to stderr and returns the exit code. */
int cli_fail(const pith_error *err);

/* cli_warn prints "pith: warning: ...", as printf does, to stderr; the text may quote anything. */
void cli_warn(const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;

/*
 * cli_finish_output closes stdout. Returns `code`, but if that is 0 and something could not be
 * written, 4 with a message. A reader that went away is no error.
 */
int cli_finish_output(int code);

#endif
