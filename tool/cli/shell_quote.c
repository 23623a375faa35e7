/* shell_quote.c - words of a printed command; see shell_quote.h. */
#include "cli/shell_quote.h"

#include "text/utf8.h"

#include <string.h>

/* How the bytes written last are quoted. */
enum quoting { QUOTING_NONE, QUOTING_SINGLE, QUOTING_OCTAL };

/* Ends one way of quoting and begins another. */
static bool change_quoting(struct buffer *out, enum quoting *now, enum quoting next)
{
    static const char *const begin[] = {"", "'", "\"$(printf '"};
    static const char *const end[] = {"", "'", "')\""};
    bool ok = *now == next ||
              (buffer_append_text(out, end[*now]) && buffer_append_text(out, begin[next]));
    *now = next;
    return ok;
}

/* U+FFFD that stands in the word itself is printable; what utf8_next calls so is not. */
static bool is_printable(int32_t code, const char *bytes, size_t size)
{
    static const char replacement[] = "\xef\xbf\xbd";
    if (code == UTF8_INVALID)
        return size == 3 && !memcmp(bytes, replacement, 3);
    return code >= 0x20 && !(code >= 0x7f && code < 0xa0);
}

static bool append_octal(struct buffer *out, const char *bytes, size_t size)
{
    bool ok = true;
    for (size_t i = 0; i < size && ok; i++)
        ok = buffer_printf(out, "\\%03o", (unsigned)(unsigned char)bytes[i]);
    return ok;
}

static bool append_quoted(struct buffer *out, const char *word)
{
    enum quoting now = QUOTING_NONE;
    size_t size = strlen(word);
    bool ok = change_quoting(out, &now, QUOTING_SINGLE), after_newline = false;
    for (size_t at = 0, next = 0; at < size && ok; at = next) {
        int32_t code = utf8_next(word, size, &next);
        const char *bytes = word + at;
        bool last_newlines = code == '\n' && next + strspn(word + next, "\n") == size;
        /* $() drops newlines at its end: the character behind one must stand inside too */
        bool octal = (after_newline || !is_printable(code, bytes, next - at)) && !last_newlines;
        after_newline = octal && code == '\n';
        ok = change_quoting(out, &now, octal ? QUOTING_OCTAL : QUOTING_SINGLE);
        if (octal)
            ok = ok && append_octal(out, bytes, next - at);
        else if (code == '\'')
            ok = ok && buffer_append_text(out, "'\\''");
        else
            ok = ok && buffer_append(out, bytes, next - at);
    }
    return ok && change_quoting(out, &now, QUOTING_NONE);
}

bool shell_quote(struct buffer *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./,:=+@%";
    if (*word && !word[strspn(word, plain)])
        return buffer_append_text(out, word);
    return append_quoted(out, word);
}

bool shell_quote_argument(struct buffer *out, const char *path)
{
    return (*path != '-' || buffer_append_text(out, "./")) && shell_quote(out, path);
}
