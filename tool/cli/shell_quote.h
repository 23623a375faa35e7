/*
 * shell_quote.h - words of a printed command, such that a shell reads back exactly their bytes.
 *
 * A command that pith prints is meant to be pasted. Whatever stands in a path or a value - a quote,
 * a space, $, a newline - must neither break it nor run as code, and must not steer the terminal
 * that shows it.
 */
#ifndef PITH_CLI_SHELL_QUOTE_H
#define PITH_CLI_SHELL_QUOTE_H

#include "base/buffer.h"

/*
 * shell_quote appends `word` to `out` as one word of a POSIX shell: as it is if it has nothing but
 * letters, digits and _-./,:=+@%; otherwise in single quotes. Control characters and ill-formed
 * UTF-8 become "$(printf '\033')", so that the result is one line of printable text (except that
 * a newline at the very end of a word, which $() would lose, stands as it is).
 *
 * What the command makes of a word that begins with "-" is not the shell's business: see
 * shell_quote_argument.
 */
void shell_quote(struct buffer *out, const char *word);

/*
 * shell_quote_argument does the same for a path that stands where options may stand too: one that
 * begins with "-" gets "./" before it, which names the same file.
 */
void shell_quote_argument(struct buffer *out, const char *path);

#endif
