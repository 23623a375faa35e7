/*
 * record_doc.h - a document that is written once and comes out as Markdown and as HTML.
 *
 *     doc_heading, doc_prose, doc_table_begin, ... ─→ md, html, contents ─doc_page→ the page
 *
 * All text given here is plain text of unknown origin: each writer escapes it for its own format. A
 * printf format is the record's own; only its arguments are the user's. Out of memory is remembered
 * (`failed`), so that callers need not look after each word. Knows nothing of runs.
 */
#ifndef PITH_RECORD_RECORD_DOC_H
#define PITH_RECORD_RECORD_DOC_H

#include "base/buffer.h"
#include "record/record_text.h"

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define DOC_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define DOC_PRINTF(fmt, args)
#endif

/* Zero-initialise, with language and folder; doc_fini in the end. */
struct doc {
    enum record_language language;
    const char *folder; /* where figures/ is */
    struct buffer md, html, contents;
    int section, subsection; /* numbers of the last headings */
    int figures, tables;
    int column; /* of the table under way */
    const struct doc_column *columns;
    size_t column_count;
    bool failed;
};
void doc_fini(struct doc *d);

/* --- text ---------------------------------------------------------------------------------- */

/* doc_title begins the document. */
void doc_title(struct doc *d, const char *title);

/* doc_heading: level 1 is a chapter ("2 Experiments"), 2 a section ("2.1 sgd"); with a number. */
void doc_heading(struct doc *d, int level, const char *text);

/* doc_prose writes the user's text, paragraph by paragraph; `lead` stands before it in bold. */
void doc_prose(struct doc *d, const char *lead, const char *text);

/* doc_printf writes one paragraph; doc_small one in smaller type. */
void doc_printf(struct doc *d, const char *format, ...) DOC_PRINTF(2, 3);
void doc_small(struct doc *d, const char *format, ...) DOC_PRINTF(2, 3);

/* doc_note writes a paragraph that catches the eye: `kind` is "good", "bad" or "plain". */
void doc_note(struct doc *d, const char *kind, const char *format, ...) DOC_PRINTF(3, 4);

void doc_list_begin(struct doc *d, bool numbered);
void doc_item(struct doc *d, const char *format, ...) DOC_PRINTF(2, 3);
void doc_list_end(struct doc *d, bool numbered);

/* --- differences --------------------------------------------------------------------------- */

/* A block of lines, each behind '-', '+' or ' '. */
void doc_diff_begin(struct doc *d);
void doc_diff_line(struct doc *d, char sign, const char *format, ...) DOC_PRINTF(3, 4);
void doc_diff_end(struct doc *d);

/* --- tables -------------------------------------------------------------------------------- */

struct doc_column {
    const char *title;
    bool number; /* to the right */
};

/* The columns must live until doc_table_end. */
void doc_table_begin(struct doc *d, const char *caption, const struct doc_column *columns,
                     size_t count);
void doc_row(struct doc *d, const char *kind); /* "": usual, "floor": set apart */
void doc_cell(struct doc *d, const char *format, ...) DOC_PRINTF(2, 3);
/* doc_chip writes a cell with a coloured word: `kind` is "good", "bad", "plain". */
void doc_chip(struct doc *d, const char *kind, const char *text);
void doc_row_end(struct doc *d);
void doc_table_end(struct doc *d);

/* --- figures ------------------------------------------------------------------------------- */

/*
 * doc_figure shows figures/<id>.svg with a numbered caption. `drawn` false: only the caption and
 * where its data is. An SVG that cannot be read is left out likewise.
 */
void doc_figure(struct doc *d, const char *id, bool drawn, const char *caption);

/* What stands between is folded away on the screen until asked for. */
void doc_fold_begin(struct doc *d, const char *summary);
void doc_fold_end(struct doc *d);

/* --- the end ------------------------------------------------------------------------------- */

/* doc_page makes the whole HTML page: style, table of contents, body. */
bool doc_page(const struct doc *d, const char *title, struct buffer *out);

/* The second looks at how `out` ends: at the beginning of a line or item more has a meaning. */
bool doc_escape_html(struct buffer *out, const char *text);
bool doc_escape_markdown(struct buffer *out, const char *text);

/* The style sheet in pieces, the last is NULL (record_style.c). */
extern const char *const doc_style[];

#endif
