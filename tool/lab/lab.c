/*
 * lab.c - `pith lab`: from a subcommand's name to its function.
 */
#include "lab/lab.h"

#include "base/error.h"

#include <string.h>

static const struct cli_command *const commands[] = {
    &lab_new,  &lab_run,  &lab_rerun,  &lab_list, &lab_show, &lab_diff,      &lab_best,
    &lab_curves, &lab_landscape, &lab_export, &lab_note, &lab_rm, &lab_record,
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const struct cli_command *find(const char *name)
{
    if (!strcmp(name, lab_work.name))
        return &lab_work;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (!strcmp(name, commands[i]->name))
            return commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    const char *best = NULL;
    int distance = 1 << 20;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        cli_nearer(name, commands[i]->name, &best, &distance);
    pith_error err = {0};
    error_set(&err, PITH_USAGE, "pith lab has no command \"%.60s\"", name);
    if (cli_is_near(name, distance))
        error_hint(&err, PITH_USAGE, "did you mean `pith lab %s`?", best);
    else
        error_hint(&err, PITH_USAGE, "`pith lab help` lists the commands");
    return cli_fail(&err);
}

static void print_overview(FILE *out)
{
    fputs("pith lab: a plan says what to try and why; this runs it, remembers everything, and "
          "writes\nthe record.\n\nUsage: pith lab COMMAND [options] [arguments]\n\nCommands\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fputs("  help       about a command: `pith lab help run`\n\n"
          "Examples\n"
          "  pith lab new plan.yaml\n"
          "  pith lab run plan.yaml\n"
          "  pith lab diff \"sgd-1e-4\" \"adam-1e-4\"\n"
          "  pith lab record\n\n"
          "Everything is kept in one SQLite file, .pith/lab.db in the current folder (--lab FILE\n"
          "names another), and the models of the runs beside it. docs/lab.md describes plans.\n",
          out);
}

int lab_help(int argc, char **argv)
{
    if (argc < 2) {
        print_overview(stdout);
        return 0;
    }
    const struct cli_command *c = find(argv[1]);
    if (!c)
        return unknown(argv[1]);
    cli_help(c, stdout);
    return 0;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    (void)command;
    if (argc < 2) {
        print_overview(stderr);
        return pith_status_exit_code(PITH_USAGE);
    }
    const char *name = argv[1];
    if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h"))
        return lab_help(argc - 1, argv + 1);
    const struct cli_command *c = find(name);
    return c ? c->run(c, argc - 1, argv + 1) : unknown(name);
}

const struct cli_command command_lab = {
    .name = "lab",
    .summary = "run a plan of experiments, look at what came out, write the record",
    .usage = "pith lab COMMAND [options] [arguments]",
    .details = "",
    .examples = "",
    .run = run,
};
