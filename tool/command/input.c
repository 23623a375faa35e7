/* input.c - the input of `pith extract`; see input.h. */
#include "command/input.h"

#include "base/config.h"
#include "base/error.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include <string.h>
#include <unistd.h>

pith_status input_read_separator(const char *value, char *out, pith_error *err)
{
    bool tab = !strcmp(value, "tab") || !strcmp(value, "\\t");
    *out = tab ? '\t' : value[0];
    if (tab || (value[0] && !value[1] && !strchr("\"\r\n", value[0])))
        return PITH_STATUS_OK;
    return error_set(err, PITH_STATUS_USAGE,
                     "--csv-separator \"%.20s\": expected one character, or tab", value);
}

/* --- options that contradict each other ----------------------------------------------------- */

/* The option that says the format; NULL: none. */
static const char *format_option(const struct input *in)
{
    return in->json_lines ? "--jsonl" : in->csv ? "--csv" : in->lines ? "--lines" : NULL;
}

static pith_status check_options(const struct input *in, const struct cli_call *call,
                                 pith_error *err)
{
    if (in->json_lines + in->csv + in->lines > 1)
        return error_cure(err, PITH_STATUS_USAGE,
                          "a file has one format; without any of them it "
                          "is recognised by name and content",
                          "--%s does not go with %s", in->lines ? "lines" : "csv",
                          format_option(in));
    if (in->paths.count || !call->count)
        return PITH_STATUS_OK;
    for (int i = 0; i < call->count; i++)
        TRY(text_refuse_path(call->arguments[i], err));
    if (in->json_lines)
        return error_cure(err, PITH_STATUS_USAGE,
                          "give the objects in a file with -f, or on standard input",
                          "--jsonl does not go with TEXT");
    if (in->csv)
        return error_cure(err, PITH_STATUS_USAGE,
                          "give the rows in a file with -f, or on standard input",
                          "--csv does not go with TEXT");
    return PITH_STATUS_OK;
}

/* Options about a format of which there is no file. */
static pith_status check_formats(const struct input *in, const size_t counts[], pith_error *err)
{
    static const char cure[] = "--csv and --jsonl say the format where it is not recognised";
    if (in->column && !counts[TEXT_FORMAT_CSV] && !counts[TEXT_FORMAT_JSONL])
        return error_cure(err, PITH_STATUS_USAGE, cure,
                          "--text-column is for CSV and JSON Lines, which the input is not");
    if ((in->separator || in->no_header) && !counts[TEXT_FORMAT_CSV])
        return error_cure(err, PITH_STATUS_USAGE, cure, "%s is for CSV, which the input is not",
                          in->separator ? "--csv-separator" : "--no-header");
    return PITH_STATUS_OK;
}

/* --- files ---------------------------------------------------------------------------------- */

static pith_status add_files(struct input *in, const struct cli_call *call, pith_error *err)
{
    enum text_format format = in->json_lines ? TEXT_FORMAT_JSONL
                              : in->csv      ? TEXT_FORMAT_CSV
                              : in->lines    ? TEXT_FORMAT_LINES
                                             : TEXT_FORMAT_AUTO;
    const char *column = in->column ? in->column : "text";
    in->files.quiet = in->quiet;
    for (size_t i = 0; i < in->paths.count; i++)
        TRY(text_files_add(&in->files, in->paths.items[i], format, column, err));
    for (int i = 0; i < call->count && in->paths.count; i++)
        TRY(text_files_add(&in->files, call->arguments[i], format, column, err));
    return in->paths.count || call->count ? PITH_STATUS_OK
                                          : text_files_add(&in->files, "-", format, column, err);
}

/* The first file that has, or has not, a format. */
static const struct text_file *first_of(const struct input *in, enum text_format format, bool has)
{
    const struct text_file *file = in->files.items;
    while (((file->format ? file->format : TEXT_FORMAT_LINES) == format) != has)
        file++;
    return file;
}

/* Files of several formats have no form in common but objects. */
static pith_status mixed(const struct input *in, pith_error *err)
{
    const struct text_file *a = &in->files.items[0];
    const struct text_file *b = first_of(in, a->format ? a->format : TEXT_FORMAT_LINES, false);
    error_set(err, PITH_STATUS_USAGE, "%s is %s, and %s is %s", a->path,
              text_format_name(a->format), b->path, text_format_name(b->format));
    return error_hint(err, PITH_STATUS_USAGE,
                      "--json gives one form of answer for all; or name the files of one format; "
                      "--lines reads all as plain text");
}

static void tell_recognised(const struct input *in)
{
    const struct text_file *file = in->files.items;
    if (in->quiet || !in->files.recognised)
        return;
    while (file->format != TEXT_FORMAT_JSONL && file->format != TEXT_FORMAT_CSV)
        file++;
    size_t others = in->files.recognised - 1;
    cli_say(stderr,
            "pith: %s%s%s %s read as %s (%s says so without this note; --lines: as plain "
            "text)\n",
            file->path, others ? " and " : "", others ? CLI_PLURAL(others, "other file") : "",
            others ? "are" : "is", text_format_name(file->format),
            file->format == TEXT_FORMAT_CSV ? "--csv" : "--jsonl");
}

pith_status input_find(struct input *in, const struct cli_call *call, bool json, pith_error *err)
{
    size_t counts[TEXT_FORMAT_CSV + 1] = {0};
    TRY(check_options(in, call, err));
    TRY(add_files(in, call, err));
    for (size_t i = 0; i < in->files.count; i++)
        counts[in->files.items[i].format]++;
    TRY(check_formats(in, counts, err));
    in->objects = counts[TEXT_FORMAT_JSONL] && counts[TEXT_FORMAT_JSONL] == in->files.count;
    in->rows = counts[TEXT_FORMAT_CSV] && counts[TEXT_FORMAT_CSV] == in->files.count;
    if (!json && !in->objects && !in->rows &&
        (counts[TEXT_FORMAT_JSONL] || counts[TEXT_FORMAT_CSV]))
        return mixed(in, err);
    tell_recognised(in);
    return PITH_STATUS_OK;
}

/* --- the source ----------------------------------------------------------------------------- */

pith_status input_open(struct input *in, const struct cli_call *call, bool json, bool documents,
                       pith_error *err)
{
    bool texts = !in->paths.count;
    struct text_request request = {.texts = call->arguments,
                                   .text_count = texts ? (size_t)call->count : 0,
                                   .files = &in->files,
                                   .column = in->column,
                                   .separator = in->separator,
                                   .no_header = in->no_header,
                                   .json = json,
                                   .documents = documents,
                                   .skip_bad = call->config->knobs.data_skip_bad_lines};
    if (texts && !call->count && isatty(STDIN_FILENO) && !in->quiet)
        fputs("pith: reading texts from the terminal, one a line; Ctrl-D ends\n", stderr);
    return text_source_new(&request, &in->source, err);
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

void input_fini(struct input *in)
{
    if (in->source)
        report_skipped(in->source);
    text_source_free(in->source);
    in->source = NULL;
    text_files_fini(&in->files);
}
