/*
 * hashtags.c - `pith data hashtags`: a dump of posts in, labelled texts and a report out.
 *
 *     dump ─pass 1→ lexicon ─pass 2→ rules ─▶ labelled texts, and why the others were left out
 */
#include "dataset/dataset.h"
#include "dataset/labelled_writer.h"
#include "dataset/post_rules.h"
#include "dataset/spool.h"
#include "dataset/tag_report.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hashtags {
    const char *output, *words_path, *report_path;
    struct rules_options rules_options;
    struct rules *rules;
    struct labelled_writer writer;
    struct tag_report report;
    struct spool spool;
    bool quiet;
    double began, drawn;
};

/* --- options -------------------------------------------------------------------------------- */

static pith_status take_count(const char *option, const char *value, size_t *out, pith_error *err)
{
    char *end;
    long long n = strtoll(value, &end, 10);
    if (end == value || *end || n < 0 || n > 1000000000)
        return error_set(err, PITH_STATUS_USAGE,
                         "--%s \"%.40s\": expected a whole number from 0 on", option, value);
    *out = (size_t)n;
    return PITH_STATUS_OK;
}

static pith_status take_case(const char *value, enum rules_case *out, pith_error *err)
{
    static const char *const names[] = {"natural", "keep", "lower"};
    for (int i = CASE_NATURAL; i <= CASE_LOWER; i++) {
        if (!strcmp(value, names[i])) {
            *out = (enum rules_case)i;
            return PITH_STATUS_OK;
        }
    }
    return error_set(err, PITH_STATUS_USAGE, "--case \"%.40s\": expected natural, keep or lower",
                     value);
}

static pith_status take(void *context, const struct cli_option *option, const char *value,
                        pith_error *err)
{
    struct hashtags *h = context;
    struct rules_options *rules = &h->rules_options;
    const char *name = option->name;
    if (!strcmp(name, "output"))
        h->output = value;
    else if (!strcmp(name, "report"))
        h->report_path = value;
    else if (!strcmp(name, "words"))
        h->words_path = value;
    else if (!strcmp(name, "language"))
        rules->language = value;
    else if (!strcmp(name, "case"))
        return take_case(value, &rules->letters, err);
    else if (!strcmp(name, "edges"))
        rules->edges = true;
    else if (!strcmp(name, "drop-urls"))
        rules->urls = false;
    else if (!strcmp(name, "quiet"))
        h->quiet = true;
    else if (!strcmp(name, "min-words"))
        return take_count(name, value, &rules->min_words, err);
    else if (!strcmp(name, "max-words"))
        return take_count(name, value, &rules->max_words, err);
    else if (!strcmp(name, "per-template"))
        return take_count(name, value, &rules->per_template, err);
    else
        return take_count(name, value, &rules->per_author, err);
    return PITH_STATUS_OK;
}

/* --- passes --------------------------------------------------------------------------------- */

static void show_progress(struct hashtags *h, const struct post_reader *posts, const char *what)
{
    double time = clock_seconds(), share = post_share(posts);
    if (h->quiet || time - h->began < 2 || time - h->drawn < 0.5 || !cli_is_terminal(stderr))
        return;
    char left[32] = "";
    if (share > 0)
        cli_duration((time - h->began) * (1 - share) / share, left, sizeof left);
    h->drawn = time;
    fprintf(stderr, "\r%s %3.0f%%  ETA %s\033[K", what, 100 * share, left);
}

/* Reads all posts and hands each to `see`. */
static pith_status each_post(struct hashtags *h, const char *what,
                             pith_status (*see)(struct hashtags *h, const struct post *post,
                                                pith_error *err),
                             pith_error *err)
{
    struct post_reader *posts = NULL;
    struct post post;
    pith_status status = post_open(h->spool.path, &posts, err);
    h->began = h->drawn = clock_seconds();
    while (status == PITH_STATUS_OK) {
        status = post_next(posts, &post, err);
        if (status != PITH_STATUS_OK || !post.text)
            break;
        status = see(h, &post, err);
        show_progress(h, posts, what);
    }
    if (posts)
        h->report.broken = post_broken(posts);
    if (cli_is_terminal(stderr) && !h->quiet)
        fputs("\r\033[K", stderr);
    post_close(posts);
    return status;
}

static pith_status learn(struct hashtags *h, const struct post *post, pith_error *err)
{
    return rules_learn(h->rules, post, err);
}

/* A list of words, each perhaps with a tab and how often it was counted. */
static pith_status read_words(struct hashtags *h, pith_error *err)
{
    struct line_reader *lines = NULL;
    const char *line;
    size_t size;
    pith_status status = line_open(h->words_path, &lines, err);
    while (status == PITH_STATUS_OK) {
        status = line_next(lines, &line, &size, err);
        if (status != PITH_STATUS_OK || !line)
            break;
        size_t length = strcspn(line, "\t");
        double count = line[length] ? strtod(line + length + 1, NULL) : 1;
        if (!length || !(count > 0) || !isfinite(count))
            continue;
        if (!lexicon_add(rules_lexicon(h->rules), line, length, true, count))
            status = error_memory(err);
    }
    line_close(lines);
    return status;
}

static pith_status keep(struct hashtags *h, const struct rules_text_out *kept, pith_error *err)
{
    struct buffer tags = {0}, phrase = {0};
    enum labelled_verdict verdict;
    bool ok = buffer_reserve(&tags, kept->token_count) &&
              buffer_append(&phrase, kept->text + kept->start, kept->end - kept->start);
    if (!ok) {
        buffer_fini(&tags);
        return error_memory(err);
    }
    memset(tags.data, LABEL_O, kept->token_count);
    label_mark((uint8_t *)tags.data, kept->phrase);
    const char *phrases[] = {phrase.data};
    struct example e = {.text = kept->text,
                        .text_size = kept->size,
                        .tokens = kept->tokens,
                        .tags = (uint8_t *)tags.data,
                        .length = kept->token_count,
                        .phrases = phrases,
                        .phrase_count = 1};
    pith_status status = labelled_write(&h->writer, &e, &verdict, err);
    buffer_fini(&tags);
    buffer_fini(&phrase);
    if (status == PITH_STATUS_OK && verdict != LABELLED_WRITTEN)
        h->report.unwritable++;
    else if (status == PITH_STATUS_OK && !tag_report_keep(&h->report, kept))
        status = error_memory(err);
    return status;
}

static pith_status judge(struct hashtags *h, const struct post *post, pith_error *err)
{
    enum rules_verdict verdict = RULES_KEPT;
    struct rules_text_out kept;
    pith_status status = rules_apply(h->rules, post, &verdict, &kept, err);
    if (status != PITH_STATUS_OK)
        return status;
    tag_report_count(&h->report, verdict, post);
    return verdict == RULES_KEPT ? keep(h, &kept, err) : PITH_STATUS_OK;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status collect(struct hashtags *h, const char *path, pith_error *err)
{
    enum labelled_format format = LABELLED_JSON;
    if (strcmp(h->output, "-") != 0 && !labelled_format_of_path(h->output, &format))
        return error_hint(err,
                          error_set(err, PITH_STATUS_USAGE,
                                    "which format \"%.80s\" is to have is not clear", h->output),
                          "let its name end in .jsonl, .tsv or .bio");
    pith_status status = spool_open(&h->spool, path, err);
    if (status == PITH_STATUS_OK)
        status = rules_new(&h->rules_options, &h->rules, err);
    if (status == PITH_STATUS_OK && h->words_path)
        status = read_words(h, err);
    if (status == PITH_STATUS_OK)
        status = each_post(h, "counting words", learn, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = labelled_open(&h->writer, h->output, format, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = each_post(h, "choosing posts", judge, err);
    if (status == PITH_STATUS_OK)
        return labelled_close(&h->writer, err);
    labelled_abandon(&h->writer);
    return status;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct hashtags h = {
        .output = "-",
        .rules_options = {
            .urls = true, .min_words = 4, .max_words = 6, .per_template = 3, .per_author = 100}};
    pith_error err = {0};
    int rest = 0;
    bool helped = false;
    pith_status status = tag_report_init(&h.report) ? PITH_STATUS_OK : error_memory(&err);
    if (status == PITH_STATUS_OK)
        status = cli_parse(command, argc, argv, NULL, take, &h, &rest, &helped, &err);
    if (status == PITH_STATUS_OK && !helped && rest > 1)
        status = error_set(&err, PITH_STATUS_USAGE, "one dump at a time, not \"%.80s\" as well",
                           argv[2]);
    if (status == PITH_STATUS_OK && !helped)
        status = collect(&h, rest ? argv[1] : "-", &err);
    if (status == PITH_STATUS_OK && !helped && !h.quiet)
        tag_report_print(&h.report, stderr);
    if (status == PITH_STATUS_OK && !helped && h.report_path)
        status = tag_report_write(&h.report, h.report_path, &err);
    rules_free(h.rules);
    spool_close(&h.spool);
    tag_report_fini(&h.report);
    return status == PITH_STATUS_OK ? 0 : cli_fail(&err);
}

static const struct cli_option options[] = {
    {"output", 'o', "FILE",
     "labelled texts, as its name ends: .jsonl, .tsv, .bio [default stdout, json]"},
    {"report", 0, "FILE", "what was kept and why the rest was not, with examples, as JSON"},
    {"language", 'l', "CODE", "only posts that may be in this language, as en"},
    {"words", 'w', "FILE",
     "words that tags are made of, besides those of the posts (word, tab, count)"},
    {"case", 0, "HOW", "letters of the phrase: natural, keep (as in the tag), lower [natural]"},
    {"edges", 0, NULL, "also posts that begin with an @name, or whose tag stands at an end"},
    {"drop-urls", 0, NULL, "leave URLs out of the texts"},
    {"min-words", 0, "N", "words that a post must have beside its tag [4]"},
    {"max-words", 0, "N", "words that a phrase may have [6]"},
    {"per-template", 0, "N", "posts alike but for names, links, numbers; 0 = all [3]"},
    {"per-author", 0, "N", "posts of one author, where authors are given; 0 = all [100]"},
    {"quiet", 'q', NULL, "no progress and no report"},
    {NULL, 0, NULL, NULL}};

const struct cli_command data_hashtags = {
    .name = "hashtags",
    .summary = "make labelled texts of posts with a hashtag",
    .usage = "pith data hashtags [-o FILE] [options] [DUMP]",
    .details =
        "DUMP is one post a line, or JSON Lines with a member text (and perhaps author and\n"
        "lang); - or nothing is standard input. A post with exactly one hashtag, inside the\n"
        "sentence, becomes a text whose keyphrase is the tag: without #, cut into words by its\n"
        "own capitals and by how frequent words are in the dump (Zhang et al., EMNLP 2016,\n"
        "algorithm 1).\n"
        "\n"
        "A tag's letters must not give it away: #mothersday among words with capitals would\n"
        "teach a net that phrases are small. With --case natural, each word is written as the\n"
        "dump writes it elsewhere, just as often. Runs of white space become one space for the\n"
        "same reason.",
    .examples = "  pith data hashtags posts.jsonl -o posts.tsv --language en --report posts.json\n"
                "  zcat dump.gz | pith data hashtags > posts.jsonl\n"
                "  pith data split posts.jsonl -o corpus && pith train corpus",
    .options = options,
    .run = run,
};
