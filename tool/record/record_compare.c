/* record_compare.c - runs that differ in one respect only, in figures; see record_compare.h. */
#include "record/record_compare.h"

#include "base/error.h"
#include "base/json_value.h"
#include "record/record_figures.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A comparison of runs that differ in nothing but some knobs (and the seed). A value is what a run
 * has in these: "0.01", or "sgd, momentum 0.9".
 */
struct compared {
    const struct record_run *run;
    const char *value;
    size_t order; /* number of its value, from 0 */
};
struct comparison {
    struct compared *items; /* by value: rates ascending, optimizers as they come */
    size_t count, values;
};
enum comparison_kind { COMPARE_RATES, COMPARE_OPTIMIZERS, COMPARISONS };

/* A comparison is shown when it has more values than these. */
static const size_t few[COMPARISONS] = {[COMPARE_RATES] = 2, [COMPARE_OPTIMIZERS] = 1};

/* --- finding ------------------------------------------------------------------------------- */

/* What a comparison is about; these knobs may differ. */
static const char *const knobs_of[][4] = {
    [COMPARE_RATES] = {"optim.rate", NULL},
    [COMPARE_OPTIMIZERS] = {"optim.name", "optim.momentum", "optim.nesterov", NULL},
};

static bool is_compared(enum comparison_kind kind, const char *key)
{
    for (const char *const *k = knobs_of[kind]; *k; k++)
        if (strcmp(*k, key) == 0)
            return true;
    return false;
}

/* Whether two runs' knobs are the same but for those that are compared; as far as a has them. */
static bool same_rest(const struct record_run *a, const struct record_run *b,
                      enum comparison_kind kind)
{
    const char *key;
    json_t *value;
    json_object_foreach(a->row.config, key, value)
    {
        if (!is_compared(kind, key) && record_differs(key) &&
            !json_equal(value, json_object_get(b->row.config, key)))
            return false;
    }
    return true;
}

static bool was_trained(const struct record_run *run)
{
    return run->row.steps > 0 && *record_knob(run, "optim.rate");
}

static bool comparable(const struct record_run *a, const struct record_run *b,
                       enum comparison_kind kind)
{
    return was_trained(a) && same_rest(a, b, kind) && same_rest(b, a, kind);
}

static const char *value_of(const struct record_run *run, enum comparison_kind kind,
                            struct arena *arena)
{
    char text[128];
    const char *momentum = record_knob(run, "optim.momentum");
    if (kind == COMPARE_RATES)
        snprintf(text, sizeof text, "%s", record_knob(run, "optim.rate"));
    else if (*momentum && strtod(momentum, NULL) != 0)
        snprintf(text, sizeof text, "%.40s, momentum %.20s", record_knob(run, "optim.name"),
                 momentum);
    else
        snprintf(text, sizeof text, "%s", record_knob(run, "optim.name"));
    return arena_text(arena, text, strlen(text));
}

static double rate_of(const struct compared *c)
{
    return strtod(c->value, NULL);
}

static int by_rate(const void *a, const void *b)
{
    double x = rate_of(a), y = rate_of(b);
    return (x > y) - (x < y);
}

static int by_order(const void *a, const void *b)
{
    const struct compared *p = a, *q = b;
    if (p->order != q->order)
        return p->order < q->order ? -1 : 1;
    return (p->run->number > q->run->number) - (p->run->number < q->run->number);
}

static bool same_value(const struct compared *a, const struct compared *b,
                       enum comparison_kind kind)
{
    return kind == COMPARE_RATES ? rate_of(a) == rate_of(b) : strcmp(a->value, b->value) == 0;
}

/* Numbers the values as they come, so that runs of one value stand together. */
static void number_values(struct comparison *c, enum comparison_kind kind)
{
    if (kind == COMPARE_RATES)
        qsort(c->items, c->count, sizeof *c->items, by_rate);
    for (size_t i = 0; i < c->count; i++) {
        size_t same = 0;
        while (same < i && !same_value(&c->items[same], &c->items[i], kind))
            same++;
        c->items[i].order = same < i ? c->items[same].order : c->values++;
    }
    qsort(c->items, c->count, sizeof *c->items, by_order);
}

/* All runs that are comparable to one; it is the first of them. */
static pith_status gather(struct record_run *const *runs, size_t count, size_t first,
                          enum comparison_kind kind, struct arena *arena, struct comparison *c,
                          pith_error *err)
{
    *c = (struct comparison){0};
    for (size_t i = first; i < count; i++) {
        if (i != first && !comparable(runs[first], runs[i], kind))
            continue;
        struct compared *item = arena_push(arena, (void **)&c->items, &c->count, sizeof *c->items);
        if (!item)
            return error_memory(err);
        item->run = runs[i];
        item->value = value_of(runs[i], kind, arena);
        if (!item->value)
            return error_memory(err);
    }
    number_values(c, kind);
    return PITH_STATUS_OK;
}

/*
 * Makes the largest comparison there is among some runs that were trained; values = 0 when there
 * are less than two. Arrays and texts are the arena's.
 */
static pith_status find_largest(struct record_run *const *runs, size_t count,
                                enum comparison_kind kind, struct arena *arena,
                                struct comparison *out, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    *out = (struct comparison){0};
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++) {
        struct comparison c;
        bool seen = !was_trained(runs[i]);
        for (size_t k = 0; k < i && !seen; k++)
            seen = comparable(runs[k], runs[i], kind);
        if (seen)
            continue;
        status = gather(runs, count, i, kind, arena, &c, err);
        if (status == PITH_STATUS_OK && c.values > 1 && c.values > out->values)
            *out = c;
    }
    return status;
}

/* --- learning rates ------------------------------------------------------------------------ */

/* The lines over the values compared; of each value the mean over its runs. */
static const struct {
    enum record_text_id panel;
    enum figure_axis axis;
    size_t number; /* offset of a double of struct record_run */
    const char *column;
    enum record_text_id label;
    enum figure_ink ink;
    enum figure_style style;
} rate_lines[] = {
    {TEXT_AXIS_F1, AXIS_UNIT, offsetof(struct record_run, keyword_f1), "keyword F1",
     TEXT_LABEL_KEYWORD, INK_ORANGE, STYLE_POINTS},
    {TEXT_AXIS_F1, AXIS_UNIT, offsetof(struct record_run, f1), "keyphrase F1", TEXT_LABEL_KEYPHRASE,
     INK_BLUE, STYLE_POINTS},
    {TEXT_AXIS_FINAL_LOSS, AXIS_ZERO, offsetof(struct record_run, constant), "constant predictor",
     TEXT_LABEL_CONSTANT, INK_TEXT, STYLE_DASHED},
    {TEXT_AXIS_FINAL_LOSS, AXIS_ZERO, offsetof(struct record_run, row.loss), "final loss",
     TEXT_COLUMN_LOSS, INK_TEXT, STYLE_POINTS},
};

static double mean_of_value(const struct comparison *c, size_t value, size_t number)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const void *member = (const char *)c->items[i].run + number;
        double x = *(const double *)member;
        if (c->items[i].order != value || !isfinite(x))
            continue;
        sum += x;
        count++;
    }
    return count ? sum / (double)count : (double)NAN;
}

static pith_status show_rates(struct record_writer *w, const struct comparison *c, const char *file,
                              const char *name, pith_error *err)
{
    char id[96];
    struct figure f;
    struct figure_panel *p = NULL;
    figures_id(id, "", file, "rates");
    figure_init(&f, id, "learning rate", doc_text(&w->doc, TEXT_AXIS_RATE), c->values);
    f.x_log = true;
    for (size_t i = 0; i < c->count && f.count; i++)
        f.x[c->items[i].order] = strtod(c->items[i].value, NULL);
    for (size_t l = 0; l < sizeof rate_lines / sizeof *rate_lines; l++) {
        if (l == 0 || rate_lines[l].panel != rate_lines[l - 1].panel)
            p = figure_panel(&f, doc_text(&w->doc, rate_lines[l].panel), rate_lines[l].axis);
        double *y = figure_line(&f, p, rate_lines[l].column, doc_text(&w->doc, rate_lines[l].label),
                                rate_lines[l].ink, rate_lines[l].style);
        for (size_t v = 0; v < f.count; v++)
            y[v] = mean_of_value(c, v, rate_lines[l].number);
    }
    return figures_show(w, &f, TEXT_CAPTION_RATES, name, "", err);
}

/* --- optimizers ---------------------------------------------------------------------------- */

enum { COMPARED_MAX = 16 }; /* lines that an eye can still follow in one picture */

/* Both figures of a comparison of optimizers, under way. */
struct optimizers {
    struct bins bins; /* of the longest run; behind the end of a shorter one: nothing */
    struct tensors tensors;
    struct figure curves, growth;
    struct figure_panel *loss, *way;
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
    for (size_t t = 0; t < o->tensors.count; t++) {
        const double *u = figures_column(c, o->tensors.names[t], "update_norm");
        const double *w = figures_column(c, o->tensors.names[t], "weight_norm");
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
    double *y = figure_line(f, f->panels[t], figure_text(f, "%s %s", o->tensors.names[t], value),
                            value, ink, STYLE_LINE);
    const double *norm = figures_column(c, o->tensors.names[t], "weight_norm");
    double first = (double)NAN;
    for (size_t i = 0; norm && i < c->steps && !isfinite(first); i++)
        first = norm[i];
    bins_mean(bins, norm, y);
    for (size_t i = 0; i < bins->count && i < f->count; i++)
        y[i] = first > 0 ? y[i] / first : (double)NAN;
}

static pith_status draw_optimizer(struct optimizers *o, const struct curves *c, const char *value,
                                  enum figure_ink ink, pith_error *err)
{
    struct figure *f = &o->curves;
    struct bins bins = o->bins;
    bins.steps = c->steps;
    double *ways = array_calloc(c->steps, sizeof *ways);
    pith_status status = ways ? measure_way(o, c, ways, err) : error_memory(err);
    if (status == PITH_STATUS_OK) {
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
static pith_status begin_optimizers(struct optimizers *o, struct record_writer *w,
                                    const struct comparison *c, const char *file, pith_error *err)
{
    const struct record_run *longest = c->items[0].run;
    struct curves curves = {0};
    char id[96];
    for (size_t i = 1; i < c->count; i++)
        if (c->items[i].run->row.steps > longest->row.steps)
            longest = c->items[i].run;
    pith_status status = curves_load(w->db, longest->row.id, &curves, err);
    if (status == PITH_STATUS_OK)
        status = figures_tensors(w, &curves, &o->tensors, err);
    bins_make(&o->bins, &curves, BINS_SMALL);
    figures_id(id, "", file, "optimizers");
    figures_over_steps(w, &o->curves, id, &o->bins);
    figures_id(id, "", file, "optimizers-tensors");
    figures_over_steps(w, &o->growth, id, &o->bins);
    o->loss = figure_panel(&o->curves, doc_text(&w->doc, TEXT_AXIS_LOSS), AXIS_ZERO);
    bins_mean(&o->bins, curves_find(&curves, "prior"),
              figure_line(&o->curves, o->loss, "constant predictor",
                          doc_text(&w->doc, TEXT_LABEL_CONSTANT), INK_TEXT, STYLE_DASHED));
    o->way = figure_panel(&o->curves, doc_text(&w->doc, TEXT_AXIS_WAY), AXIS_LOG);
    o->growth.across = 3;
    o->growth.panel_height = 96;
    for (size_t t = 0; t < o->tensors.count; t++)
        figure_panel(&o->growth, o->tensors.names[t], AXIS_STILL);
    curves_fini(&curves);
    return status;
}

static pith_status show_optimizers(struct record_writer *w, const struct comparison *c,
                                   const char *file, const char *name, pith_error *err)
{
    static const enum figure_ink inks[] = {INK_ORANGE, INK_PURPLE, INK_GREEN, INK_YELLOW,
                                           INK_BLUE,   INK_SKY,    INK_TEXT,  INK_GREY};
    struct optimizers o = {.loss = NULL};
    size_t drawn = 0;
    pith_status status = begin_optimizers(&o, w, c, file, err);
    for (size_t i = 0; i < c->count && status == PITH_STATUS_OK && drawn < COMPARED_MAX; i++) {
        struct curves curves = {0};
        if (i > 0 && c->items[i].order == c->items[i - 1].order)
            continue; /* one seed of each is enough to look at */
        status = curves_load(w->db, c->items[i].run->row.id, &curves, err);
        if (status == PITH_STATUS_OK && curves.steps > 0) {
            enum figure_ink ink = inks[drawn++ % (sizeof inks / sizeof *inks)];
            status = draw_optimizer(&o, &curves, c->items[i].value, ink, err);
        }
        curves_fini(&curves);
    }
    if (status == PITH_STATUS_OK)
        status = figures_show(w, &o.curves, TEXT_CAPTION_OPTIMIZERS, name, "", err);
    if (status == PITH_STATUS_OK)
        status = figures_show(w, &o.growth, TEXT_CAPTION_TENSORS, name, "", err);
    figure_fini(&o.curves);
    figure_fini(&o.growth);
    return status;
}

/* --- both ---------------------------------------------------------------------------------- */

/* Those of more values than `least`; files are named by `file`, captions say `name`. */
static pith_status show_comparisons(struct record_writer *w, struct record_run *const *runs,
                                    size_t count, const size_t *least, const char *file,
                                    const char *name, pith_error *err)
{
    struct comparison c;
    TRY(find_largest(runs, count, COMPARE_RATES, &w->arena, &c, err));
    if (c.values > least[COMPARE_RATES])
        TRY(show_rates(w, &c, file, name, err));
    TRY(find_largest(runs, count, COMPARE_OPTIMIZERS, &w->arena, &c, err));
    if (c.values > least[COMPARE_OPTIMIZERS])
        TRY(show_optimizers(w, &c, file, name, err));
    return PITH_STATUS_OK;
}

pith_status compare_runs(struct record_writer *w, const struct record_experiment *e,
                         pith_error *err)
{
    return show_comparisons(w, e->runs, e->run_count, few, e->name, e->name, err);
}

pith_status compare_all(struct record_writer *w, pith_error *err)
{
    const struct record *r = w->record;
    size_t least[COMPARISONS];
    memcpy(least, few, sizeof least);
    for (size_t i = 0; i < r->experiment_count; i++)
        for (int kind = 0; kind < COMPARISONS; kind++) {
            const struct record_experiment *e = &r->experiments[i];
            struct comparison c;
            TRY(find_largest(e->runs, e->run_count, (enum comparison_kind)kind, &w->arena, &c,
                             err));
            least[kind] = c.values > least[kind] ? c.values : least[kind];
        }
    return show_comparisons(w, r->runs, r->run_count, least, "all",
                            doc_text(&w->doc, TEXT_ALL_EXPERIMENTS), err);
}

/* --- the line through weight space --------------------------------------------------------- */

/* A line of a list of numbers; none without the list. */
static void draw_list(struct figure *f, struct figure_panel *p, const char *column,
                      const char *label, enum figure_ink ink, const json_t *numbers)
{
    if (!json_is_array(numbers))
        return;
    double *y = figure_line(f, p, column, label, ink, STYLE_POINTS);
    for (size_t i = 0; i < f->count; i++)
        y[i] = json_value_element(numbers, i);
}

pith_status compare_ends(struct record_writer *w, const json_t *finding, const char *file,
                         const char *a, const char *b, pith_error *err)
{
    static const struct {
        const char *name;
        enum record_text_id label;
        enum figure_ink ink;
    } parts[] = {{"train", TEXT_LABEL_TRAIN, INK_BLUE}, {"dev", TEXT_LABEL_DEV, INK_ORANGE}};
    const json_t *at = json_object_get(finding, "at");
    char id[96];
    struct figure f;
    figures_id(id, "", file, "line");
    figure_init(&f, id, "part of the way", doc_text(&w->doc, TEXT_AXIS_LINE), json_array_size(at));
    for (size_t i = 0; i < f.count; i++)
        f.x[i] = json_number_value(json_array_get(at, i));
    struct figure_panel *loss = figure_panel(&f, doc_text(&w->doc, TEXT_AXIS_LOSS), AXIS_ZERO);
    struct figure_panel *f1 =
        figure_panel(&f, doc_text(&w->doc, TEXT_LABEL_KEYPHRASE_F1), AXIS_ZERO);
    for (int i = 0; i < 2; i++) {
        const json_t *part = json_object_get(json_object_get(finding, "parts"), parts[i].name);
        const char *label = doc_text(&w->doc, parts[i].label);
        draw_list(&f, loss, figure_text(&f, "%s loss", parts[i].name), label, parts[i].ink,
                  json_object_get(part, "loss"));
        if (json_is_number(json_object_get(part, "prior")))
            figure_level(&f, loss, figure_text(&f, "%s constant predictor", parts[i].name),
                         i ? NULL : doc_text(&w->doc, TEXT_LABEL_CONSTANT), parts[i].ink,
                         json_value_number(part, "prior"));
        draw_list(&f, f1, figure_text(&f, "%s keyphrase F1", parts[i].name), label, parts[i].ink,
                  json_object_get(json_object_get(part, "metrics"), "keyphrase.f1"));
    }
    return figures_show(w, &f, TEXT_CAPTION_LINE, a, b, err);
}
