/* labelled_writer.h - labelled texts to a file or standard output, and what got lost on the way. */
#ifndef PITH_DATASET_LABELLED_WRITER_H
#define PITH_DATASET_LABELLED_WRITER_H

#include "base/file.h"
#include "data/labelled.h"

struct labelled_writer {
    enum labelled_format format;
    bool to_stdout;
    struct file_writer file;
    struct buffer line;
    size_t count[LABELLED_VERDICTS]; /* texts: written, and left out for each reason */
    size_t absent;                   /* phrases left out, which stand nowhere in their text */
};

/* labelled_open begins a file; "-" is standard output. End it with labelled_end. */
pith_status labelled_open(struct labelled_writer *w, const char *path, enum labelled_format format,
                          pith_error *err);

/* labelled_write writes a text, or leaves it out (*written, may be NULL) and counts why. */
pith_status labelled_write(struct labelled_writer *w, const struct example *e, bool *written,
                           pith_error *err);

/*
 * labelled_end ends the file, or forgets it when `status`, that of the work until now, is not
 * PITH_STATUS_OK. Returns what went wrong first. A writer that was never opened is fine.
 */
pith_status labelled_end(struct labelled_writer *w, pith_status status, pith_error *err);

#endif
