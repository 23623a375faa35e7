/*
 * extract.c - `pith extract`: texts in, phrases out, one line each, in constant memory.
 *
 *     arguments | files | stdin ─text_source→ texts ─answers: many at a time→ phrases → stdout
 *
 * A line that comes through a pipe is answered before the next one is waited for.
 */
#include "cli/command.h"
#include "cli/load_model.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include "base/config.h"
#include "base/error.h"
#include "base/threads.h"
#include "command/answer.h"
#include "texts/text_source.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct extract {
    const char *model_path;
    struct cli_texts files; /* -f */
    bool json_lines;        /* input */
    bool json, mark;        /* output */
    bool nbest;
    bool strict;
    double diversity;
    int threads;
    struct answers answers;
    struct text_source *source;
    pith_model *model;
};

/* Settles the form of the output; options that contradict each other are an error. */
static pith_status choose_form(struct extract *x, int texts, pith_error *err)
{
    bool json = x->json || x->json_lines;
    if (json && (x->mark || x->answers.style.scores))
        return error_cure(err, PITH_STATUS_USAGE,
                          "JSON has the scores anyway, and the places of all phrases",
                          "%s does not go with %s", x->mark ? "--mark" : "--scores",
                          x->json ? "--json" : "--jsonl");
    if (x->nbest && x->mark)
        return error_cure(err, PITH_STATUS_USAGE, "phrases of different readings overlap",
                          "--mark does not go with --nbest");
    if (x->answers.documents && (x->mark || x->nbest))
        return error_cure(err, PITH_STATUS_USAGE,
                          "a document's phrases are ranked, not marked in the text",
                          "--document does not go with %s", x->mark ? "--mark" : "--nbest");
    if (x->strict && (x->nbest || x->answers.documents))
        return error_cure(err, PITH_STATUS_USAGE, "it asks for the phrases of all readings",
                          "%s does not go with --strict", x->nbest ? "--nbest" : "--document");
    if (x->json_lines && texts)
        return error_cure(err, PITH_STATUS_USAGE,
                          "give the objects in a file with -f, or on standard input",
                          "--jsonl does not go with TEXT");
    x->answers.style.form = json ? PHRASE_JSON : x->mark ? PHRASE_MARKED : PHRASE_PLAIN;
    x->answers.style.colour = cli_has_colour(stdout);
    return PITH_STATUS_OK;
}

/* What is to be read, in the order in which it is answered. */
static pith_status open_source(struct extract *x, const struct cli_call *call, pith_error *err)
{
    static const char *const standard[] = {"-"};
    bool nothing = !call->count && !x->files.count;
    struct text_request request = {.texts = call->arguments,
                                   .text_count = (size_t)call->count,
                                   .files = nothing ? standard : x->files.items,
                                   .file_count = nothing ? 1 : x->files.count,
                                   .json_lines = x->json_lines,
                                   .documents = x->answers.documents,
                                   .skip_bad = call->config->knobs.data_skip_bad_lines};
    if (nothing && isatty(STDIN_FILENO))
        fputs("pith: reading texts from the terminal, one a line; Ctrl-D ends\n", stderr);
    return text_source_new(&request, &x->source, err);
}

static pith_status answer_all(struct extract *x, pith_error *err)
{
    struct phrase_text text;
    pith_status status = PITH_STATUS_OK;
    while (status == PITH_STATUS_OK && !ferror(stdout)) {
        if (!text_source_ready(x->source))
            status = answer_flush(&x->answers, err);
        if (status == PITH_STATUS_OK)
            status = text_source_next(x->source, &text, err);
        if (status != PITH_STATUS_OK || !text.text)
            break;
        x->answers.flush_output = cli_is_terminal(stdout) || text_source_live(x->source);
        status = answer_add(&x->answers, &text, err);
    }
    /* what came before a bad line is answered all the same */
    pith_status flushed = answer_flush(&x->answers, status == PITH_STATUS_OK ? err : NULL);
    return status == PITH_STATUS_OK ? flushed : status;
}

static void report_skipped(const struct text_source *source)
{
    char text[1200];
    pith_error first;
    size_t lines = text_source_skipped(source, &first);
    if (!lines)
        return;
    first.hint[0] = '\0';
    pith_error_format(&first, text, sizeof text);
    cli_say(stderr, "pith: skipped bad lines: %s; the first: %s\n", CLI_COUNT(lines), text);
}

static pith_session_options session_options(const struct extract *x, const pith_config *config)
{
    static const double nbest_floor = 0.01; /* fainter readings are not worth a line */
    pith_session_options options = PITH_SESSION_OPTIONS_INIT;
    double least = x->answers.style.min_score;
    options.threads = x->threads;
    options.int8 = config->knobs.model_precision == PRECISION_INT8;
    options.min_probability = x->answers.documents ? least
                              : !x->nbest          ? 0
                              : least > 0          ? least
                                                   : nbest_floor;
    options.diversity = x->diversity;
    options.best_reading = x->strict;
    return options;
}

static pith_status extract_main(struct cli_call *call, pith_error *err)
{
    struct extract *x = call->values;
    pith_session_options options = session_options(x, call->config);
    TRY(choose_form(x, call->count, err));
    TRY(cli_load_model(x->model_path, &x->model, NULL, 0, err));
    TRY(pith_session_new(x->model, &options, &x->answers.session, err));
    x->answers.threads = threads_of(x->threads);
    TRY(open_source(x, call, err));
    return answer_all(x, err);
}

static void extract_fini(void *values)
{
    struct extract *x = values;
    if (x->source)
        report_skipped(x->source);
    answers_fini(&x->answers);
    text_source_free(x->source);
    pith_session_free(x->answers.session);
    pith_model_free(x->model);
}

/* --- the row -------------------------------------------------------------------------------- */

static const struct cli_option options[] = {
    CLI_OPTION_MODEL(struct extract),
    {"file", 'f', "FILE",
     "read texts from a file, one a line (.gz too, - is stdin); may be repeated",
     CLI_TEXTS(struct extract, files)},
    {"jsonl", 0, NULL,
     "the input is JSON Lines: objects with \"text\", whose other members are passed through "
     "(implies --json)",
     CLI_SWITCH(struct extract, json_lines)},
    CLI_OPTION_JSON(struct extract,
                    "print JSON Lines: text and phrases with start, end (code points), start_byte, "
                    "end_byte, score"),
    {"scores", 0, NULL, "print each phrase's score in the field behind it",
     CLI_SWITCH(struct extract, answers.style.scores)},
    {"mark", 0, NULL, "print the text itself, its phrases in colour or [brackets]",
     CLI_SWITCH(struct extract, mark)},
    {"min-score", 0, "X", "only phrases with at least this score (0 to 1)",
     CLI_SHARE(struct extract, answers.style.min_score)},
    {"top", 0, "N", "only the N best phrases of a text",
     CLI_INTEGER(struct extract, answers.style.top, 1, INFINITY)},
    {"strict", 0, NULL,
     "only the phrases of the likeliest reading: fewer, and none where nothing is sure",
     CLI_SWITCH(struct extract, strict)},
    {"nbest", 0, NULL,
     "also phrases of less likely readings, which may overlap, from --min-score on [0.01]",
     CLI_SWITCH(struct extract, nbest)},
    {"document", 0, NULL,
     "each TEXT, file or object is one document: its phrases put together over all mentions, "
     "ranked, the best ten",
     CLI_SWITCH(struct extract, answers.documents)},
    {"diverse", 0, "X", "--document: prefer phrases that share no words with better ones (0 to 1)",
     CLI_SHARE(struct extract, diversity)},
    {"threads", 0, "N", "threads; 0 = all cores [default 0]",
     CLI_INTEGER(struct extract, threads, 0, 1024)},
    {0}};

static const char *const knobs[] = {"data.skip_bad_lines", "model.precision", NULL};

const struct cli_command command_extract = {
    .name = "extract",
    .summary = "find the keyphrases of texts",
    .usage = "pith extract [-m MODEL] [options] [TEXT ...] [-f FILE ...]",
    .details = "Prints one line a text: its phrases in order of appearance, separated by tabs;\n"
               "an empty line when there are none. Without TEXT and -f, texts are read from\n"
               "standard input, one a line, and each is answered at once.",
    .examples = "  pith extract \"we propose a graph kernel for protein folding\"\n"
                "  pith extract --document -f report.txt --top 15 --scores\n"
                "  pith extract -f abstracts.txt.gz --scores --min-score 0.5\n"
                "  tail -f posts.log | pith extract -m posts.safetensors --json\n"
                "  pith extract --jsonl -f posts.jsonl | jq '{id, phrases: [.phrases[].text]}'",
    .options = options,
    .knobs = knobs,
    .size = sizeof(struct extract),
    .run = extract_main,
    .fini = extract_fini,
};
