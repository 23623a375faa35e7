/* labelled.c - a labelled text in one of the formats that are read; see labelled.h. */
#include "data/labelled.h"

#include "base/json_value.h"

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

static enum labelled_verdict append_tsv(struct buffer *out, const struct example *e)
{
    enum labelled_verdict verdict = LABELLED_WRITTEN;
    struct span span;
    size_t at = 0, count = 0;
    if (memchr(e->text, '\t', e->text_size) || memchr(e->text, '\n', e->text_size))
        verdict = LABELLED_TAB;
    buffer_append(out, e->text, e->text_size);
    buffer_append_char(out, '\t');
    while (label_next(e->tags, e->length, &at, &span)) {
        size_t start = e->tokens[span.start].start, end = e->tokens[span.end - 1].end;
        size_t first = first_place(e, span);
        if (memchr(e->text + start, ';', end - start))
            verdict = LABELLED_SEMICOLON;
        else if (first < span.start && e->tags[first] == LABEL_O)
            verdict = LABELLED_OTHER_PLACE;
        if (first == span.start) {
            buffer_append_text(out, count++ ? ";" : "");
            buffer_append(out, e->text + start, end - start);
        }
    }
    buffer_append_char(out, '\n');
    return verdict;
}

/* --- bio ------------------------------------------------------------------------------------ */

static void append_bio(struct buffer *out, const struct example *e)
{
    for (size_t i = 0; i < e->length; i++) {
        const struct token *t = &e->tokens[i];
        buffer_append(out, e->text + t->start, t->end - t->start);
        buffer_printf(out, "\t%s\n", keyphrase_label_names[e->tags[i]]);
    }
    buffer_append_text(out, e->length ? "\n" : "");
}

/* --- json ----------------------------------------------------------------------------------- */

static void append_json(struct buffer *out, const struct example *e)
{
    json_t *phrases = json_array(), *spans = json_array();
    struct span span;
    for (size_t i = 0; i < e->phrase_count; i++)
        json_value_append(&phrases, json_value_name(e->phrases[i]));
    for (size_t at = 0; label_next(e->tags, e->length, &at, &span);)
        json_value_append(&spans, json_pack("[I, I]", (json_int_t)e->tokens[span.start].start_char,
                                            (json_int_t)e->tokens[span.end - 1].end_char));
    json_t *object = json_pack("{s:o, s:o, s:o}", "text", json_value_string(e->text, e->text_size),
                               "keyphrases", phrases, "spans", spans);
    json_value_write(out, object, JSON_COMPACT);
    buffer_append_char(out, '\n');
    json_decref(object);
}

enum labelled_verdict labelled_append(struct buffer *out, const struct example *e,
                                      enum labelled_format format, size_t *absent)
{
    enum labelled_verdict verdict = LABELLED_WRITTEN;
    if (format == LABELLED_TSV)
        verdict = append_tsv(out, e);
    else if (format == LABELLED_BIO)
        append_bio(out, e);
    else
        append_json(out, e);
    if (format != LABELLED_JSON && verdict == LABELLED_WRITTEN)
        *absent += e->phrases_absent;
    return verdict;
}
