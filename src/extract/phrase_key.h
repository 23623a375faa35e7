/*
 * phrase_key.h - how a phrase is written, and what makes two of them the same.
 *
 * The key has the words in lower case and in the singular, without the spaces between them, but
 * where two digits would run together: e-mail and E-mails, #WorldCup and World Cups, Wi-Fi and wifi
 * are one phrase each; 1.12 and 11.2 are two, as are C, C# and C++ (+ and # behind a word are part
 * of it).
 *
 * Of endings only the plural goes (after Harman, "How effective is suffixing?", 1991), and 's. A
 * stemmer, which is right where texts are searched, makes one of conversion and conversation, of
 * hospital and hospitality: of the phrases of data/english that Porter's puts together and this
 * does not, most name two things. All capitals of up to four letters are an abbreviation, whose S
 * stays (GPS, IRS); a small s behind a capital always goes (TVs).
 */
#ifndef PITH_EXTRACT_PHRASE_KEY_H
#define PITH_EXTRACT_PHRASE_KEY_H

#include "base/buffer.h"

/*
 * phrase_key replaces the content of out by the key of a text, empty when it has no word; `word` is
 * memory for one of them. phrase_form replaces it by the text as UTF-8, white space and control
 * characters, as many as follow each other, as one space, and none at the edges. False: out of
 * memory.
 */
bool phrase_key(const char *text, size_t size, struct buffer *word, struct buffer *out);
bool phrase_form(const char *text, size_t size, struct buffer *out);

/* phrase_words counts the words of a text: runs of letters and digits; two ideographs are one. */
double phrase_words(const char *text, size_t size);

#endif
