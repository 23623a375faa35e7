/*
 * metrics_report.c - a table of metrics, for people and as JSON: every number beside its floor, and
 * what was measured how (docs/metrics.md).
 */
#include "cli/metrics_report.h"

#include "base/json_value.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include "data/label.h"

#include <math.h>
#include <string.h>

/* A metric with a floor is a ratio; of the others, whole numbers are counts. */
static const char *format_value(double x, bool has_floor, char *out, size_t size)
{
    if (!has_floor && isfinite(x) && x == floor(x))
        return cli_count(x, out, size);
    return cli_ratio(x, out, size);
}

/* "test       test.tsv (tsv, sha256 0123456789ab)"; a pipe has no hash. */
static void print_source(const char *name, const pith_metrics_source *s, FILE *out)
{
    cli_say(out, "%-11s%s (%s%s%.12s)", name, s->path, s->format, s->sha256[0] ? ", sha256 " : "",
            s->sha256);
}

static void print_confusion(const pith_metrics *metrics, FILE *out)
{
    fputs("\ngold \\ said", out);
    for (int k = 0; k < PITH_KEYPHRASE_LABELS; k++)
        fprintf(out, " %11s", keyphrase_label_names[k]);
    putc('\n', out);
    for (int gold = 0; gold < PITH_KEYPHRASE_LABELS; gold++) {
        fprintf(out, "%11s", keyphrase_label_names[gold]);
        for (int said = 0; said < PITH_KEYPHRASE_LABELS; said++)
            fprintf(out, " %11s", CLI_COUNT(pith_metrics_confusion(metrics, gold, said)));
        putc('\n', out);
    }
}

/* Phrases by score: what they say beside what is true. */
static void print_reliability(const pith_metrics *metrics, FILE *out)
{
    fputs("\nscore         phrases  mean score     right\n", out);
    for (int bin = 0; bin < 10; bin++) {
        double score, correct;
        size_t count = pith_metrics_reliability(metrics, bin, &score, &correct);
        if (count)
            fprintf(out, "%.1f to %.1f   %9zu  %10.3f  %8.3f\n", bin / 10.0, (bin + 1) / 10.0,
                    count, score, correct);
    }
}

void cli_print_metrics(const pith_metrics *metrics, FILE *out)
{
    const pith_metric *m;
    char value[32], floor_value[32];
    const pith_metrics_source *s = pith_metrics_source_get(metrics);
    print_source("file", s, out);
    fprintf(out, "\ntokenizer  %s\nmatching   %s\n", s->tokenizer, s->match);
    fprintf(out, "\n%-24s %10s %10s  %s\n", "metric", "value", "floor", "meaning");
    for (int i = 0; (m = pith_metrics_at(metrics, i)); i++) {
        format_value(m->value, m->has_baseline, value, sizeof value);
        format_value(m->baseline, m->has_baseline, floor_value, sizeof floor_value);
        fprintf(out, "%-24s %10s %10s  %s\n", m->name, value, m->has_baseline ? floor_value : "",
                m->help);
    }
    print_confusion(metrics, out);
    print_reliability(metrics, out);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static json_t *reliability_json(const pith_metrics *metrics)
{
    json_t *bins = json_array();
    for (int bin = 0; bin < 10; bin++) {
        double score, correct;
        size_t count = pith_metrics_reliability(metrics, bin, &score, &correct);
        if (count)
            json_value_append(&bins,
                              json_pack("{s:i, s:I, s:f, s:f}", "bin", bin, "phrases",
                                        (json_int_t)count, "score", score, "correct", correct));
    }
    return bins;
}

static json_t *confusion_json(const pith_metrics *metrics)
{
    json_t *table = json_array();
    for (int gold = 0; gold < PITH_KEYPHRASE_LABELS; gold++) {
        size_t row[PITH_KEYPHRASE_LABELS];
        for (int said = 0; said < PITH_KEYPHRASE_LABELS; said++)
            row[said] = pith_metrics_confusion(metrics, gold, said);
        json_value_append(&table, json_value_counts(row, PITH_KEYPHRASE_LABELS));
    }
    return table;
}

json_t *cli_metrics_json(const pith_metrics *metrics)
{
    const pith_metrics_source *s = pith_metrics_source_get(metrics);
    const pith_metric *m;
    json_t *floors = json_object(), *names = json_array();
    for (int i = 0; (m = pith_metrics_at(metrics, i)); i++)
        if (m->has_baseline)
            json_value_put(&floors, m->name, json_value_finite(m->baseline));
    for (int k = 0; k < PITH_KEYPHRASE_LABELS; k++)
        json_value_append(&names, json_string(keyphrase_label_names[k]));
    return json_pack(
        "{s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "path", json_value_name(s->path),
        "sha256", json_value_name(s->sha256[0] ? s->sha256 : NULL), "format", s->format,
        "tokenizer", s->tokenizer, "match", s->match, "metrics",
        evaluate_json(metrics, json_value_finite), "floors", floors, "labels", names, "confusion",
        confusion_json(metrics), "reliability", reliability_json(metrics));
}

/* --- the table at the end of training ------------------------------------------------------- */

/* Titles of two lines; the last column is the floor of the one before. */
static const struct {
    const char *over, *title, *metric;
    int width;
} columns[] = {
    {"keyphrase", "P", "keyphrase.precision", 9},
    {"", "R", "keyphrase.recall", 6},
    {"", "F1", "keyphrase.f1", 6},
    {"keyword", "F1", "keyword.f1", 7},
    {"", "exact", "exact", 6},
    {"token", "accuracy", "token.accuracy", 8},
    {"always", "O", NULL, 6},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

void results_add(struct results *r, const char *name, int64_t best_epoch,
                 const pith_metrics *metrics)
{
    if (r->count == RESULTS_MAX)
        return;
    struct result *row = &r->rows[r->count++];
    row->name = name;
    row->metrics = *metrics;
    evaluate_publish(&row->metrics);
    if (best_epoch < 0)
        snprintf(row->title, sizeof row->title, "%s", name);
    else
        snprintf(row->title, sizeof row->title, "%s (best epoch %lld)", name,
                 (long long)best_epoch + 1);
}

static void print_titles(FILE *out)
{
    fprintf(out, "\n%-20s", "");
    for (int i = 0; i < COLUMNS; i++)
        fprintf(out, "  %*s", columns[i].width, columns[i].over);
    fprintf(out, "\n%-20s", "");
    for (int i = 0; i < COLUMNS; i++)
        fprintf(out, "  %*s", columns[i].width, columns[i].title);
    putc('\n', out);
}

static void print_row(const struct result *row, FILE *out)
{
    fprintf(out, "%-20s", row->title);
    for (int i = 0; i < COLUMNS - 1; i++)
        fprintf(out, "  %*s", columns[i].width,
                CLI_RATIO(pith_metrics_get(&row->metrics, columns[i].metric)));
    fprintf(out, "  %*s\n", columns[COLUMNS - 1].width, CLI_RATIO(row->metrics.values.token_floor));
}

void results_print(const struct results *r, const char *model, FILE *out)
{
    if (!r->count)
        return;
    print_titles(out);
    for (int i = 0; i < r->count; i++)
        print_row(&r->rows[i], out);
    putc('\n', out);
    for (int i = 0; i < r->count; i++) {
        print_source(r->rows[i].name, &r->rows[i].metrics.source, out);
        cli_say(out, ", tokenizer %s\n", r->rows[i].metrics.source.tokenizer);
    }
    cli_say(out, "`pith eval -m %s FILE` shows all metrics\n", model);
}
