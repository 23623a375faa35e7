/*
 * group.h - a command that is a group of commands: `pith lab run`, `pith data split`.
 */
#ifndef PITH_CLI_GROUP_H
#define PITH_CLI_GROUP_H

#include "cli/cli.h"

struct cli_group {
    const char *name;                          /* "lab" */
    const char *overview;                      /* what it is for, above the list of commands */
    const char *notes;                         /* examples and the like, below it */
    const struct cli_command *const *commands; /* NULL-ended */
    const struct cli_command *hidden;          /* understood but not listed; NULL = none */
};

/* cli_group_run finds argv[1] among the commands and runs it; without one, prints the overview. */
int cli_group_run(const struct cli_group *group, int argc, char **argv);

/* cli_group_help prints help about all commands, or about argv[1]; returns the exit code. */
int cli_group_help(const struct cli_group *group, int argc, char **argv);

#endif
