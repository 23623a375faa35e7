/*
 * stem.h - phrases by their stems: "Real-time systems" and "real time system" are one key.
 *
 * A key is lower-cased, cut into words, each word stemmed (Snowball "porter"), every word between
 * spaces: " real time system ". A word is a run of letters, marks and digits of any script; + and #
 * after one of these stay with it; everything else separates. So C++, C# and C are three things. A
 * text contains a phrase when its key contains the phrase's.
 */
#ifndef PITH_TEXT_STEM_H
#define PITH_TEXT_STEM_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct stemmer; /* one per thread */

/* stemmer_new returns a stemmer, NULL when out of memory. Free with stemmer_free. */
struct stemmer *stemmer_new(void);
void stemmer_free(struct stemmer *s);

/*
 * stem_key appends the key of a text to out (" " when it has no word); false: out of memory, and
 * out then ends in a part of it.
 */
bool stem_key(struct stemmer *s, const char *text, size_t size, struct buffer *out);

#endif
