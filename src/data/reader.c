/*
 * reader.c - the table of readers, the choice among them, and what they share; see reader.h.
 *
 * Adding a format is a file reader_NAME.c and a row here (and a choice of the knob data.format).
 */
#include "data/reader.h"

#include "base/error.h"
#include "text/utf8.h"

#include <string.h>
#include <sys/stat.h>

/* In the order of enum data_format, which has FORMAT_AUTO in front. */
static const struct reader *const readers[] = {&reader_tsv, &reader_bio, &reader_json};

enum { READER_COUNT = sizeof readers / sizeof readers[0] };
_Static_assert((int)READER_COUNT == (int)FORMAT_JSON, "data.format: auto and one for each row");

const struct reader *reader_at(int i)
{
    return i >= 0 && i < READER_COUNT ? readers[i] : NULL;
}

/* The reader that likes the line best; the first of equals. NULL if it is none's. */
static const struct reader *best_reader(const char *line, size_t size)
{
    const struct reader *best = NULL;
    int best_score = 0;
    for (int i = 0; i < READER_COUNT; i++) {
        int score = readers[i]->sniff(line, size);
        if (score > best_score) {
            best_score = score;
            best = readers[i];
        }
    }
    return best;
}

static pith_status sniff_file(const char *path, const struct reader **out, pith_error *err)
{
    struct line_reader *lines;
    pith_status status = line_open(path, &lines, err);
    if (status != PITH_STATUS_OK)
        return status;
    const char *line;
    size_t size;
    bool tabbed = false; /* a blank line with a tab is an empty text of the tsv form */
    do {
        status = line_next(lines, &line, &size, err);
        if (status != PITH_STATUS_OK)
            goto done;
        tabbed |= line && memchr(line, '\t', size);
    } while (line && reader_blank(line, size));
    if (line)
        *out = best_reader(line, size);
    else if (tabbed)
        *out = &reader_tsv;
    if (*out)
        goto done;
    if (!line) {
        status = error_at(err, PITH_STATUS_DATA, path, 0, "there is no text in the file");
        goto done;
    }
    error_at(err, PITH_STATUS_DATA, path, line_number(lines),
             "cannot tell the format from the line "
             "\"%.*s\"",
             reader_excerpt(line, size), line);
    status = error_hint(err, PITH_STATUS_DATA,
                        "expected text<TAB>phrase;phrase, or token<TAB>tag, or a "
                        "JSON object; --data.format tsv, bio or json names it");
done:
    line_close(lines);
    return status;
}

bool reader_twice(const char *path)
{
    struct stat info;
    if (!strcmp(path, "-"))
        return false;
    return stat(path, &info) != 0 || S_ISREG(info.st_mode) || S_ISDIR(info.st_mode);
}

pith_status reader_for(int format, const char *path, const struct reader **out, pith_error *err)
{
    *out = NULL;
    if (format != FORMAT_AUTO) {
        *out = reader_at(format - FORMAT_TSV);
        if (!*out)
            return error_set(err, PITH_STATUS_INTERNAL, "there is no data format %d", format);
        return PITH_STATUS_OK;
    }
    if (!reader_twice(path)) {
        error_set(err, PITH_STATUS_USAGE,
                  "cannot tell the format of \"%s\": a pipe is read only once", path);
        return error_hint(err, PITH_STATUS_USAGE, "name it: --data.format tsv, bio or json");
    }
    return sniff_file(path, out, err);
}

pith_status reader_line(struct line_reader *lines, const char **line, size_t *size, bool *end,
                        pith_error *err)
{
    pith_status status = line_next(lines, line, size, err);
    *end = status != PITH_STATUS_OK || !*line;
    return status;
}

bool reader_blank(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (line[i] != ' ' && line[i] != '\t')
            return false;
    }
    return true;
}

char *reader_string(struct arena *arena, const char *bytes, size_t size)
{
    size_t nuls = 0;
    for (const char *p = bytes; (p = memchr(p, '\0', size - (size_t)(p - bytes))); p++)
        nuls++;
    if (!nuls)
        return arena_text(arena, bytes, size);
    char *copy = arena_alloc(arena, size + 2 * nuls + 1);
    for (size_t i = 0, at = 0; copy && i < size; i++) {
        if (bytes[i])
            copy[at++] = bytes[i];
        else
            at += utf8_put(UTF8_INVALID, copy + at);
    }
    return copy;
}

int reader_excerpt(const char *bytes, size_t size)
{
    enum { EXCERPT = 80 };
    if (size <= EXCERPT)
        return (int)size;
    size_t at = EXCERPT;
    while (at && ((unsigned char)bytes[at] & 0xC0) == 0x80) /* not into the midst of a letter */
        at--;
    return (int)at;
}

bool reader_utf8_valid(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        if ((unsigned char)bytes[at] < 0x80) {
            at++;
            continue;
        }
        size_t from = at;
        /* U+FFFD may also stand there by itself, well-formed */
        if (utf8_next(bytes, size, &at) == UTF8_INVALID &&
            (at - from != 3 || memcmp(bytes + from, "\xEF\xBF\xBD", 3) != 0))
            return false;
    }
    return true;
}
