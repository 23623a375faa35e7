/* help.h - the help of a subcommand, made from its row and the table of knobs. */
#ifndef PITH_CLI_HELP_H
#define PITH_CLI_HELP_H

#include "cli/command.h"

#include "base/config_json.h"

#include <stdio.h>

/* cli_help prints a command's help: usage, summary, options, its knobs with defaults, examples. */
void cli_help(const struct cli_command *command, FILE *out);

/*
 * cli_takes_knob tells whether a key stands under one of the prefixes: "loss." a section,
 * "optim.rate" one knob, "" all of them. NULL for no prefixes at all.
 */
bool cli_takes_knob(const char *const *prefixes, const char *key);

/* cli_next_knob gives the next knob under the prefixes, NULL at the end; *at begins at 0. */
const pith_knob *cli_next_knob(const char *const *prefixes, int *at);

/* cli_knob_range writes "1 to 65536 texts"; "" for a knob without bounds. Returns out. */
const char *cli_knob_range(const pith_knob *knob, char *out, size_t size);

/*
 * cli_print_knobs prints the knobs under the prefixes, by section: name, help, default, choices,
 * bounds, unit. Returns how many.
 */
int cli_print_knobs(const char *const *prefixes, FILE *out);

/*
 * cli_print_values prints "  model.hidden   200   (default 300)" for each chosen knob, and "(the
 * default)" behind one that is at it. False when out of memory.
 */
bool cli_print_values(const struct config *cfg, config_choose *choose, const void *context,
                      FILE *out);

#endif
