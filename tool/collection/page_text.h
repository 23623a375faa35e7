/*
 * page_text.h - text of unknown origin in a page of HTML.
 *
 * Nothing of it is markup: & < > " are entities. Ill-formed parts are U+FFFD. Control characters
 * but tab and newline, and what would change the direction of the text around (U+202A to U+202E,
 * U+2066 to U+2069), are shown by name, "^G" or "U+202E", in a <span class="c">; a carriage return
 * before a newline is left out. Within an attribute, where there can be no span, such a character
 * is U+FFFD.
 */
#ifndef PITH_COLLECTION_PAGE_TEXT_H
#define PITH_COLLECTION_PAGE_TEXT_H

#include "base/buffer.h"

void page_text(struct buffer *out, const char *text, size_t size);
void page_attribute(struct buffer *out, const char *text, size_t size);

#endif
