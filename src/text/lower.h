/* lower.h - lower case of words, as vocabularies, features and matching compare them. */
#ifndef PITH_TEXT_LOWER_H
#define PITH_TEXT_LOWER_H

#include "base/buffer.h"

/*
 * text_lower appends the lower case of size bytes to out (ICU root locale; ASCII fast path; invalid
 * bytes become U+FFFD). The form in which words are counted and looked up when text.lowercase is
 * on. False, with out as it was: no memory, or 700 MB and more at once.
 */
bool text_lower(const char *text, size_t size, struct buffer *out);

#endif
