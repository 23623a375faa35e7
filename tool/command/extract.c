/*
 * extract.c - `pith extract`: texts in, phrases out, one line each, in constant memory.
 *
 *     arguments | files | stdin ─input→ texts ─answers: many at a time→ phrases → stdout
 *
 * A line that comes through a pipe is answered before the next one is waited for.
 */
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/terminal.h"

#include "base/config.h"
#include "base/error.h"
#include "base/threads.h"
#include "command/answer.h"
#include "command/input.h"
#include "command/readers.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct extract {
    const char *model_path;
    int language; /* a place in reader_languages */
    struct input input;
    bool json, mark; /* output */
    bool nbest;
    bool strict;
    double diversity;
    int threads;
    int corpus;       /* a place in corpus_forms */
    const char *html; /* the page's path */
    struct answers answers;
    struct gather gather;
    bool header_done; /* of rows of CSV */
};

/* Options that have no sense for all texts together. */
static pith_status check_gather(const struct extract *x, pith_error *err)
{
    const char *name = x->corpus ? "--corpus" : "--html";
    const bool scores = x->answers.style.scores;
    if (x->nbest)
        return error_cure(err, PITH_STATUS_USAGE, "phrases of different readings overlap",
                          "%s does not go with --nbest", name);
    if (x->diversity > 0)
        return error_cure(err, PITH_STATUS_USAGE, "it ranks the phrases of a single document",
                          "%s does not go with --diverse", name);
    if (x->corpus && (x->mark || scores))
        return error_cure(err, PITH_STATUS_USAGE,
                          "--corpus lists phrases, with scores; --html marks them in a page",
                          "--corpus does not go with %s", x->mark ? "--mark" : "--scores");
    if (!x->corpus && x->answers.documents && (x->json || scores))
        return error_cure(err, PITH_STATUS_USAGE, "one call for the page, another for the lines",
                          "--html --document does not go with %s", x->json ? "--json" : "--scores");
    if (x->corpus && x->json && x->corpus - 1 == LIST_CSV)
        return error_set(err, PITH_STATUS_USAGE, "--corpus=csv does not go with --json");
    return PITH_STATUS_OK;
}

/* Options of the output that contradict each other. */
static pith_status check_options(const struct extract *x, pith_error *err)
{
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
    return x->corpus || x->html ? check_gather(x, err) : PITH_STATUS_OK;
}

/* Words of --corpus; from the second on in the order of enum list_form. */
static const char *const corpus_forms[] = {"none", "table", "json", "csv", NULL};

/* What is asked of all texts together. */
static void choose_gather(struct extract *x)
{
    bool prints = x->json || x->mark || x->answers.style.scores;
    if (!x->corpus && !x->html)
        return;
    x->gather.wants_list = x->corpus != 0;
    x->gather.form = x->json ? LIST_JSON : (enum list_form)(x->corpus - 1);
    x->gather.page = x->html;
    x->gather.quiet = x->input.quiet;
    if (x->corpus) { /* of the list, not of each text */
        x->gather.top = x->answers.style.top;
        x->answers.style.top = 0;
    }
    x->answers.silent = x->corpus || !prints;
    x->answers.gather = &x->gather;
}

/* Settles the form of the output, by what is asked for and by what the input is. */
static pith_status choose_form(struct extract *x, pith_error *err)
{
    struct phrase_style *style = &x->answers.style;
    bool json = x->json || x->input.objects;
    if (x->answers.silent)
        return PITH_STATUS_OK;
    if (json && (x->mark || style->scores))
        return error_cure(err, PITH_STATUS_USAGE,
                          "JSON has the scores anyway, and the places of all phrases",
                          "%s does not go with %s", x->mark ? "--mark" : "--scores",
                          x->json               ? "--json"
                          : x->input.json_lines ? "--jsonl"
                                                : "JSON Lines");
    if (x->input.rows && x->mark)
        return error_cure(err, PITH_STATUS_USAGE,
                          "the phrases become a column; --json has their places",
                          "--mark does not go with CSV");
    style->form = json            ? PHRASE_JSON
                  : x->input.rows ? PHRASE_ROW
                  : x->mark       ? PHRASE_MARKED
                                  : PHRASE_PLAIN;
    style->colour = cli_has_colour(stdout);
    return PITH_STATUS_OK;
}

/* What stands above rows, as soon as it is known. */
static pith_status answer_header(struct extract *x, pith_error *err)
{
    struct phrase_style *style = &x->answers.style;
    if (style->form != PHRASE_ROW || x->header_done)
        return PITH_STATUS_OK;
    style->rows = text_source_header(x->input.source);
    x->header_done = style->rows != NULL;
    return style->rows ? answer_rows(&x->answers, err) : PITH_STATUS_OK;
}

static pith_status answer_all(struct extract *x, pith_error *err)
{
    struct phrase_text text;
    struct ticker ticker;
    pith_status status = PITH_STATUS_OK;
    /* answers that come to the same terminal tell enough, and the line would stand among them */
    ticker_begin(&ticker, "extracting",
                 x->input.quiet || (cli_is_terminal(stdout) && !x->answers.silent));
    while (status == PITH_STATUS_OK && !ferror(stdout)) {
        double share = text_source_share(x->input.source);
        if (share >= 0)
            ticker_show(&ticker, share);
        if (!text_source_ready(x->input.source))
            status = answer_flush(&x->answers, err);
        if (status == PITH_STATUS_OK)
            status = text_source_next(x->input.source, &text, err);
        if (status == PITH_STATUS_OK)
            status = answer_header(x, err);
        if (status != PITH_STATUS_OK || !text.text)
            break;
        status = answer_add(&x->answers, &text, err);
    }
    /* what came before a bad line is answered all the same */
    pith_status flushed = answer_flush(&x->answers, status == PITH_STATUS_OK ? err : NULL);
    ticker_end(&ticker);
    return status == PITH_STATUS_OK ? flushed : status;
}

static pith_session_options session_options(const struct extract *x, const pith_config *config)
{
    static const double nbest_floor = 0.01; /* fainter readings are not worth a line */
    pith_session_options options = PITH_SESSION_OPTIONS_INIT;
    double least = x->answers.style.min_score;
    options.threads = x->threads;
    options.int8 = config->knobs.model_precision == PRECISION_INT8;
    options.min_probability = x->answers.silent      ? 0
                              : x->answers.documents ? least
                              : !x->nbest            ? 0
                              : least > 0            ? least
                                                     : nbest_floor;
    options.diversity = x->diversity;
    options.best_reading = x->strict;
    return options;
}

static pith_status extract_main(struct cli_call *call, pith_error *err)
{
    struct extract *x = call->values;
    TRY(check_options(x, err));
    choose_gather(x);
    pith_session_options options = session_options(x, call->config);
    TRY(input_find(&x->input, call, x->json || x->answers.silent, err));
    TRY(choose_form(x, err));
    if (x->answers.gather)
        TRY(gather_begin(x->answers.gather, err));
    TRY(readers_new(x->model_path, x->language, &options, &x->answers.readers, err));
    x->answers.threads = threads_of(x->threads);
    /* who gets no rows back does not mind if their columns differ */
    bool json = x->answers.silent || x->answers.style.form == PHRASE_JSON;
    TRY(input_open(&x->input, call, json, x->answers.documents, err));
    TRY(answer_all(x, err));
    return x->answers.gather ? gather_finish(x->answers.gather, err) : PITH_STATUS_OK;
}

static void extract_fini(void *values)
{
    struct extract *x = values;
    if (x->answers.readers && !x->input.quiet)
        readers_report(x->answers.readers);
    answers_fini(&x->answers);
    gather_fini(&x->gather);
    input_fini(&x->input);
    readers_free(x->answers.readers);
}

static pith_status read_separator(void *values, const char *value, pith_error *err)
{
    return input_read_separator(value, &((struct extract *)values)->input.separator, err);
}

/* --- the row -------------------------------------------------------------------------------- */

static const struct cli_option options[] = {
    {"model", 'm', "FILE",
     "the model; default: $PITH_MODEL, ./model.safetensors, or for each text the one that came "
     "with pith for its language",
     CLI_TEXT(struct extract, model_path)},
    {"lang", 0, "LANG",
     "the language of the texts: en, zh, or auto, each text by its script [default auto]",
     CLI_WORD(struct extract, language, reader_languages)},
    {"file", 'f', "FILE",
     "read texts from a file, one a line, or from all files below a folder (.gz too, - is stdin); "
     "then further arguments are files as well",
     CLI_TEXTS(struct extract, input.paths)},
    {"jsonl", 0, NULL,
     "the input is JSON Lines: objects with \"text\", whose other members are passed through "
     "(implies --json)",
     CLI_SWITCH(struct extract, input.json_lines)},
    {"csv", 0, NULL,
     "the input is CSV with a header; the rows are printed with a column \"keyphrases\" added",
     CLI_SWITCH(struct extract, input.csv)},
    {"text-column", 0, "NAME",
     "the column of CSV (or its number) or the member of JSON Lines with the text; several with "
     "commas between are read as one text [default text]",
     CLI_TEXT(struct extract, input.column)},
    {"csv-separator", 0, "CHAR", "what parts the columns; default: of tab , ; | the likeliest",
     CLI_READ(read_separator)},
    {"no-header", 0, NULL, "the CSV has no header: --text-column is a number",
     CLI_SWITCH(struct extract, input.no_header)},
    {"lines", 0, NULL, "the input is plain text, whatever its name and content look like",
     CLI_SWITCH(struct extract, input.lines)},
    CLI_OPTION_JSON(struct extract,
                    "print JSON Lines: text and phrases with start, end (code points), start_byte, "
                    "end_byte, score; and \"lang\", the model that was chosen"),
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
    {"corpus", 0, "FORM",
     "the phrases of all texts together, the special ones first: how often, in how many texts, how "
     "written; FORM is table, json or csv, --top the length of the list",
     CLI_WORD(struct extract, corpus, corpus_forms), .alone = "table"},
    {"html", 0, "FILE",
     "write a page with the texts, their phrases marked, and an index; lines are printed only "
     "where --json, --scores or --mark asks for them",
     CLI_TEXT(struct extract, html)},
    {"diverse", 0, "X", "--document: prefer phrases that share no words with better ones (0 to 1)",
     CLI_SHARE(struct extract, diversity)},
    {"quiet", 'q', NULL, "no notes and no progress on stderr",
     CLI_SWITCH(struct extract, input.quiet)},
    {"threads", 0, "N", "threads; 0 = all cores [default 0]",
     CLI_INTEGER(struct extract, threads, 0, 1024)},
    {0}};

static const char *const knobs[] = {"data.skip_bad_lines", "model.precision", NULL};

const struct cli_command command_extract = {
    .name = "extract",
    .summary = "find the keyphrases of texts",
    .usage = "pith extract [-m MODEL] [options] [TEXT ...] | -f FILE ...",
    .details = "Prints one line a text: its phrases in order of appearance, separated by tabs;\n"
               "an empty line when there are none. Without TEXT and -f, texts are read from\n"
               "standard input, one a line, and each is answered at once. Files called .jsonl,\n"
               ".ndjson, .csv or .tsv, and those that begin with an object with a text, are read\n"
               "as what they are; standard input is what the options say.",
    .examples =
        "  pith extract \"we propose a graph kernel for protein folding\"\n"
        "  pith extract --document -f report.txt --top 15 --scores\n"
        "  pith extract -f abstracts.txt.gz --scores --min-score 0.5\n"
        "  pith extract --json -f articles/ > phrases.jsonl\n"
        "  pith extract --csv --text-column title,body -f reviews.csv > reviews-phrases.csv\n"
        "  pith extract --corpus --html reviews.html -f reviews.csv\n"
        "  tail -f posts.log | pith extract -m posts.safetensors --json\n"
        "  pith extract --jsonl -f posts.jsonl | jq '{id, phrases: [.phrases[].text]}'",
    .options = options,
    .knobs = knobs,
    .size = sizeof(struct extract),
    .run = extract_main,
    .fini = extract_fini,
};
