/* page_text.c - text of unknown origin in a page of HTML; see page_text.h. */
#include "collection/page_text.h"

#include "base/utf8.h"

static const char *entity(int32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

static bool turns_direction(int32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

static bool is_control(int32_t code)
{
    return (code < ' ' && code != '\t' && code != '\n') || (code >= 0x7F && code < 0xA0);
}

/* A character that would steer: by its name, "^G" or "U+202E". */
static void append_name(struct buffer *out, int32_t code)
{
    buffer_append_text(out, "<span class=\"c\">");
    if (code < 0x80)
        buffer_printf(out, "^%c", (char)(code ^ 0x40)); /* @ to _ and ?: no markup */
    else
        buffer_printf(out, "U+%04X", (unsigned)code);
    buffer_append_text(out, "</span>");
}

static void append(struct buffer *out, const char *text, size_t size, bool attribute)
{
    char bytes[4];
    for (size_t at = 0; at < size;) {
        bool line_end = text[at] == '\r' && at + 1 < size && text[at + 1] == '\n';
        int32_t code = utf8_next(text, size, &at);
        bool steers = is_control(code) || turns_direction(code);
        if (line_end)
            continue;
        if (steers && !attribute)
            append_name(out, code);
        else if (entity(code))
            buffer_append_text(out, entity(code));
        else
            buffer_append(out, bytes, utf8_put(steers ? UTF8_INVALID : code, bytes));
    }
}

void page_text(struct buffer *out, const char *text, size_t size)
{
    append(out, text, size, false);
}

void page_attribute(struct buffer *out, const char *text, size_t size)
{
    append(out, text, size, true);
}
