/*
 * record_doc.h - a document that is written once and comes out as Markdown and as HTML.
 *
 *     doc_heading, doc_prose, doc_table_begin, ... ─→ md, html, contents ─doc_page→ the page
 *
 * Texts are the record's own, of record_text.def, or plain text of unknown origin: each writer
 * escapes it for its own format. Arguments of the own texts are the user's, formats never. Out of
 * memory is remembered (doc_ok), so that callers need not look after each word. Knows nothing of
 * runs.
 */
#ifndef PITH_RECORD_RECORD_DOC_H
#define PITH_RECORD_RECORD_DOC_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* --- texts --------------------------------------------------------------------------------- */

enum record_language { RECORD_EN, RECORD_ZH, RECORD_LANGUAGES };

/* "en", "zh": the languages in their order, NULL-ended. */
extern const char *const record_language_names[];

/*
 * Every fixed text of the record: a row RECORD_TEXT(id, English, Chinese) in record_text.def, the
 * only place with the texts. A row's conversions (%s, %d) are the same, in the same order, in each
 * language: a test compares them.
 */
enum record_text_id {
#define RECORD_TEXT(id, en, zh) TEXT_##id,
#include "record_text.def"
#undef RECORD_TEXT
    TEXT_COUNT
};
const char *record_text(enum record_language language, enum record_text_id id);

/* --- the document -------------------------------------------------------------------------- */

struct doc_column {
    enum record_text_id title;
    bool number; /* to the right */
};

/* Zero-initialise, with language and folder; doc_fini in the end. */
struct doc {
    enum record_language language;
    const char *folder; /* where figures/ is */
    struct buffer md, html, contents;
    struct arena arena;      /* of texts on their way into these */
    int section, subsection; /* numbers of the last headings */
    int figures, tables;
    const struct doc_column *columns; /* of the table under way */
    size_t column, column_count;      /* of the next cell; there are so many */
};
void doc_fini(struct doc *d);

/* doc_ok: nothing of the document is missing for want of memory. To be asked before it is used. */
bool doc_ok(const struct doc *d);

/*
 * Texts made for the document, which live as long as it does: doc_take moves a buffer's and ends
 * the buffer, doc_format prints one, doc_say one of the record's own. "" when there is none; out of
 * memory fails the document.
 */
const char *doc_take(struct doc *d, struct buffer *text);
const char *doc_format(struct doc *d, const char *format, ...) ERROR_PRINTF(2, 3);
const char *doc_say(struct doc *d, enum record_text_id id, ...);

/* doc_text is a text of the record in the document's language. */
const char *doc_text(const struct doc *d, enum record_text_id id);

/* --- blocks -------------------------------------------------------------------------------- */

/* What stands between two marks, in both formats. */
enum doc_block {
    /* with text in it */
    DOC_TITLE,
    DOC_PARAGRAPH,
    DOC_SMALL,      /* in smaller type */
    DOC_NOTE_PLAIN, /* a paragraph that catches the eye */
    DOC_NOTE_GOOD,
    DOC_NOTE_BAD,
    DOC_ITEM,       /* of a list */
    DOC_CELL,       /* of a row */
    DOC_CHIP_PLAIN, /* a cell with a coloured word */
    DOC_CHIP_GOOD,
    DOC_CHIP_BAD,
    /* with blocks in it: doc_begin, doc_end */
    DOC_LIST,
    DOC_NUMBERED,
    DOC_ROW,
    DOC_ROW_FLOOR, /* set apart */
    DOC_DIFF,
    DOC_TABLE, /* begins with doc_table_begin */
    DOC_FOLD,  /* begins with doc_fold_begin */
    DOC_BLOCKS
};
void doc_begin(struct doc *d, enum doc_block block);
void doc_end(struct doc *d, enum doc_block block);

/* A block with a text of the record and its arguments; with plain text, by a format. */
void doc_write(struct doc *d, enum doc_block block, enum record_text_id id, ...);
void doc_printf(struct doc *d, enum doc_block block, const char *format, ...) ERROR_PRINTF(3, 4);

/* doc_heading: level 1 is a chapter ("2 Experiments"), 2 a section ("2.1 sgd"); with a number. */
void doc_heading(struct doc *d, int level, const char *text);

/* doc_prose writes the user's text, paragraph by paragraph; `lead` stands before it in bold. */
void doc_prose(struct doc *d, const char *lead, const char *text);

/* doc_diff_line is a line "key = value" of a DOC_DIFF, behind '-', '+' or ' '. */
void doc_diff_line(struct doc *d, char sign, const char *key, const char *value);

/* --- tables -------------------------------------------------------------------------------- */

/* A table with a numbered caption, ended by doc_end; the columns must live until then. */
void doc_table_begin(struct doc *d, const struct doc_column *columns, size_t count,
                     const char *caption);

/* doc_number writes a cell: "0.345", or "–" for NaN; `digits` behind the point. */
void doc_number(struct doc *d, double value, int digits);

/* --- figures ------------------------------------------------------------------------------- */

/*
 * doc_figure shows figures/<id>.svg with a numbered caption; an id "" is no figure. `drawn` false:
 * only the caption and where its data is. An SVG that cannot be read is left out likewise.
 */
void doc_figure(struct doc *d, const char *id, bool drawn, const char *caption);

/* What stands between this and doc_end is folded away on the screen until asked for. */
void doc_fold_begin(struct doc *d, const char *summary);

/* --- the end ------------------------------------------------------------------------------- */

/* doc_page makes the whole HTML page: style, table of contents, body. */
void doc_page(const struct doc *d, const char *title, struct buffer *out);

/* The second looks at how `out` ends: at the beginning of a line or item more has a meaning. */
void doc_escape_html(struct buffer *out, const char *text);
void doc_escape_markdown(struct buffer *out, const char *text);

#endif
