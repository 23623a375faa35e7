/* group.c - from a subcommand's name to its function; see group.h. */
#include "cli/exit_code.h"
#include "cli/group.h"

#include "base/error.h"

#include <string.h>

static const struct cli_command *find(const struct cli_group *group, const char *name)
{
    if (group->hidden && !strcmp(name, group->hidden->name))
        return group->hidden;
    for (const struct cli_command *const *c = group->commands; *c; c++)
        if (!strcmp(name, (*c)->name))
            return *c;
    return NULL;
}

static int unknown(const struct cli_group *group, const char *name)
{
    const char *best = NULL;
    int distance = 1 << 20;
    for (const struct cli_command *const *c = group->commands; *c; c++)
        cli_nearer(name, (*c)->name, &best, &distance);
    pith_error err = {0};
    error_set(&err, PITH_STATUS_USAGE, "pith %s has no command \"%.60s\"", group->name, name);
    if (cli_is_near(name, distance))
        error_hint(&err, PITH_STATUS_USAGE, "did you mean `pith %s %s`?", group->name, best);
    else
        error_hint(&err, PITH_STATUS_USAGE, "`pith %s help` lists the commands", group->name);
    return cli_fail(&err);
}

static void print_overview(const struct cli_group *group, FILE *out)
{
    fprintf(out, "%s\n\nUsage: pith %s COMMAND [options] [arguments]\n\nCommands\n",
            group->overview, group->name);
    for (const struct cli_command *const *c = group->commands; *c; c++)
        fprintf(out, "  %-10s %s\n", (*c)->name, (*c)->summary);
    fprintf(out, "  help       about a command: `pith %s help %s`\n\n%s", group->name,
            group->commands[0]->name, group->notes);
}

int cli_group_help(const struct cli_group *group, int argc, char **argv)
{
    if (argc < 2) {
        print_overview(group, stdout);
        return 0;
    }
    const struct cli_command *c = find(group, argv[1]);
    if (!c)
        return unknown(group, argv[1]);
    cli_help(c, stdout);
    return 0;
}

int cli_group_run(const struct cli_group *group, int argc, char **argv)
{
    if (argc < 2) {
        print_overview(group, stderr);
        return cli_exit_code(PITH_STATUS_USAGE);
    }
    const char *name = argv[1];
    if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h"))
        return cli_group_help(group, argc - 1, argv + 1);
    const struct cli_command *c = find(group, name);
    return c ? c->run(c, argc - 1, argv + 1) : unknown(group, name);
}
