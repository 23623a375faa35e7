/*
 * abbreviation.h - "European Central Bank (ECB)": a short form in brackets behind its long one.
 *
 * Only what cannot be mistaken: the letters of the short form are the initials of the words of the
 * long one, in order, one of each word but for small ones ("of", "and"), which may be left out. The
 * rule of Schwartz and Hearst (2003) finds more, and errs more.
 */
#ifndef PITH_EXTRACT_ABBREVIATION_H
#define PITH_EXTRACT_ABBREVIATION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * abbreviation_looks tells whether a text could be a short form: 2 to 10 capitals and digits of
 * ASCII that begin with a capital, perhaps with the s of a plural behind.
 */
bool abbreviation_looks(const char *text, size_t size);

/* abbreviation_fits tells whether a text that looks like one is the short form of `phrase`. */
bool abbreviation_fits(const char *text, size_t size, const char *phrase, size_t phrase_size);

/*
 * abbreviation_behind finds text[*start, *end) in brackets behind text[0, at), which ends with a
 * phrase; false: there is nothing that looks like a short form.
 */
bool abbreviation_behind(const char *text, size_t size, size_t at, size_t *start, size_t *end);

/*
 * abbreviation_within tells whether a phrase ends in its own short form, with or without the last
 * bracket: then the long form is phrase[0, *long_end), the short one phrase[*start, *end).
 */
bool abbreviation_within(const char *phrase, size_t size, size_t *long_end, size_t *start,
                         size_t *end);

#endif
