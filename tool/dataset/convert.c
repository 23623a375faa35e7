/* convert.c - `pith data convert`: labelled texts from one format to another. */
#include "dataset/commands.h"
#include "dataset/labelled_writer.h"

#include "cli/message.h"
#include "cli/number.h"
#include "base/error.h"
#include "data/corpus.h"

#include <stdio.h>
#include <string.h>

struct convert {
    const char *output;
    int format; /* of labelled_format_names; -1: as the name of the output ends */
};

static pith_status choose_format(const struct convert *c, enum labelled_format *format,
                                 pith_error *err)
{
    if (c->format >= 0)
        *format = (enum labelled_format)c->format;
    else if (!labelled_format_of_path(c->output, format))
        return error_cure(err, PITH_STATUS_USAGE, "--to tsv, --to bio or --to json",
                          "it is not clear which format is wanted");
    return PITH_STATUS_OK;
}

static void report(const struct labelled_writer *w)
{
    fprintf(stderr, "%s written\n", CLI_PLURAL(w->count[LABELLED_WRITTEN], "text"));
    if (w->absent)
        cli_warn("%zu phrases that stand nowhere in their text were left out", w->absent);
    for (int i = LABELLED_WRITTEN + 1; i < LABELLED_VERDICTS; i++)
        if (w->count[i])
            cli_warn("%zu texts were left out, which this format cannot say: %s", w->count[i],
                     labelled_verdict_text[i]);
}

static pith_status convert(const struct convert *c, const char *path, const pith_config *config,
                           pith_error *err)
{
    enum labelled_format format = LABELLED_JSON;
    struct corpus corpus = {0};
    struct labelled_writer w = {0};
    TRY(choose_format(c, &format, err));
    TRY(corpus_read(path, &config->knobs, &corpus, err));
    pith_status status = labelled_open(&w, c->output, format, err);
    for (size_t i = 0; status == PITH_STATUS_OK && i < corpus.count; i++)
        status = labelled_write(&w, &corpus.examples[i], NULL, err);
    status = labelled_end(&w, status, err);
    if (status == PITH_STATUS_OK)
        report(&w);
    corpus_fini(&corpus);
    return status;
}

static pith_status convert_main(struct cli_call *call, pith_error *err)
{
    if (call->count != 1)
        return error_cure(err, PITH_STATUS_USAGE,
                          "`pith data convert train.txt --to json > train.jsonl`",
                          "one file is needed, not %d", call->count);
    return convert(call->values, call->arguments[0], call->config, err);
}

static const struct cli_option options[] = {
    {"output", 'o', "FILE", "where the texts go [default stdout]",
     CLI_TEXT(struct convert, output)},
    {"to", 0, "FORMAT", "tsv, bio or json [by the ending of FILE]",
     CLI_WORD(struct convert, format, labelled_format_names)},
    {0}};

static const char *const knobs[] = {"data.format", "data.match", "data.skip_bad_lines",
                                    "text.tokenizer", NULL};

const struct cli_command data_convert = {
    .name = "data convert",
    .summary = "write labelled texts in another format",
    .usage = "pith data convert FILE [--to FORMAT] [-o FILE]",
    .details =
        "json holds everything; tsv cannot say which place of a phrase is meant, and bio keeps\n"
        "tokens instead of the text. What is lost is said.",
    .examples = "  pith data convert train.txt -o train.jsonl\n"
                "  pith data convert train.tsv --to bio --text.tokenizer whitespace > train.txt",
    .options = options,
    .knobs = knobs,
    .size = sizeof(struct convert),
    .defaults = &(const struct convert){.output = "-", .format = -1},
    .run = convert_main,
};
