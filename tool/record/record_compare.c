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
 * A comparison of runs that differ in nothing but some knobs (and the seed). A value is what runs
 * have in these: "0.01", or "sgd, momentum 0.9".
 */
struct compared {
    const char *value;
    const struct record_run **runs; /* by number */
    size_t count;
};
struct comparison {
    struct compared *values; /* rates ascending, optimizers as they come */
    size_t count;
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

static const char *value_of(struct record_writer *w, const struct record_run *run,
                            enum comparison_kind kind)
{
    const char *momentum = record_knob(run, "optim.momentum");
    if (kind == COMPARE_RATES)
        return record_knob(run, "optim.rate");
    if (!*momentum || strtod(momentum, NULL) == 0)
        return record_knob(run, "optim.name");
    return doc_format(&w->doc, "%.40s, momentum %.20s", record_knob(run, "optim.name"), momentum);
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

static bool is_value(const struct compared *c, const char *value, enum comparison_kind kind)
{
    return kind == COMPARE_RATES ? rate_of(c) == strtod(value, NULL) : strcmp(c->value, value) == 0;
}

/* Adds a run to those of its value; 0.1 and 1e-1 are one. */
static bool add_run(struct record_writer *w, const struct record_run *run,
                    enum comparison_kind kind, struct comparison *c)
{
    const char *value = value_of(w, run, kind);
    size_t at = 0;
    while (at < c->count && !is_value(&c->values[at], value, kind))
        at++;
    if (at == c->count && !arena_push(&w->arena, (void **)&c->values, &c->count, sizeof *c->values))
        return false;
    struct compared *same = &c->values[at];
    same->value = same->value ? same->value : value;
    if (!arena_push(&w->arena, (void **)&same->runs, &same->count, sizeof *same->runs))
        return false;
    for (at = same->count - 1; at > 0 && same->runs[at - 1]->number > run->number; at--)
        same->runs[at] = same->runs[at - 1];
    same->runs[at] = run;
    return true;
}

/*
 * Makes the largest comparison there is among some runs that were trained; one of less than two
 * values is none. Its memory is the writer's.
 */
static pith_status find_largest(struct record_writer *w, struct record_run *const *runs,
                                size_t count, enum comparison_kind kind, struct comparison *out,
                                pith_error *err)
{
    *out = (struct comparison){0};
    for (size_t first = 0; first < count; first++) {
        struct comparison c = {0};
        bool seen = !was_trained(runs[first]);
        for (size_t k = 0; k < first && !seen; k++)
            seen = comparable(runs[k], runs[first], kind);
        for (size_t i = first; i < count && !seen; i++)
            if ((i == first || comparable(runs[first], runs[i], kind)) &&
                !add_run(w, runs[i], kind, &c))
                return error_memory(err);
        if (c.count > 1 && c.count > out->count)
            *out = c;
    }
    if (kind == COMPARE_RATES && out->count)
        qsort(out->values, out->count, sizeof *out->values, by_rate);
    return PITH_STATUS_OK;
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

static double mean_number(const struct compared *c, size_t number)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const void *member = (const char *)c->runs[i] + number;
        double x = *(const double *)member;
        if (!isfinite(x))
            continue;
        sum += x;
        count++;
    }
    return count ? sum / (double)count : (double)NAN;
}

static pith_status show_rates(struct record_writer *w, const struct comparison *c, const char *file,
                              const char *name, pith_error *err)
{
    struct figure f;
    struct figure_panel *p = NULL;
    figures_begin(w, &f, "", file, "rates", "learning rate", TEXT_AXIS_RATE, c->count);
    f.x_log = true;
    for (size_t v = 0; v < f.count; v++)
        f.x[v] = rate_of(&c->values[v]);
    for (size_t l = 0; l < sizeof rate_lines / sizeof *rate_lines; l++) {
        if (l == 0 || rate_lines[l].panel != rate_lines[l - 1].panel)
            p = figure_panel(&f, doc_text(&w->doc, rate_lines[l].panel), rate_lines[l].axis);
        double *y = figure_line(&f, p, rate_lines[l].column, doc_text(&w->doc, rate_lines[l].label),
                                rate_lines[l].ink, rate_lines[l].style);
        for (size_t v = 0; v < f.count; v++)
            y[v] = mean_number(&c->values[v], rate_lines[l].number);
    }
    return figures_show(w, &f, doc_say(&w->doc, TEXT_CAPTION_RATES, name), err);
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
 * Both arrays are [steps] and zero.
 */
static void measure_way(const struct optimizers *o, const struct curves *c, double *out,
                        double *weights)
{
    double way = 0, length = (double)NAN;
    for (size_t t = 0; t < o->tensors.count; t++) { /* squared lengths, of all of them */
        const double *u = figures_column(c, o->tensors.names[t], "update_norm");
        const double *w = figures_column(c, o->tensors.names[t], "weight_norm");
        for (size_t i = 0; u && w && i < c->steps; i++) {
            out[i] += u[i] * u[i];
            weights[i] += w[i] * w[i];
        }
    }
    for (size_t i = 0; i < c->steps; i++) {
        if (weights[i] > 0 && isfinite(out[i]))
            length = sqrt(out[i] / weights[i]);
        if (isfinite(length))
            way += length;
        out[i] = way > 0 ? way : (double)NAN;
    }
}

/* Norms of a tensor's weights in parts of what they were at first; a bias may have begun at 0. */
static void draw_growth(struct optimizers *o, const struct bins *bins, const struct curves *c,
                        size_t t, const char *value, enum figure_ink ink)
{
    struct figure *f = &o->growth;
    const double *norm = figures_column(c, o->tensors.names[t], "weight_norm");
    double first = (double)NAN;
    double *y = figure_line(f, f->panels[t], figure_text(f, "%s %s", o->tensors.names[t], value),
                            value, ink, STYLE_LINE);
    bins_mean(bins, norm, y);
    for (size_t i = 0; norm && i < c->steps && !isfinite(first); i++)
        first = norm[i];
    for (size_t i = 0; i < f->count; i++)
        y[i] = first > 0 ? y[i] / first : (double)NAN;
}

static pith_status draw_optimizer(struct optimizers *o, const struct curves *c, const char *value,
                                  enum figure_ink ink, pith_error *err)
{
    struct figure *f = &o->curves;
    struct bins bins = o->bins;
    double *ways = array_calloc(c->steps, 2 * sizeof *ways);
    if (!ways)
        return error_memory(err);
    measure_way(o, c, ways, ways + c->steps);
    bins.steps = c->steps;
    double *loss =
        figure_line(f, o->loss, figure_text(f, "%s loss", value), value, ink, STYLE_LINE);
    double *way = figure_line(f, o->way, figure_text(f, "%s way", value), value, ink, STYLE_LINE);
    bins_mean(&bins, curves_find(c, "loss"), loss);
    bins_mean(&bins, ways, way);
    for (size_t t = 0; t < o->growth.panel_count; t++)
        draw_growth(o, &bins, c, t, value, ink);
    free(ways);
    return PITH_STATUS_OK;
}

/* The axis, the constant predictor and the tensors are those of the longest run. */
static pith_status begin_optimizers(struct optimizers *o, struct record_writer *w,
                                    const struct comparison *c, const char *file, pith_error *err)
{
    const struct record_run *longest = c->values[0].runs[0];
    struct curves curves = {0};
    for (size_t v = 0; v < c->count; v++)
        for (size_t i = 0; i < c->values[v].count; i++)
            if (c->values[v].runs[i]->row.steps > longest->row.steps)
                longest = c->values[v].runs[i];
    pith_status status = curves_load(w->db, longest->row.id, &curves, err);
    if (status == PITH_STATUS_OK)
        status = figures_tensors(w, &curves, &o->tensors, err);
    bins_make(&o->bins, &curves, BINS_SMALL);
    figures_over_steps(w, &o->curves, "", file, "optimizers", &o->bins);
    figures_over_steps(w, &o->growth, "", file, "optimizers-tensors", &o->bins);
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
        /* one seed of each is enough to look at */
        status = curves_load(w->db, c->values[i].runs[0]->row.id, &curves, err);
        if (status == PITH_STATUS_OK && curves.steps > 0) {
            enum figure_ink ink = inks[drawn++ % (sizeof inks / sizeof *inks)];
            status = draw_optimizer(&o, &curves, c->values[i].value, ink, err);
        }
        curves_fini(&curves);
    }
    if (status == PITH_STATUS_OK)
        status = figures_show(w, &o.curves, doc_say(&w->doc, TEXT_CAPTION_OPTIMIZERS, name), err);
    if (status == PITH_STATUS_OK)
        status = figures_show(w, &o.growth, doc_say(&w->doc, TEXT_CAPTION_TENSORS, name), err);
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
    TRY(find_largest(w, runs, count, COMPARE_RATES, &c, err));
    if (c.count > least[COMPARE_RATES])
        TRY(show_rates(w, &c, file, name, err));
    TRY(find_largest(w, runs, count, COMPARE_OPTIMIZERS, &c, err));
    if (c.count > least[COMPARE_OPTIMIZERS])
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
            TRY(find_largest(w, e->runs, e->run_count, (enum comparison_kind)kind, &c, err));
            least[kind] = c.count > least[kind] ? c.count : least[kind];
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
    struct figure f;
    figures_begin(w, &f, "", file, "line", "part of the way", TEXT_AXIS_LINE, json_array_size(at));
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
    return figures_show(w, &f, doc_say(&w->doc, TEXT_CAPTION_LINE, a, b), err);
}
