/*
 * lab.h - `pith lab`: the table of its subcommands.
 *
 * A subcommand is one file lab_NAME.c with one struct cli_command, and one row in lab.c.
 */
#ifndef PITH_LAB_LAB_H
#define PITH_LAB_LAB_H

#include "cli/cli.h"

#define LAB_STORE_DEFAULT ".pith/lab.db"

extern const struct cli_command command_lab;

/* lab_help prints help about all subcommands, or about argv[1]; returns the exit code. */
int lab_help(int argc, char **argv);

/* What plans do. */
extern const struct cli_command lab_new, lab_run, lab_rerun;
extern const struct cli_command lab_work; /* not in the help: what lab_run starts for each run */

/* What was done. */
extern const struct cli_command lab_list, lab_show, lab_diff, lab_best, lab_curves, lab_export,
    lab_note, lab_rm, lab_landscape, lab_record;

#endif
