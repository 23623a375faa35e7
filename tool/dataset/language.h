/* language.h - which language a text is in, by its letter sequences (libexttextcat). */
#ifndef PITH_DATASET_LANGUAGE_H
#define PITH_DATASET_LANGUAGE_H

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>

struct language;

/*
 * language_open prepares to recognise one language, given by its ISO 639 code ("en"; it is kept).
 * PITH_STATUS_USAGE for a code that the library has no fingerprint of, PITH_STATUS_SYSTEM when the
 * library's data are not there.
 */
pith_status language_open(const char *code, struct language **out, pith_error *err);

/*
 * language_is tells whether a text may be in that language: it is among the likely ones, or the
 * text is too short or too odd to tell. `told` is what the text's source says ("en", "en-gb"); if
 * that is not empty, it decides.
 */
bool language_is(struct language *l, const char *text, size_t size, const char *told);
void language_close(struct language *l);

#endif
