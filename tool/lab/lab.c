/*
 * lab.c - `pith lab`: the group of the laboratory's commands.
 */
#include "lab/lab.h"

#include "lab/commands.h"

static const struct cli_command *const commands[] = {
    &lab_new,    &lab_run,       &lab_rerun,  &lab_list, &lab_show, &lab_diff,   &lab_best,
    &lab_curves, &lab_landscape, &lab_export, &lab_note, &lab_rm,   &lab_record, NULL};

static const struct cli_group group = {
    .name = "pith lab",
    .help_topics = "`pith lab help new`",
    .overview = "pith lab: a plan says what to try and why; this runs it, remembers everything, "
                "and writes\nthe record.",
    .notes =
        "Examples\n"
        "  pith lab new plan.yaml\n"
        "  pith lab run plan.yaml\n"
        "  pith lab diff \"sgd-1e-4\" \"adam-1e-4\"\n"
        "  pith lab record\n\n"
        "Everything is kept in one SQLite file, .pith/lab.db in the current folder (--lab FILE\n"
        "names another), and the models of the runs beside it. docs/lab.md describes plans.\n",
    .commands = commands,
    .hidden = &lab_work,
};

const struct cli_command command_lab = {
    .name = "lab",
    .summary = "run a plan of experiments, look at what came out, write the record",
    .group = &group,
};
