/*
 * lines.h - the lines of a file or pipe, plain or gzip.
 *
 * gzip is recognised by content; a UTF-8 byte-order mark is dropped, and a file that begins with
 * UTF-16's is PITH_STATUS_DATA from line_next. A line that somebody types is there as soon as it
 * ends.
 */
#ifndef PITH_BASE_LINES_H
#define PITH_BASE_LINES_H

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line_reader;

/* line_open opens a path for line_next; "-" is standard input. Free with line_close. */
pith_status line_open(const char *path, struct line_reader **out, pith_error *err);

/*
 * line_next gives the next line without its "\n" or "\r\n"; *text stays valid until the next call
 * and ends in NUL, but may hold NUL bytes within (trust *size). *text = NULL at the end of the
 * file.
 */
pith_status line_next(struct line_reader *r, const char **text, size_t *size, pith_error *err);

/*
 * line_cut tells whether the last failure came from gzip data that end too early, as those of a
 * killed program do; the lines before were whole.
 */
bool line_cut(const struct line_reader *r);

/* line_number is the 1-based number of the line that line_next gave last. */
size_t line_number(const struct line_reader *r);

/* line_end is what ended the line that line_next gave last: "\n", "\r\n", or "" at the end. */
const char *line_end(const struct line_reader *r);

/* line_ready tells whether line_next will not have to wait: always so for a file. */
bool line_ready(const struct line_reader *r);

/* line_offset and line_total are bytes consumed and in the file (0 = not known), for progress. */
uint64_t line_offset(const struct line_reader *r);
uint64_t line_total(const struct line_reader *r);

/* line_read_bytes reads up to size raw (unzipped) bytes; *got < size only at the end. */
pith_status line_read_bytes(struct line_reader *r, void *out, size_t size, size_t *got,
                            pith_error *err);

/* line_close closes the file; NULL is fine. */
void line_close(struct line_reader *r);

#endif
