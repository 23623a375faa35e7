/*
 * record_plot.c - a figure as a gnuplot script: where panels, axes, lines and labels go.
 *
 *     struct figure ─figure_script→ text of figures/<id>.gp
 *
 * All places are reckoned here, in pixels of a page WIDTH wide, so that labels can stand at the
 * ends of their lines without covering each other. A figure of one column has them there; one with
 * several panels in a row has one legend above. Users' texts stand in single quotes, in which
 * gnuplot knows nothing but the doubled quote, and are drawn with "noenhanced".
 */
#include "record/record_axis.h"
#include "record/record_figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 760,
    LEFT = 62,   /* room for the text of ticks */
    RIGHT = 16,  /* without labels */
    ABOVE = 30,  /* a panel's title */
    BELOW = 24,  /* ticks of x */
    FOOT = 24,   /* title of x */
    LEGEND = 26, /* one line of it */
    LABEL_GAP = 15,
    CHARACTER = 8, /* width of one at 12 pixels, at most */
    LABELS = 64,   /* at most so many at the right of a panel */
};

/* The page, and one panel's drawing area on it; y counts from the top. */
struct page {
    int width, height, legend_lines, rows, panel_height, right;
};
struct area {
    double left, right, top, bottom;
};

#define INK_AXIS "#9a9a9a"
#define INK_GRID "#e4e4e4"
#define INK_TICK "#555555"

/* --- text ---------------------------------------------------------------------------------- */

static bool append_quoted(struct buffer *out, const char *text)
{
    bool ok = buffer_append_char(out, '\'');
    for (; *text && ok; text++) {
        char c = (unsigned char)*text < ' ' ? ' ' : *text;
        ok = (c != '\'' || buffer_append_char(out, c)) && buffer_append_char(out, c);
    }
    return ok && buffer_append_char(out, '\'');
}

/* Pixels that a text takes at 12 pixels: Chinese characters are square. */
static int text_width(const char *text)
{
    int width = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c & 0xC0) != 0x80)
            width += c >= 0xE3 ? 12 : CHARACTER;
    }
    return width;
}

static bool append_label(struct buffer *out, const struct page *page, const char *text, double x,
                         double y, const char *align, const char *ink)
{
    return buffer_append_text(out, "set label ") && append_quoted(out, text) &&
           buffer_printf(out, " at screen %.5f,%.5f %s noenhanced tc rgb '%s'\n", x / page->width,
                         1 - y / page->height, align, ink);
}

/* --- page ---------------------------------------------------------------------------------- */

static size_t count_labels(const struct figure_panel *p)
{
    size_t labels = 0;
    for (size_t s = 0; s < p->count; s++)
        labels += p->series[s].label != NULL;
    return labels;
}

static int legend_width(const struct figure_series *s)
{
    return 30 + text_width(s->label) + 18;
}

/* How many lines the legend of the first panel's series takes. */
static int legend_lines(const struct figure *f)
{
    int lines = 0, x = WIDTH;
    for (size_t s = 0; f->across > 1 && s < f->panels[0].count; s++) {
        if (!f->panels[0].series[s].label)
            continue;
        int width = legend_width(&f->panels[0].series[s]);
        if (x + width > WIDTH) {
            lines++;
            x = LEFT;
        }
        x += width;
    }
    return lines;
}

static struct page make_page(const struct figure *f)
{
    struct page page = {.width = WIDTH, .right = RIGHT};
    page.rows = (int)((f->panel_count + (size_t)f->across - 1) / (size_t)f->across);
    page.panel_height = f->panel_height ? f->panel_height : page.rows == 1 ? 250 : 190;
    if (f->across == 1) {
        for (size_t p = 0; p < f->panel_count; p++) {
            int needed = (int)count_labels(&f->panels[p]) * LABEL_GAP + 6;
            page.panel_height = needed > page.panel_height ? needed : page.panel_height;
            for (size_t s = 0; s < f->panels[p].count; s++) {
                const char *label = f->panels[p].series[s].label;
                int width = label ? text_width(label) + 22 : 0;
                page.right = width > page.right ? width : page.right;
            }
        }
        if (page.right > WIDTH / 3)
            page.right = WIDTH / 3;
    }
    page.legend_lines = legend_lines(f);
    page.height =
        page.legend_lines * LEGEND + page.rows * (ABOVE + page.panel_height + BELOW) + FOOT;
    return page;
}

static struct area place_panel(const struct figure *f, const struct page *page, size_t index)
{
    int row = (int)index / f->across, column = (int)index % f->across;
    double cell = (double)page->width / f->across;
    double top = page->legend_lines * LEGEND + row * (ABOVE + page->panel_height + BELOW) + ABOVE;
    return (struct area){.left = column * cell + LEFT,
                         .right = (column + 1) * cell - page->right,
                         .top = top,
                         .bottom = top + page->panel_height};
}

static bool append_legend(struct buffer *out, const struct figure *f, const struct page *page)
{
    int x = LEFT, line = 0;
    bool ok = true;
    for (size_t i = 0; page->legend_lines && i < f->panels[0].count && ok; i++) {
        const struct figure_series *s = &f->panels[0].series[i];
        if (!s->label)
            continue;
        if (x + legend_width(s) > WIDTH && x > LEFT) {
            line++;
            x = LEFT;
        }
        double y = line * LEGEND + 14;
        ok = buffer_printf(out,
                           "set arrow from screen %.5f,%.5f to screen %.5f,%.5f nohead lw 2 lc rgb "
                           "'%s'%s\n",
                           (double)x / page->width, 1 - y / page->height,
                           (double)(x + 22) / page->width, 1 - y / page->height,
                           figure_ink_hex(s->ink), s->style == STYLE_DASHED ? " dt (5,4)" : "") &&
             append_label(out, page, s->label, x + 28, y, "left", figure_ink_hex(s->ink));
        x += legend_width(s);
    }
    return ok;
}

/* --- axes ---------------------------------------------------------------------------------- */

/* A little air above and below, except where the panel says itself where an axis ends. */
static struct axis_span panel_span(const struct figure *f, const struct figure_panel *p)
{
    struct axis_span span = axis_span_new(p->log);
    for (size_t s = 0; s < p->count; s++)
        axis_span_add(&span, p->series[s].y, f->count);
    double bounds[] = {p->low, p->high}, low = span.low, high = span.high;
    axis_span_add(&span, bounds, 2);
    double air = 0.06 * (span.high - span.low);
    if (!(p->low <= low) && isfinite(low))
        span.low = p->log ? low / 1.3 : low - air;
    if (!(p->high >= high) && isfinite(high))
        span.high = p->log ? high * 1.3 : high + air;
    return span;
}

static bool make_x(const struct figure *f, int ticks, struct axis *x)
{
    struct axis_span span = axis_span_new(f->x_log);
    span.whole = f->x_whole;
    axis_span_add(&span, f->x, f->count);
    if (f->x_log) {
        span.low /= 1.4;
        span.high *= 1.4;
    } else if (span.low == span.high) {
        span.low -= 0.5;
        span.high += 0.5;
    } else if (span.low > 0 && span.low < 0.02 * span.high) {
        span.low = 0; /* the middle of the first bin */
    }
    return axis_make(x, &span, ticks, 0);
}

static bool append_axis(struct buffer *out, char name, const struct axis *axis)
{
    bool ok = buffer_printf(out, "set %crange [%.12g:%.12g]\n%sset logscale %c\nset %ctics (", name,
                            axis->low, axis->high, axis->log ? "" : "un", name, name);
    for (int i = 0; i < axis->count && ok; i++)
        ok = buffer_printf(out, "%s'%s' %.12g", i ? ", " : "", axis->text[i], axis->at[i]);
    return ok && buffer_append_text(out, ")\n");
}

/* --- labels at the ends of lines ----------------------------------------------------------- */

struct end_label {
    double y; /* pixels from the top */
    const struct figure_series *series;
};

static int higher_first(const void *a, const void *b)
{
    const struct end_label *p = a, *q = b;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return (p->series > q->series) - (p->series < q->series);
}

static double last_number(const double *y, size_t count)
{
    while (count > 0 && !isfinite(y[count - 1]))
        count--;
    return count ? y[count - 1] : NAN;
}

/* Pushes labels down until none covers the one above, and up again from the lower edge. */
static void spread_labels(struct end_label *labels, size_t count, const struct area *area)
{
    qsort(labels, count, sizeof *labels, higher_first);
    for (size_t i = 1; i < count; i++)
        labels[i].y = fmax(labels[i].y, labels[i - 1].y + LABEL_GAP);
    double limit = area->bottom - 2;
    for (size_t i = count; i-- > 0; limit = labels[i].y - LABEL_GAP)
        labels[i].y = fmin(labels[i].y, limit);
}

static bool append_end_labels(struct buffer *out, const struct figure *f, const struct page *page,
                              const struct figure_panel *p, const struct area *area,
                              const struct axis *y)
{
    struct end_label labels[LABELS];
    size_t count = 0;
    for (size_t s = 0; s < p->count && count < LABELS; s++) {
        double last = last_number(p->series[s].y, f->count);
        if (!p->series[s].label || !isfinite(last) || (y->log && last <= 0))
            continue;
        double place = fmin(1, fmax(0, axis_place(y, last)));
        labels[count++] =
            (struct end_label){area->bottom - place * (area->bottom - area->top), &p->series[s]};
    }
    spread_labels(labels, count, area);
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++)
        ok = append_label(out, page, labels[i].series->label, area->right + 8, labels[i].y, "left",
                          figure_ink_hex(labels[i].series->ink));
    return ok;
}

/* --- panels -------------------------------------------------------------------------------- */

static size_t count_numbers(const double *y, size_t count, bool log)
{
    size_t numbers = 0;
    for (size_t i = 0; i < count; i++)
        numbers += isfinite(y[i]) && (!log || y[i] > 0);
    return numbers;
}

static bool append_lines(struct buffer *out, const struct figure *f, const struct figure_panel *p,
                         size_t column)
{
    bool ok = buffer_append_text(out, "plot"), first = true;
    for (size_t s = 0; s < p->count && ok; s++) {
        const struct figure_series *line = &p->series[s];
        static const char *const styles[] = {[STYLE_LINE] = "lines lw 1.7",
                                             [STYLE_BOLD] = "lines lw 2.6",
                                             [STYLE_DASHED] = "lines lw 1.5 dt (5,4)",
                                             [STYLE_POINTS] = "linespoints lw 1.7 pt 7 ps 0.55"};
        size_t numbers = count_numbers(line->y, f->count, p->log);
        if (numbers == 0)
            continue;
        /* one number alone makes no line */
        const char *style = numbers == 1 ? "points pt 7 ps 0.6" : styles[line->style];
        ok = buffer_printf(out, "%s data skip 1 using 1:%zu with %s lc rgb '%s'", first ? "" : ",",
                           column + s, style, figure_ink_hex(line->ink));
        first = false;
    }
    return ok && buffer_append_text(out, first ? " NaN\n" : "\n");
}

static bool append_panel(struct buffer *out, const struct figure *f, const struct page *page,
                         size_t index, size_t column)
{
    const struct figure_panel *p = &f->panels[index];
    struct area area = place_panel(f, page, index);
    struct axis x, y;
    struct axis_span span = panel_span(f, p);
    bool drawable = make_x(f, (int)((area.right - area.left) / 60) + 1, &x);
    drawable = axis_make(&y, &span, page->panel_height / 32 + 1, p->least) && drawable;
    bool ok =
        buffer_printf(out,
                      "\n# panel %zu\nset lmargin at screen %.5f\nset rmargin at screen %.5f\n"
                      "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
                      index + 1, area.left / page->width, area.right / page->width,
                      1 - area.top / page->height, 1 - area.bottom / page->height) &&
        buffer_append_text(out, "unset label\nunset arrow\n") &&
        (index > 0 || append_legend(out, f, page)) &&
        append_label(out, page, p->title, area.left, area.top - 14, "left", INK_TICK);
    if (!drawable)
        return ok && buffer_append_text(out, "set xrange [0:1]\nset yrange [0:1]\nunset logscale\n"
                                             "set xtics ()\nset ytics ()\nplot NaN\n");
    if (ok && index + 1 == f->panel_count)
        ok = append_label(out, page, f->x_label, area.right, page->height - 14, "right", INK_TICK);
    if (ok && f->across == 1)
        ok = append_end_labels(out, f, page, p, &area, &y);
    return ok && append_axis(out, 'x', &x) && append_axis(out, 'y', &y) &&
           append_lines(out, f, p, column);
}

/* One script draws both pictures: it is loaded again by itself for the second. */
static bool append_head(struct buffer *out, const struct figure *f, const struct page *page)
{
    return buffer_printf(
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
        "    set terminal pngcairo size %d,%d enhanced font 'sans-serif,9' fontscale 2 linewidth 2"
        " dashlength 1.5 pointscale 2 background '#ffffff'\n"
        "    small = ',8'\n"
        "}\n"
        "set output '%s.' . kind\n"
        "data = '../csv/%s.csv'\n"
        "set datafile separator comma\n"
        "set datafile missing ''\n"
        "unset key\n"
        "set border 1 back lw 1 lc rgb '" INK_AXIS "'\n"
        "set xtics nomirror out scale 0.5 textcolor rgb '" INK_TICK "' font small\n"
        "set ytics nomirror scale 0 textcolor rgb '" INK_TICK "' font small\n"
        "set grid noxtics ytics lt 1 lw 1 lc rgb '" INK_GRID "'\n"
        "set multiplot\n",
        f->id, f->id, f->id, page->width, page->height, 2 * page->width, 2 * page->height, f->id,
        f->id);
}

bool figure_script(const struct figure *f, struct buffer *out)
{
    if (f->panel_count == 0)
        return buffer_append_text(out, "# nothing to draw\n");
    struct page page = make_page(f);
    bool ok = append_head(out, f, &page);
    for (size_t p = 0, column = 2; p < f->panel_count && ok; column += f->panels[p].count, p++)
        ok = append_panel(out, f, &page, p, column);
    return ok && buffer_printf(out,
                               "\nunset multiplot\nunset output\n"
                               "if (kind eq 'svg') { kind = 'png'; reset; load '%s.gp' }\n",
                               f->id);
}
