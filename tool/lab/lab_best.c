/* lab_best.c - `pith lab best`: runs in the order of a metric. */
#include "lab/commands.h"

#include "base/json_value.h"
#include "base/nearest.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "base/buffer.h"
#include "base/error.h"
#include "show/look.h"

#include <string.h>

enum { TOP = 10, TOP_MOST = 1000000, LABEL = 48 };

struct best {
    struct look_call look;
    const char *by; /* "dev.keyphrase.f1" */
    long top;
    bool lowest, highest; /* chosen by the user; else by the metric */
};

static const char best_sql[] =
    "SELECT run, value, floor FROM metric WHERE part || '.' || name = ?1 AND value IS NOT NULL "
    "ORDER BY CASE WHEN ?2 THEN value ELSE -value END, run LIMIT ?3";

/* Losses and counts of mistakes are better when they are small. */
static bool is_better_low(const char *name)
{
    return strstr(name, "loss") || strstr(name, "illegal") || strstr(name, "disagree");
}

/* Names the metrics nearest to one that no run has. */
static pith_status no_metric(struct db *db, const char *name, pith_error *err)
{
    char near[64] = "";
    struct nearest nearest = nearest_to(name);
    struct db_query *q;
    pith_status status;
    for (status = db_query(db, &q, err, "SELECT DISTINCT part || '.' || name FROM metric", "");
         db_next(q, &status, err);) {
        const char *candidate = db_get_text(q, 0);
        if (nearest_offer(&nearest, candidate))
            snprintf(near, sizeof near, "%s", candidate);
    }
    db_done(q);
    if (status != PITH_STATUS_OK)
        return status;
    status = error_set(err, PITH_STATUS_USAGE, "no run has a metric \"%.60s\"", name);
    return *near ? error_hint(err, status, "did you mean %s?", near)
                 : error_hint(err, status, "no run has ended yet");
}

/* "optim.rate=0.1 ..." of a difference to the parent. */
static void say_changes(json_t *diff, struct buffer *out)
{
    const char *key;
    json_t *pair;
    json_object_foreach(diff, key, pair)
    {
        const char *to = json_string_value(json_array_get(pair, 1));
        buffer_printf(out, "%s%s=%s", out->size ? " " : "", key, to ? to : "?");
    }
}

static json_t *row_json(const struct run *run, const char *by, double value, double base)
{
    return json_pack("{s:I, s:o, s:s, s:s, s:o, s:o, s:o, s:O}", "id", (json_int_t)run->id, "label",
                     json_value_string(run->label, strlen(run->label)), "state",
                     run_state_name(run->state), "metric", by, "value", json_value_finite(value),
                     "floor", json_value_finite(base), "seconds", json_value_finite(run->seconds),
                     "diff", run->diff);
}

static bool print_row(const struct run *run, double value, double base, int place)
{
    struct buffer changes = {0};
    say_changes(run->diff, &changes);
    if (place == 1)
        printf("%3s  %4s  %-*s  %8s %8s %8s  changed against its parent\n", "", "id", (int)LABEL,
               "label", "value", "floor", "time");
    printf("%3d  %4lld  ", place, (long long)run->id);
    look_cell(run->label, LABEL, true, stdout);
    printf("  %8s %8s %8s  ", LOOK_REAL(value), LOOK_REAL(base), CLI_DURATION(run->seconds));
    if (changes.size)
        cli_print_text(changes.data, changes.size, stdout);
    putchar('\n');
    bool ok = buffer_ok(&changes);
    buffer_fini(&changes);
    return ok;
}

static pith_status print_best(struct look_call *look, void *values, pith_error *err)
{
    const struct best *b = values;
    bool low = b->lowest || (!b->highest && is_better_low(b->by)), ok = true;
    json_t *all = look->json ? json_array() : NULL;
    struct db_query *q;
    pith_status status;
    int place = 0;
    for (status =
             db_query(look->db, &q, err, best_sql, "tii", b->by, (int64_t)low, (int64_t)b->top);
         ok && db_next(q, &status, err); place++) {
        double value = db_get_double(q, 1), base = db_get_double(q, 2);
        struct run run;
        status = run_load(look->db, db_get_int(q, 0), &run, err);
        if (status == PITH_STATUS_OK)
            ok = look->json ? json_array_append_new(all, row_json(&run, b->by, value, base)) == 0
                            : print_row(&run, value, base, place + 1);
        run_fini(&run);
    }
    db_done(q);
    if (status == PITH_STATUS_OK && !ok)
        status = error_memory(err);
    if (status == PITH_STATUS_OK && !place)
        status = no_metric(look->db, b->by, err);
    if (status == PITH_STATUS_OK && look->json)
        return look_json(all, err);
    json_decref(all);
    return status;
}

static const struct cli_option options[] = {
    {"by", 0, "METRIC", "PART.NAME, for instance test.exact [default dev.keyphrase.f1]",
     CLI_TEXT(struct best, by)},
    {"top", 'n', "N", "so many runs [default 10]", CLI_INTEGER(struct best, top, 1, TOP_MOST)},
    {"lowest", 0, NULL, "smallest first (what losses do by themselves)",
     CLI_SWITCH(struct best, lowest)},
    {"highest", 0, NULL, "largest first", CLI_SWITCH(struct best, highest)},
    LOOK_JSON(struct best),
    LOOK_STORE(struct best),
    {0}};

const struct cli_command lab_best = {
    .name = "lab best",
    .summary = "the best runs by a metric",
    .usage = "pith lab best [--by METRIC] [--top N] [--json]",
    .details = "Of each run the model of its best epoch counts. `pith lab show RUN` lists all\n"
               "metrics.",
    .examples = "  pith lab best --by dev.keyphrase.f1 --top 3\n  pith lab best --by dev.loss",
    .options = options,
    .size = sizeof(struct best),
    .defaults = &(const struct best){.by = "dev.keyphrase.f1", .top = TOP},
    .run = look_run,
    .frame = &(const struct look_frame){.body = print_best},
};
