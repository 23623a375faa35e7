/*
 * stats.c - `pith data stats`: what is in labelled texts, part by part.
 *
 * Numbers that decide what a net can learn from them: how many phrases, how many of them stand in
 * their texts, how long texts and phrases are, and how many words of the other parts train does not
 * have.
 */
#include "dataset/commands.h"

#include "base/error.h"
#include "cli/json.h"
#include "cli/data_folder.h"
#include "cli/json_value.h"
#include "data/corpus.h"

#include <string.h>

enum { PARTS = 3 };
static const char *const part_names[PARTS] = {"train", "dev", "test"};

struct stats {
    bool json;
    pith_config *config;
    struct corpus corpus[PARTS];
    bool there[PARTS];
};

/* One number of a part. */
struct row {
    const char *name, *help;
    double (*value)(const struct corpus *c);
    const char *format;
};

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static double texts(const struct corpus *c)
{
    return (double)c->stats.texts;
}
static double tokens(const struct corpus *c)
{
    return (double)c->stats.tokens;
}
static double mean_length(const struct corpus *c)
{
    return share(c->stats.tokens, c->stats.texts);
}
static double longest(const struct corpus *c)
{
    return (double)c->stats.longest;
}
static double phrases(const struct corpus *c)
{
    return (double)c->stats.phrases;
}
static double by_text(const struct corpus *c)
{
    return share(c->stats.phrases, c->stats.texts);
}
static double absent(const struct corpus *c)
{
    return share(c->stats.phrases_absent, c->stats.phrases);
}
static double places(const struct corpus *c)
{
    return (double)c->stats.spans;
}
static double phrase_length(const struct corpus *c)
{
    return share(c->stats.span_tokens, c->stats.spans);
}
static double inside(const struct corpus *c)
{
    return share(c->stats.span_tokens, c->stats.tokens);
}
static double unknown(const struct corpus *c)
{
    return share(c->stats.unknown, c->stats.tokens);
}

static const struct row rows[] = {
    {"texts", "texts", texts, "%.0f"},
    {"tokens", "tokens", tokens, "%.0f"},
    {"tokens_by_text", "tokens a text", mean_length, "%.1f"},
    {"longest", "the longest text, tokens", longest, "%.0f"},
    {"phrases", "phrases, each once a text", phrases, "%.0f"},
    {"phrases_by_text", "phrases a text", by_text, "%.2f"},
    {"absent", "share of phrases that stand nowhere in their text", absent, "%.3f"},
    {"places", "places marked", places, "%.0f"},
    {"tokens_by_phrase", "tokens a place", phrase_length, "%.2f"},
    {"inside", "share of tokens inside a phrase", inside, "%.3f"},
    {"unknown", "share of tokens that a vocabulary of train does not know", unknown, "%.3f"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static pith_status name_parts(struct stats *s, int n, char **names, pith_error *err)
{
    static const char *const keys[PARTS] = {"data.train", "data.dev", "data.test"};
    pith_status status = PITH_STATUS_OK;
    if (n < 1 || n > PARTS)
        return error_hint(err,
                          error_set(err, PITH_STATUS_USAGE, "expected 1 to 3 files, or a folder"),
                          "`pith data stats train.tsv dev.tsv`");
    if (n == 1 && data_folder_is(names[0]))
        return data_folder_use(names[0], s->config, err);
    for (int i = 0; i < n && status == PITH_STATUS_OK; i++)
        status = pith_config_set(s->config, keys[i], names[i], err);
    return status;
}

static pith_status read_parts(struct stats *s, pith_error *err)
{
    const struct config *cfg = &s->config->knobs;
    const char *paths[PARTS] = {cfg->data_train, cfg->data_dev, cfg->data_test};
    struct vocab *vocab = NULL;
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; i < PARTS && status == PITH_STATUS_OK; i++) {
        status = paths[i][0] ? corpus_read(paths[i], cfg, &s->corpus[i], err) : PITH_STATUS_OK;
        s->there[i] = paths[i][0] && status == PITH_STATUS_OK;
    }
    struct vocab_counter *counter = vocab_counter_new(cfg->text_lowercase);
    if (status == PITH_STATUS_OK && (!counter || !corpus_count_words(&s->corpus[0], counter)))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = vocab_new(counter, cfg->text_min_count, cfg->text_max_vocabulary, &vocab, err);
    for (int i = 0; i < PARTS && status == PITH_STATUS_OK; i++)
        if (s->there[i])
            status = corpus_encode(&s->corpus[i], vocab, NULL, err);
    vocab_free(vocab);
    vocab_counter_free(counter);
    return status;
}

static void print_table(const struct stats *s)
{
    printf("%-56s", "");
    for (int i = 0; i < PARTS; i++)
        if (s->there[i])
            printf("%12s", part_names[i]);
    putchar('\n');
    for (int r = 0; r < ROWS; r++) {
        printf("%-56s", rows[r].help);
        for (int i = 0; i < PARTS; i++) {
            char value[32];
            snprintf(value, sizeof value, rows[r].format, rows[r].value(&s->corpus[i]));
            if (s->there[i])
                printf("%12s", value);
        }
        putchar('\n');
    }
}

static pith_status print_json(const struct stats *s, pith_error *err)
{
    json_t *all = json_object();
    for (int i = 0; i < PARTS; i++) {
        json_t *part = json_object();
        for (int r = 0; r < ROWS && s->there[i]; r++)
            json_object_set_new(part, rows[r].name, json_real(rows[r].value(&s->corpus[i])));
        if (s->there[i])
            json_object_set(all, part_names[i], part);
        json_decref(part);
    }
    return cli_print_json(all, JSON_INDENT(2), err);
}

static pith_status stats_main(struct cli_call *call, pith_error *err)
{
    struct stats *s = call->values;
    s->config = call->config;
    pith_status status = name_parts(s, call->count, call->arguments, err);
    if (status == PITH_STATUS_OK)
        status = read_parts(s, err);
    if (status == PITH_STATUS_OK && s->json)
        status = print_json(s, err);
    else if (status == PITH_STATUS_OK)
        print_table(s);
    for (int i = 0; i < PARTS; i++)
        if (s->there[i])
            corpus_fini(&s->corpus[i]);
    return status;
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
};
