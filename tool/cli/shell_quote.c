/* shell_quote.c - words of a printed command; see shell_quote.h. */
#include "cli/shell_quote.h"

#include "base/utf8.h"

#include <string.h>

/* How the bytes written last are quoted. */
enum quoting { QUOTING_NONE, QUOTING_SINGLE, QUOTING_OCTAL };

/* Ends one way of quoting and begins another. */
static void change_quoting(struct buffer *out, enum quoting *now, enum quoting next)
{
    static const char *const begin[] = {"", "'", "\"$(printf '"};
    static const char *const end[] = {"", "'", "')\""};
    if (*now != next)
        buffer_printf(out, "%s%s", end[*now], begin[next]);
    *now = next;
}

/* U+FFFD that stands in the word itself is printable; what utf8_next calls so is not. */
static bool is_printable(int32_t code, const char *bytes, size_t size)
{
    static const char replacement[] = "\xef\xbf\xbd";
    if (code == UTF8_INVALID)
        return size == 3 && !memcmp(bytes, replacement, 3);
    return code >= 0x20 && !(code >= 0x7f && code < 0xa0);
}

static void append_octal(struct buffer *out, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buffer_printf(out, "\\%03o", (unsigned)(unsigned char)bytes[i]);
}

static void append_quoted(struct buffer *out, const char *word)
{
    enum quoting now = QUOTING_NONE;
    size_t size = strlen(word);
    bool after_newline = false;
    change_quoting(out, &now, QUOTING_SINGLE);
    for (size_t at = 0, next = 0; at < size; at = next) {
        int32_t code = utf8_next(word, size, &next);
        const char *bytes = word + at;
        bool last_newlines = code == '\n' && next + strspn(word + next, "\n") == size;
        /* $() drops newlines at its end: the character behind one must stand inside too */
        bool octal = (after_newline || !is_printable(code, bytes, next - at)) && !last_newlines;
        after_newline = octal && code == '\n';
        change_quoting(out, &now, octal ? QUOTING_OCTAL : QUOTING_SINGLE);
        if (octal)
            append_octal(out, bytes, next - at);
        else if (code == '\'')
            buffer_append_text(out, "'\\''");
        else
            buffer_append(out, bytes, next - at);
    }
    change_quoting(out, &now, QUOTING_NONE);
}

void shell_quote(struct buffer *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./,:=+@%";
    if (*word && !word[strspn(word, plain)])
        buffer_append_text(out, word);
    else
        append_quoted(out, word);
}

void shell_quote_argument(struct buffer *out, const char *path)
{
    buffer_append_text(out, *path == '-' ? "./" : "");
    shell_quote(out, path);
}
