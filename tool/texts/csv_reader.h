/*
 * csv_reader.h - the records of a CSV file: fields, and the bytes that they stood in.
 *
 * RFC 4180, by libcsv. A field in quotes may hold separators, line ends, and quotes written twice;
 * spaces around a field are dropped; a quote within a field that begins without one is a quote. A
 * character behind the closing quote is an error, and so is a quote that is never closed, which is
 * noticed after CSV_RECORD_MAX bytes at the latest. Lines end in "\n" or "\r\n"; empty ones are no
 * records. What the columns mean is the caller's business.
 */
#ifndef PITH_TEXTS_CSV_READER_H
#define PITH_TEXTS_CSV_READER_H

#include "base/lines.h"

#include <pith.h>
#include <stddef.h>

enum { CSV_RECORD_MAX = 16 << 20 }; /* bytes */

struct csv_field {
    const char *data; /* [size], and a NUL behind; may hold NUL bytes within */
    size_t size;
};

/* A record; valid until the next call. */
struct csv_record {
    const struct csv_field *fields; /* [count] */
    size_t count;
    const char *raw; /* [raw_size] as it stood, without the line end behind it */
    size_t raw_size;
    size_t line; /* where it begins, from 1 */
};

struct csv_reader;

/*
 * csv_reader_new reads the lines that are left of `lines`, the caller's, from `path` for messages.
 * separator 0: the one of tab , ; and | that is most often in the first line outside quotes.
 */
pith_status csv_reader_new(struct line_reader *lines, const char *path, char separator,
                           struct csv_reader **out, pith_error *err);

/*
 * csv_next gives the next record; out->fields is NULL at the end. PITH_STATUS_DATA: it is broken;
 * the error names the line where it begins, and csv_next goes on behind that line.
 */
pith_status csv_next(struct csv_reader *r, struct csv_record *out, pith_error *err);

/* csv_failed: the lines themselves cannot be read on, which is no matter of one record. */
bool csv_failed(const struct csv_reader *r);

/* csv_ready tells whether csv_next can begin without waiting for somebody to write. */
bool csv_ready(const struct csv_reader *r);

/* What parts the fields, and what ended the first line that was read: "\n" or "\r\n". */
char csv_separator(const struct csv_reader *r);
const char *csv_line_end(const struct csv_reader *r);

void csv_reader_free(struct csv_reader *r);

#endif
