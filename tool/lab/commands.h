/*
 * commands.h - the commands of `pith lab`, one file each. Their table is in lab.c.
 *
 * Adding one: lab_NAME.c with its struct cli_command (cli/command.h) and a row in meson.build, its
 * name here and in the table of lab.c, a test in tests/cli/lab. One that reads runs of the store
 * runs look_run and takes its options (show/look.h).
 */
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
