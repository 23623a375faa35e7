/* main.c - the command `pith`: the table of subcommands, and help about all of them. */
#include "cli/group.h"
#include "cli/message.h"
#include "command/commands.h"
#include "dataset/dataset.h"
#include "lab/lab.h"

#include <stdio.h>
#include <string.h>

static const struct cli_command *const commands[] = {
    &command_extract, &command_train,     &command_eval,    &command_inspect,
    &command_model,   &command_gradcheck, &command_presets, &command_knobs,
    &command_doctor,  &command_lab,       &command_data,    NULL};

static const struct cli_group pith = {
    .name = "pith",
    .overview = "pith finds the keyphrases in short texts, and trains its own tagger for them.",
    .help_topics = "`pith help train`, `pith help knobs`",
    .notes =
        "`pith --version` says which version this is.\n\n"
        "Examples\n"
        "  pith extract \"we propose a graph kernel for protein folding\"\n"
        "  pith train train.tsv dev.tsv\n"
        "  pith eval test.tsv\n\n"
        "Exit codes: 0 fine, 1 ran and the verdict is negative, 2 wrong usage, 3 bad input data,\n"
        "4 the system refused, 5 a defect of pith.\n",
    .commands = commands,
};

static int pith_main(int argc, char **argv)
{
    if (argc >= 2 && (!strcmp(argv[1], "--version") || !strcmp(argv[1], "version"))) {
        printf("pith %s\n", pith_version());
        return 0;
    }
    return cli_group_run(&pith, argc, argv);
}

int main(int argc, char **argv)
{
    return cli_finish_output(pith_main(argc, argv));
}
