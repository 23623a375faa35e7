/* results.c - the table at the end of training; see results.h. */
#include "cli/number.h"
#include "cli/results.h"

#include "cli/terminal.h"

#include <math.h>
#include <string.h>

/* Titles of two lines; the last column is the floor of the one before. */
static const struct {
    const char *over, *title, *metric;
    int width;
} columns[RESULTS_COLUMNS] = {
    {"keyphrase", "P", "keyphrase.precision", 9},
    {"", "R", "keyphrase.recall", 6},
    {"", "F1", "keyphrase.f1", 6},
    {"keyword", "F1", "keyword.f1", 7},
    {"", "exact", "exact", 6},
    {"token", "accuracy", "token.accuracy", 8},
    {"always", "O", "token.accuracy", 6},
};

static double floor_of(const pith_metrics *metrics, const char *name)
{
    const pith_metric *m;
    for (int i = 0; (m = pith_metrics_at(metrics, i)); i++)
        if (strcmp(m->name, name) == 0 && m->has_baseline)
            return m->baseline;
    return (double)NAN;
}

void results_add(struct results *r, const char *name, int64_t best_epoch,
                 const pith_metrics *metrics)
{
    if (r->count == RESULTS_MAX)
        return;
    struct result *row = &r->rows[r->count++];
    const pith_metrics_source *source = pith_metrics_source_get(metrics);
    *row = (struct result){.name = name, .format = source->format};
    snprintf(row->tokenizer, sizeof row->tokenizer, "%s", source->tokenizer);
    snprintf(row->path, sizeof row->path, "%s", source->path);
    snprintf(row->sha256, sizeof row->sha256, "%s", source->sha256);
    if (best_epoch < 0)
        snprintf(row->title, sizeof row->title, "%s", name);
    else
        snprintf(row->title, sizeof row->title, "%s (best epoch %lld)", name,
                 (long long)best_epoch + 1);
    for (int i = 0; i < RESULTS_COLUMNS - 1; i++)
        row->value[i] = pith_metrics_get(metrics, columns[i].metric);
    row->value[RESULTS_COLUMNS - 1] = floor_of(metrics, columns[RESULTS_COLUMNS - 1].metric);
}

static void print_titles(FILE *out)
{
    fprintf(out, "\n%-20s", "");
    for (int i = 0; i < RESULTS_COLUMNS; i++)
        fprintf(out, "  %*s", columns[i].width, columns[i].over);
    fprintf(out, "\n%-20s", "");
    for (int i = 0; i < RESULTS_COLUMNS; i++)
        fprintf(out, "  %*s", columns[i].width, columns[i].title);
    putc('\n', out);
}

static void print_row(const struct result *row, FILE *out)
{
    fprintf(out, "%-20s", row->title);
    for (int i = 0; i < RESULTS_COLUMNS; i++)
        fprintf(out, "  %*s", columns[i].width, CLI_RATIO(row->value[i]));
    putc('\n', out);
}

static void print_source(const struct result *row, FILE *out)
{
    cli_say(out, "%-11s%s (%s%s%.12s), tokenizer %s\n", row->name, row->path, row->format,
            row->sha256[0] ? ", sha256 " : "", row->sha256, row->tokenizer);
}

void results_print(const struct results *r, const char *model, FILE *out)
{
    if (!r->count)
        return;
    print_titles(out);
    for (int i = 0; i < r->count; i++)
        print_row(&r->rows[i], out);
    putc('\n', out);
    for (int i = 0; i < r->count; i++)
        print_source(&r->rows[i], out);
    cli_say(out, "`pith eval -m %s FILE` shows all metrics\n", model);
}
