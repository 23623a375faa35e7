/*
 * commands.h - the subcommands of `pith` itself, one file each. Their table is in main.c.
 *
 * Adding one: NAME.c in this folder with its struct cli_command (cli/command.h) and a row in
 * meson.build, its name here and in the table of main.c, a test in tests/cli. Help and man page
 * follow. A subcommand of `pith lab` or `pith data`: lab/commands.h, dataset/commands.h.
 */
#ifndef PITH_COMMAND_COMMANDS_H
#define PITH_COMMAND_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command command_extract, command_train, command_eval, command_inspect,
    command_model, command_gradcheck, command_presets, command_knobs, command_doctor;

#endif
