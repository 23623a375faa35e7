/*
 * lab.c - `pith lab`: the group of the laboratory's commands.
 */
#include "lab/lab.h"

#include "cli/group.h"

static const struct cli_command *const commands[] = {
    &lab_new,    &lab_run,       &lab_rerun,  &lab_list, &lab_show, &lab_diff,   &lab_best,
    &lab_curves, &lab_landscape, &lab_export, &lab_note, &lab_rm,   &lab_record, NULL};

static const struct cli_group group = {
    .name = "lab",
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

int lab_help(int argc, char **argv)
{
    return cli_group_help(&group, argc, argv);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    (void)command;
    return cli_group_run(&group, argc, argv);
}

const struct cli_command command_lab = {
    .name = "lab",
    .summary = "run a plan of experiments, look at what came out, write the record",
    .usage = "pith lab COMMAND [options] [arguments]",
    .details = "",
    .examples = "",
    .run = run,
};
