/* record_experiment.c - one experiment: reason, change, result, figures; see record_write.h. */
#include "record/record_write.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the change ---------------------------------------------------------------------------- */

/* Values of a knob, each once, as they come: "0.1, 0.01". */
static bool add_value(struct buffer *list, const char *value)
{
    size_t size = strlen(value);
    const char *shown = size ? value : "\"\"";
    size = strlen(shown);
    for (size_t at = 0; list->data && at < list->size;) {
        const char *end = strstr(list->data + at, ", ");
        size_t length = end ? (size_t)(end - list->data) - at : list->size - at;
        if (length == size && memcmp(list->data + at, shown, size) == 0)
            return true;
        at += length + 2;
    }
    return (!list->size || buffer_append_text(list, ", ")) && buffer_append_text(list, shown);
}

/* One knob over all runs of an experiment: its lines, if any run differs from its parent. */
static void diff_knob(struct writing *w, const struct record_experiment *e, const pith_knob *knob,
                      bool *any)
{
    struct buffer old = {0}, new = {0};
    bool differs = false, based = false;
    for (size_t i = 0; i < e->run_count && !w->doc.failed; i++) {
        const struct record_run *parent = record_parent_of(w->record, e, e->runs[i]);
        const char *value = record_knob(e->runs[i], knob->key);
        if (!json_object_get(e->runs[i]->config, knob->key))
            continue; /* another version of pith, which did not have it */
        const char *before = parent ? record_knob(parent, knob->key) : knob->default_value;
        based = based || parent;
        differs = differs || strcmp(value, before) != 0;
        w->doc.failed = !add_value(&old, before) || !add_value(&new, value);
    }
    if (differs) {
        if (!*any)
            doc_diff_begin(&w->doc);
        *any = true;
        if (based)
            doc_diff_line(&w->doc, '-', "%s = %s", knob->key, old.data);
        doc_diff_line(&w->doc, based ? '+' : ' ', "%s = %s", knob->key, new.data);
    }
    buffer_fini(&old);
    buffer_fini(&new);
}

static void write_diff(struct writing *w, const struct record_experiment *e)
{
    const struct record_run *parent = record_parent_of(w->record, e, e->runs[0]);
    const pith_knob *knob;
    bool any = false;
    struct buffer text = {0};
    const char *from = *e->parent ? e->parent : parent ? parent->label : "";
    w->doc.failed =
        w->doc.failed || (parent ? !buffer_printf(&text, record_say(w, TEXT_CHANGE_FROM), from)
                                 : !buffer_append_text(&text, record_say(w, TEXT_CHANGE_BASE)));
    doc_prose(&w->doc, record_say(w, TEXT_CHANGE), text.data ? text.data : "");
    buffer_fini(&text);
    for (int i = 0; (knob = pith_knob_at(i)); i++)
        if (record_differs(knob->key))
            diff_knob(w, e, knob, &any);
    if (any)
        doc_diff_end(&w->doc);
    else
        doc_printf(&w->doc, record_say(w, TEXT_CHANGE_NONE), *from ? from : e->name);
}

static void write_change(struct writing *w, const struct record_experiment *e)
{
    if (strcmp(e->kind, "landscape") == 0) {
        const json_t *line = NULL;
        for (size_t i = 0; i < e->finding_count; i++)
            if (strcmp(e->findings[i].kind, "landscape") == 0)
                line = e->findings[i].json;
        if (line)
            doc_printf(&w->doc, record_say(w, TEXT_CHANGE_LINE), record_end_label(line, "a"),
                       record_end_label(line, "b"));
        return;
    }
    if (strcmp(e->kind, "inspect") == 0)
        doc_printf(&w->doc, "%s", record_say(w, TEXT_CHANGE_INSPECT));
    else if (e->run_count)
        write_diff(w, e);
}

/* --- the result ---------------------------------------------------------------------------- */

static const char *const result_names[] = {
    "keyphrase.precision", "keyphrase.recall", "keyphrase.f1", "keyword.f1", "exact",
    "token.accuracy"};
enum { RESULTS = sizeof result_names / sizeof *result_names };

static void write_floors(struct writing *w, const struct record_experiment *e)
{
    char text[32];
    const struct record_run *run = NULL;
    for (size_t i = 0; i < e->run_count && !run; i++)
        if (e->runs[i]->metric_count)
            run = e->runs[i];
    if (!run)
        return;
    doc_row(&w->doc, "floor");
    doc_cell(&w->doc, "%s", record_say(w, TEXT_ROW_FLOOR));
    doc_cell(&w->doc, "%s", "");
    doc_cell(&w->doc, "%s", "");
    for (int m = 0; m < RESULTS; m++)
        doc_cell(&w->doc, "%s", record_number(record_floor(run, "dev", result_names[m]), 3, text));
    doc_cell(&w->doc, "%s", "");
    doc_row_end(&w->doc);
}

static void write_table(struct writing *w, const struct record_experiment *e)
{
    const struct doc_column columns[] = {
        {record_say(w, TEXT_COLUMN_RUN), false},     {record_say(w, TEXT_COLUMN_LOSS), true},
        {record_say(w, TEXT_COLUMN_CONSTANT), true}, {record_say(w, TEXT_COLUMN_P), true},
        {record_say(w, TEXT_COLUMN_R), true},        {record_say(w, TEXT_COLUMN_F1), true},
        {record_say(w, TEXT_COLUMN_KEYWORD), true},  {record_say(w, TEXT_COLUMN_EXACT), true},
        {record_say(w, TEXT_COLUMN_TOKENS), true},   {record_say(w, TEXT_COLUMN_VERDICT), false}};
    struct buffer caption = {0};
    char text[32];
    w->doc.failed =
        w->doc.failed || !buffer_printf(&caption, record_say(w, TEXT_TABLE_RESULT), e->name);
    doc_table_begin(&w->doc, caption.data ? caption.data : "", columns,
                    sizeof columns / sizeof *columns);
    for (size_t i = 0; i < e->run_count; i++) {
        const struct record_run *run = e->runs[i];
        doc_row(&w->doc, "");
        doc_cell(&w->doc, "%s", record_label(run, e));
        doc_cell(&w->doc, "%s", record_number(run->loss, 4, text));
        doc_cell(&w->doc, "%s", record_number(run->constant, 4, text));
        for (int m = 0; m < RESULTS; m++)
            doc_cell(&w->doc, "%s",
                     record_number(record_value(run, "dev", result_names[m]), 3, text));
        record_verdict_chip(w, run);
        doc_row_end(&w->doc);
    }
    write_floors(w, e);
    doc_table_end(&w->doc);
    buffer_fini(&caption);
}

/* "4 of 5 runs collapsed. 1 of 5 runs recovered." */
static bool append_sum(struct writing *w, const size_t *count, size_t judged, struct buffer *out)
{
    static const struct {
        enum record_verdict verdict;
        enum record_text_id one, some;
    } sums[] = {{VERDICT_COLLAPSED, TEXT_ONE_COLLAPSED, TEXT_SOME_COLLAPSED},
                {VERDICT_RECOVERED, TEXT_ONE_RECOVERED, TEXT_SOME_RECOVERED},
                {VERDICT_FAILED, TEXT_ONE_FAILED, TEXT_SOME_FAILED}};
    bool ok = true;
    for (size_t i = 0; i < sizeof sums / sizeof *sums && ok; i++) {
        size_t n = count[sums[i].verdict];
        bool apart = out->size > 0 && w->doc.language != RECORD_ZH;
        if (n == 0)
            continue;
        ok = (!apart || buffer_append_char(out, ' ')) &&
             (judged == 1 ? buffer_append_text(out, record_say(w, sums[i].one))
                          : buffer_printf(out, record_say(w, sums[i].some), n, judged));
    }
    return ok;
}

/* What the runs came to, beside what was expected of them. */
static void write_outcome(struct writing *w, const struct record_experiment *e)
{
    size_t count[VERDICT_FAILED + 1] = {0}, judged = 0;
    for (size_t i = 0; i < e->run_count; i++) {
        count[e->runs[i]->verdict]++;
        judged += e->runs[i]->verdict != VERDICT_NONE;
    }
    if (judged == 0)
        return;
    struct buffer text = {0};
    w->doc.failed = !append_sum(w, count, judged, &text) || w->doc.failed;
    const char *sum = text.data ? text.data : "";
    enum record_verdict wanted = e->expect_failure ? VERDICT_FAILED : record_expected(e->expect);
    if (wanted == VERDICT_NONE)
        doc_note(&w->doc, "plain", "%s", sum);
    else if (count[wanted] == judged)
        doc_note(&w->doc, "good", record_say(w, TEXT_AS_EXPECTED), sum);
    else
        doc_note(&w->doc, "bad", record_say(w, TEXT_NOT_AS_EXPECTED), sum);
    buffer_fini(&text);
}

static void write_states(struct writing *w, const struct record_experiment *e)
{
    for (size_t i = 0; i < e->run_count; i++) {
        const struct record_run *run = e->runs[i];
        if (strcmp(run->state, "failed") == 0)
            doc_note(&w->doc, e->expect_failure ? "plain" : "bad", record_say(w, TEXT_FAILED_WITH),
                     run->label, (long long)run->steps, run->message);
        else if (strcmp(run->state, "running") == 0 || strcmp(run->state, "stopped") == 0)
            doc_note(&w->doc, "plain", record_say(w, TEXT_UNFINISHED), run->label,
                     record_say(w, *run->state == 'r' ? TEXT_RUNNING : TEXT_STOPPED),
                     (long long)run->steps, run->message);
        if (*run->note && !w->shown_in[run->number - 1]) /* a shared run has its note once */
            doc_prose(&w->doc, record_say(w, TEXT_NOTE), run->note);
    }
}

/* --- figures ------------------------------------------------------------------------------- */

static void show(struct writing *w, const struct shown *shown, enum record_text_id caption,
                 const char *name)
{
    struct buffer text = {0};
    if (!*shown->id)
        return;
    w->doc.failed = w->doc.failed || !buffer_printf(&text, record_say(w, caption), name);
    doc_figure(&w->doc, shown->id, shown->drawn, text.data ? text.data : "");
    buffer_fini(&text);
}

static void fold(struct writing *w, enum record_text_id id, const char *name)
{
    struct buffer text = {0};
    w->doc.failed = w->doc.failed || !buffer_printf(&text, record_say(w, id), name);
    doc_fold_begin(&w->doc, text.data ? text.data : "");
    buffer_fini(&text);
}

static const enum record_text_id captions[RUN_FIGURES] = {
    [FIGURE_LOSS] = TEXT_CAPTION_LOSS,       [FIGURE_METRICS] = TEXT_CAPTION_METRICS,
    [FIGURE_LABELS] = TEXT_CAPTION_LABELS,   [FIGURE_GRADIENTS] = TEXT_CAPTION_GRADIENTS,
    [FIGURE_WEIGHTS] = TEXT_CAPTION_WEIGHTS, [FIGURE_UPDATES] = TEXT_CAPTION_UPDATES};

/* One run alone shows what matters most openly; of several, each has its own fold. */
static void show_run(struct writing *w, const struct record_run *run,
                     const struct shown shown[RUN_FIGURES], bool alone)
{
    int first = alone ? FIGURE_LABELS : FIGURE_LOSS;
    bool any = false;
    for (int i = 0; i < first; i++)
        show(w, &shown[i], captions[i], run->label);
    for (int i = first; i < RUN_FIGURES; i++)
        any = any || *shown[i].id;
    if (!any)
        return;
    fold(w, alone ? TEXT_MORE_FIGURES : TEXT_RUN_FIGURES_OF, run->label);
    for (int i = first; i < RUN_FIGURES; i++)
        show(w, &shown[i], captions[i], run->label);
    doc_fold_end(&w->doc);
}

static pith_status write_run_figures(struct writing *w, const struct record_experiment *e,
                                     const struct record_run *run, pith_error *err)
{
    size_t index = (size_t)run->number - 1;
    struct shown shown[RUN_FIGURES];
    struct curves curves = {0};
    if (w->shown_in[index]) {
        doc_small(&w->doc, record_say(w, TEXT_SAME_RUN), run->label, w->doc.section,
                  w->section_of[index]);
        return PITH_STATUS_OK;
    }
    pith_status status = curves_load(w->db, run->id, &curves, err);
    if (status == PITH_STATUS_OK)
        status = figures_of_run(&w->figures, run, &curves, shown, err);
    curves_fini(&curves);
    if (status != PITH_STATUS_OK)
        return status;
    w->shown_in[index] = e;
    w->section_of[index] = w->doc.subsection;
    show_run(w, run, shown, e->run_count == 1);
    return PITH_STATUS_OK;
}

/* An experiment over rates or optimizers shows them side by side, before its runs one by one. */
static pith_status write_comparisons(struct writing *w, const struct record_experiment *e,
                                     pith_error *err)
{
    struct comparison c;
    struct shown rates = {"", false}, optimizers[OPTIMIZER_FIGURES] = {{"", false}};
    pith_status status = comparison_find(e->runs, e->run_count, COMPARE_RATES, &w->arena, &c, err);
    if (status == PITH_STATUS_OK && c.values > 2)
        status = figures_rates(&w->figures, &c, e->name, &rates, err);
    if (status == PITH_STATUS_OK)
        status = comparison_find(e->runs, e->run_count, COMPARE_OPTIMIZERS, &w->arena, &c, err);
    if (status == PITH_STATUS_OK && c.values > 1)
        status = figures_optimizers(&w->figures, w->db, &c, e->name, optimizers, err);
    show(w, &rates, TEXT_CAPTION_RATES, e->name);
    show(w, &optimizers[OPTIMIZER_CURVES], TEXT_CAPTION_OPTIMIZERS, e->name);
    show(w, &optimizers[OPTIMIZER_TENSORS], TEXT_CAPTION_TENSORS, e->name);
    return status;
}

/* --- the whole ----------------------------------------------------------------------------- */

pith_status record_experiment(struct writing *w, const struct record_experiment *e, pith_error *err)
{
    doc_heading(&w->doc, 2, e->name);
    doc_prose(&w->doc, record_say(w, TEXT_REASON),
              *e->reason ? e->reason : record_say(w, TEXT_NO_REASON));
    write_change(w, e);
    doc_prose(&w->doc, record_say(w, TEXT_EXPECTED), e->expect);
    doc_prose(&w->doc, record_say(w, TEXT_RESULT), e->result);
    if (e->run_count) {
        write_table(w, e);
        write_outcome(w, e);
        write_states(w, e);
    }
    pith_status status = record_diagnosis(w, e, err);
    if (status == PITH_STATUS_OK)
        status = record_findings(w, e, err);
    if (status == PITH_STATUS_OK && e->run_count > 1)
        status = write_comparisons(w, e, err);
    for (size_t i = 0; i < e->run_count && status == PITH_STATUS_OK; i++)
        status = write_run_figures(w, e, e->runs[i], err);
    return status;
}
