/* group.c - from the name of a subcommand to its call, and to the exit code; see group.h. */
#include "cli/group.h"

#include "cli/help.h"
#include "cli/message.h"
#include "cli/options.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- one call of a command ------------------------------------------------------------------ */

static pith_status call_init(struct cli_call *call, pith_error *err)
{
    const struct cli_command *c = call->command;
    call->values = array_calloc(1, c->size);
    call->arguments = array_calloc((size_t)call->argc, sizeof *call->arguments);
    if (!call->values || !call->arguments)
        return error_memory(err);
    if (c->defaults)
        memcpy(call->values, c->defaults, c->size);
    return c->knobs ? pith_config_new(&call->config, err) : PITH_STATUS_OK;
}

static void call_fini(struct cli_call *call)
{
    if (call->values && call->command->fini)
        call->command->fini(call->values);
    for (const struct cli_option *o = call->command->options; o && o->name && call->values; o++)
        if (o->kind == CLI_KIND_TEXTS) {
            struct cli_texts *texts = (void *)((char *)call->values + o->offset);
            free(texts->items);
        }
    free(call->values);
    free(call->arguments);
    pith_config_free(call->config);
}

/* Reads the arguments, does the work or prints help, frees all; argv[0] is the command's name. */
static int run_command(const struct cli_command *command, int argc, char **argv)
{
    struct cli_call call = {.command = command, .argc = argc, .argv = argv};
    pith_error err = {0};
    bool helped = false;
    pith_status status = call_init(&call, &err);
    if (status == PITH_STATUS_OK)
        status = cli_options_read(&call, &helped, &err);
    if (status == PITH_STATUS_OK && !helped)
        status = command->run(&call, &err);
    call_fini(&call);
    if (status != PITH_STATUS_OK && err.message[0])
        cli_fail(&err);
    return cli_exit_code(status);
}

/* --- which command -------------------------------------------------------------------------- */

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
            return run_command(c, argc - 1, argv + 1);
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
            return run_command(c, argc, argv);
        group = c->group;
    }
    if (argc >= 2)
        return print_help(group, argc - 1, argv + 1);
    print_overview(group, stderr);
    return cli_exit_code(PITH_STATUS_USAGE);
}
