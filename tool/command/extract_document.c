/* extract_document.c - ranked phrases of whole texts; see extract_document.h. */
#include "command/extract_document.h"

#include "base/error.h"
#include "base/lines.h"
#include "base/json_value.h"
#include "base/json_line.h"
#include "cli/terminal.h"

#include <errno.h>
#include <string.h>

enum { TOP = 10 };

static json_t *phrase_json(const pith_ranked *r, const char *text)
{
    const pith_phrase *p = &r->best;
    return json_pack("{s:o, s:f, s:I, s:I, s:I, s:I, s:I}", "text",
                     json_value_string(text + p->start, p->end - p->start), "score", r->score,
                     "mentions", (json_int_t)r->mentions, "start", (json_int_t)p->start_char, "end",
                     (json_int_t)p->end_char, "start_byte", (json_int_t)p->start, "end_byte",
                     (json_int_t)p->end);
}

/* All that stands before the phrases: the input object's members, or the file's name. */
static void append_source(struct buffer *line, const struct phrase_text *t, const char *file)
{
    if (t->object) {
        json_line_append(line, t->raw, t->raw_size, "phrases");
        buffer_append_char(line, ',');
    } else if (!file) {
        buffer_append_char(line, '{');
    } else {
        json_t *name = json_value_string(file, strlen(file));
        buffer_append_text(line, "{\"file\":");
        json_value_write(line, name, JSON_COMPACT);
        buffer_append_char(line, ',');
        json_decref(name);
    }
}

static bool print_json(const struct phrase_text *t, const pith_ranked *phrases, size_t count,
                       const char *file)
{
    struct buffer line = {0};
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(array, phrase_json(&phrases[i], t->text)) != 0)
            line.failed = true;
    append_source(&line, t, file);
    buffer_append_text(&line, "\"phrases\":");
    json_value_write(&line, array, JSON_COMPACT | JSON_REAL_PRECISION(6));
    buffer_append_text(&line, "}\n");
    bool ok = buffer_ok(&line);
    if (ok)
        fwrite(line.data, 1, line.size, stdout);
    json_decref(array);
    buffer_fini(&line);
    return ok;
}

static void print_plain(const char *text, const pith_ranked *phrases, size_t count, bool scores)
{
    for (size_t i = 0; i < count; i++) {
        const pith_phrase *p = &phrases[i].best;
        if (i)
            putchar('\t');
        cli_print_text(text + p->start, p->end - p->start, stdout);
        if (scores)
            printf("\t%.4f", phrases[i].score);
    }
    putchar('\n');
}

pith_status document_answer(pith_session *session, const struct phrase_style *style,
                            const struct phrase_text *text, const char *file, pith_error *err)
{
    const pith_ranked *phrases;
    size_t count, top = style->top ? style->top : TOP;
    pith_status status =
        pith_extract_document(session, text->text, text->size, &phrases, &count, err);
    if (status != PITH_STATUS_OK)
        return status;
    count = count < top ? count : top;
    if (style->form != PHRASE_JSON)
        print_plain(text->text, phrases, count, style->scores);
    else if (!print_json(text, phrases, count, file))
        return error_memory(err);
    if (ferror(stdout) && errno != EPIPE)
        return error_system(err, errno, "write the output", NULL);
    return PITH_STATUS_OK;
}

pith_status document_answer_file(pith_session *session, const struct phrase_style *style,
                                 const char *path, pith_error *err)
{
    struct line_reader *lines;
    struct buffer whole = {0};
    const char *text;
    size_t size;
    pith_status status = line_open(path, &lines, err);
    if (status != PITH_STATUS_OK)
        return status;
    for (;;) {
        status = line_next(lines, &text, &size, err);
        if (status != PITH_STATUS_OK || !text)
            break;
        if (!buffer_append(&whole, text, size) || !buffer_append_char(&whole, '\n')) {
            status = error_memory(err);
            break;
        }
    }
    line_close(lines);
    struct phrase_text document = {.text = whole.data ? whole.data : "", .size = whole.size};
    if (status == PITH_STATUS_OK)
        status =
            document_answer(session, style, &document, strcmp(path, "-") != 0 ? path : NULL, err);
    buffer_fini(&whole);
    return status;
}
