/*
 * text_format.h - how a file's texts stand in it, by its name and by how it begins.
 *
 * Only JSON Lines are recognised by content: a line that is an object with a string where the text
 * should be can hardly be anything else, while a comma makes no CSV.
 */
#ifndef PITH_TEXTS_TEXT_FORMAT_H
#define PITH_TEXTS_TEXT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

enum text_format {
    TEXT_FORMAT_AUTO,  /* not known; of standard input it never is */
    TEXT_FORMAT_LINES, /* a text a line */
    TEXT_FORMAT_JSONL, /* an object a line; an empty line is none */
    TEXT_FORMAT_CSV    /* a record; the first one has the columns' names */
};

/* text_format_name is "plain text", "JSON Lines" or "CSV". */
const char *text_format_name(enum text_format format);

/* By a name's end: .jsonl .ndjson, .csv .tsv, each perhaps with .gz behind it; else AUTO. */
enum text_format text_format_of_name(const char *path);

/* Whether a file is called .tsv or .tsv.gz: its separator is the tab. */
bool text_name_is_tsv(const char *path);

/*
 * JSONL if the first line is an object whose member `column` is a string; else LINES. `head` is the
 * file's beginning; a line that does not end in it is not looked at, unless `whole` says that the
 * head is the whole file.
 */
enum text_format text_format_of_head(const char *head, size_t size, bool whole, const char *column);

/*
 * Why a file that begins so is no text: it "has zero bytes" (many, or with what is no UTF-8),
 * "is a PDF"; NULL if it is one.
 */
const char *text_head_binary(const char *head, size_t size);

/*
 * What to tell somebody whose lines of plain text begin so: that they look like JSON or CSV, and
 * the option that reads them; NULL: nothing.
 */
const char *text_line_hint(const char *line, size_t size, const char *column);

#endif
