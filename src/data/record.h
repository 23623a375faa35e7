/*
 * record.h - what a reader makes of a line, the form of a reader, and what readers share.
 *
 * Below the table of formats (reader.h) and the readers in it. Knows bytes and places in them,
 * neither tokens nor labels' meaning.
 */
#ifndef PITH_DATA_RECORD_H
#define PITH_DATA_RECORD_H

#include "base/arena.h"
#include "base/lines.h"
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
    bool repaired;         /* ill-formed UTF-8 had to be replaced before the line could be parsed */
};

struct reader {
    const char *name; /* "tsv" */
    const char *what; /* one line for --help */
    bool tagged;      /* its texts have tags, and no phrase is looked for (bio) */
    bool match_first; /* what data.match=auto means: a phrase's first place (tsv), else all */
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

/* --- shared by the readers ---------------------------------------------------------------- */

/*
 * record_line is line_next for a reader's `next`: a failure sets *end, since a file that cannot be
 * read on (damaged gzip is PITH_STATUS_DATA, too) must not be mistaken for one bad record.
 */
pith_status record_line(struct line_reader *lines, const char **line, size_t *size, bool *end,
                        pith_error *err);

/* record_blank tells whether a line holds nothing but spaces and tabs. */
bool record_blank(const char *line, size_t size);

/*
 * record_string copies bytes into the arena as a NUL-terminated string; a NUL within, which such a
 * string cannot hold, becomes U+FFFD. NULL when memory is short.
 */
char *record_string(struct arena *arena, const char *bytes, size_t size);

/* record_contains tells whether a part, not empty, stands in a text. */
bool record_contains(const char *text, size_t size, const char *part, size_t part_size);

/*
 * record_match_first tells whether a reader's phrases are marked at their first place only, under
 * an enum data_match; record_match_name names the rule, for people. Static.
 */
bool record_match_first(const struct reader *reader, int match);
const char *record_match_name(const struct reader *reader, int match);

/* record_excerpt is the size of the longest head of a value that is fit for an error message. */
int record_excerpt(const char *bytes, size_t size);

#endif
