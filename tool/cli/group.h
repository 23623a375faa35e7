/* group.h - from the name of a subcommand to its call: `pith`, `pith lab`, `pith data`. */
#ifndef PITH_CLI_GROUP_H
#define PITH_CLI_GROUP_H

#include "cli/command.h"

/*
 * cli_group_run finds argv[1] among the commands and runs it, or prints help: "help [NAME]",
 * "--help", "-h". Without argv[1] the overview goes to stderr, which is wrong usage. Returns the
 * exit code.
 */
int cli_group_run(const struct cli_group *group, int argc, char **argv);

#endif
