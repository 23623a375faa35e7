/* record_compare_figures.c - the figures over several runs; see record_compare_figures.h. */
#include "record/record_compare_figures.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARED_MAX = 16 }; /* lines that an eye can still follow in one picture */

/* --- the learning rate --------------------------------------------------------------------- */

/* A double of struct record_run over the values compared: the mean over the runs of each value. */
static void draw_number(struct figure *f, struct figure_panel *p, const struct comparison *c,
                        size_t offset, const char *column, const char *label, enum figure_ink ink,
                        enum figure_style style)
{
    double *y = figure_line(f, p, column, label, ink, style);
    for (size_t v = 0; y && v < f->count; v++) {
        double sum = 0;
        size_t count = 0;
        for (size_t i = 0; i < c->count; i++) {
            const void *member = (const char *)c->items[i].run + offset;
            double x = *(const double *)member;
            if (c->items[i].order != v || !isfinite(x))
                continue;
            sum += x;
            count++;
        }
        y[v] = count ? sum / (double)count : (double)NAN;
    }
}

pith_status figures_rates(const struct figures *to, const struct comparison *c, const char *name,
                          struct written_figure *shown, pith_error *err)
{
    char id[96];
    struct figure f;
    figures_id(id, "", name, "rates");
    figure_init(&f, id, "learning rate", figures_text(to, TEXT_AXIS_RATE), c->values);
    f.x_log = true;
    for (size_t i = 0; i < c->count && f.count; i++)
        f.x[c->items[i].order] = strtod(c->items[i].value, NULL);
    struct figure_panel *p = figure_panel(&f, figures_text(to, TEXT_AXIS_F1));
    p->low = 0;
    p->high = 1;
    draw_number(&f, p, c, offsetof(struct record_run, keyword_f1), "keyword F1",
                figures_text(to, TEXT_LABEL_KEYWORD), INK_ORANGE, STYLE_POINTS);
    draw_number(&f, p, c, offsetof(struct record_run, f1), "keyphrase F1",
                figures_text(to, TEXT_LABEL_KEYPHRASE), INK_BLUE, STYLE_POINTS);
    p = figure_panel(&f, figures_text(to, TEXT_AXIS_FINAL_LOSS));
    p->low = 0;
    draw_number(&f, p, c, offsetof(struct record_run, constant), "constant predictor",
                figures_text(to, TEXT_LABEL_CONSTANT), INK_TEXT, STYLE_DASHED);
    draw_number(&f, p, c, offsetof(struct record_run, row.loss), "final loss",
                figures_text(to, TEXT_COLUMN_LOSS), INK_TEXT, STYLE_POINTS);
    return figures_write(to, &f, shown, err);
}

/* --- optimizers ---------------------------------------------------------------------------- */

/* Both figures of a comparison of optimizers, under way. */
struct optimizers {
    struct bins bins; /* of the longest run; behind the end of a shorter one: nothing */
    const char **tensors;
    size_t tensor_count;
    struct figure curves, growth;
    struct figure_panel *loss, *way;
    struct arena arena;
};

/*
 * The way that all weights have gone: the sum of the lengths of all updates, in parts of the length
 * of the weights. A step that has no full record is taken for as long as the last one that has.
 */
static pith_status measure_way(const struct optimizers *o, const struct curves *c, double *out,
                               pith_error *err)
{
    double *weights = array_calloc(c->steps, sizeof *weights); /* squared length of all of them */
    if (!weights)
        return error_memory(err);
    for (size_t t = 0; t < o->tensor_count; t++) {
        const double *u = figures_column(c, o->tensors[t], "update_norm");
        const double *w = figures_column(c, o->tensors[t], "weight_norm");
        for (size_t i = 0; u && w && i < c->steps; i++) {
            out[i] += u[i] * u[i];
            weights[i] += w[i] * w[i];
        }
    }
    double way = 0, length = (double)NAN;
    for (size_t i = 0; i < c->steps; i++) {
        if (weights[i] > 0 && isfinite(out[i]))
            length = sqrt(out[i] / weights[i]);
        if (isfinite(length))
            way += length;
        out[i] = way > 0 ? way : (double)NAN;
    }
    free(weights);
    return PITH_STATUS_OK;
}

/* Norms of a tensor's weights in parts of what they were at first; a bias may have begun at 0. */
static void draw_growth(struct optimizers *o, const struct bins *bins, const struct curves *c,
                        size_t t, const char *value, enum figure_ink ink)
{
    struct figure *f = &o->growth;
    double *y = figure_line(f, f->panels[t], figure_text(f, "%s %s", o->tensors[t], value), value,
                            ink, STYLE_LINE);
    const double *norm = figures_column(c, o->tensors[t], "weight_norm");
    double first = (double)NAN;
    for (size_t i = 0; norm && i < c->steps && !isfinite(first); i++)
        first = norm[i];
    bins_mean(bins, norm, y);
    for (size_t i = 0; y && i < bins->count; i++)
        y[i] = first > 0 ? y[i] / first : (double)NAN;
}

static pith_status draw_optimizer(struct optimizers *o, const struct curves *c, const char *value,
                                  enum figure_ink ink, pith_error *err)
{
    struct bins bins = o->bins;
    bins.steps = c->steps;
    double *ways = array_calloc(c->steps, sizeof *ways);
    pith_status status = ways ? measure_way(o, c, ways, err) : error_memory(err);
    if (status == PITH_STATUS_OK) {
        struct figure *f = &o->curves;
        bins_mean(
            &bins, curves_find(c, "loss"),
            figure_line(f, o->loss, figure_text(f, "%s loss", value), value, ink, STYLE_LINE));
        bins_mean(&bins, ways,
                  figure_line(f, o->way, figure_text(f, "%s way", value), value, ink, STYLE_LINE));
        for (size_t t = 0; t < o->growth.panel_count; t++)
            draw_growth(o, &bins, c, t, value, ink);
    }
    free(ways);
    return status;
}

/* The axis, the constant predictor and the tensors are those of the longest run. */
static pith_status begin_optimizers(struct optimizers *o, const struct figures *to, struct db *db,
                                    const struct comparison *c, const char *name, pith_error *err)
{
    const struct record_run *longest = c->items[0].run;
    struct curves curves = {0};
    char id[96];
    for (size_t i = 1; i < c->count; i++)
        if (c->items[i].run->row.steps > longest->row.steps)
            longest = c->items[i].run;
    pith_status status = curves_load(db, longest->row.id, &curves, err);
    if (status == PITH_STATUS_OK)
        status = figures_tensors(&curves, &o->arena, &o->tensors, &o->tensor_count, err);
    bins_make(&o->bins, &curves, BINS_SMALL);
    figures_id(id, "", name, "optimizers");
    figures_over_steps(to, &o->curves, id, &o->bins);
    figures_id(id, "", name, "optimizers-tensors");
    figures_over_steps(to, &o->growth, id, &o->bins);
    o->loss = figure_panel(&o->curves, figures_text(to, TEXT_AXIS_LOSS));
    o->loss->low = 0;
    bins_mean(&o->bins, curves_find(&curves, "prior"),
              figure_line(&o->curves, o->loss, "constant predictor",
                          figures_text(to, TEXT_LABEL_CONSTANT), INK_TEXT, STYLE_DASHED));
    o->way = figure_panel(&o->curves, figures_text(to, TEXT_AXIS_WAY));
    o->way->log = true;
    o->growth.across = 3;
    o->growth.panel_height = 96;
    for (size_t t = 0; t < o->tensor_count; t++)
        figure_panel(&o->growth, o->tensors[t])->least = 0.01;
    curves_fini(&curves);
    return status;
}

pith_status figures_optimizers(const struct figures *to, struct db *db, const struct comparison *c,
                               const char *name, struct written_figure shown[OPTIMIZER_FIGURES],
                               pith_error *err)
{
    static const enum figure_ink inks[] = {INK_ORANGE, INK_PURPLE, INK_GREEN, INK_YELLOW,
                                           INK_BLUE,   INK_SKY,    INK_TEXT,  INK_GREY};
    struct optimizers o = {.tensor_count = 0};
    size_t drawn = 0;
    memset(shown, 0, OPTIMIZER_FIGURES * sizeof *shown);
    pith_status status = begin_optimizers(&o, to, db, c, name, err);
    for (size_t i = 0; i < c->count && status == PITH_STATUS_OK && drawn < COMPARED_MAX; i++) {
        struct curves curves = {0};
        if (i > 0 && c->items[i].order == c->items[i - 1].order)
            continue; /* one seed of each is enough to look at */
        status = curves_load(db, c->items[i].run->row.id, &curves, err);
        if (status == PITH_STATUS_OK && curves.steps > 0) {
            enum figure_ink ink = inks[drawn++ % (sizeof inks / sizeof *inks)];
            status = draw_optimizer(&o, &curves, c->items[i].value, ink, err);
        }
        curves_fini(&curves);
    }
    if (status == PITH_STATUS_OK)
        status = figures_write(to, &o.curves, &shown[OPTIMIZER_CURVES], err);
    if (status == PITH_STATUS_OK)
        status = figures_write(to, &o.growth, &shown[OPTIMIZER_TENSORS], err);
    figure_fini(&o.curves);
    figure_fini(&o.growth);
    arena_fini(&o.arena);
    return status;
}

/* --- the line through weight space --------------------------------------------------------- */

static void draw_array(struct figure *f, struct figure_panel *p, const char *column,
                       const char *label, enum figure_ink ink, const json_t *numbers)
{
    if (!json_is_array(numbers))
        return;
    double *y = figure_line(f, p, column, label, ink, STYLE_POINTS);
    for (size_t i = 0; y && i < f->count && i < json_array_size(numbers); i++) {
        const json_t *v = json_array_get(numbers, i);
        y[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
    }
}

pith_status figures_landscape(const struct figures *to, const json_t *finding, const char *name,
                              struct written_figure *shown, pith_error *err)
{
    static const struct {
        const char *name;
        enum record_text_id label;
        enum figure_ink ink;
    } parts[] = {{"train", TEXT_LABEL_TRAIN, INK_BLUE}, {"dev", TEXT_LABEL_DEV, INK_ORANGE}};
    const json_t *at = json_object_get(finding, "at");
    char id[96];
    struct figure f;
    figures_id(id, "", name, "line");
    figure_init(&f, id, "part of the way", figures_text(to, TEXT_AXIS_LINE), json_array_size(at));
    for (size_t i = 0; i < f.count; i++)
        f.x[i] = json_number_value(json_array_get(at, i));
    struct figure_panel *loss = figure_panel(&f, figures_text(to, TEXT_AXIS_LOSS));
    struct figure_panel *f1 = figure_panel(&f, figures_text(to, TEXT_LABEL_KEYPHRASE_F1));
    loss->low = f1->low = 0;
    for (int i = 0; i < 2; i++) {
        const json_t *part = json_object_get(json_object_get(finding, "parts"), parts[i].name);
        const json_t *prior = json_object_get(part, "prior");
        const char *label = figures_text(to, parts[i].label);
        draw_array(&f, loss, figure_text(&f, "%s loss", parts[i].name), label, parts[i].ink,
                   json_object_get(part, "loss"));
        double *y =
            json_is_number(prior)
                ? figure_line(&f, loss, figure_text(&f, "%s constant predictor", parts[i].name),
                              i ? NULL : figures_text(to, TEXT_LABEL_CONSTANT), parts[i].ink,
                              STYLE_DASHED)
                : NULL;
        for (size_t k = 0; y && k < f.count; k++)
            y[k] = json_number_value(prior);
        draw_array(&f, f1, figure_text(&f, "%s keyphrase F1", parts[i].name), label, parts[i].ink,
                   json_object_get(json_object_get(part, "metrics"), "keyphrase.f1"));
    }
    return figures_write(to, &f, shown, err);
}
