/*
 * lower.c - lower case of words; see lower.h.
 *
 * Full case mapping (İ becomes two code points, Σ at a word's end becomes ς) by u_strToLower, which
 * unlike ICU's UTF-8 functions needs no object that somebody would have to keep.
 */
#include "text/lower.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

enum {
    LOWER_STACK = 256, /* UTF-16 units; nearly every word fits */
    LOWER_GROWTH = 3   /* no string gets longer by more than this, in units or in UTF-8 bytes */
};

/* Appends the lower case of the ASCII head of text; returns its size. The room is reserved. */
static size_t lower_ascii(const char *text, size_t size, struct buffer *out)
{
    size_t i = 0;
    for (; i < size && !((unsigned char)text[i] & 0x80); i++) {
        char c = text[i];
        out->data[out->size + i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return i;
}

/* UTF-8 to UTF-16, U+FFFD for what is ill-formed; at most one unit a byte. */
static int32_t widen(const char *text, size_t size, UChar *out)
{
    int32_t length = 0;
    for (size_t at = 0; at < size;) {
        int32_t code = utf8_next(text, size, &at);
        U16_APPEND_UNSAFE(out, length, code);
    }
    return length;
}

static bool narrow(const UChar *text, int32_t length, struct buffer *out)
{
    if (!buffer_reserve(out, (size_t)length * LOWER_GROWTH))
        return false;
    for (int32_t i = 0; i < length;) {
        UChar32 code;
        U16_NEXT(text, i, length, code);
        out->size += utf8_put(code, out->data + out->size);
    }
    out->data[out->size] = '\0';
    return true;
}

/* wide: room for `size` units; lowered: room for LOWER_GROWTH * size. */
static bool lower_wide(const char *text, size_t size, UChar *wide, UChar *lowered,
                       struct buffer *out)
{
    int32_t length = widen(text, size, wide);
    UErrorCode code = U_ZERO_ERROR;
    length = u_strToLower(lowered, (int32_t)(size * LOWER_GROWTH), wide, length, "", &code);
    return U_SUCCESS(code) && narrow(lowered, length, out);
}

bool text_lower(const char *text, size_t size, struct buffer *out)
{
    if (size > INT32_MAX / LOWER_GROWTH || !buffer_reserve(out, size))
        return false;
    if (lower_ascii(text, size, out) == size) {
        out->size += size;
        out->data[out->size] = '\0';
        return true;
    }
    out->data[out->size] = '\0'; /* forget the head */
    if (size <= LOWER_STACK) {
        UChar wide[LOWER_STACK], lowered[LOWER_STACK * LOWER_GROWTH];
        return lower_wide(text, size, wide, lowered, out);
    }
    UChar *wide = calloc(size, (1 + LOWER_GROWTH) * sizeof *wide);
    bool ok = wide && lower_wide(text, size, wide, wide + size, out);
    free(wide);
    return ok;
}
