/*
 * record_figure.h - one figure of the record: data, and how it is to be drawn.
 *
 *     figure_init, figure_panel, figure_line ─→ struct figure ─figure_csv→ csv/<id>.csv
 *                                                   └─figure_script→ figures/<id>.gp
 *
 * A figure has one x and any number of panels, each with lines over it. A line's numbers are NaN
 * where it has none. The figure owns all its memory. Knows nothing of runs or of the store.
 */
#ifndef PITH_RECORD_RECORD_FIGURE_H
#define PITH_RECORD_RECORD_FIGURE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>

/* Colours that a colour-blind reader can tell apart (after Okabe and Ito), less saturated. */
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

enum figure_style { STYLE_LINE, STYLE_BOLD, STYLE_DASHED, STYLE_POINTS };

struct figure_series {
    const char *column; /* heading in the CSV */
    const char *label;  /* in the key; NULL = not there */
    enum figure_ink ink;
    enum figure_style style;
    double *y; /* [figure.count] */
};

/* How far the y axis of a panel goes beyond its lines. */
enum figure_axis {
    AXIS_FREE,
    AXIS_ZERO,  /* from 0 */
    AXIS_UNIT,  /* 0 to 1 */
    AXIS_STILL, /* wide enough for what does not move to look so */
    AXIS_LOG    /* logarithmic */
};

struct figure_panel {
    const char *title; /* what the y axis shows, with its unit */
    bool log;
    double low, high; /* the axis holds these too; NaN = nothing */
    double least;     /* the axis is at least so wide, in parts of its largest number */
    struct figure_series *series;
    size_t count;
};

struct figure {
    char id[96]; /* "run-3-loss": name of its files; only [a-z0-9-] */
    const char *x_label, *x_column;
    bool x_log, x_whole;
    double *x; /* [count], ascending */
    size_t count;
    int across;       /* panels in a row */
    int panel_height; /* pixels of a panel's drawing area; 0 = the usual for that many panels */
    struct figure_panel **panels;
    size_t panel_count;
    struct figure_panel
        nowhere;     /* what figure_panel and figure_line give when there is no memory */
    double *nothing; /* [count] */
    struct arena arena;
    bool failed; /* out of memory; who writes the figure reports it */
};

/*
 * figure_init makes an empty figure over `count` places and returns them, x[count], to be filled;
 * texts must outlive the figure, or be figure_text's. NULL, and no place, when out of memory.
 */
double *figure_init(struct figure *f, const char *id, const char *x_column, const char *x_label,
                    size_t count);
void figure_fini(struct figure *f);

/* figure_text makes a text that lives as long as the figure; "" when out of memory. */
const char *figure_text(struct figure *f, const char *format, ...) ERROR_PRINTF(2, 3);

/* figure_panel adds a panel. */
struct figure_panel *figure_panel(struct figure *f, const char *title, enum figure_axis axis);

/* figure_line adds a line to a panel and returns its y[count], all NaN. */
double *figure_line(struct figure *f, struct figure_panel *p, const char *column, const char *label,
                    enum figure_ink ink, enum figure_style style);

/* figure_level adds a dashed line at one height. */
void figure_level(struct figure *f, struct figure_panel *p, const char *column, const char *label,
                  enum figure_ink ink, double height);

/* figure_is_empty: no line has a number. */
bool figure_is_empty(const struct figure *f);

/* figure_csv appends the data as CSV (RFC 4180, with headings; no number: empty). */
void figure_csv(const struct figure *f, struct buffer *out);

/* figure_script appends the gnuplot script, which reads ../csv/<id>.csv. */
void figure_script(const struct figure *f, struct buffer *out);

#endif
