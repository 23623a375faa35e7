/*
 * screen.h - what there is to draw on: the terminal of stdout, or what the environment says.
 */
#ifndef PITH_SHOW_SCREEN_H
#define PITH_SHOW_SCREEN_H

#include "show/plot.h"

/* screen_utf8 tells whether the environment (LC_ALL, LC_CTYPE, LANG) asks for UTF-8. */
bool screen_utf8(void);

/* screen_width is the width of the terminal, else $COLUMNS, else 80. */
int screen_width(void);

/* screen_arrow is " → ", or " -> " where there is no UTF-8. */
const char *screen_arrow(void);

/* screen_style is how plots of so many lines look on it. */
struct plot_style screen_style(int height);

#endif
