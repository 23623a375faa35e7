/* dataset.h - `pith data`: makes training texts from posts, splits, converts and counts them. */
#ifndef PITH_DATASET_DATASET_H
#define PITH_DATASET_DATASET_H

#include "cli/command.h"

extern const struct cli_command command_data;

#endif
