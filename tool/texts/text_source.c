/* text_source.c - texts one after another; see text_source.h. */
#include "texts/text_source.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/lines.h"
#include "cli/terminal.h"
#include "texts/csv_texts.h"
#include "texts/json_texts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct text_source {
    struct text_request request;
    size_t text, file;            /* the next ones */
    const struct text_file *open; /* whose lines are read; NULL: none */
    struct line_reader *lines;
    struct csv_texts *csv; /* of a file of CSV */
    struct json_texts json;
    struct buffer whole;      /* the last document */
    struct row_header header; /* of the first CSV file; separator 0: none yet */
    struct buffer header_raw;
    const char *header_path;
    bool hinted;
    size_t found;        /* texts of the file that is open */
    uint64_t size, done; /* of all files; of those that are read wholly */
    size_t skipped;
    pith_error first_skipped;
};

pith_status text_source_new(const struct text_request *request, struct text_source **out,
                            pith_error *err)
{
    struct text_source *s = *out = calloc(1, sizeof *s);
    if (!s)
        return error_memory(err);
    s->request = *request;
    s->json.column = request->column;
    s->size = text_files_size(request->files);
    return PITH_STATUS_OK;
}

static const char *shown(const char *path)
{
    return strcmp(path, "-") ? path : "<stdin>";
}

/* --- a file --------------------------------------------------------------------------------- */

static pith_status open_csv(struct text_source *s, pith_error *err)
{
    const struct text_request *r = &s->request;
    struct csv_request request = {
        .column = r->column, .separator = r->separator, .no_header = r->no_header, .json = r->json};
    if (!request.separator && text_name_is_tsv(s->open->path))
        request.separator = '\t';
    return csv_texts_new(s->lines, shown(s->open->path), &request, &s->csv, err);
}

static pith_status open_file(struct text_source *s, pith_error *err)
{
    s->open = &s->request.files->items[s->file++];
    s->found = 0;
    TRY(line_open(s->open->path, &s->lines, err));
    return s->open->format == TEXT_FORMAT_CSV ? open_csv(s, err) : PITH_STATUS_OK;
}

static void close_file(struct text_source *s)
{
    if (!s->found && !s->request.files->quiet)
        cli_say(stderr, "pith: %s: there is no text in it\n", shown(s->open->path));
    s->done += s->open->size;
    csv_texts_free(s->csv);
    line_close(s->lines);
    s->csv = NULL;
    s->lines = NULL;
    s->open = NULL;
}

/* --- plain text ----------------------------------------------------------------------------- */

/* A look at the first line of what is read as plain text because nobody said otherwise. */
static void hint(struct text_source *s, const char *line, size_t size)
{
    const char *column = s->request.column ? s->request.column : "text";
    if (line_number(s->lines) != 1 || s->hinted || s->request.files->quiet || s->open->said)
        return;
    const char *what = text_line_hint(line, size, column);
    if (what)
        cli_say(stderr, "pith: %s: %s; --lines reads it as plain text without this note\n",
                shown(s->open->path), what);
    s->hinted = what != NULL;
}

static pith_status read_document(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    const char *text;
    size_t size;
    buffer_clear(&s->whole);
    buffer_append_text(&s->whole, "");
    for (;;) {
        TRY(line_next(s->lines, &text, &size, err));
        if (!text)
            break;
        hint(s, text, size);
        if (buffer_append(&s->whole, text, size))
            buffer_append_char(&s->whole, '\n');
    }
    if (!buffer_ok(&s->whole))
        return error_memory(err);
    s->found += s->whole.size != 0;
    *out = (struct phrase_text){.text = s->whole.data,
                                .size = s->whole.size,
                                .file = strcmp(s->open->path, "-") ? s->open->path : NULL};
    close_file(s);
    return PITH_STATUS_OK;
}

static pith_status read_line(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    TRY(line_next(s->lines, &out->text, &out->size, err));
    if (!out->text) {
        close_file(s);
        return PITH_STATUS_OK;
    }
    hint(s, out->text, out->size);
    if (s->request.files->count > 1)
        out->line = line_number(s->lines);
    return PITH_STATUS_OK;
}

/* --- objects and rows ----------------------------------------------------------------------- */

/* Counts what may be left out as skipped; *status is another error, or is fine then. */
static void skip(struct text_source *s, pith_status *status, const pith_error *bad)
{
    if (*status != PITH_STATUS_DATA || !s->request.skip_bad)
        return;
    if (!s->skipped++)
        s->first_skipped = *bad;
    *status = PITH_STATUS_OK;
}

/* A line of JSON Lines; out->text stays NULL for an empty line, and for one that is skipped. */
static pith_status read_object(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    const char *raw;
    size_t size;
    pith_error bad;
    TRY(line_next(s->lines, &raw, &size, err));
    if (!raw) {
        close_file(s);
        return PITH_STATUS_OK;
    }
    pith_status status = json_texts_read(&s->json, shown(s->open->path), line_number(s->lines), raw,
                                         size, out, &bad);
    skip(s, &status, &bad);
    if (status != PITH_STATUS_OK && err)
        *err = bad;
    return status;
}

/* The first header stays for good; another one may stand above objects only. */
static pith_status see_header(struct text_source *s, pith_error *err)
{
    const struct row_header *header = csv_texts_header(s->csv);
    if (s->found || s->request.json)
        return PITH_STATUS_OK;
    if (s->header.separator && !csv_texts_alike(&s->header, header)) {
        error_at(err, PITH_STATUS_DATA, s->open->path, 1, "the columns are not those of %s",
                 s->header_path);
        return error_hint(err, PITH_STATUS_DATA,
                          "--json takes files with different columns; else one after the other");
    }
    if (s->header.separator)
        return PITH_STATUS_OK;
    if (!buffer_append(&s->header_raw, header->raw, header->raw_size))
        return error_memory(err);
    s->header = *header;
    s->header.raw = s->header_raw.data;
    s->header_path = s->open->path;
    return PITH_STATUS_OK;
}

static pith_status read_row(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    pith_error bad;
    pith_status status = csv_texts_next(s->csv, out, &bad);
    bool over = status == PITH_STATUS_OK && !out->text;
    if (csv_texts_goes_on(s->csv))
        skip(s, &status, &bad);
    if (status != PITH_STATUS_OK && err)
        *err = bad;
    if (status == PITH_STATUS_OK && csv_texts_header(s->csv))
        status = see_header(s, err);
    if (status == PITH_STATUS_OK && over)
        close_file(s);
    return status;
}

/* --- all of it ------------------------------------------------------------------------------ */

static pith_status read_some(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    if (!s->open)
        TRY(open_file(s, err));
    const char *path = s->open->path;
    switch (s->open->format) {
    case TEXT_FORMAT_JSONL:
        TRY(read_object(s, out, err));
        break;
    case TEXT_FORMAT_CSV:
        TRY(read_row(s, out, err));
        break;
    default:
        if (s->request.documents)
            return read_document(s, out, err);
        TRY(read_line(s, out, err));
        break;
    }
    s->found += out->text != NULL;
    out->file = strcmp(path, "-") ? path : NULL;
    return PITH_STATUS_OK;
}

pith_status text_source_next(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    const struct text_request *r = &s->request;
    *out = (struct phrase_text){0};
    if (s->text < r->text_count) {
        *out = (struct phrase_text){.text = r->texts[s->text], .size = strlen(r->texts[s->text])};
        s->text++;
    }
    while (!out->text && (s->open || s->file < r->files->count))
        TRY(read_some(s, out, err));
    return PITH_STATUS_OK;
}

const struct row_header *text_source_header(const struct text_source *s)
{
    return s->header.separator ? &s->header : NULL;
}

/* Whether the next file may have to be waited for. */
static bool next_waits(const struct text_source *s)
{
    const struct text_files *files = s->request.files;
    return s->file < files->count && !files->items[s->file].sized;
}

bool text_source_ready(const struct text_source *s)
{
    if (s->text < s->request.text_count)
        return true;
    if (!s->open)
        return !next_waits(s);
    /* when all of the file was read, the next text may be another file's */
    if (next_waits(s) && line_offset(s->lines) >= line_total(s->lines))
        return false;
    return s->csv ? csv_texts_ready(s->csv) : line_ready(s->lines);
}

double text_source_share(const struct text_source *s)
{
    if (!s->size)
        return NAN;
    uint64_t done = s->done + (s->lines ? line_offset(s->lines) : 0);
    return fmin(1, (double)done / (double)s->size);
}

size_t text_source_skipped(const struct text_source *s, pith_error *first)
{
    if (first)
        *first = s->first_skipped;
    return s->skipped;
}

void text_source_free(struct text_source *s)
{
    if (!s)
        return;
    csv_texts_free(s->csv);
    line_close(s->lines);
    json_texts_fini(&s->json);
    buffer_fini(&s->whole);
    buffer_fini(&s->header_raw);
    free(s);
}
