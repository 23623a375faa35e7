/*
 * phrase_writer.h - the forms in which `pith extract` gives the phrases of one text.
 *
 *   plain    one line a text: its phrases, separated by tabs; an empty line when there are none.
 *            With scores, each phrase is followed by a field with its score.
 *   marked   the text itself, phrases in colour, or in [brackets] where there are no colours
 *   json     one object a line: {"text": ..., "phrases": [{"text", "start", "end", "score",
 *            "start_byte", "end_byte"}, ...]}, with "file" and "line" before if the line is said;
 *            start and end count code points, the last two bytes of the input. Members of an input
 *            object stay as they stood, byte for byte. Before the phrases comes "lang", the
 *            language of the model that read the text, where it was chosen so: null if none did.
 *   row      a record of CSV as it stood, and one column more: the phrases, parted by "; ", in
 *            quotes where RFC 4180 wants them; with scores another column with these.
 *
 * Of a whole document the phrases are ranked, the best first. Plain: separated by tabs, with scores
 * each followed by its score. JSON: "file" (if it comes from one) instead of "text", and each
 * phrase has "mentions" as well; places are those of the likeliest mention.
 *
 * In plain and marked lines control characters of the text (tabs, newlines, escapes) are spaces,
 * and those of C1 and ill-formed parts U+FFFD, so that one line is one text and a terminal is safe
 * from it (utf8_next_safe). Knows nothing of files or models.
 */
#ifndef PITH_CLI_PHRASE_WRITER_H
#define PITH_CLI_PHRASE_WRITER_H

#include "base/buffer.h"

#include <pith.h>
#include <stdbool.h>

enum phrase_form { PHRASE_PLAIN, PHRASE_MARKED, PHRASE_JSON, PHRASE_ROW };

/* The columns that are added to a row. */
#define ROW_COLUMN_PHRASES "keyphrases"
#define ROW_COLUMN_SCORES "scores"

/* What stands above rows, and how they are written. */
struct row_header {
    const char *raw; /* the input's header, without its line end; empty: it has none */
    size_t raw_size;
    char separator;
    const char *line_end; /* "\n" or "\r\n" */
};

struct phrase_style {
    enum phrase_form form;
    bool scores;
    bool colour;
    double min_score;
    size_t top;                    /* at most so many, the best by score; 0 = all */
    const struct row_header *rows; /* PHRASE_ROW: the caller's */
};

/* Memory that is used again for each text. */
struct phrase_writer {
    struct buffer line, cell;
    pith_phrase *kept;
    size_t kept_capacity;
};

/* A text, and where it comes from; all of it belongs to the caller. */
struct phrase_text {
    const char *text;
    size_t size;
    const char *raw; /* the JSON object or the row of CSV that it was read from; NULL: none */
    size_t raw_size;
    const char *file;     /* that it comes from; or NULL */
    size_t line;          /* in this file, from 1, when that is to be told; else 0 */
    const char *language; /* "lang" of the JSON; "": null; NULL: there is none */
    bool has_language;    /* the object has a "lang" of its own, which stays */
};

/*
 * phrase_choose fills w->kept with the phrases that the style shows (min_score, top), in order of
 * appearance; *kept is how many. False: out of memory.
 */
bool phrase_choose(struct phrase_writer *w, const struct phrase_style *style,
                   const pith_phrase *phrases, size_t count, size_t *kept);

/*
 * phrase_line makes the line of one text, with its '\n', in w->line. The phrases are in order of
 * appearance. PITH_STATUS_MEMORY is the only error.
 */
pith_status phrase_line(struct phrase_writer *w, const struct phrase_style *style,
                        const struct phrase_text *text, const pith_phrase *phrases, size_t count,
                        pith_error *err);

/* phrase_header_line makes the line above all rows; an empty one if the input has no header. */
pith_status phrase_header_line(struct phrase_writer *w, const struct phrase_style *style,
                               pith_error *err);

/* phrase_document_line does the same for the `count` best phrases of a document. */
pith_status phrase_document_line(struct phrase_writer *w, const struct phrase_style *style,
                                 const struct phrase_text *text, const pith_ranked *phrases,
                                 size_t count, pith_error *err);

void phrase_writer_fini(struct phrase_writer *w);

#endif
