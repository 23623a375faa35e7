/*
 * bio.h - the spellings of tags found in data sets, and what they mean as BIOES.
 *
 * Shared by the readers of token formats. Knows strings and labels, no files.
 */
#ifndef PITH_DATA_BIO_H
#define PITH_DATA_BIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* bio_is_tag tells whether text is O, B, I, E or S, the latter four perhaps with a type: B-Task. */
bool bio_is_tag(const char *text);

/*
 * bio_decode turns n tags into legal BIOES labels, into out[n]. Types are dropped, after they have
 * done what they can: an I or E of another type than the tag before begins a new span (as conlleval
 * has it). So does an I or E after O (IOB1). Returns n, or the number of the first tag that is
 * none.
 */
size_t bio_decode(const char *const *tags, size_t n, uint8_t *out);

#endif
