/*
 * lab_diff.c - `pith lab diff A B`: only what differs between two runs.
 *
 *     two runs ─→ one JSON object {config, provenance, data, metrics, predictions} ─→ --json, text
 */
#include "lab/commands.h"

#include "cli/number.h"
#include "cli/terminal.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/error.h"
#include "show/diff_predictions.h"
#include "base/json_value.h"
#include "store/data_role.h"
#include "store/export.h"
#include "store/provenance.h"
#include "show/look.h"

#include <math.h>
#include <string.h>

enum { TEXTS = 10, TEXTS_MOST = 1000000, NAME_COLUMNS = 26 };

struct request {
    struct look_call look;
    long texts;
    bool full;
};

/* --- what differs --------------------------------------------------------------------------- */

/*
 * Members of a, then those of b alone, that are not the same (knob) value. NULL: no memory. Knobs
 * that cannot change a result are among them: train.threads tells why one run took longer, and when
 * results differ that should not, such a knob is the first to suspect.
 */
static json_t *diff_config(json_t *a, json_t *b)
{
    json_t *out = json_object();
    json_t *const sides[] = {a, b};
    for (int i = 0; i < 2; i++) {
        const char *key;
        json_t *value;
        json_object_foreach(sides[i], key, value)
        {
            const char *x = json_string_value(json_object_get(a, key));
            const char *y = json_string_value(json_object_get(b, key));
            int id = knob_find(key);
            bool same = x && y && (id < 0 ? !strcmp(x, y) : knob_same(id, x, y));
            if (!same)
                json_value_put(&out, key,
                               json_pack("[o, o]", json_value_name(x), json_value_name(y)));
        }
    }
    return out;
}

/* Where the runs came from; its surroundings only when asked. *out is the caller's. */
static pith_status diff_provenance(struct db *db, const struct run *runs, bool full, json_t **out,
                                   pith_error *err)
{
    static const char *const surroundings[] = {"environment", "arguments", "folder"};
    json_t *flat[2] = {NULL, NULL};
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; i < 2 && status == PITH_STATUS_OK; i++) {
        json_t *provenance = NULL;
        status = run_provenance(db, &runs[i], &provenance, err);
        for (size_t k = 0; k < sizeof surroundings / sizeof *surroundings && !full; k++)
            json_object_del(provenance, surroundings[k]);
        flat[i] = provenance_flat(provenance);
        json_decref(provenance);
    }
    *out = flat[0] && flat[1] ? diff_config(flat[0], flat[1]) : NULL;
    json_decref(flat[0]);
    json_decref(flat[1]);
    return status == PITH_STATUS_OK && !*out ? error_memory(err) : status;
}

/* Data files whose bytes are not the same; a path alone is no difference. */
static json_t *diff_data(const struct run *runs)
{
    json_t *out = json_object();
    for (int id = 0; id < KNOB_COUNT; id++) {
        const char *role = data_role(id);
        const struct run_file *a = run_file(&runs[0], role), *b = run_file(&runs[1], role);
        if ((a || b) && !(a && b && !strcmp(a->sha256, b->sha256)))
            json_value_put(&out, role,
                           json_pack("[o, o]", export_file_json(a), export_file_json(b)));
    }
    return out;
}

/* {"dev.keyphrase.f1": [a, b, b - a]} of the metrics that are not the same. */
static json_t *diff_metrics(const struct run *runs)
{
    json_t *out = json_object();
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < runs[i].metric_count; k++) {
            const struct run_metric *m = &runs[i].metrics[k];
            double a = run_metric(&runs[0], m->part, m->name)->value;
            double b = run_metric(&runs[1], m->part, m->name)->value;
            struct buffer key = {0};
            if (a == b || (isnan(a) && isnan(b)))
                continue;
            bool ok = buffer_printf(&key, "%s.%s", m->part, m->name);
            json_value_put(&out, key.data,
                           ok ? json_pack("[o, o, o]", json_value_finite(a), json_value_finite(b),
                                          json_value_finite(b - a))
                              : NULL);
            buffer_fini(&key);
        }
    return out;
}

/* --- text ----------------------------------------------------------------------------------- */

/* A hash is long enough at 12 digits. */
static void print_side(const char *value)
{
    if (!value || strlen(value) < 40 || value[strspn(value, "0123456789abcdef")]) {
        look_value(value ? value : "");
        return;
    }
    printf("%.12s", value);
}

static void print_pairs(const char *title, json_t *object)
{
    const char *key;
    json_t *values;
    if (!json_object_size(object))
        return;
    printf("\n%s\n", title);
    json_object_foreach(object, key, values)
    {
        fputs("  ", stdout);
        look_cell(key, NAME_COLUMNS, true, stdout);
        fputs("  ", stdout);
        print_side(json_string_value(json_array_get(values, 0)));
        fputs(cli_arrow(), stdout);
        print_side(json_string_value(json_array_get(values, 1)));
        putchar('\n');
    }
}

static void print_data(json_t *data)
{
    const char *role;
    json_t *both;
    if (json_object_size(data))
        puts("\ndata");
    json_object_foreach(data, role, both)
    {
        for (size_t i = 0; i < 2; i++) {
            const json_t *file = json_array_get(both, i);
            printf("  %-10s%s  ", i ? "" : role, i ? "B" : "A");
            if (!json_is_object(file)) {
                puts("(none)");
                continue;
            }
            cli_say(stdout, "%s, %s texts, sha256 %.12s\n", json_value_text(file, "path"),
                    CLI_COUNT(json_value_number(file, "texts")), json_value_text(file, "sha256"));
        }
    }
}

static void print_metrics(json_t *metrics)
{
    const char *name;
    json_t *values;
    if (!json_object_size(metrics))
        return;
    printf("\n%-*s  %10s %10s %10s\n", (int)NAME_COLUMNS + 2, "metrics", "A", "B", "B - A");
    json_object_foreach(metrics, name, values)
    {
        char difference[32] = "-";
        double d = json_value_element(values, 2);
        if (isfinite(d))
            snprintf(difference, sizeof difference,
                     fabs(d) < 0.0005 || fabs(d) >= 99999 ? "%+.3g" : "%+.4f", d);
        fputs("  ", stdout);
        look_cell(name, NAME_COLUMNS, true, stdout);
        printf("  %10s %10s %10s\n", LOOK_REAL(json_value_element(values, 0)),
               LOOK_REAL(json_value_element(values, 1)), difference);
    }
}

/* Phrases in quotes, or pairs of token numbers. */
static void print_phrases(const char *who, const json_t *phrases)
{
    size_t i;
    json_t *phrase;
    printf("      %-5s", who);
    if (!json_array_size(phrases))
        fputs("(nothing)", stdout);
    json_array_foreach(phrases, i, phrase)
    {
        const char *text = json_string_value(phrase);
        fputs(i ? ", " : "", stdout);
        if (text)
            cli_say(stdout, "\"%s\"", text);
        else
            printf("%lld-%lld", (long long)json_integer_value(json_array_get(phrase, 0)),
                   (long long)json_integer_value(json_array_get(phrase, 1)));
    }
    putchar('\n');
}

static void print_shown(const json_t *one)
{
    putchar('\n');
    cli_say(stdout, "  %4lld  %s\n", json_value_integer(one, "number"),
            json_value_text(one, "text"));
    if (json_object_get(one, "gold"))
        print_phrases("gold", json_object_get(one, "gold"));
    print_phrases("A", json_object_get(one, "a"));
    print_phrases("B", json_object_get(one, "b"));
}

static void print_predictions(const json_t *p)
{
    const char *note = json_value_text(p, "note");
    const json_t *shown = json_object_get(p, "shown"), *a_right = json_object_get(p, "a_right");
    size_t i, n = json_array_size(shown);
    long long texts = json_value_integer(p, "texts");
    long long different = json_value_integer(p, "different");
    json_t *one;
    puts("\npredictions on dev");
    if (*note)
        printf("  %s\n", note);
    if (!shown)
        return;
    printf("  %lld of %lld texts differ", different, texts);
    if (json_is_integer(a_right) && different)
        printf(": A alone is right in %lld, B alone in %lld, neither in %lld",
               (long long)json_integer_value(a_right), json_value_integer(p, "b_right"),
               json_value_integer(p, "neither"));
    putchar('\n');
    json_array_foreach(shown, i, one) print_shown(one);
    if (n && (long long)n < different)
        printf("\n  ... and %lld more (--texts N)\n", different - (long long)n);
}

static void print_run(const char *letter, const struct run *r)
{
    struct buffer name = {0};
    if (run_name(r, &name))
        printf("%s  %s, %s\n", letter, name.data, run_state_name(r->state));
    buffer_fini(&name);
}

static void print_diff(const json_t *diff, const struct run *runs)
{
    static const char *const sections[] = {"config", "provenance", "data", "metrics"};
    size_t differences = 0;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        differences += json_object_size(json_object_get(diff, sections[i]));
    print_run("A", &runs[0]);
    print_run("B", &runs[1]);
    if (!differences)
        puts("\nconfiguration, data, provenance and metrics are the same");
    print_pairs("configuration", json_object_get(diff, "config"));
    print_data(json_object_get(diff, "data"));
    print_pairs("provenance", json_object_get(diff, "provenance"));
    print_metrics(json_object_get(diff, "metrics"));
    print_predictions(json_object_get(diff, "predictions"));
}

/* --- the command ---------------------------------------------------------------------------- */

static json_t *run_json(const struct run *run)
{
    return json_pack("{s:I, s:o}", "run", (json_int_t)run->id, "label",
                     json_value_name(run->label));
}

static pith_status diff_runs(struct look_call *look, void *values, pith_error *err)
{
    const struct request *r = values;
    const struct run *a = &look->runs[0], *b = &look->runs[1];
    json_t *provenance, *predictions;
    TRY(diff_predictions(look->db, a, b, (size_t)r->texts, &predictions, err));
    pith_status status = diff_provenance(look->db, look->runs, r->full, &provenance, err);
    json_t *diff = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "a", run_json(a), "b",
                             run_json(b), "config", diff_config(a->config, b->config), "data",
                             diff_data(look->runs), "provenance", provenance, "metrics",
                             diff_metrics(look->runs), "predictions", predictions);
    if (status == PITH_STATUS_OK && look->json)
        return look_json(diff, err);
    if (status == PITH_STATUS_OK && !diff)
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        print_diff(diff, look->runs);
    json_decref(diff);
    return status;
}

static const struct cli_option options[] = {
    {"texts", 'n', "N", "show at most N dev texts on which they disagree [default 10]",
     CLI_INTEGER(struct request, texts, 0, TEXTS_MOST)},
    {"full", 'f', NULL, "also differences in arguments, folder and environment",
     CLI_SWITCH(struct request, full)},
    LOOK_JSON(struct request),
    LOOK_STORE(struct request),
    {0}};

const struct cli_command lab_diff = {
    .name = "lab diff",
    .summary = "what differs between two runs",
    .usage = "pith lab diff A B [--texts N] [--full] [--json]",
    .details = "Knobs, data files (by their bytes), commit, patch, build and machine, metrics,\n"
               "and the dev texts for which the two models name different phrases: only what\n"
               "differs.",
    .examples = "  pith lab diff sgd-1e-4 adam-1e-4\n"
                "  pith lab diff 3 7 --json | jq .config",
    .options = options,
    .size = sizeof(struct request),
    .defaults = &(const struct request){.texts = TEXTS},
    .run = look_run,
    .frame = &(const struct look_frame){.least = 2, .most = 2, .body = diff_runs},
};
