/*
 * script.h - which script a text is written in, by which one knows who can read it.
 *
 * A text of several scripts is in that of most of its words. Knows nothing of languages within one
 * script, but Chinese and Japanese, which share one, are told apart.
 */
#ifndef PITH_TEXT_SCRIPT_H
#define PITH_TEXT_SCRIPT_H

#include <stddef.h>
#include <unicode/uscript.h>

/*
 * text_script gives the script of `size` bytes: USCRIPT_LATIN, USCRIPT_HAN (Chinese of either kind,
 * with names in Latin letters or none), USCRIPT_JAPANESE, USCRIPT_HANGUL, USCRIPT_CYRILLIC, ...;
 * USCRIPT_COMMON when there is no letter at all: digits, emoji, nothing.
 *
 * A word counts one; where words are not parted by spaces (Chinese, kana, Thai, ...) every letter
 * does. Latin letters and what hangs on them without a space are one word, so that an address in
 * the web weighs no more than any name. A tie is Latin. Full-width marks count with the Chinese
 * characters beside which they stand. It is Japanese from two kana and an eighth of the letters on:
 * a Chinese text may have a の in a name. Cost: a byte each for ASCII up to the first letter beyond.
 */
UScriptCode text_script(const char *text, size_t size);

/* text_script_name gives its name for people: "Chinese", "Korean", "Cyrillic". Static. */
const char *text_script_name(UScriptCode script);

#endif
