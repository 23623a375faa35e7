/* group.c - from the name of a subcommand to its call; see group.h. */
#include "cli/command.h"
#include "cli/group.h"

#include "cli/call.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/message.h"
#include "base/nearest.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* "list" of "lab list". */
static const char *last_word(const char *name)
{
    const char *space = strrchr(name, ' ');
    return space ? space + 1 : name;
}

static const struct cli_command *find(const struct cli_group *group, const char *word)
{
    if (group->hidden && !strcmp(word, last_word(group->hidden->name)))
        return group->hidden;
    for (const struct cli_command *const *c = group->commands; *c; c++)
        if (!strcmp(word, last_word((*c)->name)))
            return *c;
    return NULL;
}

static int unknown(const struct cli_group *group, const char *word)
{
    struct nearest nearest = nearest_to(word);
    for (const struct cli_command *const *c = group->commands; *c; c++)
        nearest_offer(&nearest, last_word((*c)->name));
    nearest_offer(&nearest, "help");
    pith_error err = {0};
    if (strchr(group->name, ' '))
        error_set(&err, PITH_STATUS_USAGE, "%s has no command \"%.60s\"", group->name, word);
    else
        error_set(&err, PITH_STATUS_USAGE, "there is no command \"%.60s\"", word);
    if (nearest_is_close(&nearest))
        error_hint(&err, PITH_STATUS_USAGE, "did you mean `%s %s`?", group->name, nearest.name);
    else
        error_hint(&err, PITH_STATUS_USAGE, "`%s help` lists the commands", group->name);
    return cli_fail(&err);
}

static void print_overview(const struct cli_group *group, FILE *out)
{
    fprintf(out, "%s\n\nUsage: %s COMMAND [options] [arguments]\n\nCommands\n", group->overview,
            group->name);
    for (const struct cli_command *const *c = group->commands; *c; c++)
        fprintf(out, "  %-10s %s\n", last_word((*c)->name), (*c)->summary);
    fprintf(out, "  help       about a command: %s\n\n%s", group->help_topics, group->notes);
}

static bool asks_for_help(const char *word)
{
    return !strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* `... help [NAME]`; argv[0] is "help". */
static int print_help(const struct cli_group *group, int argc, char **argv)
{
    for (; argc >= 2 && !asks_for_help(argv[1]); argc--, argv++) {
        const struct cli_command *c = find(group, argv[1]);
        if (!c)
            return unknown(group, argv[1]);
        if (c->is_topic)
            return cli_call_run(c, argc - 1, argv + 1);
        if (!c->group) {
            cli_help(c, stdout);
            return 0;
        }
        group = c->group;
    }
    print_overview(group, stdout);
    return 0;
}

int cli_group_run(const struct cli_group *group, int argc, char **argv)
{
    while (argc >= 2 && !asks_for_help(argv[1])) {
        const struct cli_command *c = find(group, argv[1]);
        if (!c)
            return unknown(group, argv[1]);
        argc--;
        argv++;
        if (!c->group)
            return cli_call_run(c, argc, argv);
        group = c->group;
    }
    if (argc >= 2)
        return print_help(group, argc - 1, argv + 1);
    print_overview(group, stderr);
    return cli_exit_code(PITH_STATUS_USAGE);
}
