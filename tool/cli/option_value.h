/* option_value.h - the value of an option, from text to a member of the command's values. */
#ifndef PITH_CLI_OPTION_VALUE_H
#define PITH_CLI_OPTION_VALUE_H

#include "cli/command.h"

/*
 * cli_option_store reads `value` (NULL for a switch) as the option's row says, and keeps it in
 * `values`, the command's struct. Texts are not copied. PITH_STATUS_USAGE names option and value
 * and says what was expected; then `values` is as it was.
 */
pith_status cli_option_store(const struct cli_option *option, void *values, const char *value,
                             pith_error *err);

#endif
