/*
 * ascii_break.h - UAX #29's word boundaries for text that is ASCII throughout, without ICU.
 *
 * Most text in English is, and there ICU's general machine is the larger part of a tokenizer's
 * cost. The rules that concern ASCII (WB3, 3d, 5-13b) fit in one function; a test compares it with
 * ICU over random and hand-made text.
 */
#ifndef PITH_TEXT_ASCII_BREAK_H
#define PITH_TEXT_ASCII_BREAK_H

#include <stdbool.h>
#include <stddef.h>

/* ascii_only tells whether no byte has its upper bit set. */
bool ascii_only(const char *text, size_t size);

/* ascii_break returns the boundary that follows `at` (< size), itself a boundary. */
size_t ascii_break(const char *text, size_t size, size_t at);

#endif
