/*
 * reader_bio.c - token<white space>tag, one token a line, an empty line between texts; see
 * reader.h.
 *
 * The form of CoNLL and its heirs, with exactly two columns. Tags are bio.c's business.
 */
#include "data/reader_bio.h"

#include "base/buffer.h"
#include "base/error.h"
#include "data/bio.h"

#include <stdint.h>
#include <string.h>

static const char document_start[] = "-DOCSTART-";

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* What stands in a line between white space. */
struct columns {
    const char *token, *tag;
    size_t token_size, tag_size;
    int count; /* 0 for a blank line; more than 2 are counted, but not kept */
};

static struct columns split_columns(const char *line, size_t size)
{
    struct columns c = {0};
    for (size_t i = 0; i < size;) {
        size_t from = i;
        while (i < size && !is_space(line[i]))
            i++;
        if (i > from && ++c.count == 1) {
            c.token = line + from;
            c.token_size = i - from;
        } else if (i > from && c.count == 2) {
            c.tag = line + from;
            c.tag_size = i - from;
        }
        while (i < size && is_space(line[i]))
            i++;
    }
    return c;
}

static bool is_separator(const char *line, size_t size)
{
    size_t mark = sizeof document_start - 1;
    return (size >= mark && !memcmp(line, document_start, mark)) ||
           !split_columns(line, size).count;
}

static int sniff(const char *line, size_t size)
{
    size_t mark = sizeof document_start - 1;
    if (size >= mark && !memcmp(line, document_start, mark))
        return 95;
    struct columns c = split_columns(line, size);
    char tag[256];
    if (c.count != 2 || c.tag_size >= sizeof tag)
        return 0;
    memcpy(tag, c.tag, c.tag_size);
    tag[c.tag_size] = '\0';
    return bio_is_tag(tag) ? 90 : 0;
}

/* The lines of a document while they come; the arrays live in the arena and double. */
struct block {
    const char **words, **tags;
    size_t count, capacity;
};

static bool block_grow(struct block *b, struct arena *arena)
{
    size_t capacity = b->capacity ? b->capacity * 2 : 64;
    const char **words = arena_array(arena, capacity, sizeof *words);
    const char **tags = arena_array(arena, capacity, sizeof *tags);
    if (!words || !tags)
        return false;
    if (b->count) {
        memcpy(words, b->words, b->count * sizeof *words);
        memcpy(tags, b->tags, b->count * sizeof *tags);
    }
    *b = (struct block){words, tags, b->count, capacity};
    return true;
}

/* Adds a line to the document; a line that is not two columns is a PITH_STATUS_DATA error. */
static pith_status block_add(struct block *b, const char *line, size_t size, size_t number,
                             struct arena *arena, pith_error *err)
{
    struct columns c = split_columns(line, size);
    if (c.count != 2) {
        error_at(err, PITH_STATUS_DATA, NULL, number, "line \"%.*s\" has %d column%s, expected 2",
                 record_excerpt(line, size), line, c.count, c.count == 1 ? "" : "s");
        return error_hint(err, PITH_STATUS_DATA,
                          "token, tab, tag (O, B, I, E, S, perhaps with a type: "
                          "B-Task); an empty line between texts");
    }
    if (b->count == b->capacity && !block_grow(b, arena))
        return error_memory(err);
    b->words[b->count] = record_string(arena, c.token, c.token_size);
    b->tags[b->count] = record_string(arena, c.tag, c.tag_size);
    if (!b->words[b->count] || !b->tags[b->count])
        return error_memory(err);
    b->count++;
    return PITH_STATUS_OK;
}

/*
 * Reads the lines of the next document into b and consumes the separator behind it. A
 * PITH_STATUS_DATA error is kept while the rest of the document is skipped, so that the reader ends
 * up behind it. *end is set when there was no line left, or when no more can be read.
 */
static pith_status read_block(struct line_reader *lines, struct arena *arena, struct block *b,
                              size_t *first_line, bool *end, pith_error *err)
{
    pith_status bad = PITH_STATUS_OK;
    const char *line;
    size_t size;
    do {
        pith_status status = record_line(lines, &line, &size, end, err);
        if (status != PITH_STATUS_OK || *end)
            return status;
    } while (is_separator(line, size));
    *first_line = line_number(lines);
    do {
        if (bad == PITH_STATUS_OK)
            bad = block_add(b, line, size, line_number(lines), arena, err);
        if (bad != PITH_STATUS_OK && bad != PITH_STATUS_DATA)
            return bad;
        pith_error later = {0};
        pith_status status = line_next(lines, &line, &size, &later);
        if (status != PITH_STATUS_OK) {
            *end = true;
            if (err)
                *err = later;
            return status;
        }
    } while (line && !is_separator(line, size));
    return bad;
}

static pith_status next(struct line_reader *lines, struct arena *arena, struct record *rec,
                        bool *end, pith_error *err)
{
    struct block b = {0};
    *rec = (struct record){.labelled = true};
    pith_status status = read_block(lines, arena, &b, &rec->line, end, err);
    if (status != PITH_STATUS_OK || *end)
        return status;
    uint8_t *tags = arena_array(arena, b.count, sizeof *tags);
    if (!tags)
        return error_memory(err);
    size_t bad = bio_decode(b.tags, b.count, tags);
    if (bad < b.count) { /* the lines of a document stand without a gap: their numbers are known */
        error_at(err, PITH_STATUS_DATA, NULL, rec->line + bad, "\"%.*s\" is no tag",
                 record_excerpt(b.tags[bad], strlen(b.tags[bad])), b.tags[bad]);
        return error_hint(err, PITH_STATUS_DATA,
                          "tags are O, B, I, E, S, the last four perhaps with a "
                          "type: B-Task");
    }
    rec->words = b.words;
    rec->word_count = b.count;
    rec->tags = tags;
    return PITH_STATUS_OK;
}

const struct reader reader_bio = {
    .name = "bio",
    .what = "token<TAB>tag (BIO or BIOES), one token a line, an empty line between texts",
    .tagged = true,
    .sniff = sniff,
    .next = next,
};
