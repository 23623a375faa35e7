/* commands.h - the commands of `pith data`: one file and one row each. Their table: dataset.c. */
#ifndef PITH_DATASET_COMMANDS_H
#define PITH_DATASET_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command data_hashtags, data_split, data_stats, data_convert, data_check;

#endif
