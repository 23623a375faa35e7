/*
 * text_source.h - texts one after another, from arguments, files and standard input.
 *
 *     arguments | lines | JSON Lines | CSV | documents ─text_source_next→ struct phrase_text
 *
 * Whoever asks for the next text waits for no more of a pipe than that text needs, so that it can
 * be answered before the next one is there (text_source_ready). Memory is that of the longest text,
 * line or record. Notes, for people, go to stderr: input that looks like another format, a file
 * without any text. Knows nothing of models and of what is printed about a text.
 */
#ifndef PITH_TEXTS_TEXT_SOURCE_H
#define PITH_TEXTS_TEXT_SOURCE_H

#include "cli/phrase_writer.h"
#include "texts/text_files.h"

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>

/* What to read; belongs to the caller and outlives the source. */
struct text_request {
    char *const *texts; /* [text_count] given as they are; they come first */
    size_t text_count;
    const struct text_files *files;
    /*
     * Where the text is in an object or a row: a name, several with commas between, of a column of
     * CSV also its number; NULL: "text" (csv_texts.h, json_texts.h).
     */
    const char *column;
    char separator; /* of CSV; 0: recognised, the tab where the file is called .tsv */
    bool no_header; /* of CSV */
    bool json;      /* the raw of a row of CSV is made an object */
    bool documents; /* a file of plain text is one text, its lines parted by '\n' */
    bool skip_bad;  /* go on after a line or record that is broken */
};

struct text_source;

/* text_source_new begins; nothing is opened yet. Free with text_source_free. */
pith_status text_source_new(const struct text_request *request, struct text_source **out,
                            pith_error *err);

/*
 * text_source_next gives the next text; *out is valid until the next call, and out->text NULL at
 * the end. It knows its file, and a line of plain text its number if there are several files.
 * PITH_STATUS_DATA names file and line; then, as after any failure, no more is to be had.
 */
pith_status text_source_next(struct text_source *s, struct phrase_text *out, pith_error *err);

/*
 * text_source_header gives what stands above the rows of CSV, once the first of them was asked for;
 * NULL before, and if there is none. Without `json` all files have the same, or it is an error.
 */
const struct row_header *text_source_header(const struct text_source *s);

/* text_source_ready: text_source_next will not have to wait for somebody to write. */
bool text_source_ready(const struct text_source *s);

/* text_source_share is how much of all files was read, in [0, 1]; NaN: their size is not known. */
double text_source_share(const struct text_source *s);

/*
 * text_source_skipped gives how many lines and records were skipped; *first (may be NULL) is the
 * first one's error.
 */
size_t text_source_skipped(const struct text_source *s, pith_error *first);

void text_source_free(struct text_source *s);

#endif
