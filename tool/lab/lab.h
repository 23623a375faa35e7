/* lab.h - `pith lab`: the group of the laboratory's commands. */
#ifndef PITH_LAB_LAB_H
#define PITH_LAB_LAB_H

#include "cli/command.h"

extern const struct cli_command command_lab;

#endif
