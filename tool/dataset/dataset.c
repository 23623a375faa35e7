/* dataset.c - `pith data`: the group of commands about training texts; see dataset.h. */
#include "dataset/dataset.h"

#include "dataset/commands.h"

static const struct cli_command *const commands[] = {&data_hashtags, &data_split, &data_stats,
                                                     &data_convert,  &data_check, NULL};

static const struct cli_group group = {
    .name = "pith data",
    .overview = "pith data: makes training texts, and says what is in them.",
    .help_topics = "`pith data help hashtags`",
    .notes = "Examples\n"
             "  pith data hashtags posts.jsonl -o posts.train.jsonl\n"
             "  pith data split posts.train.jsonl -o corpus\n"
             "  pith data stats corpus\n"
             "  pith train corpus\n",
    .commands = commands,
};

const struct cli_command command_data = {
    .name = "data",
    .summary = "make training texts from posts with hashtags; split, convert, count",
    .group = &group,
};
