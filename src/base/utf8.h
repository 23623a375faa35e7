/*
 * utf8.h - one code point at a time, whatever the bytes are.
 *
 * Invalid input is never an error: each maximal ill-formed part counts as one U+FFFD (Unicode
 * chapter 3, table 3-7 and the practice of the W3C encoding standard), and its bytes stay where
 * they are, so that offsets always speak of the caller's own bytes.
 */
#ifndef PITH_BASE_UTF8_H
#define PITH_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UTF8_INVALID = 0xFFFD };

/* utf8_next reads the code point at text[*at] (*at < size) and moves *at past it. */
int32_t utf8_next(const char *text, size_t size, size_t *at);

/* utf8_previous reads the code point that ends at *at (start < *at) and moves *at to its begin. */
int32_t utf8_previous(const char *text, size_t start, size_t *at);

/* utf8_count returns the number of code points in size bytes. */
size_t utf8_count(const char *text, size_t size);

/* utf8_valid tells whether size bytes are well-formed. */
bool utf8_valid(const char *text, size_t size);

/* utf8_put writes a code point (U+FFFD for what is none) as 1-4 bytes and returns how many. */
size_t utf8_put(int32_t code, char out[4]);

/*
 * utf8_next_safe reads a code point as utf8_next does and writes it so that it cannot steer a
 * terminal, as 1-4 bytes, and returns how many: a control character of ASCII as a space, one of C1
 * (U+0080 to U+009F) and an ill-formed part as U+FFFD.
 */
size_t utf8_next_safe(const char *text, size_t size, size_t *at, char out[4]);

#endif
