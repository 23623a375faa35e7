/*
 * lab_curves.c - `pith lab curves`: what a run did step by step, drawn in the terminal.
 *
 * One picture a column, a line a run; with --overlay all in one.
 */
#include "lab/commands.h"

#include "base/arena.h"
#include "cli/terminal.h"
#include "base/error.h"
#include "show/look.h"
#include "show/plot.h"
#include "store/run.h"
#include "store/tracks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 12, HEIGHT_STACKED = 8, HEIGHT_OVERLAY = 18 };

struct run_curves {
    const struct run *run;
    const char *name; /* "run 3 (sgd-1e-2)" */
    struct tracks tracks;
};

struct view {
    struct look_call look;
    struct arena arena; /* the columns and their names */
    const char **columns;
    size_t column_count;
    bool list, csv, overlay, logarithmic, ascii;
    long width, height; /* 0: by the terminal */
    struct run_curves *runs;
    size_t run_count;
};

/* --- columns -------------------------------------------------------------------------------- */

/* A column of its own, or with `field` one of the tensor "head". */
static pith_status add_column(struct view *v, const char *head, size_t head_size, const char *field,
                              pith_error *err)
{
    struct buffer name = {0};
    buffer_printf(&name, "%.*s%s%s", (int)head_size, head, field ? "|" : "", field ? field : "");
    const char *text = arena_take(&v->arena, &name);
    const char **column =
        text ? arena_push(&v->arena, (void **)&v->columns, &v->column_count, sizeof *column) : NULL;
    if (!column)
        return error_memory(err);
    *column = text;
    return PITH_STATUS_OK;
}

/* TENSOR:FIELD is one column; TENSOR alone what the record's pictures show of it. */
static pith_status read_tensor(void *values, const char *value, pith_error *err)
{
    struct view *v = values;
    static const char *const fields[] = {"weight_mean", "weight_norm", "gradient_mean",
                                         "gradient_norm", "update_ratio"};
    size_t size = strcspn(value, ":");
    if (value[size])
        return add_column(v, value, size, value + size + 1, err);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        TRY(add_column(v, value, size, fields[i], err));
    return PITH_STATUS_OK;
}

static pith_status default_columns(struct view *v, pith_error *err)
{
    static const char loss[] = "loss", f1[] = "dev.keyphrase.f1";
    bool all = true;
    for (size_t i = 0; i < v->run_count; i++)
        all = all && curves_find(&v->runs[i].tracks.epochs, f1);
    TRY(add_column(v, loss, sizeof loss - 1, NULL, err));
    return all ? add_column(v, f1, sizeof f1 - 1, NULL, err) : PITH_STATUS_OK;
}

static void print_names(const struct run_curves *r)
{
    const char *name, *tensor = "";
    size_t tensor_size = 0;
    for (size_t i = 0; (name = tracks_name(&r->tracks, i)); i++) {
        size_t size = strcspn(name, "|");
        if (!name[size]) {
            cli_say(stdout, "%s\n", name);
        } else if (size != tensor_size || memcmp(name, tensor, size) != 0) {
            tensor = name; /* a tensor is listed once; its fields are the same for all */
            tensor_size = size;
            cli_say(stdout, "--tensor %.*s\n", (int)size, name);
        }
    }
}

/* --- drawing -------------------------------------------------------------------------------- */

/* How a curve went, below its picture. */
static void describe(const struct track *t, struct buffer *out)
{
    size_t finite = 0, first = 0, last = 0, low = 0, high = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (!isfinite(t->y[i]))
            continue;
        if (!finite++)
            first = low = high = i;
        last = i;
        low = t->y[i] < t->y[low] ? i : low;
        high = t->y[i] > t->y[high] ? i : high;
    }
    if (!finite)
        buffer_append_text(out, "            no number in it\n");
    else
        buffer_printf(out,
                      "            first %.4g, last %.4g, lowest %.4g at step %.0f, highest "
                      "%.4g at step %.0f\n",
                      t->y[first], t->y[last], t->y[low], t->x[low], t->y[high], t->x[high]);
}

struct picture {
    struct plot_series series[PLOT_SERIES_MAX];
    size_t count;
    struct track first;
};

/* `name` must live as long as the picture. */
static pith_status add_series(struct picture *p, struct run_curves *r, const char *column,
                              const char *name, bool reference, pith_error *err)
{
    struct track t;
    if (p->count == PLOT_SERIES_MAX)
        return error_set(err, PITH_STATUS_USAGE, "more than %d lines in one picture",
                         (int)PLOT_SERIES_MAX);
    TRY(tracks_find(&r->tracks, column, &t, err));
    if (!p->count)
        p->first = t;
    p->series[p->count++] = (struct plot_series){
        .name = name, .x = t.x, .y = t.y, .count = t.count, .reference = reference};
    return PITH_STATUS_OK;
}

/* The lines of columns [from, to): named by run, by column, or by both. */
static pith_status fill_picture(struct view *v, struct picture *p, size_t from, size_t to,
                                pith_error *err)
{
    bool single = to - from == 1;
    for (size_t k = from; k < to; k++)
        for (size_t i = 0; i < v->run_count; i++) {
            const char *run = v->runs[i].name, *column = v->columns[k], *name = column;
            struct buffer both = {0};
            if (v->run_count > 1 && single) {
                name = run;
            } else if (v->run_count > 1) {
                buffer_printf(&both, "%s, %s", column, run);
                name = arena_take(&v->arena, &both);
            }
            if (!name)
                return error_memory(err);
            TRY(add_series(p, &v->runs[i], column, name, false, err));
        }
    const char *reference = single ? tracks_reference(v->columns[from]) : NULL;
    if (!reference || v->run_count > 1 || !curves_find(&v->runs[0].tracks.steps, reference))
        return PITH_STATUS_OK;
    return add_series(p, &v->runs[0], reference, "the best constant predictor", true, err);
}

static pith_status draw(struct view *v, size_t from, size_t to, int height, pith_error *err)
{
    struct picture p = {0};
    struct buffer out = {0};
    struct plot_style style = plot_style_of_terminal(v->height ? (int)v->height : height);
    style.width = v->width ? (int)v->width : style.width;
    style.utf8 = style.utf8 && !v->ascii;
    style.logarithmic = v->logarithmic;
    bool single = to - from == 1;
    TRY(fill_picture(v, &p, from, to, err));
    if (single)
        buffer_printf(&out, "%s\n", v->columns[from]);
    plot_lines(p.series, p.count, &style, &out);
    if (single && v->run_count == 1)
        describe(&p.first, &out);
    bool ok = buffer_ok(&out);
    if (ok)
        fputs(out.data, stdout);
    buffer_fini(&out);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

static pith_status draw_all(struct view *v, pith_error *err)
{
    if (v->overlay && v->column_count > 1)
        return draw(v, 0, v->column_count, HEIGHT_OVERLAY, err);
    for (size_t k = 0; k < v->column_count; k++) {
        if (k)
            putchar('\n');
        TRY(draw(v, k, k + 1, v->column_count > 1 ? HEIGHT_STACKED : HEIGHT, err));
    }
    return PITH_STATUS_OK;
}

/* Long form: one line a number, whatever the columns are made of. */
static pith_status print_csv(struct view *v, pith_error *err)
{
    puts("run,column,step,value");
    for (size_t i = 0; i < v->run_count; i++)
        for (size_t k = 0; k < v->column_count; k++) {
            struct track t;
            TRY(tracks_find(&v->runs[i].tracks, v->columns[k], &t, err));
            for (size_t j = 0; j < t.count; j++)
                if (!isnan(t.y[j]))
                    printf("%lld,%s,%.0f,%.10g\n", (long long)v->runs[i].run->id, v->columns[k],
                           t.x[j], t.y[j]);
        }
    return PITH_STATUS_OK;
}

/* --- the command ---------------------------------------------------------------------------- */

static pith_status load_runs(struct view *v, struct look_call *look, pith_error *err)
{
    v->runs = array_calloc(look->run_count, sizeof *v->runs);
    for (size_t i = 0; i < look->run_count && v->runs; i++) {
        struct run_curves *r = &v->runs[v->run_count++];
        struct buffer name = {0};
        r->run = &look->runs[i];
        run_name(r->run, &name);
        r->name = arena_take(&v->arena, &name);
        if (!r->name)
            return error_memory(err);
        TRY(tracks_load(look->db, r->run, &r->tracks, err));
    }
    return v->runs ? PITH_STATUS_OK : error_memory(err);
}

/* Every run must have every column: nothing is drawn before that is known. */
static pith_status check_columns(struct view *v, pith_error *err)
{
    struct track t;
    for (size_t i = 0; i < v->run_count; i++)
        for (size_t k = 0; k < v->column_count; k++)
            TRY(tracks_find(&v->runs[i].tracks, v->columns[k], &t, err));
    return PITH_STATUS_OK;
}

static pith_status draw_curves(struct look_call *look, void *values, pith_error *err)
{
    struct view *v = values;
    TRY(load_runs(v, look, err));
    if (v->list) {
        print_names(&v->runs[0]);
        return PITH_STATUS_OK;
    }
    if (!v->column_count)
        TRY(default_columns(v, err));
    TRY(check_columns(v, err));
    if (v->csv)
        return print_csv(v, err);
    if (v->run_count == 1)
        printf("%s\n\n", v->runs[0].name);
    return draw_all(v, err);
}

static pith_status read_column(void *values, const char *value, pith_error *err)
{
    return add_column(values, value, strlen(value), NULL, err);
}

static pith_status curves_main(struct cli_call *call, pith_error *err)
{
    struct view *v = call->values;
    pith_status status = look_run(call, err);
    for (size_t i = 0; i < v->run_count; i++)
        tracks_fini(&v->runs[i].tracks);
    free(v->runs);
    arena_fini(&v->arena);
    return status;
}

static const struct cli_option options[] = {
    {"column", 'c', "NAME", "loss, rate, gradient_norm, dev.keyphrase.f1, ...; may be repeated",
     CLI_READ(read_column)},
    {"tensor", 't', "T[:FIELD]",
     "weight and gradient of a tensor, or one field of it: gradient_norm, update_ratio, ...",
     CLI_READ(read_tensor)},
    {"list", 'l', NULL, "only list the names of columns and tensors",
     CLI_SWITCH(struct view, list)},
    {"overlay", 0, NULL, "all columns in one picture", CLI_SWITCH(struct view, overlay)},
    {"log", 0, NULL, "logarithmic y axis", CLI_SWITCH(struct view, logarithmic)},
    {"csv", 0, NULL, "numbers instead of pictures: run,column,step,value",
     CLI_SWITCH(struct view, csv)},
    {"width", 0, "N", "columns of the terminal to use [default all]",
     CLI_INTEGER(struct view, width, PLOT_WIDTH_MIN, PLOT_WIDTH_MAX)},
    {"height", 0, "N", "lines of a picture", CLI_INTEGER(struct view, height, 2, PLOT_HEIGHT_MAX)},
    {"ascii", 0, NULL, "no braille, even where the terminal takes UTF-8",
     CLI_SWITCH(struct view, ascii)},
    LOOK_STORE(struct view),
    {0}};

const struct cli_command lab_curves = {
    .name = "lab curves",
    .summary = "a run's curves in the terminal",
    .usage = "pith lab curves RUN [RUN ...] [--column NAME] [--tensor T[:FIELD]] [options]",
    .details = "Without columns: the loss, dotted what the best constant predictor would lose on\n"
               "the same batches, and F1 of keyphrases on dev. Several runs are lines of one\n"
               "picture.",
    .examples = "  pith lab curves sgd-1e-2\n"
                "  pith lab curves sgd-1e-4 adam-1e-4 --column loss_keyphrase --log\n"
                "  pith lab curves adam-1e-4 --tensor layer1.weight_hh:gradient_norm",
    .options = options,
    .size = sizeof(struct view),
    .run = curves_main,
    .frame = &(const struct look_frame){.least = 1, .most = PLOT_SERIES_MAX, .body = draw_curves},
};
