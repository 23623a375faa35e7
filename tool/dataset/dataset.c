/* dataset.c - `pith data`: the group of commands about training texts; see dataset.h. */
#include "dataset/dataset.h"

#include "cli/group.h"

static const struct cli_command *const commands[] = {&data_hashtags, &data_split, &data_stats,
                                                     &data_convert,  &data_check, NULL};

static const struct cli_group group = {
    .name = "data",
    .overview = "pith data: makes training texts, and says what is in them.",
    .notes = "Examples\n"
             "  pith data hashtags posts.jsonl -o posts.train.jsonl\n"
             "  pith data split posts.train.jsonl -o corpus\n"
             "  pith data stats corpus\n"
             "  pith train corpus\n",
    .commands = commands,
};

int data_help(int argc, char **argv)
{
    return cli_group_help(&group, argc, argv);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    (void)command;
    return cli_group_run(&group, argc, argv);
}

const struct cli_command command_data = {
    .name = "data",
    .summary = "make training texts from posts with hashtags; split, convert, count",
    .usage = "pith data COMMAND [options] [arguments]",
    .details = "",
    .examples = "",
    .run = run,
};
