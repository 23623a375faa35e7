/* call.h - one call of a subcommand, from its arguments to the exit code. */
#ifndef PITH_CLI_CALL_H
#define PITH_CLI_CALL_H

#include "cli/command.h"

/*
 * cli_call_run reads the arguments into the command's values and configuration, or prints its help;
 * does its work; prints the error, if there is one; frees what it made. argv[0] is the command's
 * name. Returns the exit code.
 */
int cli_call_run(const struct cli_command *command, int argc, char **argv);

#endif
