/*
 * main.c - the command `pith`: the table of subcommands, and help about all of them.
 *
 * A new subcommand is one file and one row here.
 */
#include "cli/exit_code.h"
#include "cli/cli.h"

#include "base/error.h"
#include "dataset/dataset.h"
#include "lab/lab.h"

#include <string.h>

static const struct cli_command *const commands[] = {
    &command_extract, &command_train,     &command_eval,    &command_inspect,
    &command_model,   &command_gradcheck, &command_presets, &command_knobs,
    &command_doctor,  &command_lab,       &command_data,
};

const struct cli_command *cli_command_at(int i)
{
    return i >= 0 && (size_t)i < sizeof commands / sizeof *commands ? commands[i] : NULL;
}

static const struct cli_command *find_command(const char *name)
{
    const struct cli_command *c = NULL;
    for (int i = 0; (c = cli_command_at(i)) && strcmp(c->name, name) != 0; i++)
        ;
    return c;
}

static int unknown_command(const char *name)
{
    const struct cli_command *c;
    const char *best = NULL;
    int distance = 1 << 20;
    for (int i = 0; (c = cli_command_at(i)); i++)
        cli_nearer(name, c->name, &best, &distance);
    cli_nearer(name, "help", &best, &distance);
    pith_error err = {0};
    error_set(&err, PITH_STATUS_USAGE, "there is no command \"%.60s\"", name);
    if (cli_is_near(name, distance))
        error_hint(&err, PITH_STATUS_USAGE, "did you mean `pith %s`?", best);
    else
        error_hint(&err, PITH_STATUS_USAGE, "`pith help` lists the commands");
    return cli_fail(&err);
}

static void print_overview(FILE *out)
{
    fputs("pith finds the keyphrases in short texts, and trains its own tagger for them.\n\n"
          "Usage: pith COMMAND [options] [arguments]\n\nCommands\n",
          out);
    const struct cli_command *c;
    for (int i = 0; (c = cli_command_at(i)); i++)
        fprintf(out, "  %-10s %s\n", c->name, c->summary);
    fputs(
        "  help       about a command: `pith help train`, `pith help knobs`\n\n"
        "`pith --version` says which version this is.\n\n"
        "Examples\n"
        "  pith extract \"we propose a graph kernel for protein folding\"\n"
        "  pith train train.tsv dev.tsv\n"
        "  pith eval test.tsv\n\n"
        "Exit codes: 0 fine, 1 ran and the verdict is negative, 2 wrong usage, 3 bad input data,\n"
        "4 the system refused, 5 a defect of pith.\n",
        out);
}

/* `pith help [NAME]`: `pith help knobs` and `pith help presets` are those commands themselves. */
static int help(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[1], "help")) {
        print_overview(stdout);
        return 0;
    }
    const struct cli_command *c = find_command(argv[1]);
    if (!c)
        return unknown_command(argv[1]);
    if (c == &command_knobs || c == &command_presets)
        return c->run(c, argc - 1, argv + 1);
    if (c == &command_lab)
        return lab_help(argc - 1, argv + 1);
    if (c == &command_data)
        return data_help(argc - 1, argv + 1);
    cli_help(c, stdout);
    return 0;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        print_overview(stderr);
        return cli_exit_code(PITH_STATUS_USAGE);
    }
    const char *name = argv[1];
    if (!strcmp(name, "--version") || !strcmp(name, "version")) {
        printf("pith %s\n", pith_version());
        return 0;
    }
    if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h"))
        return help(argc - 1, argv + 1);
    const struct cli_command *c = find_command(name);
    return c ? c->run(c, argc - 1, argv + 1) : unknown_command(name);
}

int main(int argc, char **argv)
{
    return cli_finish_output(run(argc, argv));
}
