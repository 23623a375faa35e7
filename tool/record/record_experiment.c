/* record_experiment.c - the section of one experiment; see record_experiment.h. */
#include "record/record_experiment.h"

#include "record/record_compare.h"
#include "record/record_run_figures.h"
#include "record/record_finding.h"
#include "record/record_judge.h"

#include <string.h>

/* --- the change ---------------------------------------------------------------------------- */

/* Adds a knob's value to a list, each once, as they come: "0.1, 0.01". */
static void add_value(struct buffer *list, const char *value)
{
    const char *shown = *value ? value : "\"\"";
    size_t size = strlen(shown), length;
    for (size_t at = 0; at < list->size; at += length + 2) {
        const char *end = strstr(list->data + at, ", ");
        length = (end ? (size_t)(end - list->data) : list->size) - at;
        if (length == size && memcmp(list->data + at, shown, size) == 0)
            return;
    }
    buffer_printf(list, "%s%s", list->size ? ", " : "", shown);
}

/* One knob over all runs of an experiment: its lines, if any run differs from its parent. */
static void diff_knob(struct record_writer *w, const struct record_experiment *e,
                      const pith_knob *knob, bool *any)
{
    struct buffer old = {0}, new = {0};
    bool differs = false, based = false;
    for (size_t i = 0; i < e->run_count; i++) {
        const struct record_run *parent = record_parent_of(w->record, e, e->runs[i]);
        const char *value = record_knob(e->runs[i], knob->key);
        if (!json_object_get(e->runs[i]->row.config, knob->key))
            continue; /* another version of pith, which did not have it */
        const char *before = parent ? record_knob(parent, knob->key) : knob->default_value;
        based = based || parent;
        differs = differs || strcmp(value, before) != 0;
        add_value(&old, before);
        add_value(&new, value);
    }
    if (differs) {
        if (!*any)
            doc_begin(&w->doc, DOC_DIFF);
        *any = true;
        if (based)
            doc_diff_line(&w->doc, '-', "%s = %s", knob->key, doc_take(&w->doc, &old));
        doc_diff_line(&w->doc, based ? '+' : ' ', "%s = %s", knob->key, doc_take(&w->doc, &new));
    }
    buffer_fini(&old);
    buffer_fini(&new);
}

static void write_diff(struct record_writer *w, const struct record_experiment *e)
{
    const struct record_run *parent = record_parent_of(w->record, e, e->runs[0]);
    const pith_knob *knob;
    bool any = false;
    struct buffer text = {0};
    const char *from = *e->parent ? e->parent : parent ? parent->row.label : "";
    buffer_printf(&text, doc_text(&w->doc, parent ? TEXT_CHANGE_FROM : TEXT_CHANGE_BASE), from);
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_CHANGE), doc_take(&w->doc, &text));
    buffer_fini(&text);
    for (int i = 0; (knob = pith_knob_at(i)); i++)
        if (record_differs(knob->key))
            diff_knob(w, e, knob, &any);
    if (any)
        doc_end(&w->doc, DOC_DIFF);
    else
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_CHANGE_NONE, *from ? from : e->name);
}

static void write_change(struct record_writer *w, const struct record_experiment *e)
{
    if (strcmp(e->kind, "landscape") == 0) {
        const json_t *line = NULL;
        for (size_t i = 0; i < e->finding_count; i++)
            if (strcmp(e->findings[i].kind, "landscape") == 0)
                line = e->findings[i].json;
        if (line)
            doc_write(&w->doc, DOC_PARAGRAPH, TEXT_CHANGE_LINE, record_end_label(line, "a"),
                      record_end_label(line, "b"));
        return;
    }
    if (strcmp(e->kind, "inspect") == 0)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_CHANGE_INSPECT);
    else if (e->run_count)
        write_diff(w, e);
}

/* --- the result ---------------------------------------------------------------------------- */

static const struct doc_column columns[] = {
    {TEXT_COLUMN_RUN, false},    {TEXT_COLUMN_LOSS, true},  {TEXT_COLUMN_CONSTANT, true},
    {TEXT_COLUMN_P, true},       {TEXT_COLUMN_R, true},     {TEXT_COLUMN_F1, true},
    {TEXT_COLUMN_KEYWORD, true}, {TEXT_COLUMN_EXACT, true}, {TEXT_COLUMN_TOKENS, true},
    {TEXT_COLUMN_VERDICT, false}};
/* Of columns P to tokens. */
static const char *const metrics[] = {
    "keyphrase.precision", "keyphrase.recall", "keyphrase.f1", "keyword.f1", "exact",
    "token.accuracy"};
enum { METRICS = sizeof metrics / sizeof *metrics };

static void write_floors(struct record_writer *w, const struct record_run *run)
{
    doc_begin(&w->doc, DOC_ROW_FLOOR);
    doc_write(&w->doc, DOC_CELL, TEXT_ROW_FLOOR);
    doc_printf(&w->doc, DOC_CELL, "%s", "");
    doc_printf(&w->doc, DOC_CELL, "%s", "");
    for (int m = 0; m < METRICS; m++)
        doc_number(&w->doc, record_floor(run, "dev", metrics[m]), 3);
    doc_printf(&w->doc, DOC_CELL, "%s", "");
    doc_end(&w->doc, DOC_ROW_FLOOR);
}

static void write_table(struct record_writer *w, const struct record_experiment *e)
{
    const struct record_run *measured = NULL;
    doc_table_begin(&w->doc, columns, sizeof columns / sizeof *columns, TEXT_TABLE_RESULT, e->name);
    for (size_t i = 0; i < e->run_count; i++) {
        const struct record_run *run = e->runs[i];
        measured = !measured && run->metric_count ? run : measured;
        doc_begin(&w->doc, DOC_ROW);
        doc_printf(&w->doc, DOC_CELL, "%s", section_label(run, e));
        doc_number(&w->doc, run->row.loss, 4);
        doc_number(&w->doc, run->constant, 4);
        for (int m = 0; m < METRICS; m++)
            doc_number(&w->doc, record_value(run, "dev", metrics[m]), 3);
        section_verdict(w, run);
        doc_end(&w->doc, DOC_ROW);
    }
    if (measured)
        write_floors(w, measured);
    doc_end(&w->doc, DOC_TABLE);
}

/* "4 of 5 runs collapsed. 1 of 5 runs recovered." */
static void append_sum(struct record_writer *w, const size_t *count, size_t judged,
                       struct buffer *out)
{
    static const struct {
        enum record_verdict verdict;
        enum record_text_id one, some;
    } sums[] = {{VERDICT_COLLAPSED, TEXT_ONE_COLLAPSED, TEXT_SOME_COLLAPSED},
                {VERDICT_RECOVERED, TEXT_ONE_RECOVERED, TEXT_SOME_RECOVERED},
                {VERDICT_FAILED, TEXT_ONE_FAILED, TEXT_SOME_FAILED}};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        size_t n = count[sums[i].verdict];
        bool apart = out->size > 0 && w->doc.language != RECORD_ZH;
        if (n == 0)
            continue;
        buffer_append_text(out, apart ? " " : "");
        buffer_printf(out, doc_text(&w->doc, judged == 1 ? sums[i].one : sums[i].some), n, judged);
    }
}

/* What the runs came to, beside what was expected of them. */
static void write_outcome(struct record_writer *w, const struct record_experiment *e)
{
    size_t count[VERDICT_COUNT] = {0}, judged = 0;
    for (size_t i = 0; i < e->run_count; i++) {
        count[e->runs[i]->verdict]++;
        judged += e->runs[i]->verdict != VERDICT_NONE;
    }
    if (judged == 0)
        return;
    struct buffer text = {0};
    append_sum(w, count, judged, &text);
    const char *sum = doc_take(&w->doc, &text);
    enum record_verdict wanted = e->expect_failure ? VERDICT_FAILED : record_expected(e->expect);
    if (wanted == VERDICT_NONE)
        doc_printf(&w->doc, DOC_NOTE_PLAIN, "%s", sum);
    else if (count[wanted] == judged)
        doc_write(&w->doc, DOC_NOTE_GOOD, TEXT_AS_EXPECTED, sum);
    else
        doc_write(&w->doc, DOC_NOTE_BAD, TEXT_NOT_AS_EXPECTED, sum);
    buffer_fini(&text);
}

static void write_states(struct record_writer *w, const struct record_experiment *e)
{
    for (size_t i = 0; i < e->run_count; i++) {
        const struct run *run = &e->runs[i]->row;
        if (run->state == RUN_FAILED)
            doc_write(&w->doc, e->expect_failure ? DOC_NOTE_PLAIN : DOC_NOTE_BAD, TEXT_FAILED_WITH,
                      run->label, (long long)run->steps, run->message);
        else if (run->state == RUN_RUNNING || run->state == RUN_STOPPED)
            doc_write(&w->doc, DOC_NOTE_PLAIN, TEXT_UNFINISHED, run->label,
                      doc_text(&w->doc, run->state == RUN_RUNNING ? TEXT_RUNNING : TEXT_STOPPED),
                      (long long)run->steps, run->message);
        if (*run->note && !w->section_of[e->runs[i]->number - 1]) /* a shared run has it once */
            doc_prose(&w->doc, doc_text(&w->doc, TEXT_NOTE), run->note);
    }
}

/* --- figures ------------------------------------------------------------------------------- */

/* One run alone shows what matters most openly; of several, each has its own fold. */
static void show_run(struct record_writer *w, const char *label, const struct run_figure *figures,
                     size_t count, bool alone)
{
    size_t first = 0; /* that is folded away */
    bool any = false;
    while (alone && first < count && figures[first].open)
        first++;
    for (size_t i = first; i < count; i++)
        any = any || *figures[i].written.id;
    for (size_t i = 0; i < count; i++) {
        const struct written_figure *f = &figures[i].written;
        if (any && i == first)
            doc_fold_begin(&w->doc, alone ? TEXT_MORE_FIGURES : TEXT_RUN_FIGURES_OF, label);
        doc_figure(&w->doc, f->id, f->drawn, figures[i].caption, label);
    }
    if (any)
        doc_end(&w->doc, DOC_FOLD);
}

static pith_status write_run_figures(struct record_writer *w, const struct record_experiment *e,
                                     const struct record_run *run, pith_error *err)
{
    int *section = &w->section_of[run->number - 1];
    struct run_figure figures[RUN_FIGURES_MAX];
    size_t count = 0;
    struct curves curves = {0};
    if (*section) {
        doc_write(&w->doc, DOC_SMALL, TEXT_SAME_RUN, run->row.label, w->doc.section, *section);
        return PITH_STATUS_OK;
    }
    pith_status status = curves_load(w->db, run->row.id, &curves, err);
    if (status == PITH_STATUS_OK)
        status = figures_of_run(&w->figures, run, &curves, figures, &count, err);
    curves_fini(&curves);
    if (status != PITH_STATUS_OK)
        return status;
    *section = w->doc.subsection;
    show_run(w, run->row.label, figures, count, e->run_count == 1);
    return PITH_STATUS_OK;
}

/* --- the whole ----------------------------------------------------------------------------- */

pith_status record_experiment(struct record_writer *w, const struct record_experiment *e,
                              pith_error *err)
{
    static const size_t least[COMPARISONS] = {[COMPARE_RATES] = 2, [COMPARE_OPTIMIZERS] = 1};
    doc_heading(&w->doc, 2, e->name);
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_REASON),
              *e->reason ? e->reason : doc_text(&w->doc, TEXT_NO_REASON));
    write_change(w, e);
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_EXPECTED), e->expect);
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_RESULT), e->result);
    if (e->run_count) {
        write_table(w, e);
        write_outcome(w, e);
        write_states(w, e);
    }
    pith_status status = record_findings(w, e, err);
    /* rates or optimizers side by side, before the runs one by one */
    if (status == PITH_STATUS_OK && e->run_count > 1)
        status = section_comparisons(w, e->runs, e->run_count, least, e->name, e->name, err);
    for (size_t i = 0; i < e->run_count && status == PITH_STATUS_OK; i++)
        status = write_run_figures(w, e, e->runs[i], err);
    return status;
}
