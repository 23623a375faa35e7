/*
 * record_finding.c - findings of an experiment: an inspection, a line through weight space, what
 * the doctor says; see record_write.h.
 */
#include "record/record_write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the line through weight space --------------------------------------------------------- */

const char *record_end_label(const json_t *finding, const char *end)
{
    const char *label = json_string_value(json_object_get(json_object_get(finding, end), "label"));
    return label ? label : "?";
}

static void write_hill(struct writing *w, const json_t *part, enum record_text_id name)
{
    const json_t *barrier = json_object_get(part, "barrier"), *loss = json_object_get(part, "loss");
    size_t points = json_array_size(loss);
    if (!barrier || points == 0)
        return;
    double first = json_number_value(json_array_get(loss, 0));
    double last = json_number_value(json_array_get(loss, points - 1));
    if (json_is_true(json_object_get(barrier, "stands")))
        doc_note(&w->doc, "plain", record_say(w, TEXT_BARRIER), record_say(w, name),
                 json_number_value(json_object_get(barrier, "height")),
                 json_number_value(json_object_get(barrier, "at")));
    else
        doc_note(&w->doc, last < first ? "good" : "plain",
                 record_say(w, last < first ? TEXT_NO_BARRIER : TEXT_NO_BARRIER_RISE),
                 record_say(w, name), first, last);
}

static pith_status write_line(struct writing *w, const struct record_experiment *e,
                              const json_t *line, size_t number, pith_error *err)
{
    char name[160];
    struct shown shown;
    const json_t *parts = json_object_get(line, "parts");
    const char *reduction = json_string_value(json_object_get(line, "reduction"));
    bool pads = json_is_true(json_object_get(line, "pads"));
    doc_printf(&w->doc, record_say(w, TEXT_LINE_LENGTH), record_end_label(line, "a"),
               record_end_label(line, "b"), json_array_size(json_object_get(line, "at")),
               json_number_value(json_object_get(line, "distance")), reduction ? reduction : "?",
               record_say(w, pads ? TEXT_PADS_IN : TEXT_PADS_OUT));
    write_hill(w, json_object_get(parts, "train"), TEXT_LABEL_TRAIN);
    write_hill(w, json_object_get(parts, "dev"), TEXT_LABEL_DEV);
    snprintf(name, sizeof name, number ? "%.100s %zu" : "%.100s", e->name, number + 1);
    pith_status status = figures_landscape(&w->figures, line, name, &shown, err);
    if (status == PITH_STATUS_OK && *shown.id) {
        struct buffer caption = {0};
        w->doc.failed = w->doc.failed ||
                        !buffer_printf(&caption, record_say(w, TEXT_CAPTION_LINE),
                                       record_end_label(line, "a"), record_end_label(line, "b"));
        doc_figure(&w->doc, shown.id, shown.drawn, caption.data ? caption.data : "");
        buffer_fini(&caption);
    }
    return status;
}

/* --- inspection ---------------------------------------------------------------------------- */

static void inspect_row(struct writing *w, const json_t *losses, const char *predictor,
                        enum record_text_id name)
{
    static const char *const heads[] = {"keyphrase", "keyword", "combined"};
    const json_t *row = json_object_get(losses, predictor);
    char text[32];
    doc_row(&w->doc, "");
    doc_cell(&w->doc, "%s", record_say(w, name));
    for (int i = 0; i < 3; i++) {
        const json_t *loss = json_object_get(row, heads[i]);
        doc_cell(
            &w->doc, "%s",
            record_number(json_is_number(loss) ? json_number_value(loss) : (double)NAN, 4, text));
    }
    doc_row_end(&w->doc);
}

/* What `pith inspect --json` says: the losses of the first batches, and its warnings. */
static void write_inspection(struct writing *w, const json_t *found)
{
    const struct doc_column columns[] = {{record_say(w, TEXT_COLUMN_PREDICTOR), false},
                                         {record_say(w, TEXT_COLUMN_H_KEYPHRASE), true},
                                         {record_say(w, TEXT_COLUMN_H_KEYWORD), true},
                                         {record_say(w, TEXT_COLUMN_H_LOSS), true}};
    const json_t *losses = json_object_get(json_object_get(found, "loss"), "run");
    const json_t *warnings = json_object_get(found, "warnings");
    if (losses) {
        doc_table_begin(&w->doc, record_say(w, TEXT_TABLE_INSPECT), columns, 4);
        inspect_row(w, losses, "net", TEXT_PREDICTOR_NET);
        inspect_row(w, losses, "uniform", TEXT_PREDICTOR_UNIFORM);
        inspect_row(w, losses, "constant", TEXT_PREDICTOR_CONSTANT);
        doc_table_end(&w->doc);
    }
    bool any = json_array_size(warnings) > 0;
    doc_printf(&w->doc, "%s", record_say(w, any ? TEXT_WARNINGS : TEXT_NO_WARNINGS));
    if (!any)
        return;
    doc_list_begin(&w->doc, false);
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        const char *text = json_string_value(json_array_get(warnings, i));
        doc_item(&w->doc, "%s", text ? text : "?");
    }
    doc_list_end(&w->doc, false);
}

/* --- all of them --------------------------------------------------------------------------- */

/* Other findings say themselves what they are: a text, or the JSON as it is. */
static void write_finding(struct writing *w, const struct record_finding *f)
{
    static const char *const keys[] = {"text", "message", "explanation", "summary"};
    const char *text = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !text; i++)
        text = json_string_value(json_object_get(f->json, keys[i]));
    if (text) {
        doc_prose(&w->doc, "", text);
        return;
    }
    char *json = json_dumps(f->json, JSON_COMPACT);
    if (!json)
        w->doc.failed = true;
    else
        doc_small(&w->doc, record_say(w, TEXT_FINDING), f->kind, f->severity, json);
    free(json);
}

pith_status record_findings(struct writing *w, const struct record_experiment *e, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    size_t lines = 0;
    for (size_t i = 0; i < e->finding_count && status == PITH_STATUS_OK; i++) {
        if (strcmp(e->findings[i].kind, "landscape") == 0)
            status = write_line(w, e, e->findings[i].json, lines++, err);
        else if (strcmp(e->findings[i].kind, "inspect") == 0)
            write_inspection(w, e->findings[i].json);
        else
            write_finding(w, &e->findings[i]);
    }
    if (e->finding_count == 0 && e->run_count == 0)
        doc_note(&w->doc, "plain", "%s",
                 record_say(w, strcmp(e->kind, "train") == 0 ? TEXT_NO_RUNS : TEXT_NO_FINDING));
    return status;
}
