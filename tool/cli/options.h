/* options.h - the arguments of a subcommand, read by its table of options. */
#ifndef PITH_CLI_OPTIONS_H
#define PITH_CLI_OPTIONS_H

#include "cli/command.h"

/*
 * cli_options_read reads call->argv[1..argc): switches and options of the command's table
 * ("--model X", "--model=X", "-m X") into call->values, knobs ("--model.hidden 200" or
 * "--model.hidden=200"; a boolean knob alone means true, "--no-loss.pads" means false) into
 * call->config, everything else into call->arguments, which has room for argc. "--" ends options.
 *
 * Presets are applied before knobs, wherever they stand, so that a knob always wins. A word for a
 * truth value (true, false, yes, no, on, off, 1, 0) right behind a boolean knob is its value; so is
 * a word of its list right behind an option that needs no value.
 *
 * PITH_STATUS_USAGE for an option that is not in the table, with the nearest name as hint, and for
 * a value that its row does not allow. "--help" prints the help to stdout and sets *helped.
 */
pith_status cli_options_read(struct cli_call *call, bool *helped, pith_error *err);

#endif
