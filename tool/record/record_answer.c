/* record_answer.c - what all experiments say together; see record_write.h. */
#include "record/record_write.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

/* --- the table ----------------------------------------------------------------------------- */

/* "rates: optim.rate=0.1", or "sgd-1e-2" where the experiment is its one run. */
static void name_cell(struct writing *w, const struct record_experiment *e,
                      const struct record_run *run)
{
    const char *label = record_label(run, e);
    if (strcmp(label, e->name) == 0)
        doc_cell(&w->doc, "%s", e->name);
    else
        doc_cell(&w->doc, "%s: %s", e->name, label);
}

static void glance_row(struct writing *w, const struct record_experiment *e,
                       const struct record_run *run, bool tested)
{
    const struct record_run *parent = record_parent_of(w->record, e, run);
    struct buffer change = {0};
    char text[32];
    w->doc.failed = w->doc.failed || !record_change_text(parent, run, &change);
    doc_row(&w->doc, "");
    name_cell(w, e, run);
    if (parent && !change.size)
        doc_cell(&w->doc, "= %s", parent->label);
    else
        doc_cell(&w->doc, "%s", parent ? change.data : record_say(w, TEXT_BASE));
    doc_cell(&w->doc, "%s", record_number(run->loss, 4, text));
    doc_cell(&w->doc, "%s", record_number(run->constant, 4, text));
    doc_cell(&w->doc, "%s", record_number(record_value(run, "dev", "keyphrase.f1"), 3, text));
    doc_cell(&w->doc, "%s", record_number(record_value(run, "dev", "keyword.f1"), 3, text));
    if (tested)
        doc_cell(&w->doc, "%s", record_number(record_value(run, "test", "keyphrase.f1"), 3, text));
    record_verdict_chip(w, run);
    doc_row_end(&w->doc);
    buffer_fini(&change);
}

static void write_glance(struct writing *w)
{
    const struct record *r = w->record;
    bool tested = false;
    for (size_t i = 0; i < r->run_count; i++)
        tested = tested || isfinite(record_value(r->runs[i], "test", "keyphrase.f1"));
    struct doc_column columns[] = {{record_say(w, TEXT_COLUMN_EXPERIMENT), false},
                                   {record_say(w, TEXT_COLUMN_CHANGE), false},
                                   {record_say(w, TEXT_COLUMN_LOSS), true},
                                   {record_say(w, TEXT_COLUMN_CONSTANT), true},
                                   {record_say(w, TEXT_COLUMN_F1), true},
                                   {record_say(w, TEXT_COLUMN_KEYWORD), true},
                                   {record_say(w, TEXT_COLUMN_TEST), true},
                                   {record_say(w, TEXT_COLUMN_VERDICT), false}};
    size_t count = sizeof columns / sizeof *columns;
    if (!tested) { /* no test file: no column for it */
        columns[count - 2] = columns[count - 1];
        count--;
    }
    doc_table_begin(&w->doc, record_say(w, TEXT_TABLE_GLANCE), columns, count);
    for (size_t i = 0; i < r->experiment_count; i++)
        for (size_t k = 0; k < r->experiments[i].run_count; k++)
            glance_row(w, &r->experiments[i], r->experiments[i].runs[k], tested);
    doc_table_end(&w->doc);
    doc_small(&w->doc, record_say(w, TEXT_RULE), RECORD_COLLAPSE_F1);
}

/* --- sentences ----------------------------------------------------------------------------- */

static void write_best(struct writing *w)
{
    const struct record *r = w->record;
    const struct record_run *best = NULL;
    size_t judged = 0, collapsed = 0;
    for (size_t i = 0; i < r->run_count; i++) {
        const struct record_run *run = r->runs[i];
        double f1 = record_value(run, "dev", "keyphrase.f1");
        collapsed += run->verdict == VERDICT_COLLAPSED;
        judged += run->verdict == VERDICT_COLLAPSED || run->verdict == VERDICT_RECOVERED;
        if (isfinite(f1) && (!best || f1 > record_value(best, "dev", "keyphrase.f1")))
            best = run;
    }
    if (best)
        doc_printf(&w->doc, record_say(w, TEXT_BEST), judged, collapsed, best->label,
                   record_value(best, "dev", "keyphrase.f1"),
                   record_value(best, "dev", "keyword.f1"));
}

/* Where the collapsed runs stand: at the label prior, not even there, or beyond it. */
static void write_prior(struct writing *w)
{
    static const enum record_text_id texts[] = {TEXT_PRIOR_AT, TEXT_PRIOR_ABOVE, TEXT_PRIOR_BELOW};
    const struct record *r = w->record;
    size_t count[3] = {0};
    for (size_t i = 0; i < r->run_count; i++) {
        double times = r->runs[i]->loss / r->runs[i]->constant;
        if (r->runs[i]->verdict == VERDICT_COLLAPSED && isfinite(times))
            count[times > 1.05 ? 1 : times < 0.95 ? 2 : 0]++;
    }
    for (int i = 0; i < 3; i++)
        if (count[i])
            doc_printf(&w->doc, record_say(w, texts[i]), count[i]);
}

/* A pair of runs that two experiments share is told of once. */
static bool told_before(const struct record *r, size_t experiment, const struct record_run *parent,
                        const struct record_run *run)
{
    for (size_t i = 0; i < experiment; i++)
        for (size_t k = 0; k < r->experiments[i].run_count; k++)
            if (r->experiments[i].runs[k] == run &&
                record_parent_of(r, &r->experiments[i], run) == parent)
                return true;
    return false;
}

/* Where one change turned the verdict round: this is what the whole record is for. */
static void write_flips(struct writing *w, enum record_verdict before, enum record_verdict after,
                        enum record_text_id title)
{
    const struct record *r = w->record;
    bool any = false;
    for (size_t i = 0; i < r->experiment_count; i++) {
        const struct record_experiment *e = &r->experiments[i];
        for (size_t k = 0; k < e->run_count; k++) {
            const struct record_run *run = e->runs[k], *parent = record_parent_of(r, e, run);
            struct buffer change = {0};
            if (!parent || parent->verdict != before || run->verdict != after ||
                told_before(r, i, parent, run))
                continue;
            if (!any) {
                doc_printf(&w->doc, "%s", record_say(w, title));
                doc_list_begin(&w->doc, false);
            }
            any = true;
            w->doc.failed = w->doc.failed || !record_change_text(parent, run, &change);
            doc_item(&w->doc, record_say(w, TEXT_FLIP), parent->label, run->label,
                     change.data ? change.data : "", record_value(parent, "dev", "keyphrase.f1"),
                     record_value(run, "dev", "keyphrase.f1"));
            buffer_fini(&change);
        }
    }
    if (any)
        doc_list_end(&w->doc, false);
}

/* --- comparisons over all experiments ------------------------------------------------------ */

/* Whether one experiment alone has shown as much already. */
static bool shown_before(struct writing *w, enum comparison_kind kind, size_t values,
                         pith_status *status, pith_error *err)
{
    const struct record *r = w->record;
    for (size_t i = 0; i < r->experiment_count && *status == PITH_STATUS_OK; i++) {
        struct comparison c;
        *status = comparison_find(r->experiments[i].runs, r->experiments[i].run_count, kind,
                                  &w->arena, &c, err);
        if (*status == PITH_STATUS_OK && c.values >= values)
            return true;
    }
    return false;
}

static void show(struct writing *w, const struct shown *shown, enum record_text_id caption)
{
    struct buffer text = {0};
    if (!*shown->id)
        return;
    w->doc.failed = w->doc.failed || !buffer_printf(&text, record_say(w, caption),
                                                    record_say(w, TEXT_ALL_EXPERIMENTS));
    doc_figure(&w->doc, shown->id, shown->drawn, text.data ? text.data : "");
    buffer_fini(&text);
}

static pith_status write_comparisons(struct writing *w, pith_error *err)
{
    const struct record *r = w->record;
    struct comparison c;
    struct shown rates = {"", false}, optimizers[OPTIMIZER_FIGURES] = {{"", false}};
    pith_status status = comparison_find(r->runs, r->run_count, COMPARE_RATES, &w->arena, &c, err);
    if (status == PITH_STATUS_OK && c.values > 2 &&
        !shown_before(w, COMPARE_RATES, c.values, &status, err) && status == PITH_STATUS_OK)
        status = figures_rates(&w->figures, &c, "all", &rates, err);
    if (status == PITH_STATUS_OK)
        status = comparison_find(r->runs, r->run_count, COMPARE_OPTIMIZERS, &w->arena, &c, err);
    if (status == PITH_STATUS_OK && c.values > 1 &&
        !shown_before(w, COMPARE_OPTIMIZERS, c.values, &status, err) && status == PITH_STATUS_OK)
        status = figures_optimizers(&w->figures, w->db, &c, "all", optimizers, err);
    show(w, &rates, TEXT_CAPTION_RATES);
    show(w, &optimizers[OPTIMIZER_CURVES], TEXT_CAPTION_OPTIMIZERS);
    show(w, &optimizers[OPTIMIZER_TENSORS], TEXT_CAPTION_TENSORS);
    return status;
}

pith_status record_answer(struct writing *w, pith_error *err)
{
    write_best(w);
    write_prior(w);
    write_flips(w, VERDICT_COLLAPSED, VERDICT_RECOVERED, TEXT_FLIPS_CURE);
    write_flips(w, VERDICT_RECOVERED, VERDICT_COLLAPSED, TEXT_FLIPS_BREAK);
    pith_status status = write_comparisons(w, err);
    write_glance(w);
    return status;
}
