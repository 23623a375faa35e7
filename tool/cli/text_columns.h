/*
 * text_columns.h - how many columns of a terminal a text takes.
 */
#ifndef PITH_CLI_TEXT_COLUMNS_H
#define PITH_CLI_TEXT_COLUMNS_H

#include <stddef.h>

/*
 * text_columns counts two for wide characters (Chinese, emoji: UAX #11), none for combining marks
 * and invisible ones, one for all others.
 */
int text_columns(const char *text, size_t size);

#endif
