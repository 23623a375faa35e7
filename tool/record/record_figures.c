/* record_figures.c - figures out of runs, by tables of their lines; see record_figures.h. */
#include "record/record_figures.h"

#include "base/error.h"
#include "base/json_value.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line's label that is not in the key. */
enum { NO_LABEL = TEXT_COUNT };

/* --- any figure ---------------------------------------------------------------------------- */

/* The id "<before>-<name>-<what>" out of a user's name, of which [a-z0-9-] stays. */
static void make_id(char out[96], const char *before, const char *user, const char *what)
{
    char name[48];
    size_t n = 0;
    for (; *user && n < 40; user++) {
        unsigned char c = (unsigned char)*user;
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

double *figures_begin(struct record_writer *w, struct figure *f, const char *before,
                      const char *user, const char *what, const char *column,
                      enum record_text_id x_label, size_t count)
{
    char id[96];
    make_id(id, before, user, what);
    return figure_init(f, id, column, doc_text(&w->doc, x_label), count);
}

/* The title of a panel or the label of a line, a text with one %s for `name`; NULL: NO_LABEL. */
static const char *say(struct record_writer *w, struct figure *f, int id, const char *name)
{
    return id == NO_LABEL ? NULL : figure_text(f, doc_text(&w->doc, (enum record_text_id)id), name);
}

pith_status figures_show(struct record_writer *w, struct figure *f, const char *caption,
                         pith_error *err)
{
    bool drawn = false;
    pith_status status = PITH_STATUS_OK;
    if (f->failed || !figure_is_empty(f)) {
        status = record_folder_figure(w->folder, f, &drawn, err);
        doc_figure(&w->doc, f->id, drawn, caption);
    }
    figure_fini(f);
    return status;
}

/* --- over steps ---------------------------------------------------------------------------- */

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
    for (size_t i = 0; values && out && i < b->count; i++) {
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

void figures_over_steps(struct record_writer *w, struct figure *f, const char *before,
                        const char *user, const char *what, const struct bins *b)
{
    double *x = figures_begin(w, f, before, user, what, "step", TEXT_AXIS_STEP, b->count);
    if (x)
        memcpy(x, b->x, b->count * sizeof *x);
}

pith_status figures_tensors(struct record_writer *w, const struct curves *c, struct tensors *out,
                            pith_error *err)
{
    static const char mark[] = "|weight_norm";
    *out = (struct tensors){.names = NULL};
    for (size_t i = 0; i < c->count; i++) {
        const char *name = c->items[i].name, *end = strstr(name, mark);
        if (!end || end[sizeof mark - 1])
            continue;
        const char **place =
            arena_push(&w->arena, (void **)&out->names, &out->count, sizeof *out->names);
        if (!place)
            return error_memory(err);
        *place = doc_format(&w->doc, "%.*s", (int)(end - name), name);
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

enum run_figure { LOSS, METRICS, LABELS, GRADIENT, WEIGHT, UPDATES, RUN_FIGURES };

/* What the lines of a figure are drawn for, in turn: the run, its tensors, or its labels. */
enum each { EACH_RUN, EACH_TENSOR, EACH_LABEL };

/*
 * GRADIENT and WEIGHT are the pictures of the first record: a row a tensor, its norm to the left,
 * its mean to the right.
 */
static const struct {
    const char *name; /* in the figure's id */
    enum each each;
    size_t bins; /* at most */
    int across, panel_height;
    const char *over;            /* its lines are divided by this column of the tensor */
    enum record_text_id caption; /* of the run's label */
    bool open;                   /* not folded away when the experiment has this run alone */
} run_figures[RUN_FIGURES] = {
    [LOSS] = {"loss", EACH_RUN, BINS, 1, 0, NULL, TEXT_CAPTION_LOSS, true},
    [METRICS] = {"metrics", EACH_RUN, BINS, 1, 0, NULL, TEXT_CAPTION_METRICS, true},
    [LABELS] = {"labels", EACH_LABEL, BINS_SMALL, 3, 110, NULL, TEXT_CAPTION_LABELS, false},
    [GRADIENT] = {"gradient", EACH_TENSOR, BINS_SMALL, 2, 66, NULL, TEXT_CAPTION_GRADIENTS, false},
    [WEIGHT] = {"weight", EACH_TENSOR, BINS_SMALL, 2, 66, NULL, TEXT_CAPTION_WEIGHTS, false},
    [UPDATES] = {"updates", EACH_TENSOR, BINS, 1, 0, "weight_norm", TEXT_CAPTION_UPDATES, false},
};

static const struct run_line {
    enum run_figure figure;
    enum record_text_id panel; /* its title; that of the panel before: it is in this, too */
    enum figure_axis axis;
    const char *column; /* of the trace, or of the epochs; of a tensor or of a label's head */
    int label;
    enum figure_ink ink; /* INK_COUNT: that of its tensor */
    enum figure_style style;
} run_lines[] = {
    {LOSS, TEXT_AXIS_LOSS, AXIS_ZERO, "prior_keyword", NO_LABEL, INK_ORANGE, STYLE_DASHED},
    {LOSS, TEXT_AXIS_LOSS, AXIS_ZERO, "loss_keyword", TEXT_LABEL_KEYWORD, INK_ORANGE, STYLE_LINE},
    {LOSS, TEXT_AXIS_LOSS, AXIS_ZERO, "prior_keyphrase", NO_LABEL, INK_BLUE, STYLE_DASHED},
    {LOSS, TEXT_AXIS_LOSS, AXIS_ZERO, "loss_keyphrase", TEXT_LABEL_KEYPHRASE, INK_BLUE, STYLE_LINE},
    {LOSS, TEXT_AXIS_LOSS, AXIS_ZERO, "prior", TEXT_LABEL_CONSTANT, INK_TEXT, STYLE_DASHED},
    {LOSS, TEXT_AXIS_LOSS, AXIS_ZERO, "loss", TEXT_LABEL_TOTAL, INK_TEXT, STYLE_BOLD},
    {METRICS, TEXT_AXIS_SHARE, AXIS_UNIT, "token.accuracy", TEXT_LABEL_TOKENS, INK_GREY,
     STYLE_POINTS},
    {METRICS, TEXT_AXIS_SHARE, AXIS_UNIT, "keyword.f1", TEXT_LABEL_KEYWORD_F1, INK_ORANGE,
     STYLE_POINTS},
    {METRICS, TEXT_AXIS_SHARE, AXIS_UNIT, "keyphrase.f1", TEXT_LABEL_KEYPHRASE_F1, INK_BLUE,
     STYLE_POINTS},
    {METRICS, TEXT_AXIS_SHARE, AXIS_UNIT, "exact", TEXT_LABEL_EXACT, INK_GREEN, STYLE_POINTS},
    {LABELS, TEXT_AXIS_LABEL, AXIS_ZERO, "predicted", TEXT_LABEL_PREDICTED, INK_BLUE, STYLE_LINE},
    {LABELS, TEXT_AXIS_LABEL, AXIS_ZERO, "gold", TEXT_LABEL_GOLD, INK_ORANGE, STYLE_DASHED},
    {GRADIENT, TEXT_AXIS_NORM, AXIS_LOG, "gradient_norm", NO_LABEL, INK_ORANGE, STYLE_LINE},
    {GRADIENT, TEXT_AXIS_MEAN, AXIS_FREE, "gradient_mean", NO_LABEL, INK_ORANGE, STYLE_LINE},
    {WEIGHT, TEXT_AXIS_NORM, AXIS_STILL, "weight_norm", NO_LABEL, INK_BLUE, STYLE_LINE},
    {WEIGHT, TEXT_AXIS_MEAN, AXIS_STILL, "weight_mean", NO_LABEL, INK_BLUE, STYLE_LINE},
    {UPDATES, TEXT_AXIS_RATIO, AXIS_LOG, "update_norm", TEXT_LABEL_ITSELF, INK_COUNT, STYLE_LINE},
};

/* What a line is drawn for: a column's name is head, mark, the line's column, after. */
struct subject {
    const char *title; /* in that of its panel; NULL: the word for it */
    const char *head, *mark, *after;
};
static const struct subject labels[] = {
    {"O", "keyphrase", "_", ".0"}, {"B", "keyphrase", "_", ".1"}, {"I", "keyphrase", "_", ".2"},
    {"E", "keyphrase", "_", ".3"}, {"S", "keyphrase", "_", ".4"}, {NULL, "keyword", "_", ".1"}};

struct drawing {
    struct record_writer *w;
    const struct record_run *run;
    struct curves curves;
    struct tensors tensors;
    struct bins bins;
    struct figure figure;
    struct subject subject; /* of the lines under way */
};

/* A run that blows up would press everything else flat on a linear axis. */
static bool wants_log(const struct drawing *d)
{
    double means[BINS], least = INFINITY, most = 0;
    const double *loss = curves_find(&d->curves, "loss");
    bins_mean(&d->bins, loss, means);
    for (size_t i = 0; loss && i < d->bins.count; i++) {
        if (!isfinite(means[i]) || means[i] <= 0)
            continue;
        least = fmin(least, means[i]);
        most = fmax(most, means[i]);
    }
    return most > 200 * least;
}

/* The panel of a line: the last one, or a new one if that has another title. */
static struct figure_panel *panel_of(struct drawing *d, const struct run_line *line)
{
    struct figure *f = &d->figure;
    const char *name = d->subject.title;
    const char *title =
        say(d->w, f, (int)line->panel, name ? name : doc_text(&d->w->doc, TEXT_LABEL_KEYWORD));
    if (f->panel_count && strcmp(f->panels[f->panel_count - 1]->title, title) == 0)
        return f->panels[f->panel_count - 1];
    return figure_panel(f, title, line->figure == LOSS && wants_log(d) ? AXIS_LOG : line->axis);
}

static const double *find_column(const struct drawing *d, const char *column, const char *after)
{
    char name[512];
    snprintf(name, sizeof name, "%.400s%s%s%s", d->subject.head, d->subject.mark, column, after);
    return curves_find(&d->curves, name);
}

/* Divides means by those of a column; a label's by the sum over all labels of its head. */
static void divide(const struct drawing *d, const char *over, double *y)
{
    static const char *const all_labels[] = {".0", ".1", ".2", ".3", ".4"};
    double all[BINS] = {0}, part[BINS] = {0};
    bool share = *d->subject.after;
    for (int i = 0; i < (share ? 5 : 1); i++) {
        const double *values = find_column(d, over, share ? all_labels[i] : "");
        bins_mean(&d->bins, values, part);
        for (size_t k = 0; values && k < d->bins.count; k++)
            all[k] += part[k];
    }
    for (size_t k = 0; k < d->figure.count; k++) /* a tensor that stands still has no ratio */
        y[k] = all[k] > 0 && (y[k] > 0 || share) ? y[k] / all[k] : (double)NAN;
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

/* A line over steps, as means over bins; none without its column. */
static void draw_line(struct drawing *d, const struct run_line *line)
{
    struct figure *f = &d->figure;
    struct figure_panel *p = panel_of(d, line);
    const struct subject *s = &d->subject;
    const double *values = find_column(d, line->column, s->after);
    const char *over = *s->after ? line->column : run_figures[line->figure].over;
    bool named = line->ink == INK_COUNT; /* after its tensor, in its colour */
    if (!values)
        return;
    const char *heading = named      ? s->head
                          : *s->head ? figure_text(f, "%s%s %s", s->head, s->after, line->column)
                                     : line->column;
    double *y = figure_line(f, p, heading, say(d->w, f, line->label, s->head),
                            named ? tensor_ink(s->head) : line->ink, line->style);
    bins_mean(&d->bins, values, y);
    if (over)
        divide(d, over, y);
}

/* A line over epochs, and the floor of its metric. */
static void draw_metric(struct drawing *d, const struct run_line *line)
{
    struct figure *f = &d->figure;
    struct figure_panel *p = panel_of(d, line);
    const char *label = say(d->w, f, line->label, NULL);
    double *y = figure_line(f, p, line->column, label, line->ink, line->style);
    for (size_t i = 0; i < f->count; i++) {
        f->x[i] = (double)d->run->row.epochs[i].epoch + 1;
        y[i] = json_value_number(d->run->row.epochs[i].metrics, line->column);
    }
    double floor = run_metric(&d->run->row, "dev", line->column)->floor;
    if (isfinite(floor) && floor > 0)
        figure_level(f, p, figure_text(f, "%s floor", line->column),
                     say(d->w, f, TEXT_LABEL_FLOOR, label), line->ink, floor);
}

static void draw_figure(struct drawing *d, enum run_figure figure)
{
    struct figure *f = &d->figure;
    enum each each = run_figures[figure].each;
    const char *user = d->run->row.label, *what = run_figures[figure].name;
    char before[20];
    snprintf(before, sizeof before, "run-%d", d->run->number);
    bins_make(&d->bins, &d->curves, run_figures[figure].bins);
    if (figure == METRICS)
        figures_begin(d->w, f, before, user, what, "epoch", TEXT_AXIS_EPOCH,
                      d->run->row.epoch_count);
    else
        figures_over_steps(d->w, f, before, user, what, &d->bins);
    f->x_whole = figure == METRICS;
    f->across = run_figures[figure].across;
    f->panel_height = run_figures[figure].panel_height;
    size_t subjects = each == EACH_LABEL    ? sizeof labels / sizeof *labels
                      : each == EACH_TENSOR ? d->tensors.count
                                            : 1;
    for (size_t i = 0; i < subjects; i++) {
        const char *tensor = each == EACH_TENSOR ? d->tensors.names[i] : "";
        d->subject = each == EACH_LABEL ? labels[i]
                                        : (struct subject){tensor, tensor, *tensor ? "|" : "", ""};
        for (size_t l = 0; l < sizeof run_lines / sizeof *run_lines; l++)
            if (run_lines[l].figure == figure)
                (figure == METRICS ? draw_metric : draw_line)(d, &run_lines[l]);
    }
    if (figure == UPDATES && !figure_is_empty(f))
        figure_level(f, f->panels[0], "0.001", doc_text(&d->w->doc, TEXT_LABEL_RULE), INK_GREY,
                     1e-3);
}

static pith_status draw_run(struct drawing *d, bool alone, pith_error *err)
{
    const char *label = d->run->row.label;
    struct doc *doc = &d->w->doc;
    bool folded = false;
    TRY(figures_tensors(d->w, &d->curves, &d->tensors, err));
    for (int i = 0; i < RUN_FIGURES; i++) {
        draw_figure(d, (enum run_figure)i);
        if (!folded && !(alone && run_figures[i].open) && !figure_is_empty(&d->figure)) {
            doc_fold_begin(doc,
                           doc_say(doc, alone ? TEXT_MORE_FIGURES : TEXT_RUN_FIGURES_OF, label));
            folded = true;
        }
        TRY(figures_show(d->w, &d->figure, doc_say(doc, run_figures[i].caption, label), err));
    }
    if (folded)
        doc_end(doc, DOC_FOLD);
    return PITH_STATUS_OK;
}

pith_status figures_of_run(struct record_writer *w, const struct record_run *run, bool alone,
                           pith_error *err)
{
    struct drawing d = {.w = w, .run = run};
    pith_status status = curves_load(w->db, run->row.id, &d.curves, err);
    if (status == PITH_STATUS_OK && d.curves.steps > 0)
        status = draw_run(&d, alone, err);
    curves_fini(&d.curves);
    return status;
}
