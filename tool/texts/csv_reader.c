/*
 * csv_reader.c - records of CSV; see csv_reader.h.
 *
 *     lines ─feed, until a row ends→ libcsv ─on_field→ values, ends ─→ csv_record
 *
 * The lines of the record under way are kept. When it turns out to be broken, all but the first are
 * read again: a quote that was never closed costs one record, not all that it swallowed.
 */
#include "texts/csv_reader.h"

#include "base/buffer.h"
#include "base/error.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_STEP = 1 << 16 };

struct csv_reader {
    struct line_reader *lines; /* the caller's */
    const char *path;
    struct csv_parser parser;
    char separator;       /* 0: not known yet */
    const char *line_end; /* of the first line; NULL before */
    size_t line;          /* number of the last line taken */
    struct buffer raw;    /* the lines of this record, with their ends */
    size_t first_size;    /* of its first line, with its end */
    size_t end_size;      /* of its last line's end */
    struct buffer again;  /* lines to be taken before others, from again_at on */
    size_t again_at;
    bool fresh;             /* a line of this record was read from `lines` */
    uint64_t taken, retold; /* bytes from `lines`; bytes that were to be taken again */
    struct buffer values;   /* of the fields, a NUL behind each */
    size_t *ends;           /* [count] places in values of these NULs */
    struct csv_field *fields;
    size_t count, capacity, fields_capacity;
    bool row;    /* the record is over */
    bool failed; /* no more lines are to be had */
};

pith_status csv_reader_new(struct line_reader *lines, const char *path, char separator,
                           struct csv_reader **out, pith_error *err)
{
    struct csv_reader *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r)
        return error_memory(err);
    if (csv_init(&r->parser, CSV_STRICT) != 0) {
        free(r);
        return error_memory(err);
    }
    /* by itself libcsv lets a field grow by 128 bytes a time: the square of a long one's length */
    csv_set_blk_size(&r->parser, FIELD_STEP);
    r->lines = lines;
    r->path = path;
    r->separator = separator;
    *out = r;
    return PITH_STATUS_OK;
}

/* --- the separator -------------------------------------------------------------------------- */

static char find_separator(const char *line, size_t size)
{
    static const char candidates[] = ",\t;|"; /* the first of those that are as many */
    size_t counts[sizeof candidates - 1] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < size; i++) {
        const char *found = memchr(candidates, line[i], sizeof counts / sizeof *counts);
        quoted ^= line[i] == '"';
        if (found && !quoted)
            counts[found - candidates]++;
    }
    for (size_t i = 1; i < sizeof counts / sizeof *counts; i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* --- lines ---------------------------------------------------------------------------------- */

/* What the first line that is no empty one settles. */
static void see_first_line(struct csv_reader *r, const char *line, size_t size, const char *end)
{
    if (r->line_end)
        return;
    r->line_end = end[0] ? end : "\n";
    if (!r->separator)
        r->separator = find_separator(line, size);
    csv_set_delim(&r->parser, (unsigned char)r->separator);
}

/* The next of the lines that are read again, from its end in r->again. */
static void take_again(struct csv_reader *r, const char **line, size_t *size, const char **end)
{
    const char *begin = r->again.data + r->again_at;
    size_t left = r->again.size - r->again_at;
    const char *newline = memchr(begin, '\n', left);
    size_t whole = newline ? (size_t)(newline - begin) + 1 : left;
    bool crlf = newline && newline > begin && newline[-1] == '\r';
    *line = begin;
    *size = whole - (newline != NULL) - crlf;
    *end = crlf ? "\r\n" : newline ? "\n" : "";
    r->again_at += whole;
}

static pith_status take_line(struct csv_reader *r, const char **line, size_t *size,
                             const char **end, pith_error *err)
{
    if (r->again_at < r->again.size) {
        take_again(r, line, size, end);
    } else {
        pith_status status = line_next(r->lines, line, size, err);
        r->failed = status != PITH_STATUS_OK;
        TRY(status);
        *end = line_end(r->lines);
        r->fresh = true;
        r->taken += *size + 1;
    }
    r->line += *line != NULL;
    return PITH_STATUS_OK;
}

/* --- fields --------------------------------------------------------------------------------- */

static void on_field(void *field, size_t size, void *context)
{
    struct csv_reader *r = context;
    if (!array_grow((void **)&r->ends, &r->capacity, r->count + 1, sizeof *r->ends))
        r->values.failed = true;
    if (!buffer_append(&r->values, field, size))
        return;
    r->ends[r->count++] = r->values.size;
    buffer_append_char(&r->values, '\0');
}

static void on_row(int end, void *context)
{
    (void)end;
    ((struct csv_reader *)context)->row = true;
}

static int is_newline(unsigned char c)
{
    return c == '\n';
}

/*
 * False when a closing quote has something behind it, or memory is out (csv_error). Strict libcsv
 * also stops at a quote within a field that began without one, which is let through.
 */
static bool feed(struct csv_reader *r, const char *text, size_t size)
{
    struct csv_parser *p = &r->parser;
    for (size_t at = 0; at < size;) {
        at += csv_parse(p, text + at, size - at, on_field, on_row, r);
        if (at == size)
            break;
        if (csv_error(p) != CSV_EPARSE || p->quoted)
            return false;
        csv_set_opts(p, 0);
        size_t taken = csv_parse(p, text + at, 1, on_field, on_row, r);
        csv_set_opts(p, CSV_STRICT);
        if (!taken)
            return false;
        at += taken;
    }
    return true;
}

/* A carriage return within a line is a character like any other, before its '\n' it is none. */
static bool feed_line(struct csv_reader *r, const char *line, size_t size, const char *end)
{
    csv_set_term_func(&r->parser, is_newline);
    bool fed = feed(r, line, size);
    csv_set_term_func(&r->parser, NULL);
    return fed && feed(r, end, strlen(end));
}

static bool give_fields(struct csv_reader *r)
{
    if (!buffer_ok(&r->values) ||
        !array_grow((void **)&r->fields, &r->fields_capacity, r->count, sizeof *r->fields))
        return false;
    for (size_t i = 0; i < r->count; i++) {
        size_t begin = i ? r->ends[i - 1] + 1 : 0;
        r->fields[i] = (struct csv_field){r->values.data + begin, r->ends[i] - begin};
    }
    return true;
}

/* --- records -------------------------------------------------------------------------------- */

static void begin_record(struct csv_reader *r)
{
    csv_fini(&r->parser, NULL, NULL, NULL);
    buffer_clear(&r->raw);
    buffer_clear(&r->values);
    r->count = 0;
    r->row = r->fresh = false;
}

/*
 * All lines of the broken record but its first come again; unless so much came again that a hostile
 * file would be read for ever.
 */
static pith_status go_back(struct csv_reader *r, size_t first_line, pith_error *err)
{
    enum { TIMES = 4 };
    size_t rest = r->raw.size - r->first_size;
    if (!rest || r->retold > TIMES * r->taken)
        return PITH_STATUS_OK;
    r->retold += rest;
    r->line = first_line;
    if (!r->fresh) {
        r->again_at -= rest;
        return PITH_STATUS_OK;
    }
    buffer_clear(&r->again);
    r->again_at = 0;
    return buffer_append(&r->again, r->raw.data + r->first_size, rest) ? PITH_STATUS_OK
                                                                       : error_memory(err);
}

static pith_status broken(struct csv_reader *r, size_t first_line, const char *what,
                          pith_error *err)
{
    TRY(go_back(r, first_line, err));
    error_at(err, PITH_STATUS_DATA, r->path, first_line, "%s", what);
    return error_hint(err, PITH_STATUS_DATA,
                      "a field with a quote in it stands in quotes, and the quote is written "
                      "twice; --data.skip_bad_lines goes on after such records");
}

/* Takes one line into the record; *over when there is none. */
static pith_status add_line(struct csv_reader *r, size_t *first_line, bool *over, pith_error *err)
{
    const char *line, *end = "";
    size_t size;
    TRY(take_line(r, &line, &size, &end, err));
    *over = !line;
    if (!line || (!size && !r->raw.size))
        return PITH_STATUS_OK;
    see_first_line(r, line, size, end);
    bool first = !r->raw.size;
    *first_line = first ? r->line : *first_line;
    buffer_append(&r->raw, line, size);
    if (!buffer_append_text(&r->raw, end))
        return error_memory(err);
    r->end_size = strlen(end);
    r->first_size = first ? r->raw.size : r->first_size;
    if (feed_line(r, line, size, end[0] ? end : "\n"))
        return PITH_STATUS_OK;
    if (csv_error(&r->parser) != CSV_EPARSE)
        return error_memory(err);
    return broken(r, *first_line,
                  r->line == *first_line ? "a quote ends a field, and something follows it"
                                         : "a quote that begins in this record ends in the middle "
                                           "of a field of a later line",
                  err);
}

pith_status csv_next(struct csv_reader *r, struct csv_record *out, pith_error *err)
{
    size_t first_line = 0;
    bool over = false;
    *out = (struct csv_record){0};
    begin_record(r);
    while (!r->row && !over) {
        TRY(add_line(r, &first_line, &over, err));
        if (!r->row && r->raw.size > CSV_RECORD_MAX)
            return broken(r, first_line, "this record has not ended after 16 MiB", err);
    }
    if (over)
        return r->raw.size ? broken(r, first_line, "a quote of this record is never closed", err)
                           : PITH_STATUS_OK;
    if (!give_fields(r))
        return error_memory(err);
    *out = (struct csv_record){.fields = r->fields,
                               .count = r->count,
                               .raw = r->raw.data,
                               .raw_size = r->raw.size - r->end_size,
                               .line = first_line};
    return PITH_STATUS_OK;
}

bool csv_failed(const struct csv_reader *r)
{
    return r->failed;
}

bool csv_ready(const struct csv_reader *r)
{
    return r->again_at < r->again.size || line_ready(r->lines);
}

char csv_separator(const struct csv_reader *r)
{
    return r->separator;
}

const char *csv_line_end(const struct csv_reader *r)
{
    return r->line_end;
}

void csv_reader_free(struct csv_reader *r)
{
    if (!r)
        return;
    csv_free(&r->parser);
    buffer_fini(&r->raw);
    buffer_fini(&r->again);
    buffer_fini(&r->values);
    free(r->ends);
    free(r->fields);
    free(r);
}
