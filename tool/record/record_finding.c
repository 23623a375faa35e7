/* record_finding.c - what was found about an experiment; see record_finding.h. */
#include "record/record_finding.h"

#include "base/json_value.h"
#include "record/record_compare_figures.h"
#include "store/store_reader.h"
#include "verdict/verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

const char *record_end_label(const json_t *finding, const char *end)
{
    const char *label = json_string_value(json_object_get(json_object_get(finding, end), "label"));
    return label ? label : "?";
}

static void write_hill(struct record_writer *w, const json_t *part, enum record_text_id name)
{
    const json_t *barrier = json_object_get(part, "barrier"), *loss = json_object_get(part, "loss");
    size_t points = json_array_size(loss);
    if (!barrier || points == 0)
        return;
    double first = json_number_value(json_array_get(loss, 0));
    double last = json_number_value(json_array_get(loss, points - 1));
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
    struct written_figure shown;
    const json_t *parts = json_object_get(line, "parts");
    const char *reduction = json_string_value(json_object_get(line, "reduction"));
    bool pads = json_is_true(json_object_get(line, "pads"));
    const char *a = record_end_label(line, "a"), *b = record_end_label(line, "b");
    doc_write(&w->doc, DOC_PARAGRAPH, TEXT_LINE_LENGTH, a, b,
              json_array_size(json_object_get(line, "at")),
              json_number_value(json_object_get(line, "distance")), reduction ? reduction : "?",
              doc_text(&w->doc, pads ? TEXT_PADS_IN : TEXT_PADS_OUT));
    write_hill(w, json_object_get(parts, "train"), TEXT_LABEL_TRAIN);
    write_hill(w, json_object_get(parts, "dev"), TEXT_LABEL_DEV);
    snprintf(name, sizeof name, number ? "%.100s %zu" : "%.100s", e->name, number + 1);
    pith_status status = figures_landscape(&w->figures, line, name, &shown, err);
    if (status == PITH_STATUS_OK)
        doc_figure(&w->doc, shown.id, shown.drawn, TEXT_CAPTION_LINE, a, b);
    return status;
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
        doc_table_begin(&w->doc, columns, 4, TEXT_TABLE_INSPECT);
        for (int i = 0; i < 3; i++) {
            const json_t *row = json_object_get(losses, predictors[i].key);
            doc_begin(&w->doc, DOC_ROW);
            doc_write(&w->doc, DOC_CELL, predictors[i].name);
            for (int h = 0; h < 3; h++)
                section_json_number(w, json_object_get(row, heads[h]));
            doc_end(&w->doc, DOC_ROW);
        }
        doc_end(&w->doc, DOC_TABLE);
    }
    size_t count = json_array_size(warnings);
    doc_write(&w->doc, DOC_PARAGRAPH, count ? TEXT_WARNINGS : TEXT_NO_WARNINGS);
    if (count)
        doc_begin(&w->doc, DOC_LIST);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(warnings, i));
        doc_printf(&w->doc, DOC_ITEM, "%s", text ? text : "?");
    }
    if (count)
        doc_end(&w->doc, DOC_LIST);
}

/* --- all of them --------------------------------------------------------------------------- */

/* Other findings say themselves what they are: a text, or the JSON as it is. */
static void write_finding(struct record_writer *w, const struct record_finding *f)
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
    buffer_fini(&json);
}

pith_status record_findings(struct record_writer *w, const struct record_experiment *e,
                            pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    size_t lines = 0;
    for (size_t i = 0; i < e->run_count && status == PITH_STATUS_OK; i++)
        if (!w->section_of[e->runs[i]->number - 1]) /* a shared run has its diagnosis once */
            status = diagnose(w, &e->runs[i]->row, err);
    for (size_t i = 0; i < e->finding_count && status == PITH_STATUS_OK; i++) {
        const struct record_finding *f = &e->findings[i];
        if (strcmp(f->kind, "landscape") == 0)
            status = write_line(w, e, f->json, lines++, err);
        else if (strcmp(f->kind, "inspect") == 0)
            write_inspection(w, f->json);
        else
            write_finding(w, f);
    }
    if (e->finding_count == 0 && e->run_count == 0)
        doc_write(&w->doc, DOC_NOTE_PLAIN,
                  strcmp(e->kind, "train") == 0 ? TEXT_NO_RUNS : TEXT_NO_FINDING);
    return status;
}
