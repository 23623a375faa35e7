/*
 * reader.h - one reader per file format, in a table. A reader turns lines into records and knows
 * nothing of tokens or labels; corpus.c turns records into examples.
 *
 *   tsv    text<TAB>phrase[;phrase...]            a phrase must stand in its text, byte for byte
 *            text<TAB>                              a text without keyphrases
 *          A list that stands in the text as it is, semicolons and all, is one phrase: `AT&amp;T`.
 *          There is no other way to write a semicolon within a phrase. Empty lines are ignored.
 *   bio    token<white space>tag, empty line between texts; BIO and BIOES, types (B-Task) dropped;
 *          lines that begin with -DOCSTART- are ignored
 *   json   one object a line, one of
 *            {"text": "...", "keyphrases": ["...", ...]}         phrases may be absent
 *            {"text": "...", "spans": [[start, end], ...]}       code points; wins over keyphrases
 *            {"document": ["tok", ...], "doc_bio_tags": ["B", ...]}
 *          other members are ignored. An object with text alone is a text without keyphrases only
 *          for extraction (see record.labelled).
 */
#ifndef PITH_DATA_READER_H
#define PITH_DATA_READER_H

#include "base/arena.h"
#include "base/config.h"
#include "base/file.h"
#include "text/tokenizer.h"

/* What one line (or block of lines) of a file says; pointers live until the next call. */
struct record {
    const char *text; /* NULL for token formats */
    size_t text_size;
    const char *const *words; /* token formats: [word_count] NUL-terminated tokens, else NULL */
    size_t word_count;
    const uint8_t *tags; /* token formats: [word_count] keyphrase labels (BIOES), else NULL */
    const char *const *phrases; /* [phrase_count] NUL-terminated, or NULL */
    size_t phrase_count;
    const struct token *spans; /* [span_count]; bytes and code points of text, never empty */
    size_t span_count;
    size_t line;           /* 1-based line where it begins */
    bool labelled;         /* the record says what its keyphrases are (perhaps none) */
    bool has_spans;        /* spans decide what is marked, be there none; phrases are only listed */
    bool phrases_required; /* a phrase must be in the text, byte for byte (tsv); else any case */
    bool match_first;      /* default for data.match=auto: first place only (tsv), else all */
    bool repaired;         /* ill-formed UTF-8 had to be replaced before the line could be parsed */
};

struct reader {
    const char *name; /* "tsv" */
    const char *what; /* one line for --help */
    /*
     * sniff tells how well a first non-empty line fits: 0 not at all ... 100 surely.
     */
    int (*sniff)(const char *line, size_t size);
    /*
     * next fills `rec` from the file. *end = true when there is no more. A PITH_STATUS_DATA error
     * with *end = false concerns this record alone: the reader is then positioned behind it and
     * `next` may be called again. Every other error is final. Errors have a line; the caller, who
     * knows the path, adds the file. `arena` is reset by the caller between records.
     */
    pith_status (*next)(struct line_reader *lines, struct arena *arena, struct record *rec,
                        bool *end, pith_error *err);
};

/* reader_at returns reader i of the table, NULL past the last. */
const struct reader *reader_at(int i);

/*
 * reader_for returns the reader of an enum data_format. FORMAT_AUTO looks at the first line of the
 * path, so it takes regular files only: what comes from a pipe could not be read a second time.
 */
pith_status reader_for(int format, const char *path, const struct reader **out, pith_error *err);

/* reader_twice is false for pipes and the like (a path that is not there fails later, by name). */
bool reader_twice(const char *path);

/* --- shared by the readers ---------------------------------------------------------------- */

/* The rows of the table, each in its reader_NAME.c. */
extern const struct reader reader_tsv, reader_bio, reader_json;

/*
 * reader_line is line_next for a reader's `next`: a failure sets *end, since a file that cannot be
 * read on (damaged gzip is PITH_STATUS_DATA, too) must not be mistaken for one bad record.
 */
pith_status reader_line(struct line_reader *lines, const char **line, size_t *size, bool *end,
                        pith_error *err);

/* reader_blank tells whether a line holds nothing but spaces and tabs. */
bool reader_blank(const char *line, size_t size);

/*
 * reader_string copies bytes into the arena as a NUL-terminated string; a NUL within, which such a
 * string cannot hold, becomes U+FFFD. NULL when memory is short.
 */
char *reader_string(struct arena *arena, const char *bytes, size_t size);

/* reader_excerpt is the size of the longest head of a value that is fit for an error message. */
int reader_excerpt(const char *bytes, size_t size);

/* reader_utf8_valid tells whether bytes are well-formed UTF-8. */
bool reader_utf8_valid(const char *bytes, size_t size);

#endif
