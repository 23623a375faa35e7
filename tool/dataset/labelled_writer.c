/* labelled_writer.c - labelled texts to a file; see labelled_writer.h. */
#define _GNU_SOURCE /* memmem */
#include "dataset/labelled_writer.h"

#include "base/error.h"
#include "base/json_value.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

const char *const labelled_verdict_text[LABELLED_VERDICTS] = {
    [LABELLED_WRITTEN] = "written",
    [LABELLED_TAB] = "a tab or line break within the text",
    [LABELLED_SEMICOLON] = "a semicolon within a phrase",
    [LABELLED_OTHER_PLACE] = "a phrase whose first place is not the one marked",
};

const char *const labelled_format_names[] = {
    [LABELLED_TSV] = "tsv", [LABELLED_BIO] = "bio", [LABELLED_JSON] = "json", NULL};

bool labelled_format_of_path(const char *path, enum labelled_format *format)
{
    static const struct {
        const char *ending;
        enum labelled_format format;
    } endings[] = {{".tsv", LABELLED_TSV},   {".txt", LABELLED_BIO},   {".bio", LABELLED_BIO},
                   {".conll", LABELLED_BIO}, {".json", LABELLED_JSON}, {".jsonl", LABELLED_JSON}};
    size_t size = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(endings[i].ending);
        if (size > length && !strcmp(path + size - length, endings[i].ending)) {
            *format = endings[i].format;
            return true;
        }
    }
    return false;
}

pith_status labelled_open(struct labelled_writer *w, const char *path, enum labelled_format format,
                          pith_error *err)
{
    *w = (struct labelled_writer){.format = format, .to_stdout = !strcmp(path, "-")};
    return w->to_stdout ? PITH_STATUS_OK : file_begin(&w->file, path, err);
}

/* --- tsv ------------------------------------------------------------------------------------ */

/* Whether the words of two spans are written alike. */
static bool same_words(const struct example *e, struct span a, size_t at)
{
    for (size_t i = 0; i < a.end - a.start; i++) {
        if (at + i >= e->length)
            return false;
        const struct token *x = &e->tokens[a.start + i], *y = &e->tokens[at + i];
        if (x->end - x->start != y->end - y->start ||
            memcmp(e->text + x->start, e->text + y->start, x->end - x->start) != 0)
            return false;
    }
    return true;
}

/* The first token where the words of a span stand in a row. */
static size_t first_place(const struct example *e, struct span span)
{
    size_t at = 0;
    while (at < span.start && !same_words(e, span, at))
        at++;
    return at;
}

/* Phrases that stand nowhere in the text are left out, and counted. */
static size_t count_absent(const struct example *e)
{
    size_t absent = 0;
    for (size_t i = 0; i < e->phrase_count; i++)
        absent += !memmem(e->text, e->text_size, e->phrases[i], strlen(e->phrases[i]));
    return absent;
}

static void append_tsv(struct buffer *line, const struct example *e, enum labelled_verdict *verdict)
{
    struct span span;
    size_t at = 0, count = 0;
    if (memchr(e->text, '\t', e->text_size) || memchr(e->text, '\n', e->text_size))
        *verdict = LABELLED_TAB;
    buffer_append(line, e->text, e->text_size);
    buffer_append_char(line, '\t');
    while (label_next(e->tags, e->length, &at, &span)) {
        size_t start = e->tokens[span.start].start, end = e->tokens[span.end - 1].end;
        size_t first = first_place(e, span);
        if (memchr(e->text + start, ';', end - start))
            *verdict = LABELLED_SEMICOLON;
        else if (first < span.start && e->tags[first] == LABEL_O)
            *verdict = LABELLED_OTHER_PLACE;
        if (first == span.start) {
            buffer_append_text(line, count++ ? ";" : "");
            buffer_append(line, e->text + start, end - start);
        }
    }
    buffer_append_char(line, '\n');
}

/* --- bio ------------------------------------------------------------------------------------ */

static void append_bio(struct buffer *line, const struct example *e)
{
    for (size_t i = 0; i < e->length; i++) {
        const struct token *t = &e->tokens[i];
        buffer_append(line, e->text + t->start, t->end - t->start);
        buffer_printf(line, "\t%s\n", keyphrase_label_names[e->tags[i]]);
    }
    buffer_append_text(line, e->length ? "\n" : "");
}

/* --- json ----------------------------------------------------------------------------------- */

static json_t *json_spans(const struct example *e)
{
    json_t *spans = json_array();
    struct span span;
    for (size_t at = 0; spans && label_next(e->tags, e->length, &at, &span);)
        json_array_append_new(spans,
                              json_pack("[I, I]", (json_int_t)e->tokens[span.start].start_char,
                                        (json_int_t)e->tokens[span.end - 1].end_char));
    return spans;
}

static void append_json(struct buffer *line, const struct example *e)
{
    json_t *phrases = json_array();
    for (size_t i = 0; phrases && i < e->phrase_count; i++)
        json_array_append_new(phrases, json_value_string(e->phrases[i], strlen(e->phrases[i])));
    json_t *object = json_pack("{s:o, s:o, s:o}", "text", json_value_string(e->text, e->text_size),
                               "keyphrases", phrases, "spans", json_spans(e));
    json_value_write(line, object, JSON_COMPACT);
    buffer_append_char(line, '\n');
    json_decref(object);
}

/* --- writing -------------------------------------------------------------------------------- */

pith_status labelled_write(struct labelled_writer *w, const struct example *e,
                           enum labelled_verdict *verdict, pith_error *err)
{
    *verdict = LABELLED_WRITTEN;
    buffer_clear(&w->line);
    if (w->format == LABELLED_TSV)
        append_tsv(&w->line, e, verdict);
    else if (w->format == LABELLED_BIO)
        append_bio(&w->line, e);
    else
        append_json(&w->line, e);
    if (!buffer_ok(&w->line))
        return error_memory(err);
    if (*verdict != LABELLED_WRITTEN || !w->line.size)
        return PITH_STATUS_OK;
    w->written++;
    if (w->format == LABELLED_TSV)
        w->phrases_absent += count_absent(e);
    if (!w->to_stdout)
        return file_write(&w->file, w->line.data, w->line.size, err);
    fwrite(w->line.data, 1, w->line.size, stdout); /* cli_finish_output looks after errors */
    return PITH_STATUS_OK;
}

pith_status labelled_close(struct labelled_writer *w, pith_error *err)
{
    buffer_fini(&w->line);
    return w->to_stdout ? PITH_STATUS_OK : file_commit(&w->file, err);
}

void labelled_abandon(struct labelled_writer *w)
{
    buffer_fini(&w->line);
    if (!w->to_stdout)
        file_abandon(&w->file);
}
