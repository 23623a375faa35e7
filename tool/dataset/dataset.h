/*
 * dataset.h - `pith data`: from what people have to what pith trains on. A command is one file with
 * one struct cli_command, and a row in dataset.c.
 */
#ifndef PITH_DATASET_DATASET_H
#define PITH_DATASET_DATASET_H

#include "cli/cli.h"

extern const struct cli_command command_data;
extern const struct cli_command data_hashtags, data_split, data_stats, data_convert, data_check;

/* data_help prints help about all of them, or about argv[1]; returns the exit code. */
int data_help(int argc, char **argv);

#endif
