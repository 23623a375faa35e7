/*
 * extract.c - `pith extract`: texts in, phrases out, one line each, in constant memory.
 *
 *     arguments | files | stdin ─line→ text ─answers: many at a time→ phrases → stdout
 *
 * A line that comes through a pipe is answered before the next one is waited for.
 */
#include "cli/command.h"
#include "base/json_line.h"
#include "cli/load_model.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include "base/config.h"
#include "base/error.h"
#include "base/lines.h"
#include "base/threads.h"
#include "command/answer.h"

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
    bool skip_bad;
    size_t bad;
    pith_error first_bad;
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

/* --- one text ------------------------------------------------------------------------------- */

/* A line of JSON Lines: an object with "text". An empty line is none. */
static pith_status answer_object(struct extract *x, const char *path, size_t line, const char *raw,
                                 size_t size, pith_error *err)
{
    json_error_t where;
    pith_status status;
    if (raw[strspn(raw, " \t")] == '\0' && strlen(raw) == size)
        return PITH_STATUS_OK;
    json_t *object = json_line_parse(raw, size, &where);
    const json_t *text = json_object_get(object, "text");
    if (!object) {
        status = error_at(err, PITH_STATUS_DATA, path, line, "this is not JSON: %s", where.text);
        if (err && where.position > 0)
            err->column = (size_t)where.position;
    } else if (!json_is_string(text)) {
        status = error_at(err, PITH_STATUS_DATA, path, line,
                          "expected an object with a string \"text\"");
    } else {
        struct phrase_text item = {.text = json_string_value(text),
                                   .size = json_string_length(text),
                                   .object = object,
                                   .raw = raw,
                                   .raw_size = size};
        object = NULL; /* the queue's */
        status = answer_add(&x->answers, &item, err);
    }
    json_decref(object);
    if (status == PITH_STATUS_DATA)
        error_hint(err, status, "--data.skip_bad_lines goes on after such lines");
    return status;
}

/* --- sources -------------------------------------------------------------------------------- */

static pith_status answer_line(struct extract *x, const char *path, size_t line, const char *text,
                               size_t size, pith_error *err)
{
    if (!x->json_lines) {
        struct phrase_text item = {.text = text, .size = size};
        return answer_add(&x->answers, &item, err);
    }
    pith_status status = answer_object(x, path, line, text, size, err);
    if (status != PITH_STATUS_DATA || !x->skip_bad)
        return status;
    if (!x->bad++)
        x->first_bad = *err;
    return PITH_STATUS_OK;
}

static pith_status answer_lines(struct extract *x, const char *path, pith_error *err)
{
    if (x->answers.documents && !x->json_lines)
        return answer_file(&x->answers, path, err);
    struct line_reader *lines = NULL;
    const char *text, *name = strcmp(path, "-") ? path : "<stdin>";
    size_t size;
    TRY(line_open(path, &lines, err));
    pith_status status = PITH_STATUS_OK;
    /* the size of a pipe, a terminal or a socket is not known */
    x->answers.flush_output = cli_is_terminal(stdout) || !line_total(lines);
    while (status == PITH_STATUS_OK && !ferror(stdout)) {
        if (!line_ready(lines))
            status = answer_flush(&x->answers, err);
        if (status == PITH_STATUS_OK)
            status = line_next(lines, &text, &size, err);
        if (status != PITH_STATUS_OK || !text)
            break;
        status = answer_line(x, name, line_number(lines), text, size, err);
    }
    line_close(lines);
    /* what came before a bad line is answered all the same */
    pith_status flushed = answer_flush(&x->answers, status == PITH_STATUS_OK ? err : NULL);
    return status == PITH_STATUS_OK ? flushed : status;
}

static pith_status answer_all(struct extract *x, int texts, char **argv, pith_error *err)
{
    for (int i = 0; i < texts; i++) {
        struct phrase_text item = {.text = argv[i], .size = strlen(argv[i])};
        TRY(answer_add(&x->answers, &item, err));
    }
    TRY(answer_flush(&x->answers, err));
    for (size_t i = 0; i < x->files.count; i++)
        TRY(answer_lines(x, x->files.items[i], err));
    if (texts || x->files.count)
        return PITH_STATUS_OK;
    if (isatty(STDIN_FILENO))
        fputs("pith: reading texts from the terminal, one a line; Ctrl-D ends\n", stderr);
    return answer_lines(x, "-", err);
}

static void report_bad(const struct extract *x)
{
    char text[1200];
    if (!x->bad)
        return;
    pith_error first = x->first_bad;
    first.hint[0] = '\0';
    pith_error_format(&first, text, sizeof text);
    cli_say(stderr, "pith: skipped bad lines: %s; the first: %s\n", CLI_COUNT(x->bad), text);
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
    x->skip_bad = call->config->knobs.data_skip_bad_lines;
    pith_session_options options = session_options(x, call->config);
    TRY(choose_form(x, call->count, err));
    TRY(cli_load_model(x->model_path, &x->model, NULL, 0, err));
    TRY(pith_session_new(x->model, &options, &x->answers.session, err));
    x->answers.threads = threads_of(x->threads);
    return answer_all(x, call->count, call->arguments, err);
}

static void extract_fini(void *values)
{
    struct extract *x = values;
    report_bad(x);
    answers_fini(&x->answers);
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
