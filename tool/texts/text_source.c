/* text_source.c - texts one after another; see text_source.h. */
#include "texts/text_source.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_line.h"
#include "base/lines.h"

#include <stdlib.h>
#include <string.h>

struct text_source {
    struct text_request request;
    size_t text, file; /* the next ones */
    const char *path;  /* of the file that is open */
    struct line_reader *lines;
    bool live;
    json_t *object;      /* of the last text */
    struct buffer whole; /* the last document */
    size_t skipped;
    pith_error first_skipped;
};

pith_status text_source_new(const struct text_request *request, struct text_source **out,
                            pith_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return error_memory(err);
    (*out)->request = *request;
    return PITH_STATUS_OK;
}

static const char *shown(const char *path)
{
    return strcmp(path, "-") ? path : "<stdin>";
}

/* --- JSON Lines ----------------------------------------------------------------------------- */

static pith_status object_error(const struct text_source *s, const json_error_t *where,
                                pith_error *err)
{
    const char *path = shown(s->path);
    size_t line = line_number(s->lines);
    if (s->object) {
        error_at(err, PITH_STATUS_DATA, path, line, "expected an object with a string \"text\"");
    } else {
        error_at(err, PITH_STATUS_DATA, path, line, "this is not JSON: %s", where->text);
        if (err && where->position > 0)
            err->column = (size_t)where->position;
    }
    return error_hint(err, PITH_STATUS_DATA, "--data.skip_bad_lines goes on after such lines");
}

/* A line of JSON Lines; out->text stays NULL for an empty line, and for one that is skipped. */
static pith_status read_object(struct text_source *s, const char *raw, size_t size,
                               struct phrase_text *out, pith_error *err)
{
    json_error_t where;
    if (raw[strspn(raw, " \t")] == '\0' && strlen(raw) == size)
        return PITH_STATUS_OK;
    json_decref(s->object);
    s->object = json_line_parse(raw, size, &where);
    const json_t *text = json_object_get(s->object, "text");
    if (json_is_string(text)) {
        *out = (struct phrase_text){.text = json_string_value(text),
                                    .size = json_string_length(text),
                                    .raw = raw,
                                    .raw_size = size};
        return PITH_STATUS_OK;
    }
    if (!s->request.skip_bad)
        return object_error(s, &where, err);
    if (!s->skipped++)
        object_error(s, &where, &s->first_skipped);
    return PITH_STATUS_OK;
}

/* --- files ---------------------------------------------------------------------------------- */

static pith_status open_file(struct text_source *s, pith_error *err)
{
    s->path = s->request.files[s->file++];
    TRY(line_open(s->path, &s->lines, err));
    s->live = !line_total(s->lines); /* the size of a pipe, a terminal or a socket is not known */
    return PITH_STATUS_OK;
}

static void close_file(struct text_source *s)
{
    line_close(s->lines);
    s->lines = NULL;
}

static pith_status read_document(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    const char *text;
    size_t size;
    buffer_clear(&s->whole);
    buffer_append_text(&s->whole, "");
    for (;;) {
        TRY(line_next(s->lines, &text, &size, err));
        if (!text)
            break;
        if (buffer_append(&s->whole, text, size))
            buffer_append_char(&s->whole, '\n');
    }
    if (!buffer_ok(&s->whole))
        return error_memory(err);
    *out = (struct phrase_text){.text = s->whole.data,
                                .size = s->whole.size,
                                .file = strcmp(s->path, "-") ? s->path : NULL};
    close_file(s);
    return PITH_STATUS_OK;
}

static pith_status read_line(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    const char *text;
    size_t size;
    TRY(line_next(s->lines, &text, &size, err));
    if (!text)
        close_file(s);
    else if (s->request.json_lines)
        return read_object(s, text, size, out, err);
    else
        *out = (struct phrase_text){.text = text, .size = size};
    return PITH_STATUS_OK;
}

pith_status text_source_next(struct text_source *s, struct phrase_text *out, pith_error *err)
{
    const struct text_request *r = &s->request;
    *out = (struct phrase_text){0};
    if (s->text < r->text_count) {
        *out = (struct phrase_text){.text = r->texts[s->text], .size = strlen(r->texts[s->text])};
        s->text++;
    }
    while (!out->text && (s->lines || s->file < r->file_count)) {
        if (!s->lines)
            TRY(open_file(s, err));
        TRY(r->documents && !r->json_lines ? read_document(s, out, err) : read_line(s, out, err));
    }
    return PITH_STATUS_OK;
}

/* Whether all that is left of the file was read: the next line may be another file's. */
static bool nearly_over(const struct text_source *s)
{
    return line_offset(s->lines) >= line_total(s->lines) && s->file < s->request.file_count;
}

bool text_source_ready(const struct text_source *s)
{
    if (!s->lines)
        return s->text < s->request.text_count;
    return line_ready(s->lines) && !nearly_over(s);
}

bool text_source_live(const struct text_source *s)
{
    return s->live;
}

size_t text_source_skipped(const struct text_source *s, pith_error *first)
{
    if (first)
        *first = s->first_skipped;
    return s->skipped;
}

void text_source_free(struct text_source *s)
{
    if (!s)
        return;
    line_close(s->lines);
    json_decref(s->object);
    buffer_fini(&s->whole);
    free(s);
}
