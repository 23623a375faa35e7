/* dataset.h - `pith data`: from what people have to what pith trains on. */
#ifndef PITH_DATASET_DATASET_H
#define PITH_DATASET_DATASET_H

#include "cli/command.h"

extern const struct cli_command command_data;

#endif
