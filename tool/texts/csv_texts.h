/*
 * csv_texts.h - the texts in the records of a CSV file, and the records themselves.
 *
 *     csv_next ─header: which columns?→ their text; the record as it stood, or as JSON
 */
#ifndef PITH_TEXTS_CSV_TEXTS_H
#define PITH_TEXTS_CSV_TEXTS_H

#include "cli/phrase_writer.h"
#include "texts/csv_reader.h"

#include <pith.h>
#include <stdbool.h>

struct csv_request {
    /*
     * The column with the text: its name, else its number from 1; or several with commas between,
     * whose texts are joined by newlines. NULL: the one called "text", or the only one.
     */
    const char *column;
    char separator; /* 0: recognised */
    bool no_header; /* the first record has a text like all others; columns are called 1, 2, ... */
    bool json;      /* raw is an object: a string for each column. Else the record as it stood */
};

struct csv_texts;

/* csv_texts_new reads what is left of `lines`, the caller's; `path` is for messages. */
pith_status csv_texts_new(struct line_reader *lines, const char *path,
                          const struct csv_request *request, struct csv_texts **out,
                          pith_error *err);

/*
 * csv_texts_next gives the next text with its raw, valid until the next call; out->text is NULL at
 * the end. PITH_STATUS_DATA: the header or this record is broken (a quote, the number of
 * columns), or the file.
 */
pith_status csv_texts_next(struct csv_texts *c, struct phrase_text *out, pith_error *err);

/* The header as it stood; NULL: it was not read, or is broken. Empty with no_header. */
const struct row_header *csv_texts_header(const struct csv_texts *c);

/* Whether two files have the same columns, and the same separator between them. */
bool csv_texts_alike(const struct row_header *a, const struct row_header *b);

/*
 * csv_texts_goes_on: whether csv_texts_next may be called again after a failure: one record was
 * broken, not the header, nor the file.
 */
bool csv_texts_goes_on(const struct csv_texts *c);

/* csv_texts_ready tells whether csv_texts_next can begin without waiting for somebody to write. */
bool csv_texts_ready(const struct csv_texts *c);

void csv_texts_free(struct csv_texts *c);

#endif
