/* message.h - what a command says on stderr, JSON as its result, and how it ends. */
#ifndef PITH_CLI_MESSAGE_H
#define PITH_CLI_MESSAGE_H

#include "base/error.h"

#include <jansson.h>

/*
 * cli_exit_code gives what the exit code says of a status; the same for all subcommands.
 *
 *     0  fine                                    3  the input data is wrong
 *     1  ran to its end, the verdict is negative, or stopped on request
 *     2  the call or the configuration is wrong  4  the system refused, or out of memory
 *     5  a defect of pith itself (or a status that it does not know)
 */
int cli_exit_code(pith_status status);

/* cli_fail prints "pith: file:line: message (hint: ...)" to stderr and returns the exit code. */
int cli_fail(const pith_error *err);

/* cli_warn prints "pith: warning: ...", as printf does, to stderr; the text may quote anything. */
void cli_warn(const char *format, ...) ERROR_PRINTF(1, 2);

/*
 * cli_print_json prints a value (Jansson's flags) and a newline to stdout, and frees it. NULL and a
 * failure to write it out are PITH_STATUS_MEMORY; what stdout itself refused is no error here:
 * cli_finish_output tells.
 */
pith_status cli_print_json(json_t *value, size_t flags, pith_error *err);

/*
 * cli_finish_output closes stdout. Returns `code`, but if that is 0 and something could not be
 * written, 4 with a message. A reader that went away is no error.
 */
int cli_finish_output(int code);

#endif
