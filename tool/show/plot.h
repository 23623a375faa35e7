/*
 * plot.h - curves in a terminal: axes with numbers, lines in braille dots or plain ASCII.
 *
 *     series of (x, y) ─plot_lines→ text of height + 2 lines, and one for each name of the legend
 *
 *      0.61 ┤⢇
 *           │ ⠱⡀
 *      0.31 ┤  ⠈⠒⠤⠤⣀⣀⣀⣀
 *           └┬────────┬───
 *            0        120
 *
 * One series, or several in colour, are drawn in braille (2 x 4 dots a character); several without
 * colour are told apart by a mark each. Numbers that are not finite are left out; the line goes on
 * from the point before to the next. Knows no store.
 */
#ifndef PITH_SHOW_PLOT_H
#define PITH_SHOW_PLOT_H

#include "base/buffer.h"

#include <stdio.h>

enum { PLOT_SERIES_MAX = 16, PLOT_WIDTH_MIN = 20, PLOT_WIDTH_MAX = 500, PLOT_HEIGHT_MAX = 200 };

struct plot_series {
    const char *name; /* for the legend; NULL: not in it */
    const double *x;  /* [count]; NULL: 0, 1, 2, ... */
    const double *y;  /* [count] */
    size_t count;
    bool reference; /* a dotted line to compare with: the constant predictor's loss */
};

struct plot_style {
    int width, height; /* characters: of the whole, and of the field of lines */
    bool utf8, colour;
    bool logarithmic; /* y axis; values <= 0 are left out */
};

/* plot_style_of_terminal is how plots of so many lines look on what stdout is. */
struct plot_style plot_style_of_terminal(int height);

/*
 * plot_lines appends a plot to out: at most PLOT_SERIES_MAX series, width and height brought into
 * bounds. Where nothing can be drawn, one line says so.
 */
void plot_lines(const struct plot_series *series, size_t count, const struct plot_style *style,
                struct buffer *out);

/*
 * plot_sparkline appends at most `width` characters of rising blocks (ASCII: "_.-=+*%#"): each is
 * the mean of its share of the numbers.
 */
void plot_sparkline(const double *y, size_t count, int width, bool utf8, struct buffer *out);

#endif
