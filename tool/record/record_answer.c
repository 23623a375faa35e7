/* record_answer.c - what all experiments say together; see record_answer.h. */
#include "record/record_answer.h"

#include "record/record_compare.h"
#include "record/record_judge.h"

#include <math.h>
#include <string.h>

/* --- the table ----------------------------------------------------------------------------- */

/* The last but one is left out where no run has a test file. */
static const struct doc_column columns[] = {
    {TEXT_COLUMN_EXPERIMENT, false}, {TEXT_COLUMN_CHANGE, false}, {TEXT_COLUMN_LOSS, true},
    {TEXT_COLUMN_CONSTANT, true},    {TEXT_COLUMN_F1, true},      {TEXT_COLUMN_KEYWORD, true},
    {TEXT_COLUMN_TEST, true},        {TEXT_COLUMN_VERDICT, false}};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void glance_row(struct record_writer *w, const struct record_experiment *e,
                       const struct record_run *run, bool tested)
{
    const struct record_run *parent = record_parent_of(w->record, e, run);
    const char *label = section_label(run, e);
    struct buffer change = {0};
    section_change(parent, run, &change);
    doc_begin(&w->doc, DOC_ROW);
    if (strcmp(label, e->name) == 0) /* the experiment is its one run */
        doc_printf(&w->doc, DOC_CELL, "%s", e->name);
    else
        doc_printf(&w->doc, DOC_CELL, "%s: %s", e->name, label);
    if (!parent)
        doc_write(&w->doc, DOC_CELL, TEXT_BASE);
    else if (buffer_ok(&change) && !change.size)
        doc_printf(&w->doc, DOC_CELL, "= %s", parent->row.label);
    else
        doc_printf(&w->doc, DOC_CELL, "%s", doc_take(&w->doc, &change));
    doc_number(&w->doc, run->row.loss, 4);
    doc_number(&w->doc, run->constant, 4);
    doc_number(&w->doc, run->f1, 3);
    doc_number(&w->doc, run->keyword_f1, 3);
    if (tested)
        doc_number(&w->doc, record_value(run, "test", "keyphrase.f1"), 3);
    section_verdict(w, run);
    doc_end(&w->doc, DOC_ROW);
    buffer_fini(&change);
}

static void write_glance(struct record_writer *w)
{
    const struct record *r = w->record;
    bool tested = false;
    for (size_t i = 0; i < r->run_count; i++)
        tested = tested || isfinite(record_value(r->runs[i], "test", "keyphrase.f1"));
    struct doc_column shown[COLUMNS];
    memcpy(shown, columns, sizeof shown);
    if (!tested)
        shown[COLUMNS - 2] = shown[COLUMNS - 1];
    doc_table_begin(&w->doc, shown, tested ? COLUMNS : COLUMNS - 1, TEXT_TABLE_GLANCE);
    for (size_t i = 0; i < r->experiment_count; i++)
        for (size_t k = 0; k < r->experiments[i].run_count; k++)
            glance_row(w, &r->experiments[i], r->experiments[i].runs[k], tested);
    doc_end(&w->doc, DOC_TABLE);
    doc_write(&w->doc, DOC_SMALL, TEXT_RULE, RECORD_COLLAPSE_F1);
}

/* --- sentences ----------------------------------------------------------------------------- */

static void write_best(struct record_writer *w)
{
    const struct record *r = w->record;
    const struct record_run *best = NULL;
    size_t judged = 0, collapsed = 0;
    for (size_t i = 0; i < r->run_count; i++) {
        const struct record_run *run = r->runs[i];
        collapsed += run->verdict == VERDICT_COLLAPSED;
        judged += run->verdict == VERDICT_COLLAPSED || run->verdict == VERDICT_RECOVERED;
        if (isfinite(run->f1) && (!best || run->f1 > best->f1))
            best = run;
    }
    if (best)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_BEST, judged, collapsed, best->row.label, best->f1,
                  best->keyword_f1);
}

/* Where the collapsed runs stand: at the label prior, not even there, or beyond it. */
static void write_prior(struct record_writer *w)
{
    static const enum record_text_id texts[] = {TEXT_PRIOR_AT, TEXT_PRIOR_ABOVE, TEXT_PRIOR_BELOW};
    const struct record *r = w->record;
    size_t count[3] = {0};
    for (size_t i = 0; i < r->run_count; i++) {
        double times = r->runs[i]->row.loss / r->runs[i]->constant;
        if (r->runs[i]->verdict == VERDICT_COLLAPSED && isfinite(times))
            count[times > 1.05 ? 1 : times < 0.95 ? 2 : 0]++;
    }
    for (int i = 0; i < 3; i++)
        if (count[i])
            doc_write(&w->doc, DOC_PARAGRAPH, texts[i], count[i]);
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
static void write_flips(struct record_writer *w, enum record_verdict before,
                        enum record_verdict after, enum record_text_id title)
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
                doc_write(&w->doc, DOC_PARAGRAPH, title);
                doc_begin(&w->doc, DOC_LIST);
            }
            any = true;
            section_change(parent, run, &change);
            doc_write(&w->doc, DOC_ITEM, TEXT_FLIP, parent->row.label, run->row.label,
                      doc_take(&w->doc, &change), parent->f1, run->f1);
            buffer_fini(&change);
        }
    }
    if (any)
        doc_end(&w->doc, DOC_LIST);
}

/* --- comparisons over all experiments ------------------------------------------------------ */

/* As far as they say more than what one experiment alone has shown already. */
static pith_status write_comparisons(struct record_writer *w, pith_error *err)
{
    const struct record *r = w->record;
    size_t least[COMPARISONS] = {[COMPARE_RATES] = 2, [COMPARE_OPTIMIZERS] = 1};
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < r->experiment_count; i++)
        for (int kind = 0; kind < COMPARISONS && status == PITH_STATUS_OK; kind++) {
            const struct record_experiment *e = &r->experiments[i];
            struct comparison c;
            status = comparison_find(e->runs, e->run_count, (enum comparison_kind)kind, &w->arena,
                                     &c, err);
            if (status == PITH_STATUS_OK && c.values > least[kind])
                least[kind] = c.values;
        }
    if (status != PITH_STATUS_OK)
        return status;
    return section_comparisons(w, r->runs, r->run_count, least, "all",
                               doc_text(&w->doc, TEXT_ALL_EXPERIMENTS), err);
}

pith_status record_answer(struct record_writer *w, pith_error *err)
{
    write_best(w);
    write_prior(w);
    write_flips(w, VERDICT_COLLAPSED, VERDICT_RECOVERED, TEXT_FLIPS_CURE);
    write_flips(w, VERDICT_RECOVERED, VERDICT_COLLAPSED, TEXT_FLIPS_BREAK);
    pith_status status = write_comparisons(w, err);
    write_glance(w);
    return status;
}
