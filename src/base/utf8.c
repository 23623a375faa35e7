/*
 * utf8.c - one code point at a time; see utf8.h.
 *
 * ICU's macros do the work: since ICU 60 they give one U+FFFD for each maximal ill-formed part, the
 * same reading that ICU's break iterators have of the same bytes, so that offsets always agree.
 */
#include "base/utf8.h"

#include <string.h>
#include <unicode/utf8.h>

int32_t utf8_next(const char *text, size_t size, size_t *at)
{
    size_t i = *at;
    UChar32 code;
    U8_NEXT_OR_FFFD(text, i, size, code);
    *at = i;
    return code;
}

int32_t utf8_previous(const char *text, size_t start, size_t *at)
{
    size_t size = *at - start < 4 ? *at - start : 4; /* no code point is longer */
    const char *tail = text + *at - size;
    int32_t i = (int32_t)size;
    UChar32 code;
    U8_PREV_OR_FFFD((const uint8_t *)tail, 0, i, code);
    *at -= size - (size_t)i;
    return code;
}

/* Eight ASCII bytes at once: none has its high bit set. */
static int is_ascii8(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return !(word & 0x8080808080808080u);
}

size_t utf8_count(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; count++) {
        while (size - i >= 8 && is_ascii8(text + i)) {
            i += 8;
            count += 8;
        }
        if (i == size)
            break;
        utf8_next(text, size, &i);
    }
    return count;
}

size_t utf8_put(int32_t code, char out[4])
{
    if (code < 0 || code > 0x10FFFF || U_IS_SURROGATE(code))
        code = UTF8_INVALID;
    size_t size = 0;
    U8_APPEND_UNSAFE(out, size, code);
    return size;
}

size_t utf8_next_safe(const char *text, size_t size, size_t *at, char out[4])
{
    int32_t code = utf8_next(text, size, at);
    if (code < 0x20 || code == 0x7f)
        code = ' ';
    else if (code >= 0x80 && code < 0xa0) /* some terminals take 0x9b for ESC [ */
        code = UTF8_INVALID;
    return utf8_put(code, out);
}

bool utf8_valid(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        if ((unsigned char)bytes[at] < 0x80) {
            at++;
            continue;
        }
        size_t from = at;
        /* U+FFFD may also stand there by itself, well-formed */
        if (utf8_next(bytes, size, &at) == UTF8_INVALID &&
            (at - from != 3 || memcmp(bytes + from, "\xEF\xBF\xBD", 3) != 0))
            return false;
    }
    return true;
}
