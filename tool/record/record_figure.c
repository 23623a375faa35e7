/* record_figure.c - building a figure, its CSV and its files; see record_figure.h. */
#include "record/record_figure.h"

#include "base/error.h"
#include "base/file.h"

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

void figure_init(struct figure *f, const char *id, const char *x_column, const char *x_label,
                 const double *x, size_t count)
{
    *f = (struct figure){.x_column = x_column, .x_label = x_label, .across = 1, .count = count};
    snprintf(f->id, sizeof f->id, "%s", id);
    f->x = arena_array(&f->arena, count ? count : 1, sizeof *f->x);
    if (!f->x) {
        f->failed = true;
        f->count = 0;
    } else if (count) {
        memcpy(f->x, x, count * sizeof *x);
    }
}

void figure_fini(struct figure *f)
{
    arena_fini(&f->arena);
    *f = (struct figure){0};
}

const char *figure_text(struct figure *f, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *text = size < 0 ? NULL : arena_alloc(&f->arena, (size_t)size + 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(args);
    if (!text)
        f->failed = true;
    return text ? text : "";
}

/* Room for one more of an array in the arena: it doubles, the old one stays behind. */
static bool grow(struct figure *f, void **items, size_t count, size_t *capacity, size_t width)
{
    if (count < *capacity)
        return true;
    size_t more = *capacity ? 2 * *capacity : 8;
    void *wider = arena_array(&f->arena, more, width);
    if (!wider) {
        f->failed = true;
        return false;
    }
    if (count)
        memcpy(wider, *items, count * width);
    *items = wider;
    *capacity = more;
    return true;
}

struct figure_panel *figure_panel(struct figure *f, const char *title)
{
    if (grow(f, (void **)&f->panels, f->panel_count, &f->panel_capacity, sizeof *f->panels))
        f->panel_count++;
    struct figure_panel *p = f->panel_count ? &f->panels[f->panel_count - 1] : &f->nowhere;
    *p = (struct figure_panel){.title = title, .low = NAN, .high = NAN};
    return p;
}

double *figure_line(struct figure *f, const char *column, const char *label, enum figure_ink ink,
                    enum figure_style style)
{
    if (f->panel_count == 0)
        return NULL;
    struct figure_panel *p = &f->panels[f->panel_count - 1];
    double *y = arena_array(&f->arena, f->count ? f->count : 1, sizeof *y);
    if (!y || !grow(f, (void **)&p->series, p->count, &p->capacity, sizeof *p->series)) {
        f->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < f->count; i++)
        y[i] = NAN;
    p->series[p->count++] = (struct figure_series){column, label, ink, style, y};
    return y;
}

void figure_copy(struct figure *f, const char *column, const char *label, enum figure_ink ink,
                 enum figure_style style, const double *values)
{
    double *y = values ? figure_line(f, column, label, ink, style) : NULL;
    if (y && f->count)
        memcpy(y, values, f->count * sizeof *y);
}

bool figure_is_empty(const struct figure *f)
{
    for (size_t p = 0; p < f->panel_count; p++)
        for (size_t s = 0; s < f->panels[p].count; s++)
            for (size_t i = 0; i < f->count; i++)
                if (isfinite(f->panels[p].series[s].y[i]))
                    return false;
    return true;
}

/* --- CSV ----------------------------------------------------------------------------------- */

/* A heading: always quoted, on one line; a quote is doubled. */
static bool append_heading(struct buffer *out, const char *text)
{
    bool ok = buffer_append_char(out, '"');
    for (; *text && ok; text++) {
        char c = (unsigned char)*text < ' ' ? ' ' : *text;
        ok = (c != '"' || buffer_append_char(out, c)) && buffer_append_char(out, c);
    }
    return ok && buffer_append_char(out, '"');
}

/* Nothing at all where there was no value: a line goes on across it. */
static bool append_number(struct buffer *out, double value)
{
    return isnan(value) || buffer_printf(out, "%.9g", value);
}

bool figure_csv(const struct figure *f, struct buffer *out)
{
    bool ok = append_heading(out, f->x_column);
    for (size_t p = 0; p < f->panel_count; p++)
        for (size_t s = 0; s < f->panels[p].count && ok; s++)
            ok = buffer_append_char(out, ',') && append_heading(out, f->panels[p].series[s].column);
    ok = ok && buffer_append_char(out, '\n');
    for (size_t i = 0; i < f->count && ok; i++) {
        ok = append_number(out, f->x[i]);
        for (size_t p = 0; p < f->panel_count; p++)
            for (size_t s = 0; s < f->panels[p].count && ok; s++)
                ok =
                    buffer_append_char(out, ',') && append_number(out, f->panels[p].series[s].y[i]);
        ok = ok && buffer_append_char(out, '\n');
    }
    return ok;
}

/* --- files --------------------------------------------------------------------------------- */

pith_status record_write_file(const char *folder, const char *name, const char *extension,
                              const struct buffer *content, pith_error *err)
{
    char path[4096];
    int size = snprintf(path, sizeof path, "%s/%s%s", folder, name, extension);
    if (size < 0 || (size_t)size >= sizeof path)
        return error_set(err, PITH_STATUS_USAGE, "the folder's name is too long: \"%.200s\"",
                         folder);
    struct file_writer w;
    pith_status status = file_begin(&w, path, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = content->size ? file_write(&w, content->data, content->size, err) : PITH_STATUS_OK;
    if (status == PITH_STATUS_OK)
        return file_commit(&w, err);
    file_abandon(&w);
    return status;
}

pith_status figure_write(const struct figure *f, const char *folder, enum figure_gnuplot *gnuplot,
                         bool *drawn, pith_error *err)
{
    struct buffer csv = {0}, script = {0};
    char name[128];
    *drawn = false;
    if (f->failed || !figure_csv(f, &csv) || !figure_script(f, &script)) {
        buffer_fini(&csv);
        buffer_fini(&script);
        return error_memory(err);
    }
    snprintf(name, sizeof name, "csv/%s", f->id);
    pith_status status = record_write_file(folder, name, ".csv", &csv, err);
    snprintf(name, sizeof name, "figures/%s", f->id);
    if (status == PITH_STATUS_OK)
        status = record_write_file(folder, name, ".gp", &script, err);
    if (status == PITH_STATUS_OK && *gnuplot != GNUPLOT_MISSING)
        status = figure_draw(f->id, folder, gnuplot, drawn, err);
    buffer_fini(&csv);
    buffer_fini(&script);
    return status;
}
