/* group.h - from a name and arguments to the call of a subcommand: `pith`, `pith lab`, ... */
#ifndef PITH_CLI_GROUP_H
#define PITH_CLI_GROUP_H

#include "cli/command.h"

/*
 * cli_group_run finds argv[1] among the commands, reads the rest into its values and configuration
 * and runs it, or prints help: "help [NAME]", "--help", "-h". Without argv[1] the overview goes to
 * stderr, which is wrong usage. Prints the error, if there is one; returns the exit code.
 */
int cli_group_run(const struct cli_group *group, int argc, char **argv);

#endif
