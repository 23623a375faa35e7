/* record_figure.c - building a figure, and its data as CSV; see record_figure.h. */
#include "record/record_figure.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *figure_ink_hex(enum figure_ink ink)
{
    static const char *const inks[INK_COUNT] = {
        [INK_TEXT] = "#2b2b2b",   [INK_BLUE] = "#0068a8",   [INK_ORANGE] = "#c9560b",
        [INK_GREEN] = "#00805c",  [INK_PURPLE] = "#b0568f", [INK_SKY] = "#3f9fd6",
        [INK_YELLOW] = "#b58900", [INK_GREY] = "#858585",
    };
    return inks[ink];
}

double *figure_init(struct figure *f, const char *id, const char *x_column, const char *x_label,
                    size_t count)
{
    *f = (struct figure){.x_column = x_column, .x_label = x_label, .across = 1};
    snprintf(f->id, sizeof f->id, "%s", id);
    f->x = arena_array(&f->arena, count, sizeof *f->x);
    f->count = f->x ? count : 0;
    f->failed = !f->x;
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
    bool ok = buffer_vprintf(&text, format, args);
    va_end(args);
    const char *kept = ok ? arena_text(&f->arena, text.data, text.size) : NULL;
    f->failed = f->failed || !kept;
    buffer_fini(&text);
    return kept ? kept : "";
}

struct figure_panel *figure_panel(struct figure *f, const char *title)
{
    struct figure_panel *p = arena_alloc(&f->arena, sizeof *p);
    struct figure_panel **place =
        p ? arena_push(&f->arena, (void **)&f->panels, &f->panel_count, sizeof *f->panels) : NULL;
    f->failed = f->failed || !place;
    if (place)
        *place = p;
    else
        p = &f->nowhere;
    *p = (struct figure_panel){.title = title, .low = NAN, .high = NAN};
    return p;
}

double *figure_line(struct figure *f, struct figure_panel *p, const char *column, const char *label,
                    enum figure_ink ink, enum figure_style style)
{
    double *y = arena_array(&f->arena, f->count, sizeof *y);
    struct figure_series *s =
        y ? arena_push(&f->arena, (void **)&p->series, &p->count, sizeof *p->series) : NULL;
    if (!s) {
        f->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < f->count; i++)
        y[i] = NAN;
    *s = (struct figure_series){column, label, ink, style, y};
    return y;
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

void figure_quote(struct buffer *out, char quote, const char *text)
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
    figure_quote(out, '"', f->x_column);
    for (size_t p = 0; p < f->panel_count; p++)
        for (size_t s = 0; s < f->panels[p]->count; s++) {
            buffer_append_char(out, ',');
            figure_quote(out, '"', f->panels[p]->series[s].column);
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
