/*
 * record_figure.h - one figure of the record: data, and how it is to be drawn.
 *
 *     figure_init → figure_panel → figure_line, ... → figure_write ─→ csv/<id>.csv
 *                                                        └ gnuplot ─→ figures/<id>.gp .svg .png
 *
 * A figure has one x and any number of panels, each with lines over it. A line's numbers are NaN
 * where it has none. The figure owns all its memory. Knows nothing of runs or of the store.
 */
#ifndef PITH_RECORD_RECORD_FIGURE_H
#define PITH_RECORD_RECORD_FIGURE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>

/* Colours that a colour-blind reader can tell apart (after Okabe and Ito), calmed a little. */
enum figure_ink {
    INK_TEXT,
    INK_BLUE,
    INK_ORANGE,
    INK_GREEN,
    INK_PURPLE,
    INK_SKY,
    INK_YELLOW,
    INK_GREY,
    INK_COUNT
};
const char *figure_ink_hex(enum figure_ink ink); /* "#0068a8" */

enum figure_style { STYLE_LINE, STYLE_BOLD, STYLE_DASHED, STYLE_POINTS };

struct figure_series {
    const char *column; /* heading in the CSV */
    const char *label;  /* drawn at the end of the line; NULL = none */
    enum figure_ink ink;
    enum figure_style style;
    double *y; /* [figure.count] */
};

struct figure_panel {
    const char *title; /* what the y axis shows, with its unit */
    bool log;
    double low, high; /* the axis holds these too; NaN = nothing */
    double least;     /* the axis is at least so wide, in parts of its largest number */
    struct figure_series *series;
    size_t count, capacity;
};

struct figure {
    char id[96]; /* "run-3-loss": name of its files; only [a-z0-9-] */
    const char *x_label, *x_column;
    bool x_log, x_whole;
    double *x; /* [count], ascending */
    size_t count;
    int across;       /* panels in a row */
    int panel_height; /* pixels of a panel's drawing area; 0 = the usual for that many panels */
    struct figure_panel *panels;
    size_t panel_count, panel_capacity;
    struct figure_panel nowhere; /* what figure_panel gives when there is no memory */
    struct arena arena;
    bool failed; /* out of memory: figure_write reports it */
};

/* figure_init makes an empty figure over x[count]; texts must outlive it, or be figure_text's. */
void figure_init(struct figure *f, const char *id, const char *x_column, const char *x_label,
                 const double *x, size_t count);
void figure_fini(struct figure *f);

/* figure_text makes a text that lives as long as the figure; "" when out of memory. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
const char *
figure_text(struct figure *f, const char *format, ...);

/* figure_panel adds a panel and returns it, valid until the next one; never NULL. */
struct figure_panel *figure_panel(struct figure *f, const char *title);

/* figure_line adds a line to the last panel and returns its y[count], all NaN; NULL: no memory. */
double *figure_line(struct figure *f, const char *column, const char *label, enum figure_ink ink,
                    enum figure_style style);

/* figure_copy is figure_line with values[count]; NULL values add nothing. */
void figure_copy(struct figure *f, const char *column, const char *label, enum figure_ink ink,
                 enum figure_style style, const double *values);

/* figure_is_empty: no line has a number. */
bool figure_is_empty(const struct figure *f);

/* figure_csv appends the data as CSV (RFC 4180, with headings; no number: empty). */
bool figure_csv(const struct figure *f, struct buffer *out);

/* figure_script appends the gnuplot script, which reads ../csv/<id>.csv (record_plot.c). */
bool figure_script(const struct figure *f, struct buffer *out);

/*
 * figure_write writes csv/<id>.csv and figures/<id>.gp below `folder` and lets gnuplot draw
 * <id>.svg and <id>.png. *gnuplot is what is known of it: once it is missing it is not asked again,
 * *drawn is false, and that is no error; that it fails on a script is one.
 */
enum figure_gnuplot { GNUPLOT_UNKNOWN, GNUPLOT_THERE, GNUPLOT_MISSING };
pith_status figure_write(const struct figure *f, const char *folder, enum figure_gnuplot *gnuplot,
                         bool *drawn, pith_error *err);

/* figure_draw runs gnuplot on figures/<id>.gp (record_draw.c). */
pith_status figure_draw(const char *id, const char *folder, enum figure_gnuplot *gnuplot,
                        bool *drawn, pith_error *err);

/*
 * figure_inline appends gnuplot's SVG so that it can stand in an HTML page beside others: without
 * prolog, background, ids and definitions (figure_svg_defs, once a page), with colours
 * as "#0068a8" so that a style sheet can find and change them for the dark (record_svg.c).
 */
pith_status figure_inline(const char *path, const char *alt, struct buffer *out, pith_error *err);
extern const char figure_svg_defs[];

/* record_write_file writes a file below a folder, whole or not at all. */
pith_status record_write_file(const char *folder, const char *name, const char *extension,
                              const struct buffer *content, pith_error *err);

#endif
