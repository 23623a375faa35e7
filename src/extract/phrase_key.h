/*
 * phrase_key.h - how a phrase is written, and what makes two of them the same.
 *
 * The key has the stems of the words (text/stem.h) without the spaces between them, but where two
 * digits would run together: e-mail and email, #WorldCup and World Cups, Wi-Fi and wifi are one
 * phrase each; 1.12 and 11.2 are two, as are C, C# and C++.
 */
#ifndef PITH_EXTRACT_PHRASE_KEY_H
#define PITH_EXTRACT_PHRASE_KEY_H

#include "base/buffer.h"

struct phrase_keys { /* what makes keys; one per thread */
    struct stemmer *stemmer;
    struct buffer stems;
};

/* False: out of memory. phrase_keys_fini in any case. */
bool phrase_keys_init(struct phrase_keys *k);
void phrase_keys_fini(struct phrase_keys *k);

/*
 * phrase_key replaces the content of out by the key of a text, empty when it has no word.
 * phrase_form replaces it by the text as UTF-8, white space and control characters, as many as
 * follow each other, as one space, and none at the edges. False: out of memory.
 */
bool phrase_key(struct phrase_keys *k, const char *text, size_t size, struct buffer *out);
bool phrase_form(const char *text, size_t size, struct buffer *out);

/* phrase_words counts the words of a text: runs of letters and digits; two ideographs are one. */
double phrase_words(const char *text, size_t size);

#endif
