/* record_run_figures.c - the figures of one run; see record_run_figures.h. */
#include "record/record_run_figures.h"

#include "base/error.h"
#include "record/record_judge.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct drawing {
    const struct figures *to;
    const struct record_run *run;
    const struct curves *curves;
    struct bins bins;
    const char **tensors;
    size_t tensor_count;
};

static const char *say(const struct drawing *d, enum record_text_id id)
{
    return figures_text(d->to, id);
}

/* A line of a column of the trace, as means over bins; none without the column. */
static void draw(const struct drawing *d, struct figure *f, struct figure_panel *p,
                 const char *column, const double *values, const char *label, enum figure_ink ink,
                 enum figure_style style)
{
    if (values)
        bins_mean(&d->bins, values, figure_line(f, p, column, label, ink, style));
}

/* --- loss and metrics ---------------------------------------------------------------------- */

/* A run that blows up would press everything else flat on a linear axis. */
static bool wants_log(const struct drawing *d, const double *values)
{
    double means[BINS], least = INFINITY, most = 0;
    if (!values)
        return false;
    bins_mean(&d->bins, values, means);
    for (size_t i = 0; i < d->bins.count; i++) {
        if (!isfinite(means[i]) || means[i] <= 0)
            continue;
        least = fmin(least, means[i]);
        most = fmax(most, means[i]);
    }
    return most > 200 * least;
}

static void draw_loss(const struct drawing *d, struct figure *f)
{
    static const struct {
        const char *loss, *prior;
        enum record_text_id label;
        enum figure_ink ink;
        enum figure_style style;
    } heads[] = {{"loss_keyword", "prior_keyword", TEXT_LABEL_KEYWORD, INK_ORANGE, STYLE_LINE},
                 {"loss_keyphrase", "prior_keyphrase", TEXT_LABEL_KEYPHRASE, INK_BLUE, STYLE_LINE},
                 {"loss", "prior", TEXT_LABEL_TOTAL, INK_TEXT, STYLE_BOLD}};
    struct figure_panel *p = figure_panel(f, say(d, TEXT_AXIS_LOSS));
    p->log = wants_log(d, curves_find(d->curves, "loss"));
    p->low = p->log ? (double)NAN : 0;
    for (int i = 0; i < 3; i++) {
        draw(d, f, p, heads[i].prior, curves_find(d->curves, heads[i].prior),
             i == 2 ? say(d, TEXT_LABEL_CONSTANT) : NULL, heads[i].ink, STYLE_DASHED);
        draw(d, f, p, heads[i].loss, curves_find(d->curves, heads[i].loss), say(d, heads[i].label),
             heads[i].ink, heads[i].style);
    }
}

static void draw_metrics(const struct drawing *d, struct figure *f)
{
    static const struct {
        const char *name;
        enum record_text_id label;
        enum figure_ink ink;
    } metrics[] = {{"token.accuracy", TEXT_LABEL_TOKENS, INK_GREY},
                   {"keyword.f1", TEXT_LABEL_KEYWORD_F1, INK_ORANGE},
                   {"keyphrase.f1", TEXT_LABEL_KEYPHRASE_F1, INK_BLUE},
                   {"exact", TEXT_LABEL_EXACT, INK_GREEN}};
    for (size_t i = 0; i < f->count; i++)
        f->x[i] = (double)d->run->epochs[i].epoch + 1;
    f->x_whole = true;
    struct figure_panel *p = figure_panel(f, say(d, TEXT_AXIS_SHARE));
    p->low = 0;
    p->high = 1;
    for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
        const char *label = say(d, metrics[m].label);
        double *y = figure_line(f, p, metrics[m].name, label, metrics[m].ink, STYLE_POINTS);
        for (size_t i = 0; y && i < f->count; i++) {
            const json_t *v = json_object_get(d->run->epochs[i].metrics, metrics[m].name);
            y[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
        }
        double floor = record_floor(d->run, "dev", metrics[m].name);
        if (!isfinite(floor) || floor <= 0)
            continue;
        y = figure_line(f, p, figure_text(f, "%s floor", metrics[m].name),
                        figure_text(f, say(d, TEXT_LABEL_FLOOR), label), metrics[m].ink,
                        STYLE_DASHED);
        for (size_t i = 0; y && i < f->count; i++)
            y[i] = floor;
    }
}

/* --- labels -------------------------------------------------------------------------------- */

/* A label's share of its head's tokens, bin by bin. */
static void draw_share(const struct drawing *d, struct figure *f, struct figure_panel *p,
                       const char *head, int label, int labels, const char *what,
                       enum record_text_id legend, enum figure_ink ink, enum figure_style style)
{
    double count[BINS], all[BINS] = {0};
    char name[64];
    snprintf(name, sizeof name, "%s_%s.%d", head, what, label);
    const double *values = curves_find(d->curves, name);
    double *share = values ? figure_line(f, p, figure_text(f, "%s.%d %s", head, label, what),
                                         say(d, legend), ink, style)
                           : NULL;
    for (int i = 0; share && i < labels; i++) {
        snprintf(name, sizeof name, "%s_%s.%d", head, what, i);
        if (!curves_find(d->curves, name))
            continue;
        bins_mean(&d->bins, curves_find(d->curves, name), count);
        for (size_t k = 0; k < d->bins.count; k++)
            all[k] += count[k];
    }
    bins_mean(&d->bins, values, share);
    for (size_t k = 0; share && k < d->bins.count; k++)
        share[k] = all[k] > 0 ? share[k] / all[k] : (double)NAN;
}

static void draw_labels(const struct drawing *d, struct figure *f)
{
    static const struct {
        const char *head, *name;
        int label, labels;
    } rows[] = {{"keyphrase", "O", 0, 5}, {"keyphrase", "B", 1, 5}, {"keyphrase", "I", 2, 5},
                {"keyphrase", "E", 3, 5}, {"keyphrase", "S", 4, 5}, {"keyword", NULL, 1, 2}};
    f->across = 3;
    f->panel_height = 110;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *title = rows[i].name ? figure_text(f, say(d, TEXT_AXIS_LABEL), rows[i].name)
                                         : say(d, TEXT_AXIS_IS_KEYWORD);
        struct figure_panel *p = figure_panel(f, title);
        p->low = 0;
        draw_share(d, f, p, rows[i].head, rows[i].label, rows[i].labels, "predicted",
                   TEXT_LABEL_PREDICTED, INK_BLUE, STYLE_LINE);
        draw_share(d, f, p, rows[i].head, rows[i].label, rows[i].labels, "gold", TEXT_LABEL_GOLD,
                   INK_ORANGE, STYLE_DASHED);
    }
}

/* --- tensors ------------------------------------------------------------------------------- */

/*
 * The pictures of the first record: a row a tensor, its norm to the left, its mean to the right. A
 * norm is drawn on a linear axis of some least width (figure_panel.least), or with 0 on a
 * logarithmic one. So is a mean: that of a head's weights does not move at all, but for the last
 * bits.
 */
static void draw_tensors(const struct drawing *d, struct figure *f, const char *quantity,
                         enum figure_ink ink, double least)
{
    static const struct {
        const char *name;
        enum record_text_id title;
    } numbers[] = {{"norm", TEXT_AXIS_NORM}, {"mean", TEXT_AXIS_MEAN}};
    f->across = 2;
    f->panel_height = 66;
    for (size_t t = 0; t < d->tensor_count; t++) {
        for (int i = 0; i < 2; i++) {
            const char *number = figure_text(f, "%s_%s", quantity, numbers[i].name);
            struct figure_panel *p =
                figure_panel(f, figure_text(f, say(d, numbers[i].title), d->tensors[t]));
            p->log = i == 0 && least == 0;
            p->least = least;
            draw(d, f, p, figure_text(f, "%s %s", d->tensors[t], number),
                 figures_column(d->curves, d->tensors[t], number), NULL, ink, STYLE_LINE);
        }
    }
}

static void draw_gradients(const struct drawing *d, struct figure *f)
{
    draw_tensors(d, f, "gradient", INK_ORANGE, 0);
}

static void draw_weights(const struct drawing *d, struct figure *f)
{
    draw_tensors(d, f, "weight", INK_BLUE, 0.01);
}

/* Tensors of one part of the net have one colour: "embedding", "layer1", "layer2", the heads. */
static enum figure_ink tensor_ink(const char *name)
{
    if (strncmp(name, "embedding", 9) == 0)
        return INK_GREEN;
    if (strncmp(name, "layer1", 6) == 0)
        return INK_BLUE;
    if (strncmp(name, "layer", 5) == 0)
        return INK_PURPLE;
    return strstr(name, "keyword") ? INK_ORANGE : INK_YELLOW;
}

static void draw_updates(const struct drawing *d, struct figure *f)
{
    double weight[BINS];
    struct figure_panel *p = figure_panel(f, say(d, TEXT_AXIS_RATIO));
    p->log = true;
    for (size_t t = 0; t < d->tensor_count; t++) {
        const double *update = figures_column(d->curves, d->tensors[t], "update_norm");
        const double *norm = figures_column(d->curves, d->tensors[t], "weight_norm");
        if (!update || !norm)
            continue;
        double *ratio =
            figure_line(f, p, d->tensors[t], d->tensors[t], tensor_ink(d->tensors[t]), STYLE_LINE);
        bins_mean(&d->bins, update, ratio);
        bins_mean(&d->bins, norm, weight);
        for (size_t i = 0; ratio && i < d->bins.count; i++)
            ratio[i] = weight[i] > 0 && ratio[i] > 0 ? ratio[i] / weight[i] : (double)NAN;
    }
    if (figure_is_empty(f))
        return;
    double *rule = figure_line(f, p, "0.001", say(d, TEXT_LABEL_RULE), INK_GREY, STYLE_DASHED);
    for (size_t i = 0; rule && i < d->bins.count; i++)
        rule[i] = 1e-3;
}

/* --- all of them --------------------------------------------------------------------------- */

static const struct drawing_row {
    const char *name; /* in the figure's id */
    size_t bins;      /* at most; 0: it is over epochs */
    void (*draw)(const struct drawing *d, struct figure *f);
    enum record_text_id caption;
    bool open; /* as in struct run_figure */
} drawings[] = {
    {"loss", BINS, draw_loss, TEXT_CAPTION_LOSS, true},
    {"metrics", 0, draw_metrics, TEXT_CAPTION_METRICS, true},
    {"labels", BINS_SMALL, draw_labels, TEXT_CAPTION_LABELS, false},
    {"gradient", BINS_SMALL, draw_gradients, TEXT_CAPTION_GRADIENTS, false},
    {"weight", BINS_SMALL, draw_weights, TEXT_CAPTION_WEIGHTS, false},
    {"updates", BINS, draw_updates, TEXT_CAPTION_UPDATES, false},
};
static const size_t drawing_count = sizeof drawings / sizeof *drawings;
_Static_assert(sizeof drawings / sizeof *drawings <= RUN_FIGURES_MAX, "raise RUN_FIGURES_MAX");

static pith_status write_figure(struct drawing *d, const struct drawing_row *row,
                                struct written_figure *out, pith_error *err)
{
    char before[20], id[96];
    struct figure f;
    snprintf(before, sizeof before, "run-%d", d->run->number);
    figures_id(id, before, d->run->row.label, row->name);
    if (row->bins) {
        bins_make(&d->bins, d->curves, row->bins);
        figures_over_steps(d->to, &f, id, &d->bins);
    } else {
        figure_init(&f, id, "epoch", say(d, TEXT_AXIS_EPOCH), d->run->epoch_count);
    }
    row->draw(d, &f);
    return figures_write(d->to, &f, out, err);
}

pith_status figures_of_run(const struct figures *to, const struct record_run *run,
                           const struct curves *curves, struct run_figure out[RUN_FIGURES_MAX],
                           size_t *count, pith_error *err)
{
    struct drawing d = {.to = to, .run = run, .curves = curves};
    struct arena arena = {0};
    *count = 0;
    if (curves->steps == 0)
        return PITH_STATUS_OK;
    pith_status status = figures_tensors(curves, &arena, &d.tensors, &d.tensor_count, err);
    for (size_t i = 0; i < drawing_count && status == PITH_STATUS_OK; i++) {
        const struct drawing_row *row = &drawings[i];
        out[i] = (struct run_figure){.caption = row->caption, .open = row->open};
        status = write_figure(&d, row, &out[i].written, err);
        *count += status == PITH_STATUS_OK;
    }
    arena_fini(&arena);
    return status;
}
