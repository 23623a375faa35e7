/* record.c - what readers share; see record.h. */
#include "data/record.h"

#include "base/config.h"
#include "base/utf8.h"

#include <string.h>

pith_status record_line(struct line_reader *lines, const char **line, size_t *size, bool *end,
                        pith_error *err)
{
    pith_status status = line_next(lines, line, size, err);
    *end = status != PITH_STATUS_OK || !*line;
    return status;
}

bool record_blank(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (line[i] != ' ' && line[i] != '\t')
            return false;
    }
    return true;
}

char *record_string(struct arena *arena, const char *bytes, size_t size)
{
    size_t nuls = 0;
    for (const char *p = bytes; (p = memchr(p, '\0', size - (size_t)(p - bytes))); p++)
        nuls++;
    if (!nuls)
        return arena_text(arena, bytes, size);
    char *copy = arena_alloc(arena, size + 2 * nuls + 1);
    for (size_t i = 0, at = 0; copy && i < size; i++) {
        if (bytes[i])
            copy[at++] = bytes[i];
        else
            at += utf8_put(UTF8_INVALID, copy + at);
    }
    return copy;
}

bool record_contains(const char *text, size_t size, const char *part, size_t part_size)
{
    while (size >= part_size) {
        const char *p = memchr(text, part[0], size - part_size + 1);
        if (!p)
            return false;
        if (!memcmp(p, part, part_size))
            return true;
        size -= (size_t)(p + 1 - text);
        text = p + 1;
    }
    return false;
}

bool record_match_first(const struct reader *reader, int match)
{
    return match == MATCH_AUTO ? reader->match_first : match == MATCH_FIRST;
}

const char *record_match_name(const struct reader *reader, int match)
{
    if (reader->tagged)
        return "given tags";
    return record_match_first(reader, match) ? "first place" : "all places";
}

int record_excerpt(const char *bytes, size_t size)
{
    enum { EXCERPT = 80 };
    if (size <= EXCERPT)
        return (int)size;
    size_t at = EXCERPT;
    while (at && ((unsigned char)bytes[at] & 0xC0) == 0x80) /* not into the midst of a letter */
        at--;
    return (int)at;
}
