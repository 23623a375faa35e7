/*
 * exit_code.h - what the command's exit code says of a status; the same for all subcommands.
 *
 *     0  fine                                    3  the input data is wrong
 *     1  ran to its end, the verdict is negative, or stopped on request
 *     2  the call or the configuration is wrong  4  the system refused, or out of memory
 *     5  a defect of pith itself
 */
#ifndef PITH_CLI_EXIT_CODE_H
#define PITH_CLI_EXIT_CODE_H

#include <pith.h>

/* cli_exit_code returns the exit code of a status; 5 for one that it does not know. */
int cli_exit_code(pith_status status);

#endif
