/* phrase_writer.c - phrases as lines of text or JSON; see phrase_writer.h. */
#include "cli/phrase_writer.h"

#include "base/error.h"
#include "base/json_value.h"
#include "base/json_line.h"
#include "cli/terminal.h"
#include "extract/phrase_json.h"

#include <stdlib.h>
#include <string.h>

static const char colour_on[] = "\033[1;32m", colour_off[] = "\033[0m";

/* --- which phrases -------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const pith_phrase *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

static int by_score(const void *a, const void *b)
{
    const pith_phrase *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return by_place(a, b); /* a total order: qsort is not stable */
}

bool phrase_choose(struct phrase_writer *w, const struct phrase_style *style,
                   const pith_phrase *phrases, size_t count, size_t *kept)
{
    *kept = 0;
    if (!array_grow((void **)&w->kept, &w->kept_capacity, count, sizeof *w->kept))
        return false;
    for (size_t i = 0; i < count; i++)
        if (phrases[i].score >= style->min_score)
            w->kept[(*kept)++] = phrases[i];
    if (style->top && *kept > style->top) {
        qsort(w->kept, *kept, sizeof *w->kept, by_score);
        *kept = style->top;
        qsort(w->kept, *kept, sizeof *w->kept, by_place);
    }
    return true;
}

/* --- lines ---------------------------------------------------------------------------------- */

static void plain_line(struct phrase_writer *w, const struct phrase_style *style,
                       const struct phrase_text *t, size_t count)
{
    struct buffer *line = &w->line;
    for (size_t i = 0; i < count; i++) {
        const pith_phrase *p = &w->kept[i];
        buffer_append_text(line, i ? "\t" : "");
        buffer_append_text(line, style->colour ? colour_on : "");
        cli_append_text(line, t->text + p->start, p->end - p->start);
        buffer_append_text(line, style->colour ? colour_off : "");
        if (style->scores)
            buffer_printf(line, "\t%.4f", p->score);
    }
}

static void marked_line(struct phrase_writer *w, const struct phrase_style *style,
                        const struct phrase_text *t, size_t count)
{
    struct buffer *line = &w->line;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const pith_phrase *p = &w->kept[i];
        cli_append_text(line, t->text + at, p->start - at);
        buffer_append_text(line, style->colour ? colour_on : "[");
        cli_append_text(line, t->text + p->start, p->end - p->start);
        if (style->scores)
            buffer_printf(line, " %.4f", p->score);
        buffer_append_text(line, style->colour ? colour_off : "]");
        at = p->end;
    }
    cli_append_text(line, t->text + at, t->size - at);
}

/* --- JSON ----------------------------------------------------------------------------------- */

/* A member, with a comma before it if it is not the first; `value` is freed. */
static void append_member(struct buffer *line, const char *name, json_t *value, size_t flags)
{
    buffer_printf(line, "%s\"%s\":", line->size && line->data[line->size - 1] == '{' ? "" : ",",
                  name);
    json_value_write(line, value, flags | JSON_COMPACT);
    json_decref(value);
}

/* The user's own object or one of ours, with the phrases, which are freed. */
static void append_object(struct buffer *line, const struct phrase_text *t, bool with_text,
                          json_t *phrases)
{
    if (t->raw)
        json_line_append(line, t->raw, t->raw_size, "phrases");
    else
        buffer_append_char(line, '{');
    if (!t->raw && t->file && (t->line || !with_text))
        append_member(line, "file", json_value_name(t->file), 0);
    if (!t->raw && t->file && t->line)
        append_member(line, "line", json_value_count(t->line), 0);
    if (!t->raw && with_text)
        append_member(line, "text", json_value_string(t->text, t->size), 0);
    if (t->language && !t->has_language)
        append_member(line, "lang", *t->language ? json_value_name(t->language) : json_null(), 0);
    append_member(line, "phrases", phrases, JSON_REAL_PRECISION(6));
    buffer_append_char(line, '}');
}

static void json_line(struct phrase_writer *w, const struct phrase_style *style,
                      const struct phrase_text *t, size_t count)
{
    (void)style;
    append_object(&w->line, t, true, phrases_json(t->text, w->kept, count));
}

/* --- rows of CSV ---------------------------------------------------------------------------- */

/* Appends w->cell as a field of its own behind those that are there (RFC 4180, section 2). */
static void append_cell(struct phrase_writer *w, const struct row_header *rows)
{
    const struct buffer *cell = &w->cell;
    const char special[] = {rows->separator, '"', '\0'};
    buffer_append_char(&w->line, rows->separator);
    bool quoted = cell->size && strpbrk(cell->data, special);
    buffer_append_text(&w->line, quoted ? "\"" : "");
    for (size_t i = 0; i < cell->size; i++) {
        if (cell->data[i] == '"')
            buffer_append_char(&w->line, '"');
        buffer_append_char(&w->line, cell->data[i]);
    }
    buffer_append_text(&w->line, quoted ? "\"" : "");
    w->line.failed |= cell->failed;
}

/* The i-th of `count` phrases goes to the cell, and its score to `scores`. */
static void add_to_cells(struct phrase_writer *w, const struct phrase_text *t, const pith_phrase *p,
                         double score, struct buffer *scores)
{
    buffer_append_text(&w->cell, w->cell.size ? "; " : "");
    cli_append_text(&w->cell, t->text + p->start, p->end - p->start);
    buffer_printf(scores, "%s%.4f", scores->size ? "; " : "", score);
}

/* Begins a row with what it was read from. */
static void begin_row(struct phrase_writer *w, const struct phrase_text *t)
{
    buffer_clear(&w->cell);
    buffer_append(&w->line, t->raw, t->raw_size);
}

/* Ends it with the cells; frees the scores. */
static void end_row(struct phrase_writer *w, const struct phrase_style *style,
                    struct buffer *scores)
{
    append_cell(w, style->rows);
    if (style->scores) {
        buffer_clear(&w->cell);
        w->cell.failed = scores->failed;
        buffer_append(&w->cell, scores->data, scores->size);
        append_cell(w, style->rows);
    }
    buffer_append_text(&w->line, style->rows->line_end);
    buffer_fini(scores);
}

static void row_line(struct phrase_writer *w, const struct phrase_style *style,
                     const struct phrase_text *t, size_t count)
{
    struct buffer scores = {0};
    begin_row(w, t);
    for (size_t i = 0; i < count; i++)
        add_to_cells(w, t, &w->kept[i], w->kept[i].score, &scores);
    end_row(w, style, &scores);
}

pith_status phrase_header_line(struct phrase_writer *w, const struct phrase_style *style,
                               pith_error *err)
{
    const struct row_header *rows = style->rows;
    buffer_clear(&w->line);
    if (rows->raw_size) {
        buffer_append(&w->line, rows->raw, rows->raw_size);
        buffer_printf(&w->line, "%c" ROW_COLUMN_PHRASES, rows->separator);
        if (style->scores)
            buffer_printf(&w->line, "%c" ROW_COLUMN_SCORES, rows->separator);
        buffer_append_text(&w->line, rows->line_end);
    }
    return buffer_ok(&w->line) ? PITH_STATUS_OK : error_memory(err);
}

/* --- texts ---------------------------------------------------------------------------------- */

pith_status phrase_line(struct phrase_writer *w, const struct phrase_style *style,
                        const struct phrase_text *text, const pith_phrase *phrases, size_t count,
                        pith_error *err)
{
    static void (*const forms[])(struct phrase_writer *, const struct phrase_style *,
                                 const struct phrase_text *,
                                 size_t) = {[PHRASE_PLAIN] = plain_line,
                                            [PHRASE_MARKED] = marked_line,
                                            [PHRASE_JSON] = json_line,
                                            [PHRASE_ROW] = row_line};
    size_t kept;
    buffer_clear(&w->line);
    if (!phrase_choose(w, style, phrases, count, &kept))
        return error_memory(err);
    forms[style->form](w, style, text, kept);
    if (style->form != PHRASE_ROW)
        buffer_append_char(&w->line, '\n');
    return buffer_ok(&w->line) ? PITH_STATUS_OK : error_memory(err);
}

/* --- documents ------------------------------------------------------------------------------ */

static void ranked_row(struct phrase_writer *w, const struct phrase_style *style,
                       const struct phrase_text *t, const pith_ranked *phrases, size_t count)
{
    struct buffer scores = {0};
    begin_row(w, t);
    for (size_t i = 0; i < count; i++)
        add_to_cells(w, t, &phrases[i].best, phrases[i].score, &scores);
    end_row(w, style, &scores);
}

static void ranked_line(struct phrase_writer *w, const struct phrase_style *style,
                        const struct phrase_text *t, const pith_ranked *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const pith_phrase *p = &phrases[i].best;
        buffer_append_text(&w->line, i ? "\t" : "");
        cli_append_text(&w->line, t->text + p->start, p->end - p->start);
        if (style->scores)
            buffer_printf(&w->line, "\t%.4f", phrases[i].score);
    }
}

pith_status phrase_document_line(struct phrase_writer *w, const struct phrase_style *style,
                                 const struct phrase_text *text, const pith_ranked *phrases,
                                 size_t count, pith_error *err)
{
    buffer_clear(&w->line);
    if (style->form == PHRASE_JSON)
        append_object(&w->line, text, false, ranked_json(text->text, phrases, count));
    else if (style->form == PHRASE_ROW)
        ranked_row(w, style, text, phrases, count);
    else
        ranked_line(w, style, text, phrases, count);
    if (style->form != PHRASE_ROW)
        buffer_append_char(&w->line, '\n');
    return buffer_ok(&w->line) ? PITH_STATUS_OK : error_memory(err);
}

void phrase_writer_fini(struct phrase_writer *w)
{
    buffer_fini(&w->line);
    buffer_fini(&w->cell);
    free(w->kept);
    w->kept = NULL;
    w->kept_capacity = 0;
}
