/*
 * labelled.h - a labelled text in one of the formats that the readers read (docs/formats.md).
 *
 *   tsv   text<TAB>phrase;phrase. What this form cannot say: a tab or line break within the text, a
 *         semicolon within a phrase, a phrase whose first place is not marked: the text is then
 *         left out. Phrases that stand nowhere in their text are left out alone
 *   bio   a token and its BIOES tag a line, an empty line behind each text; a text without tokens
 *         is nothing. Phrases that stand nowhere in their text are left out
 *   json  {"text", "keyphrases", "spans"}: everything
 */
#ifndef PITH_DATA_LABELLED_H
#define PITH_DATA_LABELLED_H

#include "base/buffer.h"
#include "data/example.h"

enum labelled_format { LABELLED_TSV, LABELLED_BIO, LABELLED_JSON };

/* "tsv", "bio", "json": the formats in their order, NULL-ended. */
extern const char *const labelled_format_names[];

/* labelled_format_of_path finds a format by a path's ending (.txt: bio); false: *format stays. */
bool labelled_format_of_path(const char *path, enum labelled_format *format);

/* Why a text cannot be said in a format; LABELLED_WRITTEN: it can. */
enum labelled_verdict {
    LABELLED_WRITTEN,
    LABELLED_TAB,
    LABELLED_SEMICOLON,
    LABELLED_OTHER_PLACE,
    LABELLED_VERDICTS
};
extern const char *const labelled_verdict_text[LABELLED_VERDICTS];

/*
 * labelled_append appends a text, which is worth nothing unless the verdict is LABELLED_WRITTEN.
 * Adds the number of phrases that are left out of a written text to *absent.
 */
enum labelled_verdict labelled_append(struct buffer *out, const struct example *e,
                                      enum labelled_format format, size_t *absent);

#endif
