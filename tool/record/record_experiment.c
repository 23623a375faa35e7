/* record_experiment.c - the section of one experiment; see record_experiment.h. */
#include "record/record_experiment.h"

#include "base/error.h"
#include "base/json_value.h"
#include "record/record_compare.h"
#include "record/record_figures.h"
#include "store/store_reader.h"
#include "verdict/verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- the change ---------------------------------------------------------------------------- */

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
        section_add(&old, before);
        section_add(&new, value);
    }
    const char *before = doc_take(&w->doc, &old), *after = doc_take(&w->doc, &new);
    if (!differs)
        return;
    if (!*any)
        doc_begin(&w->doc, DOC_DIFF);
    *any = true;
    if (based)
        doc_diff_line(&w->doc, '-', knob->key, before);
    doc_diff_line(&w->doc, based ? '+' : ' ', knob->key, after);
}

static void write_diff(struct record_writer *w, const struct record_experiment *e)
{
    const struct record_run *parent = record_parent_of(w->record, e, e->runs[0]);
    const pith_knob *knob;
    bool any = false;
    const char *from = *e->parent ? e->parent : parent ? parent->row.label : "";
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_CHANGE),
              doc_say(&w->doc, parent ? TEXT_CHANGE_FROM : TEXT_CHANGE_BASE, from));
    for (int i = 0; (knob = pith_knob_at(i)); i++)
        if (record_differs(knob->key))
            diff_knob(w, e, knob, &any);
    if (any)
        doc_end(&w->doc, DOC_DIFF);
    else
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_CHANGE_NONE, *from ? from : e->name);
}

/* The name of end "a" or "b" of a finding of kind 'landscape'. */
static const char *end_label(const json_t *finding, const char *end)
{
    const char *label = json_value_text(json_object_get(finding, end), "label");
    return *label ? label : "?";
}

static void write_change(struct record_writer *w, const struct record_experiment *e)
{
    if (strcmp(e->kind, "landscape") == 0) {
        const json_t *line = NULL;
        for (size_t i = 0; i < e->finding_count; i++)
            if (strcmp(e->findings[i].kind, "landscape") == 0)
                line = e->findings[i].json;
        if (line)
            doc_write(&w->doc, DOC_PARAGRAPH, TEXT_CHANGE_LINE, end_label(line, "a"),
                      end_label(line, "b"));
        return;
    }
    if (strcmp(e->kind, "inspect") == 0)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_CHANGE_INSPECT);
    else if (e->run_count)
        write_diff(w, e);
}

/* --- the result ---------------------------------------------------------------------------- */

static const struct doc_column result[] = {
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
        doc_number(&w->doc, run_metric(&run->row, "dev", metrics[m])->floor, 3);
    doc_printf(&w->doc, DOC_CELL, "%s", "");
    doc_end(&w->doc, DOC_ROW_FLOOR);
}

static void write_table(struct record_writer *w, const struct record_experiment *e)
{
    const struct record_run *measured = NULL;
    doc_table_begin(&w->doc, result, sizeof result / sizeof *result,
                    doc_say(&w->doc, TEXT_TABLE_RESULT, e->name));
    for (size_t i = 0; i < e->run_count; i++) {
        const struct record_run *run = e->runs[i];
        measured = !measured && run->row.metric_count ? run : measured;
        doc_begin(&w->doc, DOC_ROW);
        doc_printf(&w->doc, DOC_CELL, "%s", section_label(run, e));
        doc_number(&w->doc, run->row.loss, 4);
        doc_number(&w->doc, run->constant, 4);
        for (int m = 0; m < METRICS; m++)
            doc_number(&w->doc, run_metric(&run->row, "dev", metrics[m])->value, 3);
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
}

static void write_states(struct record_writer *w, const struct record_experiment *e)
{
    for (size_t i = 0; i < e->run_count; i++) {
        const struct run *run = &e->runs[i]->row;
        if (run->state == RUN_FAILED)
            doc_write(&w->doc, e->expect_failure ? DOC_NOTE_PLAIN : DOC_NOTE_BAD, TEXT_FAILED_WITH,
                      run->label, (long long)run->steps, run->message);
        else if (run->state == RUN_RUNNING || run->state == RUN_STOPPED || run->state == RUN_DIED)
            doc_write(&w->doc, DOC_NOTE_PLAIN, TEXT_UNFINISHED, run->label,
                      doc_text(&w->doc, run->state == RUN_RUNNING ? TEXT_RUNNING
                                        : run->state == RUN_DIED  ? TEXT_DIED
                                                                  : TEXT_STOPPED),
                      (long long)run->steps, run->message);
        if (*run->note && !w->section_of[e->runs[i]->number - 1]) /* a shared run has it once */
            doc_prose(&w->doc, doc_text(&w->doc, TEXT_NOTE), run->note);
    }
}

/* --- the doctor ---------------------------------------------------------------------------- */

/* The sentence of the first cause; of the state where there is none. */
static const char *first_sentence(const pith_finding *findings, size_t count)
{
    const char *state = "";
    for (size_t i = 0; i < count; i++) {
        const pith_finding *f = &findings[i];
        if (!verdict_counts(f))
            continue;
        if (!verdict_kind(f->id)->state)
            return f->sentence;
        state = f->sentence;
    }
    return state;
}

static pith_status diagnose(struct record_writer *w, const struct run *run, pith_error *err)
{
    pith_doctor *doctor = NULL;
    const pith_finding *findings;
    size_t count = 0;
    char headline[256];
    pith_status status = pith_doctor_new(&doctor, err);
    if (status == PITH_STATUS_OK)
        status = store_read(w->db, run->id, doctor, err);
    if (status == PITH_STATUS_OK)
        status = pith_doctor_examine(doctor, &findings, &count, err);
    if (status == PITH_STATUS_OK && verdict_worst(findings, count) >= PITH_SEVERITY_WARNING)
        doc_write(&w->doc,
                  verdict_worst(findings, count) == PITH_SEVERITY_ERROR ? DOC_NOTE_BAD
                                                                        : DOC_NOTE_PLAIN,
                  TEXT_DIAGNOSIS, run->label,
                  verdict_headline(findings, count, headline, sizeof headline),
                  first_sentence(findings, count));
    pith_doctor_free(doctor);
    return status;
}

/* --- the line through weight space --------------------------------------------------------- */

static void write_hill(struct record_writer *w, const json_t *part, enum record_text_id name)
{
    const json_t *barrier = json_object_get(part, "barrier"), *loss = json_object_get(part, "loss");
    size_t points = json_array_size(loss);
    if (!barrier || points == 0)
        return;
    double first = json_value_element(loss, 0), last = json_value_element(loss, points - 1);
    if (json_is_true(json_object_get(barrier, "stands")))
        doc_write(&w->doc, DOC_NOTE_PLAIN, TEXT_BARRIER, doc_text(&w->doc, name),
                  json_number_value(json_object_get(barrier, "height")),
                  json_number_value(json_object_get(barrier, "at")));
    else
        doc_write(&w->doc, last < first ? DOC_NOTE_GOOD : DOC_NOTE_PLAIN,
                  last < first ? TEXT_NO_BARRIER : TEXT_NO_BARRIER_RISE, doc_text(&w->doc, name),
                  first, last);
}

static pith_status write_line(struct record_writer *w, const struct record_experiment *e,
                              const json_t *line, size_t number, pith_error *err)
{
    char name[160];
    const json_t *parts = json_object_get(line, "parts");
    const char *reduction = json_value_text(line, "reduction");
    bool pads = json_is_true(json_object_get(line, "pads"));
    const char *a = end_label(line, "a"), *b = end_label(line, "b");
    doc_write(&w->doc, DOC_PARAGRAPH, TEXT_LINE_LENGTH, a, b,
              json_array_size(json_object_get(line, "at")),
              json_number_value(json_object_get(line, "distance")), *reduction ? reduction : "?",
              doc_text(&w->doc, pads ? TEXT_PADS_IN : TEXT_PADS_OUT));
    write_hill(w, json_object_get(parts, "train"), TEXT_LABEL_TRAIN);
    write_hill(w, json_object_get(parts, "dev"), TEXT_LABEL_DEV);
    snprintf(name, sizeof name, number ? "%.100s %zu" : "%.100s", e->name, number + 1);
    return compare_ends(w, line, name, a, b, err);
}

/* --- inspection ---------------------------------------------------------------------------- */

/* What `pith inspect --json` says: the losses of the first batches, and its warnings. */
static void write_inspection(struct record_writer *w, const json_t *found)
{
    static const struct doc_column columns[] = {{TEXT_COLUMN_PREDICTOR, false},
                                                {TEXT_COLUMN_H_KEYPHRASE, true},
                                                {TEXT_COLUMN_H_KEYWORD, true},
                                                {TEXT_COLUMN_H_LOSS, true}};
    static const char *const heads[] = {"keyphrase", "keyword", "combined"};
    static const struct {
        const char *key;
        enum record_text_id name;
    } predictors[] = {{"net", TEXT_PREDICTOR_NET},
                      {"uniform", TEXT_PREDICTOR_UNIFORM},
                      {"constant", TEXT_PREDICTOR_CONSTANT}};
    const json_t *losses = json_object_get(json_object_get(found, "loss"), "run");
    const json_t *warnings = json_object_get(found, "warnings");
    if (losses) {
        doc_table_begin(&w->doc, columns, 4, doc_text(&w->doc, TEXT_TABLE_INSPECT));
        for (int i = 0; i < 3; i++) {
            const json_t *row = json_object_get(losses, predictors[i].key);
            doc_begin(&w->doc, DOC_ROW);
            doc_write(&w->doc, DOC_CELL, predictors[i].name);
            for (int h = 0; h < 3; h++)
                doc_number(&w->doc, json_value_number(row, heads[h]), 4);
            doc_end(&w->doc, DOC_ROW);
        }
        doc_end(&w->doc, DOC_TABLE);
    }
    size_t count = json_array_size(warnings);
    doc_write(&w->doc, DOC_PARAGRAPH, count ? TEXT_WARNINGS : TEXT_NO_WARNINGS);
    if (!count)
        return;
    doc_begin(&w->doc, DOC_LIST);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(warnings, i));
        doc_printf(&w->doc, DOC_ITEM, "%s", text ? text : "?");
    }
    doc_end(&w->doc, DOC_LIST);
}

/* --- all findings ---------------------------------------------------------------------------- */

/* Other findings say themselves what they are: a text, or the JSON as it is. */
static void write_finding(struct record_writer *w, const struct run_finding *f)
{
    static const char *const keys[] = {"text", "message", "explanation", "summary"};
    const char *text = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !text; i++)
        text = json_string_value(json_object_get(f->json, keys[i]));
    if (text) {
        doc_prose(&w->doc, "", text);
        return;
    }
    struct buffer json = {0};
    json_value_write(&json, f->json, JSON_COMPACT);
    doc_write(&w->doc, DOC_SMALL, TEXT_FINDING, f->kind, f->severity, doc_take(&w->doc, &json));
}

static pith_status write_findings(struct record_writer *w, const struct record_experiment *e,
                                  pith_error *err)
{
    size_t lines = 0;
    for (size_t i = 0; i < e->run_count; i++)
        if (!w->section_of[e->runs[i]->number - 1]) /* a shared run has its diagnosis once */
            TRY(diagnose(w, &e->runs[i]->row, err));
    for (size_t i = 0; i < e->finding_count; i++) {
        const struct run_finding *f = &e->findings[i];
        if (strcmp(f->kind, "landscape") == 0)
            TRY(write_line(w, e, f->json, lines++, err));
        else if (strcmp(f->kind, "inspect") == 0)
            write_inspection(w, f->json);
        else
            write_finding(w, f);
    }
    if (e->finding_count == 0 && e->run_count == 0)
        doc_write(&w->doc, DOC_NOTE_PLAIN,
                  strcmp(e->kind, "train") == 0 ? TEXT_NO_RUNS : TEXT_NO_FINDING);
    return PITH_STATUS_OK;
}

/* --- the whole ----------------------------------------------------------------------------- */

static pith_status write_figures(struct record_writer *w, const struct record_experiment *e,
                                 pith_error *err)
{
    if (e->run_count > 1) /* side by side, before they come one by one */
        TRY(compare_runs(w, e, err));
    for (size_t i = 0; i < e->run_count; i++) {
        const struct record_run *run = e->runs[i];
        int *section = &w->section_of[run->number - 1];
        if (*section) {
            doc_write(&w->doc, DOC_SMALL, TEXT_SAME_RUN, run->row.label, w->doc.section, *section);
            continue;
        }
        TRY(figures_of_run(w, run, e->run_count == 1, err));
        *section = w->doc.subsection;
    }
    return PITH_STATUS_OK;
}

pith_status record_experiment(struct record_writer *w, const struct record_experiment *e,
                              pith_error *err)
{
    doc_heading(&w->doc, 2, e->name);
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_REASON),
              *e->reason ? e->reason : doc_text(&w->doc, TEXT_NO_REASON));
    write_change(w, e);
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_EXPECTED), e->expect);
    doc_prose(&w->doc, doc_text(&w->doc, TEXT_RESULT), e->result ? e->result : "");
    if (e->run_count) {
        write_table(w, e);
        write_outcome(w, e);
        write_states(w, e);
    }
    TRY(write_findings(w, e, err));
    return write_figures(w, e, err);
}
