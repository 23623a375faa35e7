/*
 * text_files.h - which files the texts are in, and in which format, before the first is read.
 *
 *     paths ─folders walked, heads looked at→ files {path, format, size}
 *
 * Of a folder: all files below it, by the bytes of their names, but for hidden ones (whose name
 * begins with "."), empty ones, and those that are no text (text_format.h). Links to files are
 * followed, links to folders below the given one are not, so there is no loop. What is wrong with a
 * file is said before any work begins.
 */
#ifndef PITH_TEXTS_TEXT_FILES_H
#define PITH_TEXTS_TEXT_FILES_H

#include "texts/text_format.h"

#include <pith.h>
#include <stdint.h>

struct text_file {
    char *path; /* "-" is standard input */
    enum text_format format;
    bool said;  /* the format is the caller's */
    bool sized; /* its size is known, and nobody will be waited for */
    uint64_t size;
};

struct text_files {
    struct text_file *items; /* [count] */
    size_t count, capacity;
    size_t recognised; /* files whose format was seen by themselves, and is not plain text */
    bool quiet;        /* no notes on stderr */
};

/*
 * text_files_add adds a file, or what is in a folder. AUTO: each file's format is recognised;
 * `column` is the member by which an object is known. The errors: nothing of that name, a folder
 * without any text, a file that is no text. A note on stderr says what was left out of a folder.
 */
pith_status text_files_add(struct text_files *f, const char *path, enum text_format format,
                           const char *column, pith_error *err);

/* text_files_size is the sum of all sizes, 0 when one is not known. */
uint64_t text_files_size(const struct text_files *f);

void text_files_fini(struct text_files *f);

/* text_refuse_path: a text that is the path of something is PITH_STATUS_USAGE, with the cure. */
pith_status text_refuse_path(const char *text, pith_error *err);

#endif
