/*
 * reader_tsv.c - text<TAB>phrase[;phrase...], one text a line; see reader.h.
 *
 * Knows nothing of tokens: whether a phrase is in its text is for corpus.c to say, with one
 * exception, the list that stands in the text as a whole and is then taken as one phrase.
 */
#include "data/reader_tsv.h"

#include "base/error.h"

#include <string.h>

static int sniff(const char *line, size_t size)
{
    const char *tab = memchr(line, '\t', size);
    if (!tab)
        return 0;
    bool second = memchr(tab + 1, '\t', size - (size_t)(tab + 1 - line));
    return second ? 10 : 50; /* 10: better the complaint about the second tab than none */
}

/* A run of bytes in the line. */
struct slice {
    const char *start;
    size_t size;
};

static struct slice trim(struct slice s)
{
    while (s.size && s.start[0] == ' ') {
        s.start++;
        s.size--;
    }
    while (s.size && s.start[s.size - 1] == ' ')
        s.size--;
    return s;
}

/* Cuts the list (trimmed, not empty) at semicolons into rec->phrases. */
static pith_status split_phrases(struct slice list, struct arena *arena, struct record *rec,
                                 pith_error *err)
{
    size_t count = 1;
    for (size_t i = 0; i < list.size; i++)
        count += list.start[i] == ';';
    if (count > 1 && record_contains(rec->text, rec->text_size, list.start, list.size))
        count = 1;
    const char **phrases = arena_array(arena, count, sizeof *phrases);
    if (!phrases)
        return error_memory(err);
    const char *at = list.start;
    const char *stop = list.start + list.size;
    for (size_t i = 0; i < count; i++) {
        size_t left = (size_t)(stop - at);
        const char *cut = i + 1 < count ? memchr(at, ';', left) : stop;
        struct slice phrase = trim((struct slice){at, (size_t)(cut - at)});
        if (!phrase.size) {
            error_at(err, PITH_STATUS_DATA, NULL, rec->line, "phrase %zu of \"%.*s\" is empty",
                     i + 1, record_excerpt(list.start, list.size), list.start);
            return error_hint(err, PITH_STATUS_DATA, "semicolons stand between phrases only");
        }
        phrases[i] = record_string(arena, phrase.start, phrase.size);
        if (!phrases[i])
            return error_memory(err);
        at = cut + (cut < stop);
    }
    rec->phrases = phrases;
    rec->phrase_count = count;
    return PITH_STATUS_OK;
}

static pith_status parse_line(const char *line, size_t size, struct arena *arena,
                              struct record *rec, pith_error *err)
{
    const char *tab = memchr(line, '\t', size);
    if (!tab) {
        error_at(err, PITH_STATUS_DATA, NULL, rec->line, "there is no tab in the line \"%.*s\"",
                 record_excerpt(line, size), line);
        return error_hint(err, PITH_STATUS_DATA,
                          "expected text<TAB>phrase;phrase; a text without "
                          "keyphrases ends in a tab");
    }
    const char *list = tab + 1;
    const char *stop = line + size;
    const char *second = memchr(list, '\t', (size_t)(stop - list));
    if (second) {
        error_at(err, PITH_STATUS_DATA, NULL, rec->line, "there is a second tab, before \"%.*s\"",
                 record_excerpt(second + 1, (size_t)(stop - second - 1)), second + 1);
        if (err)
            err->column = (size_t)(second - line) + 1;
        return error_hint(err, PITH_STATUS_DATA,
                          "expected text<TAB>phrase;phrase: write a tab within the "
                          "text as a space, and semicolons between phrases");
    }
    rec->text = line;
    rec->text_size = (size_t)(tab - line);
    struct slice phrases = trim((struct slice){list, (size_t)(stop - list)});
    return phrases.size ? split_phrases(phrases, arena, rec, err) : PITH_STATUS_OK;
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
    } while (!size);
    *rec = (struct record){
        .line = line_number(lines),
        .labelled = true,
        .phrases_required = true,
    };
    return parse_line(line, size, arena, rec, err);
}

const struct reader reader_tsv = {
    .name = "tsv",
    .what = "text<TAB>phrase;phrase, one text a line; every phrase stands in its text",
    .match_first = true,
    .sniff = sniff,
    .next = next,
};
