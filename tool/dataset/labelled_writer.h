/*
 * labelled_writer.h - labelled texts to a file in one of the formats that pith reads
 * (docs/formats.md).
 *
 *   tsv   text<TAB>phrase;phrase. What this form cannot say: a tab within the text, a semicolon
 *         within a phrase, a phrase whose first place is not marked: the text is then left out.
 *         Phrases that stand nowhere in their text are left out alone
 *   bio   a token and its BIOES tag a line, an empty line behind each text
 *   json  {"text", "keyphrases", "spans"}: everything
 */
#ifndef PITH_DATASET_LABELLED_WRITER_H
#define PITH_DATASET_LABELLED_WRITER_H

#include "base/buffer.h"
#include "base/file.h"
#include "data/corpus.h"

struct labelled_writer {
    enum labelled_format { LABELLED_TSV, LABELLED_BIO, LABELLED_JSON } format;
    struct file_writer file;
    bool to_stdout;
    struct buffer line;
    size_t written, phrases_absent;
};

/* Why a text cannot be said in a format; LABELLED_WRITTEN: it was written. */
enum labelled_verdict {
    LABELLED_WRITTEN,
    LABELLED_TAB,
    LABELLED_SEMICOLON,
    LABELLED_OTHER_PLACE,
    LABELLED_VERDICTS
};
extern const char *const labelled_verdict_text[LABELLED_VERDICTS];

/* "tsv", "bio", "json": the formats in their order, NULL-ended. */
extern const char *const labelled_format_names[];

/* labelled_format_of_path finds a format by a path's ending. */
bool labelled_format_of_path(const char *path, enum labelled_format *format);

/* labelled_open begins a file; "-" is standard output. End it with _close or _abandon. */
pith_status labelled_open(struct labelled_writer *w, const char *path, enum labelled_format format,
                          pith_error *err);

/* labelled_write writes one text. What cannot be said is left out, and *verdict says why. */
pith_status labelled_write(struct labelled_writer *w, const struct example *e,
                           enum labelled_verdict *verdict, pith_error *err);
pith_status labelled_close(struct labelled_writer *w, pith_error *err);
void labelled_abandon(struct labelled_writer *w);

#endif
