/*
 * reader_json.c - one JSON object a line; see reader.h for its members.
 *
 * Jansson parses; everything of use is copied out of its tree into the arena, and the tree is freed
 * before `next` returns. Knows nothing of tokens.
 */
#include "data/reader_json.h"

#include "base/error.h"
#include "data/bio.h"
#include "base/utf8.h"

#include <jansson.h>
#include <string.h>

static int sniff(const char *line, size_t size)
{
    size_t first = 0;
    while (first < size && (line[first] == ' ' || line[first] == '\t'))
        first++;
    if (first == size || line[first] != '{')
        return 0;
    while (line[size - 1] == ' ' || line[size - 1] == '\t')
        size--;
    return line[size - 1] == '}' ? 98 : 60; /* 60: may be the first token of a bio file */
}

/* --- strings ---------------------------------------------------------------------------------- */

/* Copies the line with every ill-formed part as U+FFFD; Jansson would refuse it. */
static char *repair(const char *line, size_t size, struct arena *arena, size_t *repaired_size)
{
    if (size > SIZE_MAX / 3)
        return NULL;
    char *copy = arena_alloc(arena, size * 3); /* one bad byte becomes three */
    size_t to = 0;
    for (size_t at = 0; copy && at < size;) {
        char code[4];
        size_t width = utf8_put(utf8_next(line, size, &at), code);
        memcpy(copy + to, code, width);
        to += width;
    }
    *repaired_size = to;
    return copy;
}

/* Copies a list of strings, none of them empty. `what` names it in messages. */
static pith_status copy_strings(const json_t *list, const char *what, struct arena *arena,
                                const char *const **out, size_t *count, size_t line,
                                pith_error *err)
{
    if (!json_is_array(list))
        return error_at(err, PITH_STATUS_DATA, NULL, line, "\"%s\" is not a list of strings", what);
    size_t n = json_array_size(list);
    const char **strings = arena_array(arena, n, sizeof *strings);
    if (!strings)
        return error_memory(err);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        if (!json_is_string(item))
            return error_at(err, PITH_STATUS_DATA, NULL, line, "item %zu of \"%s\" is not a string",
                            i + 1, what);
        size_t size = json_string_length(item);
        if (!size)
            return error_at(err, PITH_STATUS_DATA, NULL, line, "item %zu of \"%s\" is empty", i + 1,
                            what);
        strings[i] = record_string(arena, json_string_value(item), size);
        if (!strings[i])
            return error_memory(err);
    }
    *out = strings;
    *count = n;
    return PITH_STATUS_OK;
}

/* --- texts ------------------------------------------------------------------------------------ */

/* A span as written in the file: for messages. */
static pith_status span_error(const json_t *item, size_t line, const char *why, pith_error *err)
{
    char *value = json_dumps(item, JSON_ENCODE_ANY | JSON_COMPACT);
    const char *shown = value ? value : "?";
    error_at(err, PITH_STATUS_DATA, NULL, line, "span %.*s %s",
             record_excerpt(shown, strlen(shown)), shown, why);
    free(value);
    return error_hint(err, PITH_STATUS_DATA,
                      "a span is [start, end), counted in code points of the text");
}

/* Reads [start, end] into code points; bytes are for fill_bytes. */
static pith_status parse_span(const json_t *item, size_t chars, size_t line, struct token *out,
                              pith_error *err)
{
    const json_t *start = json_array_get(item, 0); /* NULL when item is no list */
    const json_t *end = json_array_get(item, 1);
    if (json_array_size(item) != 2 || !json_is_integer(start) || !json_is_integer(end))
        return span_error(item, line, "is not a pair of integers", err);
    json_int_t from = json_integer_value(start);
    json_int_t to = json_integer_value(end);
    if (from < 0 || (to > 0 && (size_t)to > chars)) {
        char why[64];
        snprintf(why, sizeof why, "leaves the text of %zu code points", chars);
        return span_error(item, line, why, err);
    }
    if (from >= to)
        return span_error(item, line, from == to ? "is empty" : "ends before it starts", err);
    *out = (struct token){.start_char = (uint32_t)from, .end_char = (uint32_t)to};
    return PITH_STATUS_OK;
}

/*
 * Where code points stand in bytes: table [chars + 1] for the whole text, since spans jump about.
 */
static bool fill_bytes(const struct record *rec, size_t chars, struct token *spans, size_t count,
                       struct arena *arena)
{
    uint32_t *byte = arena_array(arena, chars + 1, sizeof *byte);
    if (!byte)
        return false;
    size_t at = 0;
    for (size_t c = 0; c < chars; c++) {
        byte[c] = (uint32_t)at;
        utf8_next(rec->text, rec->text_size, &at);
    }
    byte[chars] = (uint32_t)at;
    for (size_t i = 0; i < count; i++) {
        spans[i].start = byte[spans[i].start_char];
        spans[i].end = byte[spans[i].end_char];
    }
    return true;
}

static pith_status parse_spans(const json_t *list, struct arena *arena, struct record *rec,
                               pith_error *err)
{
    if (!json_is_array(list)) {
        error_at(err, PITH_STATUS_DATA, NULL, rec->line, "\"spans\" is not a list");
        return error_hint(err, PITH_STATUS_DATA, "expected [[start, end], ...]");
    }
    size_t count = json_array_size(list);
    size_t chars = utf8_count(rec->text, rec->text_size);
    struct token *spans = arena_array(arena, count, sizeof *spans);
    if (!spans)
        return error_memory(err);
    for (size_t i = 0; i < count; i++) {
        pith_status status = parse_span(json_array_get(list, i), chars, rec->line, &spans[i], err);
        if (status != PITH_STATUS_OK)
            return status;
    }
    if (count && !fill_bytes(rec, chars, spans, count, arena))
        return error_memory(err);
    rec->spans = spans;
    rec->span_count = count;
    rec->has_spans = true;
    return PITH_STATUS_OK;
}

static pith_status parse_text(const json_t *object, const json_t *text, struct arena *arena,
                              struct record *rec, pith_error *err)
{
    if (!json_is_string(text))
        return error_at(err, PITH_STATUS_DATA, NULL, rec->line, "\"text\" is not a string");
    rec->text_size = json_string_length(text);
    if (rec->text_size > INT32_MAX)
        return error_at(err, PITH_STATUS_DATA, NULL, rec->line,
                        "the text has %zu bytes, at most %d", rec->text_size, INT32_MAX);
    rec->text = arena_text(arena, json_string_value(text), rec->text_size);
    if (!rec->text)
        return error_memory(err);
    const json_t *phrases = json_object_get(object, "keyphrases");
    const json_t *spans = json_object_get(object, "spans");
    rec->labelled = phrases || spans;
    pith_status status = PITH_STATUS_OK;
    if (phrases)
        status = copy_strings(phrases, "keyphrases", arena, &rec->phrases, &rec->phrase_count,
                              rec->line, err);
    if (status == PITH_STATUS_OK && spans)
        status = parse_spans(spans, arena, rec, err);
    return status;
}

/* --- tokens ----------------------------------------------------------------------------------- */

/* Turns the list of tags into rec->tags; rec->words is there already. */
static pith_status parse_tags(const json_t *list, struct arena *arena, struct record *rec,
                              pith_error *err)
{
    const char *const *tags;
    size_t count;
    pith_status status = copy_strings(list, "doc_bio_tags", arena, &tags, &count, rec->line, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (count != rec->word_count)
        return error_at(err, PITH_STATUS_DATA, NULL, rec->line,
                        "%zu tokens in \"document\", but %zu tags "
                        "in \"doc_bio_tags\"",
                        rec->word_count, count);
    uint8_t *labels = arena_array(arena, count, sizeof *labels);
    if (!labels)
        return error_memory(err);
    size_t bad = bio_decode(tags, count, labels);
    if (bad < count) {
        error_at(err, PITH_STATUS_DATA, NULL, rec->line, "tag %zu, \"%.*s\", is no tag", bad + 1,
                 record_excerpt(tags[bad], strlen(tags[bad])), tags[bad]);
        return error_hint(err, PITH_STATUS_DATA,
                          "tags are O, B, I, E, S, the last four perhaps with a "
                          "type: B-Task");
    }
    rec->tags = labels;
    rec->labelled = true;
    return PITH_STATUS_OK;
}

static pith_status parse_document(const json_t *words, const json_t *tags, struct arena *arena,
                                  struct record *rec, pith_error *err)
{
    pith_status status =
        copy_strings(words, "document", arena, &rec->words, &rec->word_count, rec->line, err);
    if (status != PITH_STATUS_OK)
        return status;
    for (size_t i = 0; i < rec->word_count; i++) {
        if (!strpbrk(rec->words[i], "\r\n"))
            continue;
        error_at(err, PITH_STATUS_DATA, NULL, rec->line,
                 "token %zu of \"document\" holds a line break", i + 1);
        return error_hint(err, PITH_STATUS_DATA, "leave it out, together with its tag");
    }
    return tags ? parse_tags(tags, arena, rec, err) : PITH_STATUS_OK;
}

/* --- lines ------------------------------------------------------------------------------------ */

static pith_status parse_object(const json_t *object, struct arena *arena, struct record *rec,
                                pith_error *err)
{
    if (!json_is_object(object))
        return error_at(err, PITH_STATUS_DATA, NULL, rec->line, "the line is not a JSON object");
    const json_t *text = json_object_get(object, "text");
    const json_t *words = json_object_get(object, "document");
    const json_t *tags = json_object_get(object, "doc_bio_tags");
    if (words && (tags || !text))
        return parse_document(words, tags, arena, rec, err);
    if (text)
        return parse_text(object, text, arena, rec, err);
    error_at(err, PITH_STATUS_DATA, NULL, rec->line, "the object has no member \"text\"");
    return error_hint(err, PITH_STATUS_DATA,
                      "expected {\"text\": ..., \"keyphrases\": [...]}, or "
                      "\"text\" and \"spans\", or \"document\" and \"doc_bio_tags\"");
}

static pith_status parse_line(const char *line, size_t size, struct arena *arena,
                              struct record *rec, pith_error *err)
{
    if (!utf8_valid(line, size)) {
        line = repair(line, size, arena, &size);
        if (!line)
            return error_memory(err);
        rec->repaired = true;
    }
    json_error_t problem;
    json_t *object = json_loadb(line, size, JSON_ALLOW_NUL | JSON_DECODE_ANY, &problem);
    if (!object) {
        if (json_error_code(&problem) == json_error_out_of_memory)
            return error_memory(err);
        error_at(err, PITH_STATUS_DATA, NULL, rec->line, "not JSON: %s", problem.text);
        if (err && !rec->repaired && problem.position > 0)
            err->column = (size_t)problem.position; /* bytes read, up to and with the bad one */
        return error_hint(err, PITH_STATUS_DATA, "each line is one whole JSON object");
    }
    pith_status status = parse_object(object, arena, rec, err);
    json_decref(object);
    return status;
}

static pith_status next(struct line_reader *lines, struct arena *arena, struct record *rec,
                        bool *end, pith_error *err)
{
    const char *line;
    size_t size;
    do {
        pith_status status = record_line(lines, &line, &size, end, err);
        if (status != PITH_STATUS_OK || *end)
            return status;
    } while (record_blank(line, size));
    *rec = (struct record){.line = line_number(lines)};
    return parse_line(line, size, arena, rec, err);
}

const struct reader reader_json = {
    .name = "json",
    .what = "one JSON object a line: text and keyphrases, text and spans, or tokens and tags",
    .sniff = sniff,
    .next = next,
};
