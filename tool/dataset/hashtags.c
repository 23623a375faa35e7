/*
 * hashtags.c - `pith data hashtags`: a dump of posts in, labelled texts and a report out.
 *
 *     dump ─pass 1→ lexicon ─pass 2→ rules ─▶ labelled texts, and why the others were left out
 */
#include "dataset/commands.h"
#include "dataset/labelled_writer.h"
#include "dataset/post_rules.h"
#include "dataset/tag_report.h"

#include "base/error.h"
#include "base/lines.h"
#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>

struct hashtags {
    const char *output, *words_path, *report_path;
    struct rules_options rules_options;
    struct rules *rules;
    struct labelled_writer writer;
    struct tag_report report;
    struct post_reader *posts;
    bool quiet;
};

/* --- passes --------------------------------------------------------------------------------- */

/* Reads all posts and hands each to `see`. */
static pith_status each_post(struct hashtags *h, const char *what,
                             pith_status (*see)(struct hashtags *h, const struct post *post,
                                                pith_error *err),
                             pith_error *err)
{
    struct post post;
    struct ticker ticker;
    TRY(post_rewind(h->posts, err));
    pith_status status = post_next(h->posts, &post, err);
    ticker_begin(&ticker, what, h->quiet);
    while (status == PITH_STATUS_OK && post.text) {
        ticker_show(&ticker, post_share(h->posts));
        status = see(h, &post, err);
        if (status == PITH_STATUS_OK)
            status = post_next(h->posts, &post, err);
    }
    ticker_end(&ticker);
    h->report.broken = post_broken(h->posts);
    return status;
}

static pith_status learn(struct hashtags *h, const struct post *post, pith_error *err)
{
    return rules_learn(h->rules, post, err);
}

/* A list of words, each perhaps with a tab and its count, small enough for sums to be finite. */
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
        if (!length || !(count > 0 && count <= 1e15))
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
    bool written, ok = buffer_reserve(&tags, kept->token_count) &&
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
    pith_status status = labelled_write(&h->writer, &e, &written, err);
    buffer_fini(&tags);
    buffer_fini(&phrase);
    if (status == PITH_STATUS_OK && !written)
        h->report.unwritable++;
    else if (status == PITH_STATUS_OK && !tag_report_keep(&h->report, kept))
        status = error_memory(err);
    return status;
}

static pith_status judge(struct hashtags *h, const struct post *post, pith_error *err)
{
    enum rules_verdict verdict = RULES_KEPT;
    struct rules_text_out kept;
    TRY(rules_apply(h->rules, post, &verdict, &kept, err));
    tag_report_count(&h->report, verdict, post);
    return verdict == RULES_KEPT ? keep(h, &kept, err) : PITH_STATUS_OK;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status collect(struct hashtags *h, const char *path, pith_error *err)
{
    enum labelled_format format = LABELLED_JSON;
    if (strcmp(h->output, "-") != 0 && !labelled_format_of_path(h->output, &format))
        return error_cure(err, PITH_STATUS_USAGE, "let its name end in .jsonl, .tsv or .bio",
                          "which format \"%.80s\" is to have is not clear", h->output);
    TRY(post_open(path, &h->posts, err));
    TRY(rules_new(&h->rules_options, &h->rules, err));
    if (h->words_path)
        TRY(read_words(h, err));
    TRY(each_post(h, "counting words", learn, err));
    pith_status status = labelled_open(&h->writer, h->output, format, err);
    if (status == PITH_STATUS_OK)
        status = each_post(h, "choosing posts", judge, err);
    return labelled_end(&h->writer, status, err);
}

static pith_status hashtags_main(struct cli_call *call, pith_error *err)
{
    struct hashtags *h = call->values;
    if (call->count > 1)
        return error_set(err, PITH_STATUS_USAGE, "one dump at a time, not \"%.80s\" as well",
                         call->arguments[1]);
    if (!tag_report_init(&h->report))
        return error_memory(err);
    TRY(collect(h, call->count ? call->arguments[0] : "-", err));
    if (!h->quiet)
        tag_report_print(&h->report, stderr);
    return h->report_path ? tag_report_write(&h->report, h->report_path, err) : PITH_STATUS_OK;
}

static void hashtags_fini(void *values)
{
    struct hashtags *h = values;
    rules_free(h->rules);
    post_close(h->posts);
    tag_report_fini(&h->report);
}

static const char *const cases[] = {
    [CASE_NATURAL] = "natural", [CASE_KEEP] = "keep", [CASE_LOWER] = "lower", NULL};

enum { COUNT_MAX = 1000000000 };
#define COUNT(member) CLI_INTEGER(struct hashtags, rules_options.member, 0, COUNT_MAX)

static const struct cli_option options[] = {
    {"output", 'o', "FILE",
     "labelled texts, as its name ends: .jsonl, .tsv, .bio [default stdout, json]",
     CLI_TEXT(struct hashtags, output)},
    {"report", 0, "FILE", "what was kept and why the rest was not, with examples, as JSON",
     CLI_TEXT(struct hashtags, report_path)},
    {"language", 'l', "CODE", "only posts that may be in this language, as en",
     CLI_TEXT(struct hashtags, rules_options.language)},
    {"words", 'w', "FILE",
     "words that tags are made of, besides those of the posts (word, tab, count)",
     CLI_TEXT(struct hashtags, words_path)},
    {"case", 0, "HOW", "letters of the phrase: natural, keep (as in the tag), lower [natural]",
     CLI_WORD(struct hashtags, rules_options.letters, cases)},
    {"edges", 0, NULL, "also posts that begin with an @name, or whose tag stands at an end",
     CLI_SWITCH(struct hashtags, rules_options.edges)},
    {"drop-urls", 0, NULL, "leave URLs out of the texts",
     CLI_OFF(struct hashtags, rules_options.urls)},
    {"min-words", 0, "N", "words that a post must have beside its tag [4]", COUNT(min_words)},
    {"max-words", 0, "N", "words that a phrase may have [6]", COUNT(max_words)},
    {"per-template", 0, "N", "posts alike but for names, links, numbers; 0 = all [3]",
     COUNT(per_template)},
    {"per-author", 0, "N", "posts of one author, where authors are given; 0 = all [100]",
     COUNT(per_author)},
    CLI_OPTION_QUIET(struct hashtags, "no progress and no report"),
    {0}};

static const struct hashtags defaults = {
    .output = "-",
    .rules_options = {
        .urls = true, .min_words = 4, .max_words = 6, .per_template = 3, .per_author = 100}};

const struct cli_command data_hashtags = {
    .name = "data hashtags",
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
    .size = sizeof(struct hashtags),
    .defaults = &defaults,
    .run = hashtags_main,
    .fini = hashtags_fini,
};
