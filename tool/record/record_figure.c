/*
 * record_figure.c - building a figure; its data as CSV, its gnuplot script; see record_figure.h.
 *
 * In the script panels stand in rows of f->across. One in a row has its key at the right; several
 * have one key above them all. Users' texts stand in single quotes, in which gnuplot knows nothing
 * but the doubled quote, and are drawn with "noenhanced". gnuplot lays out axes, ticks, labels and
 * keys; here stand the page's measures, and what gnuplot cannot know: how far an axis has to go at
 * least, and how many ticks a low panel has room for.
 */
#include "record/record_figure.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const inks[INK_COUNT] = {
    [INK_TEXT] = "#2b2b2b",   [INK_BLUE] = "#0068a8",   [INK_ORANGE] = "#c9560b",
    [INK_GREEN] = "#00805c",  [INK_PURPLE] = "#b0568f", [INK_SKY] = "#3f9fd6",
    [INK_YELLOW] = "#b58900", [INK_GREY] = "#858585",
};

double *figure_init(struct figure *f, const char *id, const char *x_column, const char *x_label,
                    size_t count)
{
    *f = (struct figure){.x_column = x_column, .x_label = x_label, .across = 1};
    snprintf(f->id, sizeof f->id, "%s", id);
    f->x = arena_array(&f->arena, count, sizeof *f->x);
    f->nothing = arena_array(&f->arena, count, sizeof *f->nothing);
    f->failed = !f->x || !f->nothing;
    f->count = f->failed ? 0 : count;
    return f->x;
}

void figure_fini(struct figure *f)
{
    arena_fini(&f->arena);
    *f = (struct figure){0};
}

const char *figure_text(struct figure *f, const char *format, ...)
{
    va_list args;
    struct buffer text = {0};
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    const char *kept = arena_take(&f->arena, &text);
    f->failed = f->failed || !kept;
    return kept ? kept : "";
}

struct figure_panel *figure_panel(struct figure *f, const char *title, enum figure_axis axis)
{
    static const struct figure_panel axes[] = {
        [AXIS_FREE] = {.low = NAN, .high = NAN},
        [AXIS_ZERO] = {.low = 0, .high = NAN},
        [AXIS_UNIT] = {.low = 0, .high = 1},
        [AXIS_STILL] = {.low = NAN, .high = NAN, .least = 0.01},
        [AXIS_LOG] = {.low = NAN, .high = NAN, .log = true}};
    struct figure_panel *p = arena_alloc(&f->arena, sizeof *p);
    struct figure_panel **place =
        p ? arena_push(&f->arena, (void **)&f->panels, &f->panel_count, sizeof *f->panels) : NULL;
    f->failed = f->failed || !place;
    if (place)
        *place = p;
    else
        p = &f->nowhere;
    *p = axes[axis];
    p->title = title;
    return p;
}

double *figure_line(struct figure *f, struct figure_panel *p, const char *column, const char *label,
                    enum figure_ink ink, enum figure_style style)
{
    double *y = arena_array(&f->arena, f->count, sizeof *y);
    struct figure_series *s =
        y ? arena_push(&f->arena, (void **)&p->series, &p->count, sizeof *p->series) : NULL;
    f->failed = f->failed || !s;
    if (!s)
        return f->nothing;
    for (size_t i = 0; i < f->count; i++)
        y[i] = NAN;
    *s = (struct figure_series){column, label, ink, style, y};
    return y;
}

void figure_level(struct figure *f, struct figure_panel *p, const char *column, const char *label,
                  enum figure_ink ink, double height)
{
    double *y = figure_line(f, p, column, label, ink, STYLE_DASHED);
    for (size_t i = 0; i < f->count; i++)
        y[i] = height;
}

bool figure_is_empty(const struct figure *f)
{
    for (size_t p = 0; p < f->panel_count; p++)
        for (size_t s = 0; s < f->panels[p]->count; s++)
            for (size_t i = 0; i < f->count; i++)
                if (isfinite(f->panels[p]->series[s].y[i]))
                    return false;
    return true;
}

/* --- CSV ----------------------------------------------------------------------------------- */

/* Appends a text on one line between quotes; a quote within it is doubled. */
static void append_quoted(struct buffer *out, char quote, const char *text)
{
    buffer_append_char(out, quote);
    for (; *text; text++) {
        buffer_append_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
        if (*text == quote)
            buffer_append_char(out, quote);
    }
    buffer_append_char(out, quote);
}

/* Nothing at all where there was no value: a line goes on across it. */
static void append_number(struct buffer *out, double value)
{
    if (!isnan(value))
        buffer_printf(out, "%.9g", value);
}

void figure_csv(const struct figure *f, struct buffer *out)
{
    append_quoted(out, '"', f->x_column);
    for (size_t p = 0; p < f->panel_count; p++)
        for (size_t s = 0; s < f->panels[p]->count; s++) {
            buffer_append_char(out, ',');
            append_quoted(out, '"', f->panels[p]->series[s].column);
        }
    buffer_append_char(out, '\n');
    for (size_t i = 0; i < f->count; i++) {
        append_number(out, f->x[i]);
        for (size_t p = 0; p < f->panel_count; p++)
            for (size_t s = 0; s < f->panels[p]->count; s++) {
                buffer_append_char(out, ',');
                append_number(out, f->panels[p]->series[s].y[i]);
            }
        buffer_append_char(out, '\n');
    }
}

/* --- the script: axes ------------------------------------------------------------------------- */

/* Pixels. */
enum {
    WIDTH = 760,
    LEFT = 62,       /* text of the y ticks */
    RIGHT = 16,      /* without a key */
    KEY_RIGHT = 190, /* room for a key at the right */
    TITLE = 30,      /* above a panel */
    X_TICKS = 24,    /* below a panel */
    X_TITLE = 24,    /* below the last */
    X_TICK = 56,     /* at least, from a tick to the next */
    Y_TICK = 32,
    KEY_LINE = 18,
    KEY_COLUMNS = 3 /* of the key above panels: maxcols */
};

#define INK_AXIS "#9a9a9a"
#define INK_GRID "#e4e4e4"
#define INK_TICK "#555555"

struct page {
    int width, height, top, right, rows, panel_height;
};

struct range {
    double low, high; /* NaN: nothing yet */
};

/* Widens a range to hold the values that have a place on the axis. */
static void hold(struct range *r, const double *values, size_t count, bool log)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(values[i]) || (log && values[i] <= 0))
            continue;
        r->low = fmin(r->low, values[i]);
        r->high = fmax(r->high, values[i]);
    }
}

/*
 * The distance of ticks, the next of 1, 2, 5, 10, ... that gives at most `most` of them; on a
 * logarithmic axis their ratio, a power of ten. Left to itself gnuplot sets 4 to 10, on an axis of
 * any length.
 */
static double tick_step(struct range r, bool log, int most)
{
    if (log)
        return pow(10, fmax(1, ceil(log10(r.high / r.low) / most)));
    double raw = (r.high - r.low) / most, power = pow(10, floor(log10(raw))), part = raw / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

/* The x axis ends where the data does, but for one point alone and for points on a log axis. */
static struct range x_range(const struct figure *f)
{
    struct range r = {(double)NAN, (double)NAN};
    hold(&r, f->x, f->count, f->x_log);
    if (f->x_log) {
        r.low /= 1.4;
        r.high *= 1.4;
    } else if (r.low == r.high) {
        r.low -= 0.5;
        r.high += 0.5;
    } else if (r.low > 0 && r.low < 0.02 * r.high) {
        r.low = 0; /* the middle of the first bin */
    }
    return r;
}

/*
 * The y axis holds the lines and the panel's own bounds. It is at least p->least times its largest
 * number wide, so that the last digits of a number do not look like a movement, and never too
 * narrow for ticks of six digits.
 */
static struct range y_range(const struct figure *f, const struct figure_panel *p)
{
    struct range r = {(double)NAN, (double)NAN};
    for (size_t s = 0; s < p->count; s++)
        hold(&r, p->series[s].y, f->count, p->log);
    const double bounds[] = {p->low, p->high};
    hold(&r, bounds, 2, p->log);
    double size = fmax(fabs(r.low), fabs(r.high));
    double lack = size ? fmax(p->least, 1e-4) * size - (r.high - r.low) : 1;
    if (!p->log && lack > 0) {
        r.low -= lack / 2;
        r.high += lack / 2;
    }
    return r;
}

/* Widens a range to the ticks that enclose it, two of them at least. */
static struct range to_ticks(struct range r, bool log, double step)
{
    const double slack = 1e-9; /* of a tick's distance: 0.3 / 0.1 is not 3 */
    if (log) {
        double low = floor(log10(r.low) + slack), high = ceil(log10(r.high) - slack);
        return (struct range){pow(10, low), pow(10, fmax(high, low + 1))};
    }
    return (struct range){floor(r.low / step + slack) * step, ceil(r.high / step - slack) * step};
}

static void append_axis(struct buffer *out, char axis, struct range r, bool log, double step)
{
    /* others are spelled "1×10^{-5}"; plain ones are half as long in an SVG */
    bool plain = !log && step >= 1e-4 && fmax(fabs(r.low), fabs(r.high)) < 1e6;
    buffer_printf(out, "%sset logscale %c\nset %crange [%.12g:%.12g]\nset %ctics ", log ? "" : "un",
                  axis, axis, r.low, r.high, axis);
    if (log && step > 10) /* gnuplot 5.4 looks for the first tick for ever when the step is 1e8 */
        buffer_printf(out, "%g,", pow(10, ceil(log10(r.low) - 1e-9)));
    buffer_printf(out, "%g\nset format %c '%s'\nset %ctics %senhanced\n", step, axis,
                  log ? "10^{%T}" : "%h", axis, plain ? "no" : "");
}

static void append_axes(struct buffer *out, const struct figure *f, const struct figure_panel *p,
                        const struct page *page)
{
    struct range x = x_range(f), y = y_range(f, p);
    int x_ticks = (page->width / f->across - LEFT - page->right) / X_TICK + 1;
    if (!isfinite(x.high - x.low) || !isfinite(y.high - y.low)) { /* nothing to draw */
        buffer_append_text(out, "set xrange [0:1]\nset yrange [0:1]\nunset logscale\n"
                                "set xtics ('' 0)\nset ytics ('' 0)\n");
        return;
    }
    double x_step = tick_step(x, f->x_log, x_ticks);
    double y_step = tick_step(y, p->log, page->panel_height / Y_TICK + 1);
    if (f->x_whole)
        x_step = fmax(x_step, 1);
    append_axis(out, 'x', x, f->x_log, x_step);
    append_axis(out, 'y', to_ticks(y, p->log, y_step), p->log, y_step);
}

/* --- lines --------------------------------------------------------------------------------- */

static double last_number(const double *y, size_t count)
{
    while (count > 0 && !isfinite(y[count - 1]))
        count--;
    return count ? y[count - 1] : -INFINITY;
}

/* The order of the key: that in which the lines end, from the top. */
static void order_by_end(const struct figure *f, const struct figure_panel *p, size_t *order)
{
    for (size_t s = 0; s < p->count; s++) {
        double end = last_number(p->series[s].y, f->count);
        size_t at = s;
        for (; at > 0 && last_number(p->series[order[at - 1]].y, f->count) < end; at--)
            order[at] = order[at - 1];
        order[at] = s;
    }
}

/* Lines of one colour and style in a panel have different dashes: a dash type's number. */
static int dash_of(const struct figure_panel *p, size_t s)
{
    int same = 0;
    for (size_t i = 0; i < s; i++)
        same += p->series[i].ink == p->series[s].ink && p->series[i].style == p->series[s].style;
    return p->series[s].label && p->series[s].style == STYLE_LINE ? same % 5 + 1 : 1;
}

static void append_style(struct buffer *out, const struct figure_panel *p, size_t s)
{
    const struct figure_series *line = &p->series[s];
    const char *ink = inks[line->ink];
    if (line->style == STYLE_DASHED)
        buffer_printf(out, " with lines lw 1.5 dt (5,4) lc rgb '%s'", ink);
    else if (line->style == STYLE_POINTS)
        buffer_printf(out, " with linespoints lw 1.7 pt 7 ps 0.55 lc rgb '%s'", ink);
    else
        buffer_printf(out, " with lines lw %s dt %d lc rgb '%s'",
                      line->style == STYLE_BOLD ? "2.6" : "1.7", dash_of(p, s), ink);
}

static void append_title(struct buffer *out, const char *label)
{
    buffer_append_text(out, label ? " title " : " notitle");
    if (label)
        append_quoted(out, '\'', label);
}

static size_t count_numbers(const struct figure *f, const struct figure_panel *p, size_t s)
{
    size_t numbers = 0;
    const double *y = p->series[s].y;
    for (size_t i = 0; i < f->count; i++)
        numbers += isfinite(y[i]) && (!p->log || y[i] > 0);
    return numbers;
}

/* The lines of a panel, of which `column` is the first in the data. */
static void append_lines(struct buffer *out, const struct figure *f, const struct figure_panel *p,
                         size_t column)
{
    size_t *order = array_calloc(p->count, sizeof *order);
    bool first = true;
    if (!order) {
        out->failed = true;
        return;
    }
    order_by_end(f, p, order);
    for (size_t i = 0; i < p->count; i++) {
        size_t s = order[i], numbers = count_numbers(f, p, s);
        if (numbers == 0)
            continue;
        buffer_printf(out, "%s data skip 1 using 1:%zu", first ? "plot" : ", \\\n    ", column + s);
        if (numbers > 1)
            append_style(out, p, s);
        else /* one number alone makes no line */
            buffer_printf(out, " with points pt 7 ps 0.6 lc rgb '%s'", inks[p->series[s].ink]);
        append_title(out, f->across == 1 ? p->series[s].label : NULL);
        first = false;
    }
    free(order);
    buffer_append_text(out, first ? "plot NaN notitle\n" : "\n");
}

/* --- page ---------------------------------------------------------------------------------- */

static size_t count_labels(const struct figure_panel *p)
{
    size_t labels = 0;
    for (size_t s = 0; s < p->count; s++)
        labels += p->series[s].label != NULL;
    return labels;
}

static struct page make_page(const struct figure *f)
{
    size_t across = (size_t)f->across, labels = 0;
    for (size_t p = 0; p < f->panel_count; p++)
        labels = count_labels(f->panels[p]) > labels ? count_labels(f->panels[p]) : labels;
    struct page page = {.width = WIDTH,
                        .right = labels && across == 1 ? KEY_RIGHT : RIGHT,
                        .rows = (int)((f->panel_count + across - 1) / across)};
    page.panel_height = f->panel_height ? f->panel_height : page.rows == 1 ? 250 : 190;
    if (across == 1 && page.panel_height < (int)labels * KEY_LINE)
        page.panel_height = (int)labels * KEY_LINE;
    if (across > 1)
        page.top = ((int)labels + KEY_COLUMNS - 1) / KEY_COLUMNS * KEY_LINE;
    page.height = page.top + page.rows * (TITLE + page.panel_height + X_TICKS) + X_TITLE;
    return page;
}

/* One script draws both pictures: it is loaded again by itself for the second. */
static void append_head(struct buffer *out, const struct figure *f, const struct page *page)
{
    double w = page->width, h = page->height;
    buffer_printf(
        out,
        "# %s.gp - a picture of an experiment record; drawn again by: gnuplot %s.gp\n"
        "# Data: ../csv/%s.csv\n"
        "if (!exists('kind')) { kind = 'svg' }\n"
        "set encoding utf8\n"
        "if (kind eq 'svg') {\n"
        "    set terminal svg size %d,%d dynamic enhanced font 'sans-serif,12' background "
        "'#ffffff'\n"
        "    small = ',11'\n"
        "} else {\n"
        "    set terminal pngcairo size %d,%d enhanced font 'sans-serif,9' fontscale 2 "
        "linewidth 2 dashlength 1.5 pointscale 2 background '#ffffff'\n"
        "    small = ',8'\n"
        "}\n"
        "set output '%s.' . kind\n"
        "data = '../csv/%s.csv'\n"
        "set datafile separator comma\n"
        "set datafile missing ''\n",
        f->id, f->id, f->id, page->width, page->height, 2 * page->width, 2 * page->height, f->id,
        f->id);
    buffer_printf(out,
                  "set key %s left top Left reverse noenhanced samplen 2 textcolor variable\n"
                  "set border 1 back lw 1 lc rgb '" INK_AXIS "'\n"
                  "set xtics nomirror out scale 0.5 textcolor rgb '" INK_TICK "' font small\n"
                  "set ytics nomirror scale 0 textcolor rgb '" INK_TICK "' font small\n"
                  "set grid noxtics ytics lt 1 lw 1 lc rgb '" INK_GRID "'\n"
                  "set multiplot layout %d,%d margins screen %.5f,screen %.5f,screen %.5f,screen "
                  "%.5f spacing screen %.5f,screen %.5f\n",
                  f->across == 1 ? "at graph 1.02,graph 1 vertical"
                                 : "at screen 0.07,screen 1 horizontal maxcols 3",
                  page->rows, f->across, LEFT / w, 1 - page->right / w, (X_TICKS + X_TITLE) / h,
                  1 - (page->top + TITLE) / h, (LEFT + page->right) / w, (TITLE + X_TICKS) / h);
}

static void append_panel(struct buffer *out, const struct figure *f, const struct page *page,
                         size_t index, size_t column)
{
    const struct figure_panel *p = f->panels[index];
    buffer_printf(out, "\n# panel %zu\nset label 1 ", index + 1);
    append_quoted(out, '\'', p->title);
    buffer_append_text(out, " at graph 0,graph 1 left offset 0,0.9 noenhanced"
                            " textcolor rgb '" INK_TICK "'\n");
    if (index + 1 == f->panel_count) {
        buffer_append_text(out, "set label 2 ");
        append_quoted(out, '\'', f->x_label);
        buffer_append_text(out, " at graph 1,graph 0 right offset 0,-2.1 noenhanced"
                                " textcolor rgb '" INK_TICK "'\n");
    }
    append_axes(out, f, p, page);
    append_lines(out, f, p, column);
}

/* One key for all panels, as a plot of nothing that lies over the whole page. */
static void append_key(struct buffer *out, const struct figure *f, const struct page *page)
{
    const struct figure_panel *p = f->panels[0];
    buffer_printf(out,
                  "\n# key\nset size 1,1\nset origin 0,0\n"
                  "set lmargin at screen %.5f\nset rmargin at screen 1\n"
                  "set bmargin at screen 0\nset tmargin at screen 1\n"
                  "set xrange [0:1]\nset yrange [0:1]\nunset logscale\n"
                  "unset border\nunset xtics\nunset ytics\nunset label\nplot NaN notitle",
                  (double)LEFT / page->width);
    for (size_t s = 0; s < p->count; s++)
        if (p->series[s].label) {
            buffer_append_text(out, ", \\\n     NaN");
            append_style(out, p, s);
            append_title(out, p->series[s].label);
        }
    buffer_append_char(out, '\n');
}

void figure_script(const struct figure *f, struct buffer *out)
{
    if (f->panel_count == 0) {
        buffer_append_text(out, "# nothing to draw\n");
        return;
    }
    struct page page = make_page(f);
    append_head(out, f, &page);
    for (size_t p = 0, column = 2; p < f->panel_count; column += f->panels[p]->count, p++)
        append_panel(out, f, &page, p, column);
    if (page.top)
        append_key(out, f, &page);
    buffer_printf(out,
                  "\nunset multiplot\nunset output\n"
                  "if (kind eq 'svg') { kind = 'png'; reset; load '%s.gp' }\n",
                  f->id);
}
