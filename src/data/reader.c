/* reader.c - the table of readers, and the choice among them; see reader.h. */
#include "data/reader.h"

#include "base/config.h"
#include "base/error.h"
#include "base/lines.h"
#include "data/reader_bio.h"
#include "data/reader_json.h"
#include "data/reader_tsv.h"

#include <string.h>
#include <sys/stat.h>

/* In the order of enum data_format, which has FORMAT_AUTO in front. */
static const struct reader *const readers[] = {&reader_tsv, &reader_bio, &reader_json};

enum { READER_COUNT = sizeof readers / sizeof readers[0] };
_Static_assert(READER_COUNT + 1 == (int)FORMAT_COUNT, "data.format: auto and one for each row");

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
    } while (line && record_blank(line, size));
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
             record_excerpt(line, size), line);
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
    if (!reader_twice(path))
        return error_cure(err, PITH_STATUS_USAGE, "name it: --data.format tsv, bio or json",
                          "cannot tell the format of \"%s\": a pipe is read only once", path);
    return sniff_file(path, out, err);
}
