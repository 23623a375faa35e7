/* record_figures_run.c - the figures of one run; see record_figures.h. */
#include "record/record_figures.h"

#include "base/error.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- shared -------------------------------------------------------------------------------- */

void figures_name(char *out, size_t size, const char *label)
{
    size_t n = 0;
    for (; *label && n + 1 < size && n < 40; label++) {
        unsigned char c = (unsigned char)*label;
        if (c < 0x80 && isalnum(c))
            out[n++] = (char)tolower(c);
        else if (n > 0 && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    out[n] = '\0';
    if (n == 0)
        snprintf(out, size, "x");
}

pith_status figures_keep(struct figures *to, struct figure *f, struct shown *shown, pith_error *err)
{
    pith_error failure = {0};
    *shown = (struct shown){0};
    pith_status status = PITH_STATUS_OK;
    if (f->failed || !figure_is_empty(f)) {
        memcpy(shown->id, f->id, sizeof shown->id);
        status = figure_write(f, to->folder, &to->gnuplot, &shown->drawn, &failure);
        to->written++;
    }
    figure_fini(f);
    if (status == PITH_STATUS_OK)
        return PITH_STATUS_OK;
    if (to->gnuplot == GNUPLOT_THERE &&
        !shown->drawn) { /* a picture less is no reason to give up */
        if (to->failed++ == 0)
            to->first_failure = failure;
        return PITH_STATUS_OK;
    }
    if (err)
        *err = failure;
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

void bins_mean(const struct bins *b, const double *values, double out[BINS])
{
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

/* --- one run ------------------------------------------------------------------------------- */

struct drawing {
    struct figures *to;
    const struct record_run *run;
    const struct curves *curves;
    struct bins bins;
    const char **tensors;
    size_t tensor_count;
};

static const char *say(const struct drawing *d, enum record_text_id id)
{
    return record_text(d->to->language, id);
}

static void begin(const struct drawing *d, struct figure *f, const char *what)
{
    char id[96], name[48];
    figures_name(name, sizeof name, d->run->label);
    snprintf(id, sizeof id, "run-%d-%s-%s", d->run->number, name, what);
    figure_init(f, id, "step", say(d, TEXT_AXIS_STEP), d->bins.x, d->bins.count);
}

/* A column of the trace, as means over bins. */
static void draw(const struct drawing *d, struct figure *f, const char *column,
                 const double *values, const char *label, enum figure_ink ink,
                 enum figure_style style)
{
    double means[BINS];
    if (!values)
        return;
    bins_mean(&d->bins, values, means);
    figure_copy(f, column, label, ink, style, means);
}

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

static pith_status draw_loss(const struct drawing *d, struct shown *shown, pith_error *err)
{
    static const struct {
        const char *loss, *prior;
        enum record_text_id label;
        enum figure_ink ink;
        enum figure_style style;
    } heads[] = {{"loss", "prior", TEXT_LABEL_TOTAL, INK_TEXT, STYLE_BOLD},
                 {"loss_keyphrase", "prior_keyphrase", TEXT_LABEL_KEYPHRASE, INK_BLUE, STYLE_LINE},
                 {"loss_keyword", "prior_keyword", TEXT_LABEL_KEYWORD, INK_ORANGE, STYLE_LINE}};
    struct figure f;
    begin(d, &f, "loss");
    struct figure_panel *p = figure_panel(&f, say(d, TEXT_AXIS_LOSS));
    p->log = wants_log(d, curves_find(d->curves, "loss"));
    p->low = p->log ? (double)NAN : 0;
    for (int i = 2; i >= 0; i--) {
        draw(d, &f, heads[i].prior, curves_find(d->curves, heads[i].prior),
             i == 0 ? say(d, TEXT_LABEL_CONSTANT) : NULL, heads[i].ink, STYLE_DASHED);
        draw(d, &f, heads[i].loss, curves_find(d->curves, heads[i].loss), say(d, heads[i].label),
             heads[i].ink, heads[i].style);
    }
    return figures_keep(d->to, &f, shown, err);
}

static pith_status draw_metrics(const struct drawing *d, struct shown *shown, pith_error *err)
{
    static const struct {
        const char *name;
        enum record_text_id label;
        enum figure_ink ink;
    } metrics[] = {{"token.accuracy", TEXT_LABEL_TOKENS, INK_GREY},
                   {"keyword.f1", TEXT_LABEL_KEYWORD_F1, INK_ORANGE},
                   {"keyphrase.f1", TEXT_LABEL_KEYPHRASE_F1, INK_BLUE},
                   {"exact", TEXT_LABEL_EXACT, INK_GREEN}};
    double x[1024];
    size_t count = d->run->epoch_count < 1024 ? d->run->epoch_count : 1024;
    char name[96], id[48];
    struct figure f;
    for (size_t i = 0; i < count; i++)
        x[i] = (double)d->run->epochs[i].epoch + 1;
    figures_name(id, sizeof id, d->run->label);
    snprintf(name, sizeof name, "run-%d-%s-metrics", d->run->number, id);
    figure_init(&f, name, "epoch", say(d, TEXT_AXIS_EPOCH), x, count);
    f.x_whole = true;
    struct figure_panel *p = figure_panel(&f, say(d, TEXT_AXIS_SHARE));
    p->low = 0;
    p->high = 1;
    for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
        const char *label = say(d, metrics[m].label);
        double *y = figure_line(&f, metrics[m].name, label, metrics[m].ink, STYLE_POINTS);
        for (size_t i = 0; y && i < count; i++) {
            const json_t *v = json_object_get(d->run->epochs[i].metrics, metrics[m].name);
            y[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
        }
        double floor = record_floor(d->run, "dev", metrics[m].name);
        if (!isfinite(floor) || floor <= 0)
            continue;
        y = figure_line(&f, figure_text(&f, "%s floor", metrics[m].name),
                        figure_text(&f, say(d, TEXT_LABEL_FLOOR), label), metrics[m].ink,
                        STYLE_DASHED);
        for (size_t i = 0; y && i < count; i++)
            y[i] = floor;
    }
    return figures_keep(d->to, &f, shown, err);
}

/* A label's share of its head's tokens, bin by bin. */
static void draw_share(const struct drawing *d, struct figure *f, const char *head, int label,
                       int labels, const char *what, const char *legend, enum figure_ink ink,
                       enum figure_style style)
{
    double shares[BINS] = {0}, count[BINS], all[BINS] = {0};
    char name[64];
    bool found = false;
    for (int i = 0; i < labels; i++) {
        snprintf(name, sizeof name, "%s_%s.%d", head, what, i);
        const double *values = curves_find(d->curves, name);
        if (!values)
            continue;
        bins_mean(&d->bins, values, count);
        for (size_t k = 0; k < d->bins.count; k++) {
            all[k] += count[k];
            if (i == label)
                shares[k] = count[k];
        }
        found = found || i == label;
    }
    if (!found)
        return;
    for (size_t k = 0; k < d->bins.count; k++)
        shares[k] = all[k] > 0 ? shares[k] / all[k] : (double)NAN;
    snprintf(name, sizeof name, "%s.%d %s", head, label, what);
    figure_copy(f, figure_text(f, "%s", name), legend, ink, style, shares);
}

static pith_status draw_labels(const struct drawing *d, struct shown *shown, pith_error *err)
{
    static const struct {
        const char *head, *name;
        int label, labels;
    } rows[] = {{"keyphrase", "O", 0, 5}, {"keyphrase", "B", 1, 5}, {"keyphrase", "I", 2, 5},
                {"keyphrase", "E", 3, 5}, {"keyphrase", "S", 4, 5}, {"keyword", NULL, 1, 2}};
    struct figure f;
    begin(d, &f, "labels");
    f.across = 3;
    f.panel_height = 110;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *title = rows[i].name ? figure_text(&f, say(d, TEXT_AXIS_LABEL), rows[i].name)
                                         : say(d, TEXT_AXIS_IS_KEYWORD);
        struct figure_panel *p = figure_panel(&f, title);
        p->low = 0;
        draw_share(d, &f, rows[i].head, rows[i].label, rows[i].labels, "predicted",
                   say(d, TEXT_LABEL_PREDICTED), INK_BLUE, STYLE_LINE);
        draw_share(d, &f, rows[i].head, rows[i].label, rows[i].labels, "gold",
                   say(d, TEXT_LABEL_GOLD), INK_ORANGE, STYLE_DASHED);
    }
    return figures_keep(d->to, &f, shown, err);
}

/*
 * The pictures of the first record: a row a tensor, its norm to the left, its mean to the right. A
 * norm is drawn on a linear axis of some least width (see axis_make), or with 0 on a logarithmic
 * one. So is a mean: that of a head's weights does not move at all, but for the last bits.
 */
static pith_status draw_tensors(const struct drawing *d, const char *quantity, enum figure_ink ink,
                                double least, struct shown *shown, pith_error *err)
{
    static const char *const numbers[] = {"norm", "mean"};
    struct figure f;
    begin(d, &f, quantity);
    f.across = 2;
    f.panel_height = 66;
    for (size_t t = 0; t < d->tensor_count; t++) {
        for (int i = 0; i < 2; i++) {
            char number[32];
            snprintf(number, sizeof number, "%s_%s", quantity, numbers[i]);
            const char *title =
                figure_text(&f, say(d, i ? TEXT_AXIS_MEAN : TEXT_AXIS_NORM), d->tensors[t]);
            struct figure_panel *p = figure_panel(&f, title);
            p->log = i == 0 && least == 0;
            p->least = least;
            draw(d, &f, figure_text(&f, "%s %s", d->tensors[t], number),
                 figures_column(d->curves, d->tensors[t], number), NULL, ink, STYLE_LINE);
        }
    }
    return figures_keep(d->to, &f, shown, err);
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

static pith_status draw_updates(const struct drawing *d, struct shown *shown, pith_error *err)
{
    struct figure f;
    double ratio[BINS], weight[BINS];
    begin(d, &f, "updates");
    struct figure_panel *p = figure_panel(&f, say(d, TEXT_AXIS_RATIO));
    p->log = true;
    for (size_t t = 0; t < d->tensor_count; t++) {
        const double *update = figures_column(d->curves, d->tensors[t], "update_norm");
        const double *norm = figures_column(d->curves, d->tensors[t], "weight_norm");
        if (!update || !norm)
            continue;
        bins_mean(&d->bins, update, ratio);
        bins_mean(&d->bins, norm, weight);
        for (size_t i = 0; i < d->bins.count; i++)
            ratio[i] = weight[i] > 0 && ratio[i] > 0 ? ratio[i] / weight[i] : (double)NAN;
        figure_copy(&f, d->tensors[t], d->tensors[t], tensor_ink(d->tensors[t]), STYLE_LINE, ratio);
    }
    if (!figure_is_empty(&f)) {
        double *rule = figure_line(&f, "0.001", say(d, TEXT_LABEL_RULE), INK_GREY, STYLE_DASHED);
        for (size_t i = 0; rule && i < d->bins.count; i++)
            rule[i] = 1e-3;
    }
    return figures_keep(d->to, &f, shown, err);
}

pith_status figures_of_run(struct figures *to, const struct record_run *run,
                           const struct curves *curves, struct shown shown[RUN_FIGURES],
                           pith_error *err)
{
    struct drawing d = {.to = to, .run = run, .curves = curves};
    struct arena arena = {0};
    memset(shown, 0, RUN_FIGURES * sizeof *shown);
    if (curves->steps == 0)
        return PITH_STATUS_OK;
    bins_make(&d.bins, curves, BINS);
    pith_status status = figures_tensors(curves, &arena, &d.tensors, &d.tensor_count, err);
    if (status == PITH_STATUS_OK)
        status = draw_loss(&d, &shown[FIGURE_LOSS], err);
    if (status == PITH_STATUS_OK)
        status = draw_metrics(&d, &shown[FIGURE_METRICS], err);
    if (status == PITH_STATUS_OK)
        status = draw_updates(&d, &shown[FIGURE_UPDATES], err);
    bins_make(&d.bins, curves, BINS_SMALL);
    if (status == PITH_STATUS_OK)
        status = draw_labels(&d, &shown[FIGURE_LABELS], err);
    if (status == PITH_STATUS_OK)
        status = draw_tensors(&d, "gradient", INK_ORANGE, 0, &shown[FIGURE_GRADIENTS], err);
    if (status == PITH_STATUS_OK)
        status = draw_tensors(&d, "weight", INK_BLUE, 0.01, &shown[FIGURE_WEIGHTS], err);
    arena_fini(&arena);
    return status;
}
