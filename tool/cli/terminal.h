/* terminal.h - what a stream can show, and text that is safe for it. */
#ifndef PITH_CLI_TERMINAL_H
#define PITH_CLI_TERMINAL_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* cli_is_terminal tells whether a stream is a terminal that takes colours and cursor movement. */
bool cli_is_terminal(FILE *stream);

/* cli_has_colour is the same, unless the user has set NO_COLOR. */
bool cli_has_colour(FILE *stream);

/* cli_columns returns how wide the terminal behind a stream is; 0 when there is none to ask. */
int cli_columns(FILE *stream);

/*
 * cli_text_columns counts how many columns a text takes: two for wide characters (Chinese, emoji:
 * UAX #11), none for combining marks and invisible ones, one for all others.
 */
int cli_text_columns(const char *text, size_t size);

/* cli_width is the width of the terminal behind stdout, else $COLUMNS, else 80. */
int cli_width(void);

/* cli_utf8 tells whether the environment (LC_ALL, LC_CTYPE, LANG) asks for UTF-8. */
bool cli_utf8(void);

/* cli_arrow is " → ", or " -> " where there is no UTF-8. */
const char *cli_arrow(void);

/*
 * cli_append_text appends bytes of unknown origin so that they cannot steer a terminal: control
 * characters of ASCII as spaces, those of C1 and ill-formed UTF-8 as U+FFFD (utf8_next_safe).
 * cli_print_text prints the same.
 */
void cli_append_text(struct buffer *out, const char *text, size_t size);
void cli_print_text(const char *text, size_t size, FILE *out);

/*
 * cli_say is fprintf whose output is printed as cli_print_text does, for formats with words of
 * unknown origin among the arguments. Newlines at the end of the format stay newlines. Out of
 * memory, it prints nothing.
 */
void cli_say(FILE *out, const char *format, ...) ERROR_PRINTF(2, 3);
void cli_vsay(FILE *out, const char *format, va_list args) ERROR_PRINTF(2, 0);

/*
 * cli_print_wrapped prints words as cli_print_text does, in lines of `width` columns at most, and
 * ends the last one. The first begins where the caller has left off, at column `indent`; the others
 * are indented by as much.
 */
void cli_print_wrapped(const char *text, int indent, int width, FILE *out);

#endif
