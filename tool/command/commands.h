/*
 * commands.h - the subcommands of this room: one file and one row each. Their table is in main.c.
 */
#ifndef PITH_COMMAND_COMMANDS_H
#define PITH_COMMAND_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command command_extract, command_train, command_eval, command_inspect,
    command_model, command_gradcheck, command_presets, command_knobs, command_doctor;

#endif
