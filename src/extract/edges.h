/*
 * edges.h - what a phrase neither begins nor ends with.
 *
 * Stop words (English) and marks are cut off, but for # and @ in front, + and # behind; of a phrase
 * that is all stop words the last stays ("The Who").
 */
#ifndef PITH_EXTRACT_EDGES_H
#define PITH_EXTRACT_EDGES_H

#include <pith.h>

/* phrase_trim cuts the edges of a phrase of `text`; of one without a word nothing may remain. */
void phrase_trim(const char *text, pith_phrase *p);

#endif
