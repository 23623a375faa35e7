/*
 * buffer.h - growable memory: a byte buffer for text, and a macro for arrays of anything.
 *
 * Both are "caller's struct" objects: zero-initialise, use, _fini. Growth doubles; sizes are
 * checked for overflow; a failed growth leaves the content as it was and returns false.
 *
 * A buffer remembers that an append failed, and takes nothing more until it is cleared. So a text
 * is built without a look at each piece, and asked for once, before it is used:
 *
 *     struct buffer line = {0};
 *     append_name(&line, name);
 *     buffer_printf(&line, "=%d", value);
 *     if (buffer_ok(&line)) fwrite(line.data, 1, line.size, stdout);
 *     buffer_fini(&line);
 */
#ifndef PITH_BASE_BUFFER_H
#define PITH_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Bytes [0, size) are content; data[size] is always NUL once anything was reserved. */
struct buffer {
    char *data;
    size_t size;
    size_t capacity;
    bool failed; /* an append failed; a builder also sets it for what it could not make itself */
};

/* buffer_fini frees the content, and forgets a failure. */
void buffer_fini(struct buffer *b);

/* buffer_ok: every append since the start, or since buffer_clear, has succeeded. */
bool buffer_ok(const struct buffer *b);

/*
 * buffer_reserve makes room for `extra` more bytes and the final NUL. False: out of memory, which
 * the buffer does not remember; or an append has failed.
 */
bool buffer_reserve(struct buffer *b, size_t extra);

/*
 * Each appends bytes, a text, a character or what printf would write (in the C locale); false: out
 * of memory now or before (see buffer_ok), and nothing was appended. What is appended must not lie
 * in the buffer itself.
 */
bool buffer_append(struct buffer *b, const void *bytes, size_t size);
bool buffer_append_text(struct buffer *b, const char *text);
bool buffer_append_char(struct buffer *b, char c);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
bool buffer_printf(struct buffer *b, const char *format, ...);
bool buffer_vprintf(struct buffer *b, const char *format, va_list args);

/* buffer_clear empties it, forgets a failure and keeps the memory. */
void buffer_clear(struct buffer *b);

/*
 * array_grow makes *items (elements of `width` bytes, *capacity of them) hold at least `needed`.
 *
 *     struct span *spans = NULL; size_t count = 0, capacity = 0;
 *     if (!array_grow((void **)&spans, &capacity, count + 1, sizeof *spans)) goto nomem;
 *     spans[count++] = span;
 *
 * The caller frees *items.
 */
bool array_grow(void **items, size_t *capacity, size_t needed, size_t width);

/* size_multiply stores a*b in *out; false when it does not fit in size_t. */
bool size_multiply(size_t a, size_t b, size_t *out);

/* array_calloc returns count zeroed elements, or NULL (also for an overflow). count 0 gives 1. */
void *array_calloc(size_t count, size_t width);

#endif
