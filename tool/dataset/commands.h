/*
 * commands.h - the commands of `pith data`, one file each; dataset.c has their table and `check`.
 *
 * Adding one: NAME.c with its struct cli_command (cli/command.h) and a row in meson.build, its name
 * here and in the table of dataset.c, a test in tests/cli/dataset.
 */
#ifndef PITH_DATASET_COMMANDS_H
#define PITH_DATASET_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command data_hashtags, data_split, data_stats, data_convert, data_check;

#endif
