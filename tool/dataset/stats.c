/*
 * stats.c - `pith data stats`: what is in labelled texts, part by part.
 *
 * Numbers that decide what a net can learn from them: how many phrases, how many of them stand in
 * their texts, how long texts and phrases are, and how many words of the other parts train does not
 * have.
 */
#include "dataset/commands.h"

#include "base/error.h"
#include "base/json_value.h"
#include "cli/message.h"
#include "data/data_folder.h"
#include "data/corpus.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { PARTS = DATA_PARTS };

struct stats {
    bool json;
    pith_config *config;
    struct corpus corpus[PARTS]; /* a part that is not there has no text */
    struct vocab *vocab;         /* of train */
};

/* One number of a part: a count, or the ratio of two (0 where there is nothing to divide by). */
static const struct row {
    const char *name, *help, *format;
    size_t count, by; /* offsets in struct corpus_stats; by = ALONE: no ratio */
} rows[] = {
#define COUNT(member) offsetof(struct corpus_stats, member)
#define ALONE SIZE_MAX
    {"texts", "texts", "%.0f", COUNT(texts), ALONE},
    {"tokens", "tokens", "%.0f", COUNT(tokens), ALONE},
    {"tokens_by_text", "tokens a text", "%.1f", COUNT(tokens), COUNT(texts)},
    {"longest", "the longest text, tokens", "%.0f", COUNT(longest), ALONE},
    {"phrases", "phrases, each once a text", "%.0f", COUNT(phrases), ALONE},
    {"phrases_by_text", "phrases a text", "%.2f", COUNT(phrases), COUNT(texts)},
    {"absent", "share of phrases that stand nowhere in their text", "%.3f", COUNT(phrases_absent),
     COUNT(phrases)},
    {"places", "places marked", "%.0f", COUNT(spans), ALONE},
    {"tokens_by_phrase", "tokens a place", "%.2f", COUNT(span_tokens), COUNT(spans)},
    {"inside", "share of tokens inside a phrase", "%.3f", COUNT(span_tokens), COUNT(tokens)},
    {"unknown", "share of tokens that a vocabulary of train does not know", "%.3f", COUNT(unknown),
     COUNT(tokens)},
#undef COUNT
};
enum { ROWS = sizeof rows / sizeof *rows };

static double count_at(const struct corpus *c, size_t offset)
{
    return (double)*(const size_t *)(const void *)((const char *)&c->stats + offset);
}

static double value_of(const struct row *row, const struct corpus *c)
{
    if (row->by == ALONE)
        return count_at(c, row->count);
    double by = count_at(c, row->by);
    return by > 0 ? count_at(c, row->count) / by : 0;
}

static pith_status read_parts(struct stats *s, pith_error *err)
{
    const struct config *cfg = &s->config->knobs;
    const char *paths[PARTS] = {cfg->data_train, cfg->data_dev, cfg->data_test};
    for (int i = 0; i < PARTS; i++)
        if (paths[i][0])
            TRY(corpus_read(paths[i], cfg, &s->corpus[i], err));
    TRY(corpus_vocabulary(&s->corpus[0], cfg, &s->vocab, err));
    for (int i = 0; i < PARTS; i++)
        TRY(corpus_encode(&s->corpus[i], s->vocab, NULL, err));
    return PITH_STATUS_OK;
}

static void print_table(const struct stats *s)
{
    printf("%-56s", "");
    for (int i = 0; i < PARTS; i++)
        if (s->corpus[i].count)
            printf("%12s", data_part_names[i]);
    putchar('\n');
    for (int r = 0; r < ROWS; r++) {
        printf("%-56s", rows[r].help);
        for (int i = 0; i < PARTS; i++) {
            char value[32];
            snprintf(value, sizeof value, rows[r].format, value_of(&rows[r], &s->corpus[i]));
            if (s->corpus[i].count)
                printf("%12s", value);
        }
        putchar('\n');
    }
}

static pith_status print_json(const struct stats *s, pith_error *err)
{
    json_t *all = json_object();
    for (int i = 0; i < PARTS; i++) {
        if (!s->corpus[i].count)
            continue;
        json_t *part = json_object();
        for (int r = 0; r < ROWS; r++)
            json_value_put(&part, rows[r].name, json_real(value_of(&rows[r], &s->corpus[i])));
        json_value_put(&all, data_part_names[i], part);
    }
    return cli_print_json(all, JSON_INDENT(2), err);
}

static pith_status stats_main(struct cli_call *call, pith_error *err)
{
    struct stats *s = call->values;
    s->config = call->config;
    TRY(data_folder_name(s->config, call->count, call->arguments, err));
    TRY(read_parts(s, err));
    if (s->json)
        return print_json(s, err);
    print_table(s);
    return PITH_STATUS_OK;
}

static void stats_fini(void *values)
{
    struct stats *s = values;
    vocab_free(s->vocab);
    for (int i = 0; i < PARTS; i++)
        corpus_fini(&s->corpus[i]);
}

static const struct cli_option options[] = {
    CLI_OPTION_JSON(struct stats, "one object, a member for each part"), {0}};

static const char *const knobs[] = {"data.", "text.", NULL};

const struct cli_command data_stats = {
    .name = "data stats",
    .summary = "count what is in labelled texts",
    .usage = "pith data stats TRAIN [DEV [TEST]] | FOLDER",
    .details =
        "Phrases that stand nowhere in their text cannot be learned or found; of words that train\n"
        "does not have, only letters and neighbours are known.",
    .examples = "  pith data stats corpus\n"
                "  pith data stats train.tsv --text.min_count 1 --json",
    .options = options,
    .knobs = knobs,
    .size = sizeof(struct stats),
    .run = stats_main,
    .fini = stats_fini,
};
