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

static void print_source(const pith_metrics *metrics, FILE *out)
{
    const pith_metrics_source *s = pith_metrics_source_get(metrics);
    cli_say(out, "file       %s (%s", s->path, s->format);
    if (s->sha256[0]) /* a pipe has none */
        fprintf(out, ", sha256 %.12s", s->sha256);
    fprintf(out, ")\ntokenizer  %s\nmatching   %s\n", s->tokenizer, s->match);
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

static json_t *reliability_json(const pith_metrics *metrics)
{
    json_t *bins = json_array();
    for (int bin = 0; bin < 10; bin++) {
        double score, correct;
        size_t count = pith_metrics_reliability(metrics, bin, &score, &correct);
        if (count)
            json_array_append_new(bins,
                                  json_pack("{s:i, s:I, s:f, s:f}", "bin", bin, "phrases",
                                            (json_int_t)count, "score", score, "correct", correct));
    }
    return bins;
}

void cli_print_metrics(const pith_metrics *metrics, FILE *out)
{
    const pith_metric *m;
    char value[32], floor_value[32];
    print_source(metrics, out);
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

static json_t *confusion_json(const pith_metrics *metrics)
{
    json_t *table = json_array();
    for (int gold = 0; gold < PITH_KEYPHRASE_LABELS; gold++) {
        json_t *row = json_array();
        for (int said = 0; said < PITH_KEYPHRASE_LABELS; said++)
            json_array_append_new(
                row, json_integer((json_int_t)pith_metrics_confusion(metrics, gold, said)));
        json_array_append_new(table, row);
    }
    return table;
}

json_t *cli_metrics_json(const pith_metrics *metrics)
{
    const pith_metrics_source *s = pith_metrics_source_get(metrics);
    const pith_metric *m;
    json_t *values = json_object(), *floors = json_object(), *names = json_array();
    for (int i = 0; (m = pith_metrics_at(metrics, i)); i++) {
        json_object_set_new(values, m->name, json_value_finite(m->value));
        if (m->has_baseline)
            json_object_set_new(floors, m->name, json_value_finite(m->baseline));
    }
    for (int k = 0; k < PITH_KEYPHRASE_LABELS; k++)
        json_array_append_new(names, json_string(keyphrase_label_names[k]));
    return json_pack("{s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "path",
                     json_value_string(s->path, strlen(s->path)), "sha256",
                     s->sha256[0] ? json_string(s->sha256) : json_null(), "format", s->format,
                     "tokenizer", s->tokenizer, "match", s->match, "metrics", values, "floors",
                     floors, "labels", names, "confusion", confusion_json(metrics), "reliability",
                     reliability_json(metrics));
}
