/* buffer.c - growable memory; see buffer.h. */
#include "base/buffer.h"

#include "base/clocale.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool size_multiply(size_t a, size_t b, size_t *out)
{
    if (b && a > SIZE_MAX / b)
        return false;
    *out = a * b;
    return true;
}

void *array_calloc(size_t count, size_t width)
{
    return calloc(count ? count : 1, width); /* calloc itself checks the product */
}

bool array_grow(void **items, size_t *capacity, size_t needed, size_t width)
{
    if (needed <= *capacity)
        return true;
    size_t wanted = *capacity ? *capacity : 16;
    while (wanted < needed) {
        if (wanted > SIZE_MAX / 2)
            return false;
        wanted *= 2;
    }
    size_t bytes;
    if (!size_multiply(wanted, width, &bytes))
        return false;
    void *grown = realloc(*items, bytes);
    if (!grown)
        return false;
    *items = grown;
    *capacity = wanted;
    return true;
}

void buffer_fini(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}

bool buffer_ok(const struct buffer *b)
{
    return !b->failed;
}

bool buffer_reserve(struct buffer *b, size_t extra)
{
    if (b->failed || extra >= SIZE_MAX - b->size)
        return false;
    if (!array_grow((void **)&b->data, &b->capacity, b->size + extra + 1, 1))
        return false;
    b->data[b->size] = '\0';
    return true;
}

bool buffer_append(struct buffer *b, const void *bytes, size_t size)
{
    if (!buffer_reserve(b, size)) {
        b->failed = true;
        return false;
    }
    if (size)
        memcpy(b->data + b->size, bytes, size);
    b->size += size;
    b->data[b->size] = '\0';
    return true;
}

bool buffer_append_text(struct buffer *b, const char *text)
{
    return buffer_append(b, text, strlen(text));
}

bool buffer_append_char(struct buffer *b, char c)
{
    return buffer_append(b, &c, 1);
}

bool buffer_vprintf(struct buffer *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = clocale_vsnprintf(NULL, 0, format, args);
    bool ok = size >= 0 && buffer_reserve(b, (size_t)size);
    if (ok) {
        clocale_vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
        b->size += (size_t)size;
    }
    b->failed = !ok;
    va_end(again);
    return ok;
}

bool buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool ok = buffer_vprintf(b, format, args);
    va_end(args);
    return ok;
}

void buffer_clear(struct buffer *b)
{
    b->size = 0;
    b->failed = false;
    if (b->data)
        b->data[0] = '\0';
}
