/* record_figure_shared.c - what all figures of a record share; see record_figure_shared.h. */
#include "record/record_figure_shared.h"

#include "base/error.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *figures_text(const struct figures *to, enum record_text_id id)
{
    return record_text(to->language, id);
}

void figures_id(char out[96], const char *before, const char *label, const char *what)
{
    char name[48];
    size_t n = 0;
    for (; *label && n < 40; label++) {
        unsigned char c = (unsigned char)*label;
        if (c < 0x80 && isalnum(c))
            name[n++] = (char)tolower(c);
        else if (n > 0 && name[n - 1] != '-')
            name[n++] = '-';
    }
    while (n > 0 && name[n - 1] == '-')
        n--;
    name[n] = '\0';
    snprintf(out, 96, "%.20s%s%s-%.24s", before, *before ? "-" : "", n ? name : "x", what);
}

pith_status figures_write(const struct figures *to, struct figure *f, struct written_figure *shown,
                          pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    *shown = (struct written_figure){0};
    if (f->failed || !figure_is_empty(f)) {
        memcpy(shown->id, f->id, sizeof shown->id);
        status = record_folder_figure(to->folder, f, &shown->drawn, err);
    }
    figure_fini(f);
    return status;
}

void bins_make(struct bins *b, const struct curves *c, size_t most)
{
    *b = (struct bins){.width = (c->steps + most - 1) / most, .steps = c->steps};
    for (size_t first = 0; first < c->steps; first += b->width) {
        size_t last = first + b->width < c->steps ? first + b->width - 1 : c->steps - 1;
        b->x[b->count++] = ((double)c->step[first] + (double)c->step[last]) / 2;
    }
}

void bins_mean(const struct bins *b, const double *values, double *out)
{
    if (!values || !out)
        return;
    for (size_t i = 0; i < b->count; i++) {
        double sum = 0;
        size_t numbers = 0;
        for (size_t k = i * b->width; k < (i + 1) * b->width && k < b->steps; k++) {
            if (!isfinite(values[k]))
                continue;
            sum += values[k];
            numbers++;
        }
        out[i] = numbers ? sum / (double)numbers : (double)NAN;
    }
}

void figures_over_steps(const struct figures *to, struct figure *f, const char *id,
                        const struct bins *b)
{
    double *x = figure_init(f, id, "step", figures_text(to, TEXT_AXIS_STEP), b->count);
    if (x)
        memcpy(x, b->x, b->count * sizeof *x);
}

pith_status figures_tensors(const struct curves *c, struct arena *arena, const char ***out,
                            size_t *count, pith_error *err)
{
    static const char mark[] = "|weight_norm";
    *count = 0;
    *out = arena_array(arena, c->count + 1, sizeof **out);
    if (!*out)
        return error_memory(err);
    for (size_t i = 0; i < c->count; i++) {
        const char *name = c->items[i].name, *end = strstr(name, mark);
        if (!end || end[sizeof mark - 1])
            continue;
        (*out)[*count] = arena_text(arena, name, (size_t)(end - name));
        if (!(*out)[(*count)++])
            return error_memory(err);
    }
    return PITH_STATUS_OK;
}

const double *figures_column(const struct curves *c, const char *tensor, const char *number)
{
    char name[512];
    int size = snprintf(name, sizeof name, "%s|%s", tensor, number);
    return size > 0 && (size_t)size < sizeof name ? curves_find(c, name) : NULL;
}
