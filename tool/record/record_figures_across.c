/* record_figures_across.c - the figures over several runs; see record_figures.h. */
#include "record/record_figures.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARED_MAX = 16 }; /* lines that an eye can still follow in one picture */

static const char *say(const struct figures *to, enum record_text_id id)
{
    return record_text(to->language, id);
}

/* --- the learning rate --------------------------------------------------------------------- */

/* The mean over the runs of one value. */
struct mean {
    double sum;
    size_t count;
};

static void mean_add(struct mean *m, double value)
{
    if (isfinite(value)) {
        m->sum += value;
        m->count++;
    }
}

static double mean_of(struct mean m)
{
    return m.count ? m.sum / (double)m.count : (double)NAN;
}

static double number_of(const struct record_run *run, int which)
{
    switch (which) {
    case 0:
        return record_value(run, "dev", "keyphrase.f1");
    case 1:
        return record_value(run, "dev", "keyword.f1");
    case 2:
        return run->loss;
    default:
        return run->constant;
    }
}

static void draw_rates(struct figures *to, struct figure *f, double *const columns[4])
{
    struct figure_panel *p = figure_panel(f, say(to, TEXT_AXIS_F1));
    p->low = 0;
    p->high = 1;
    figure_copy(f, "keyword F1", say(to, TEXT_LABEL_KEYWORD), INK_ORANGE, STYLE_POINTS, columns[1]);
    figure_copy(f, "keyphrase F1", say(to, TEXT_LABEL_KEYPHRASE), INK_BLUE, STYLE_POINTS,
                columns[0]);
    figure_panel(f, say(to, TEXT_AXIS_FINAL_LOSS))->low = 0;
    figure_copy(f, "constant predictor", say(to, TEXT_LABEL_CONSTANT), INK_TEXT, STYLE_DASHED,
                columns[3]);
    figure_copy(f, "final loss", say(to, TEXT_COLUMN_LOSS), INK_TEXT, STYLE_POINTS, columns[2]);
}

pith_status figures_rates(struct figures *to, const struct comparison *c, const char *name,
                          struct shown *shown, pith_error *err)
{
    char id[96], part[48];
    double *rates = array_calloc(c->values, sizeof *rates), *columns[4] = {0};
    pith_status status = rates ? PITH_STATUS_OK : error_memory(err);
    for (int k = 0; k < 4 && status == PITH_STATUS_OK; k++) {
        columns[k] = array_calloc(c->values, sizeof *columns[k]);
        status = columns[k] ? PITH_STATUS_OK : error_memory(err);
    }
    for (size_t v = 0; v < c->values && status == PITH_STATUS_OK; v++) {
        struct mean means[4] = {{0}};
        for (size_t i = 0; i < c->count; i++) {
            if (c->items[i].order != v)
                continue;
            rates[v] = strtod(c->items[i].value, NULL);
            for (int k = 0; k < 4; k++)
                mean_add(&means[k], number_of(c->items[i].run, k));
        }
        for (int k = 0; k < 4; k++)
            columns[k][v] = mean_of(means[k]);
    }
    if (status == PITH_STATUS_OK) {
        struct figure f;
        figures_name(part, sizeof part, name);
        snprintf(id, sizeof id, "%s-rates", part);
        figure_init(&f, id, "learning rate", say(to, TEXT_AXIS_RATE), rates, c->values);
        f.x_log = true;
        draw_rates(to, &f, columns);
        status = figures_keep(to, &f, shown, err);
    }
    for (int k = 0; k < 4; k++)
        free(columns[k]);
    free(rates);
    return status;
}

/* --- optimizers ---------------------------------------------------------------------------- */

/* What is kept of one run's curves for the comparison. */
struct way {
    const char *value;
    double loss[BINS], length[BINS];
    double
        *growth; /* [tensors][BINS] norm of a tensor's weights, in parts of what it was at first */
};

struct optimizers {
    struct figures *to;
    struct bins bins;
    const char **tensors;
    size_t tensor_count;
    struct way *ways;
    size_t count;
    double constant[BINS];
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
    for (size_t i = 0; i < c->steps; i++)
        out[i] = 0;
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

static pith_status measure(struct optimizers *o, const struct curves *c, struct way *way,
                           pith_error *err)
{
    struct bins bins = o->bins;
    bins.steps = c->steps; /* the bins are the longest run's; behind the end of this one: nothing */
    way->growth = arena_array(&o->arena, o->tensor_count * BINS + 1, sizeof *way->growth);
    double *lengths = array_calloc(c->steps, sizeof *lengths);
    if (!way->growth || !lengths) {
        free(lengths);
        return error_memory(err);
    }
    const double *loss = curves_find(c, "loss");
    for (size_t i = 0; i < BINS; i++)
        way->loss[i] = way->length[i] = (double)NAN;
    if (loss)
        bins_mean(&bins, loss, way->loss);
    pith_status status = measure_way(o, c, lengths, err);
    if (status == PITH_STATUS_OK)
        bins_mean(&bins, lengths, way->length);
    free(lengths);
    for (size_t t = 0; t < o->tensor_count; t++) {
        const double *norm = figures_column(c, o->tensors[t], "weight_norm");
        double *growth = way->growth + t * BINS, first = (double)NAN;
        for (size_t i = 0; norm && i < c->steps && !isfinite(first); i++)
            first = norm[i];
        if (norm)
            bins_mean(&bins, norm, growth);
        for (size_t i = 0; i < BINS; i++) /* a bias may have begun at 0 */
            growth[i] = norm && first > 0 ? growth[i] / first : (double)NAN;
    }
    return status;
}

/* The axis, the constant predictor and the tensors are those of the longest run. */
static pith_status take_longest(struct optimizers *o, struct db *db, const struct record_run *run,
                                pith_error *err)
{
    struct curves curves = {0};
    pith_status status = curves_load(db, run->id, &curves, err);
    if (status == PITH_STATUS_OK) {
        const double *prior = curves_find(&curves, "prior");
        bins_make(&o->bins, &curves, BINS_SMALL);
        for (size_t i = 0; i < BINS; i++)
            o->constant[i] = (double)NAN;
        if (prior)
            bins_mean(&o->bins, prior, o->constant);
        status = figures_tensors(&curves, &o->arena, &o->tensors, &o->tensor_count, err);
    }
    curves_fini(&curves);
    return status;
}

static pith_status load_ways(struct optimizers *o, struct db *db, const struct comparison *c,
                             pith_error *err)
{
    const struct record_run *longest = c->items[0].run;
    for (size_t i = 1; i < c->count; i++)
        if (c->items[i].run->steps > longest->steps)
            longest = c->items[i].run;
    pith_status status = take_longest(o, db, longest, err);
    o->ways = arena_array(&o->arena, COMPARED_MAX, sizeof *o->ways);
    if (!o->ways && status == PITH_STATUS_OK)
        status = error_memory(err);
    for (size_t i = 0; i < c->count && status == PITH_STATUS_OK && o->count < COMPARED_MAX; i++) {
        struct curves curves = {0};
        if (i > 0 && c->items[i].order == c->items[i - 1].order)
            continue; /* one seed of each is enough to look at */
        status = curves_load(db, c->items[i].run->id, &curves, err);
        if (status == PITH_STATUS_OK && curves.steps > 0) {
            struct way *way = &o->ways[o->count++];
            way->value = c->items[i].value;
            status = measure(o, &curves, way, err);
        }
        curves_fini(&curves);
    }
    return status;
}

static enum figure_ink ink_of(size_t i)
{
    static const enum figure_ink inks[] = {INK_ORANGE, INK_PURPLE, INK_GREEN, INK_YELLOW,
                                           INK_BLUE,   INK_SKY,    INK_TEXT,  INK_GREY};
    return inks[i % (sizeof inks / sizeof *inks)];
}

static pith_status draw_ways(struct optimizers *o, const char *id, struct shown *shown,
                             pith_error *err)
{
    struct figure f;
    figure_init(&f, id, "step", say(o->to, TEXT_AXIS_STEP), o->bins.x, o->bins.count);
    figure_panel(&f, say(o->to, TEXT_AXIS_LOSS))->low = 0;
    figure_copy(&f, "constant predictor", say(o->to, TEXT_LABEL_CONSTANT), INK_TEXT, STYLE_DASHED,
                o->constant);
    for (size_t i = 0; i < o->count; i++)
        figure_copy(&f, figure_text(&f, "%s loss", o->ways[i].value), o->ways[i].value, ink_of(i),
                    STYLE_LINE, o->ways[i].loss);
    figure_panel(&f, say(o->to, TEXT_AXIS_WAY))->log = true;
    for (size_t i = 0; i < o->count; i++)
        figure_copy(&f, figure_text(&f, "%s way", o->ways[i].value), o->ways[i].value, ink_of(i),
                    STYLE_LINE, o->ways[i].length);
    return figures_keep(o->to, &f, shown, err);
}

static pith_status draw_growth(struct optimizers *o, const char *id, struct shown *shown,
                               pith_error *err)
{
    struct figure f;
    figure_init(&f, id, "step", say(o->to, TEXT_AXIS_STEP), o->bins.x, o->bins.count);
    f.across = 3;
    f.panel_height = 96;
    for (size_t t = 0; t < o->tensor_count; t++) {
        figure_panel(&f, o->tensors[t])->least = 0.01;
        for (size_t i = 0; i < o->count; i++)
            figure_copy(&f, figure_text(&f, "%s %s", o->tensors[t], o->ways[i].value),
                        o->ways[i].value, ink_of(i), STYLE_LINE, o->ways[i].growth + t * BINS);
    }
    return figures_keep(o->to, &f, shown, err);
}

pith_status figures_optimizers(struct figures *to, struct db *db, const struct comparison *c,
                               const char *name, struct shown shown[OPTIMIZER_FIGURES],
                               pith_error *err)
{
    struct optimizers o = {.to = to};
    char part[48], id[96];
    memset(shown, 0, OPTIMIZER_FIGURES * sizeof *shown);
    pith_status status = load_ways(&o, db, c, err);
    figures_name(part, sizeof part, name);
    snprintf(id, sizeof id, "%s-optimizers", part);
    if (status == PITH_STATUS_OK)
        status = draw_ways(&o, id, &shown[OPTIMIZER_CURVES], err);
    snprintf(id, sizeof id, "%s-optimizers-tensors", part);
    if (status == PITH_STATUS_OK)
        status = draw_growth(&o, id, &shown[OPTIMIZER_TENSORS], err);
    arena_fini(&o.arena);
    return status;
}

/* --- the line through weight space --------------------------------------------------------- */

static void draw_array(struct figure *f, const char *column, const char *label, enum figure_ink ink,
                       enum figure_style style, const json_t *numbers)
{
    if (!json_is_array(numbers))
        return;
    double *y = figure_line(f, column, label, ink, style);
    for (size_t i = 0; y && i < f->count && i < json_array_size(numbers); i++) {
        const json_t *v = json_array_get(numbers, i);
        y[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
    }
}

static void draw_parts(struct figures *to, struct figure *f, const json_t *finding)
{
    static const char *const names[] = {"train", "dev"};
    static const enum figure_ink inks[] = {INK_BLUE, INK_ORANGE};
    const json_t *parts = json_object_get(finding, "parts");
    figure_panel(f, say(to, TEXT_AXIS_LOSS))->low = 0;
    for (int i = 0; i < 2; i++) {
        const json_t *part = json_object_get(parts, names[i]);
        const json_t *prior = json_object_get(part, "prior");
        draw_array(f, figure_text(f, "%s loss", names[i]),
                   say(to, i ? TEXT_LABEL_DEV : TEXT_LABEL_TRAIN), inks[i], STYLE_POINTS,
                   json_object_get(part, "loss"));
        double *y =
            json_is_number(prior)
                ? figure_line(f, figure_text(f, "%s constant predictor", names[i]),
                              i ? NULL : say(to, TEXT_LABEL_CONSTANT), inks[i], STYLE_DASHED)
                : NULL;
        for (size_t k = 0; y && k < f->count; k++)
            y[k] = json_number_value(prior);
    }
    figure_panel(f, say(to, TEXT_LABEL_KEYPHRASE_F1))->low = 0;
    for (int i = 0; i < 2; i++) {
        const json_t *metrics = json_object_get(json_object_get(parts, names[i]), "metrics");
        draw_array(f, figure_text(f, "%s keyphrase F1", names[i]),
                   say(to, i ? TEXT_LABEL_DEV : TEXT_LABEL_TRAIN), inks[i], STYLE_POINTS,
                   json_object_get(metrics, "keyphrase.f1"));
    }
}

pith_status figures_landscape(struct figures *to, const json_t *finding, const char *name,
                              struct shown *shown, pith_error *err)
{
    const json_t *at = json_object_get(finding, "at");
    size_t count = json_array_size(at);
    char part[48], id[96];
    *shown = (struct shown){0};
    double *x = array_calloc(count, sizeof *x);
    if (!x)
        return error_memory(err);
    for (size_t i = 0; i < count; i++)
        x[i] = json_number_value(json_array_get(at, i));
    figures_name(part, sizeof part, name);
    snprintf(id, sizeof id, "%s-line", part);
    struct figure f;
    figure_init(&f, id, "part of the way", say(to, TEXT_AXIS_LINE), x, count);
    draw_parts(to, &f, finding);
    free(x);
    return figures_keep(to, &f, shown, err);
}
