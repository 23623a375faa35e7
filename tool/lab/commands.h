/* commands.h - the commands of `pith lab`: one file and one row each. Their table is in lab.c. */
#ifndef PITH_LAB_COMMANDS_H
#define PITH_LAB_COMMANDS_H

#include "cli/command.h"

/* What plans do. */
extern const struct cli_command lab_new, lab_run, lab_rerun;
extern const struct cli_command lab_work; /* not in the help: what lab_run starts for each run */

/* What was done. */
extern const struct cli_command lab_list, lab_show, lab_diff, lab_best, lab_curves, lab_export,
    lab_note, lab_rm, lab_landscape, lab_record;

#endif
