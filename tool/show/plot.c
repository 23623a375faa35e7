/* plot.c - curves in a terminal; see plot.h. */
#include "show/plot.h"

#include "cli/terminal.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LABEL = 10, /* columns for a number of the y axis */
    NUMBER = 32
};

static const char marks[] = "*o+x#@%&ABCDEFGH";        /* one a series */
static const int colours[] = {36, 33, 35, 32, 34, 31}; /* ANSI, in turn */

/* The range of an axis, in the units that are drawn (perhaps logarithms). */
struct range {
    double low, high;
};

/* Characters, each with dots (braille, 2 x 4) or one mark; owner: number of the series + 1. */
struct canvas {
    int width, height;
    int across, down; /* dots a character */
    uint8_t *dots, *owner;
};

struct plot_style plot_style_of_terminal(int height)
{
    return (struct plot_style){.width = cli_width(),
                               .height = height,
                               .utf8 = cli_utf8(),
                               .colour = cli_has_colour(stdout)};
}

/* --- ranges and numbers --------------------------------------------------------------------- */

static double series_x(const struct plot_series *s, size_t i)
{
    return s->x ? s->x[i] : (double)i;
}

/* The y that is drawn; NaN for what cannot be. */
static double series_y(const struct plot_series *s, size_t i, bool logarithmic)
{
    double y = s->y[i];
    if (logarithmic)
        y = y > 0 ? log10(y) : (double)NAN;
    return isfinite(y) && isfinite(series_x(s, i)) ? y : (double)NAN;
}

static void range_extend(struct range *r, double value)
{
    r->low = fmin(r->low, value);
    r->high = fmax(r->high, value);
}

/* A range of one number, or of one and its rounding, gets room on both sides. */
static void range_widen(struct range *r)
{
    double size = fmax(fabs(r->low), fabs(r->high));
    if (r->high - r->low > size * 1e-6)
        return;
    double room = size > 0 ? size * 0.1 : 1;
    r->low -= room;
    r->high += room;
}

static bool find_ranges(const struct plot_series *series, size_t count, bool logarithmic,
                        struct range *x, struct range *y)
{
    bool any = false;
    *x = *y = (struct range){(double)INFINITY, -(double)INFINITY};
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < series[k].count; i++) {
            double value = series_y(&series[k], i, logarithmic);
            if (isnan(value))
                continue;
            any = true;
            range_extend(y, value);
            range_extend(x, series_x(&series[k], i));
        }
    range_widen(x);
    range_widen(y);
    return any && isfinite(x->high - x->low) && isfinite(y->high - y->low);
}

/* The smallest of 1, 2, 5 · 10^k that cuts a range into at most `pieces`. */
static double tick_step(const struct range *r, int pieces)
{
    double rough = (r->high - r->low) / (pieces > 1 ? pieces : 1);
    double power = pow(10, floor(log10(rough)));
    double part = rough / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

/* As short as `step` allows: neighbours must differ, and 0 is 0. */
static const char *format_tick(double value, double step, bool logarithmic, char *out, size_t size)
{
    if (fabs(value) < step * 1e-6)
        value = 0;
    if (logarithmic)
        snprintf(out, size, "%.3g", pow(10, value));
    else if (fabs(value) >= 1e6 || (step < 1e-4 && step > 0))
        snprintf(out, size, "%.3g", value);
    else
        snprintf(out, size, "%.*f", step >= 1 ? 0 : (int)ceil(-log10(step) - 1e-9), value);
    return out;
}

/* --- drawing -------------------------------------------------------------------------------- */

static void put_dot(struct canvas *c, int x, int y, size_t series, bool reference)
{
    static const uint8_t braille[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    if (reference && x % (c->across * 2) != 0)
        return;
    size_t cell = (size_t)(y / c->down) * (size_t)c->width + (size_t)(x / c->across);
    if (reference && c->owner[cell] && c->across == 1)
        return; /* a mark goes before */
    c->dots[cell] |= c->across == 2 ? braille[y % 4][x % 2] : 1;
    if (!reference || !c->owner[cell])
        c->owner[cell] = (uint8_t)(series + 1);
}

/* Bresenham's line from (x0, y0) to (x1, y1), both drawn. */
static void put_line(struct canvas *c, int x0, int y0, int x1, int y1, size_t series,
                     bool reference)
{
    int dx = abs(x1 - x0), dy = -abs(y1 - y0), sx = x0 < x1 ? 1 : -1, sy = y0 < y1 ? 1 : -1;
    for (int error = dx + dy;;) {
        put_dot(c, x0, y0, series, reference);
        if (x0 == x1 && y0 == y1)
            return;
        int twice = 2 * error;
        if (twice >= dy) {
            error += dy;
            x0 += sx;
        }
        if (twice <= dx) {
            error += dx;
            y0 += sy;
        }
    }
}

/* Where a value stands among `places` dots. */
static int place(double value, const struct range *r, int places)
{
    double share = (value - r->low) / (r->high - r->low);
    int at = (int)lround(share * (places - 1));
    return at < 0 ? 0 : at >= places ? places - 1 : at;
}

static void draw_series(struct canvas *c, const struct plot_series *s, size_t number,
                        const struct range *xr, const struct range *yr, bool logarithmic)
{
    int columns = c->width * c->across, rows = c->height * c->down, x0 = -1, y0 = 0;
    for (size_t i = 0; i < s->count; i++) {
        double value = series_y(s, i, logarithmic);
        if (isnan(value))
            continue;
        int x = place(series_x(s, i), xr, columns), y = rows - 1 - place(value, yr, rows);
        put_line(c, x0 < 0 ? x : x0, x0 < 0 ? y : y0, x, y, number, s->reference);
        x0 = x;
        y0 = y;
    }
}

/* --- writing -------------------------------------------------------------------------------- */

/* A series' mark: in its colour, or faint for a reference. */
static void write_coloured(const struct plot_series *series, size_t k, const char *mark,
                           bool colour, struct buffer *out)
{
    if (!colour)
        buffer_append_text(out, mark);
    else if (series->reference)
        buffer_printf(out, "\033[2m%s\033[0m", mark);
    else
        buffer_printf(out, "\033[%dm%s\033[0m", colours[k % (sizeof colours / sizeof *colours)],
                      mark);
}

/* One character of the field: braille dots or a mark, in its colour. */
static void write_cell(const struct canvas *c, size_t cell, const struct plot_series *series,
                       bool colour, struct buffer *out)
{
    size_t owner = c->owner[cell];
    if (!owner) {
        buffer_append_char(out, ' ');
        return;
    }
    char bytes[4] = {0};
    if (c->across == 2) { /* U+2800 + dots, in UTF-8 */
        bytes[0] = (char)0xe2;
        bytes[1] = (char)(0xa0 | (c->dots[cell] >> 6));
        bytes[2] = (char)(0x80 | (c->dots[cell] & 0x3f));
    } else {
        bytes[0] = series[owner - 1].reference ? '.' : marks[(owner - 1) % (sizeof marks - 1)];
    }
    write_coloured(&series[owner - 1], owner - 1, bytes, colour, out);
}

/* Rows from above, numbers where a tick falls on one. */
static void write_field(const struct canvas *c, const struct plot_series *series,
                        const struct range *y, const struct plot_style *style, struct buffer *out)
{
    double step = tick_step(y, c->height / 2), first = ceil(y->low / step - 1e-9) * step;
    for (int row = 0; row < c->height; row++) {
        char number[NUMBER] = "";
        for (double tick = first; tick <= y->high + step * 1e-6; tick += step)
            if (c->height - 1 - place(tick, y, c->height) == row)
                format_tick(tick, step, style->logarithmic, number, sizeof number);
        const char *axis = style->utf8 ? (*number ? "┤" : "│") : (*number ? "+" : "|");
        buffer_printf(out, "%*s %s", LABEL, number, axis);
        for (int column = 0; column < c->width; column++)
            write_cell(c, (size_t)row * (size_t)c->width + (size_t)column, series, style->colour,
                       out);
        while (out->size && out->data[out->size - 1] == ' ')
            out->data[--out->size] = '\0';
        buffer_append_char(out, '\n');
    }
}

/* The x axis: a line with ticks, and their numbers below where there is room. */
static void write_x_axis(int width, const struct range *x, bool utf8, struct buffer *out)
{
    double step = tick_step(x, width / 12), first = ceil(x->low / step - 1e-9) * step;
    char below[PLOT_WIDTH_MAX + NUMBER] = "";
    int used = 0;
    buffer_printf(out, "%*s %s", LABEL, "", utf8 ? "└" : "+");
    double tick = first;
    for (int column = 0; column < width; column++) {
        bool here = tick <= x->high + step * 1e-6 && place(tick, x, width) == column;
        buffer_append_text(out, utf8 ? (here ? "┬" : "─") : (here ? "+" : "-"));
        if (!here)
            continue;
        char number[NUMBER];
        format_tick(tick, step, false, number, sizeof number);
        int size = (int)strlen(number), at = column - size / 2;
        at = at < 0 ? 0 : at + size > width ? width - size : at;
        if (at >= 0 && (!used || at > used)) {
            memset(below + used, ' ', (size_t)(at - used));
            memcpy(below + at, number, (size_t)size + 1);
            used = at + size;
        }
        tick += step;
    }
    buffer_printf(out, "\n%*s  %s\n", LABEL, "", below);
}

static void write_legend(const struct canvas *c, const struct plot_series *series, size_t count,
                         const struct plot_style *style, struct buffer *out)
{
    for (size_t k = 0; k < count; k++) {
        if (!series[k].name)
            continue;
        char mark[8] = {series[k].reference ? '.' : marks[k % (sizeof marks - 1)]};
        if (c->across == 2)
            snprintf(mark, sizeof mark, "%s", series[k].reference ? "⠂" : "⠒");
        buffer_printf(out, "%*s  ", LABEL, "");
        write_coloured(&series[k], k, mark, style->colour, out);
        buffer_printf(out, " %s\n", series[k].name);
    }
}

static int between(int low, int value, int high)
{
    return value < low ? low : value > high ? high : value;
}

/* Braille where one line is drawn, or where colours tell several apart. */
static bool canvas_init(struct canvas *c, const struct plot_series *series, size_t count,
                        const struct plot_style *style)
{
    size_t lines = 0;
    for (size_t k = 0; k < count; k++)
        lines += !series[k].reference;
    bool dots = style->utf8 && (lines <= 1 || style->colour);
    *c = (struct canvas){.width = between(PLOT_WIDTH_MIN, style->width, PLOT_WIDTH_MAX) - LABEL - 2,
                         .height = between(2, style->height, PLOT_HEIGHT_MAX),
                         .across = dots ? 2 : 1,
                         .down = dots ? 4 : 1};
    c->dots = array_calloc((size_t)c->width * (size_t)c->height, 1);
    c->owner = array_calloc((size_t)c->width * (size_t)c->height, 1);
    return c->dots && c->owner;
}

void plot_lines(const struct plot_series *series, size_t count, const struct plot_style *style,
                struct buffer *out)
{
    struct canvas c;
    struct range x, y;
    count = count < PLOT_SERIES_MAX ? count : PLOT_SERIES_MAX;
    if (!find_ranges(series, count, style->logarithmic, &x, &y)) {
        buffer_printf(out, "%*s  (nothing to draw)\n", LABEL, "");
        return;
    }
    if (canvas_init(&c, series, count, style)) {
        for (int lines = 0; lines < 2; lines++) /* references first: lines go over them */
            for (size_t k = 0; k < count; k++)
                if (series[k].reference == !lines)
                    draw_series(&c, &series[k], k, &x, &y, style->logarithmic);
        write_field(&c, series, &y, style, out);
        write_x_axis(c.width, &x, style->utf8, out);
        write_legend(&c, series, count, style, out);
    } else {
        out->failed = true;
    }
    free(c.dots);
    free(c.owner);
}

/* --- sparkline ------------------------------------------------------------------------------ */

/* The mean of the finite among y[from, to), NaN when there is none. */
static double finite_mean(const double *y, size_t from, size_t to)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        if (isfinite(y[i])) {
            sum += y[i];
            n++;
        }
    return n ? sum / (double)n : (double)NAN;
}

void plot_sparkline(const double *y, size_t count, int width, bool utf8, struct buffer *out)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char ascii[] = "_.-=+*%#";
    size_t cells = (size_t)between(1, width, PLOT_WIDTH_MAX);
    double means[PLOT_WIDTH_MAX];
    struct range r = {(double)INFINITY, -(double)INFINITY};
    cells = count < cells ? count : cells;
    for (size_t i = 0; i < cells; i++) {
        means[i] = finite_mean(y, count * i / cells, count * (i + 1) / cells);
        if (!isnan(means[i]))
            range_extend(&r, means[i]);
    }
    bool flat = !(r.high > r.low);
    for (size_t i = 0; i < cells; i++) {
        int level = isnan(means[i]) ? -1 : flat ? 0 : place(means[i], &r, 8);
        if (level < 0)
            buffer_append_char(out, ' ');
        else if (utf8)
            buffer_append_text(out, blocks[level]);
        else
            buffer_append_char(out, ascii[level]);
    }
}
