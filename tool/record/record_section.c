/* record_section.c - what the sections of a record share; see record_section.h. */
#include "record/record_section.h"

#include <string.h>

const char *section_label(const struct record_run *run, const struct record_experiment *e)
{
    const char *label = run->row.label;
    size_t size = strlen(e->name);
    bool repeats = strncmp(label, e->name, size) == 0 && label[size] == ' ';
    return repeats && label[size + 1] ? label + size + 1 : label;
}

const char *section_change(struct record_writer *w, const struct record_run *parent,
                           const struct record_run *run)
{
    const pith_knob *knob;
    struct buffer out = {0};
    for (int i = 0; parent && (knob = pith_knob_at(i)); i++) {
        const char *before = record_knob(parent, knob->key), *after = record_knob(run, knob->key);
        if (record_differs(knob->key) && strcmp(before, after) != 0)
            buffer_printf(&out, "%s%s %s → %s", out.size ? ", " : "", knob->key,
                          *before ? before : "\"\"", *after ? after : "\"\"");
    }
    return doc_take(&w->doc, &out);
}

void section_add(struct buffer *list, const char *value)
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

void section_verdict(struct record_writer *w, const struct record_run *run)
{
    static const struct {
        enum doc_block chip;
        enum record_text_id text;
    } verdicts[VERDICT_COUNT] = {[VERDICT_COLLAPSED] = {DOC_CHIP_BAD, TEXT_COLLAPSED},
                                 [VERDICT_RECOVERED] = {DOC_CHIP_GOOD, TEXT_RECOVERED},
                                 [VERDICT_FAILED] = {DOC_CHIP_BAD, TEXT_FAILED}};
    static const enum record_text_id states[RUN_STATE_COUNT] = {
        [RUN_NEW] = TEXT_PLANNED, [RUN_PLANNED] = TEXT_PLANNED, [RUN_RUNNING] = TEXT_RUNNING,
        [RUN_DONE] = TEXT_DONE,   [RUN_FAILED] = TEXT_FAILED,   [RUN_STOPPED] = TEXT_STOPPED,
        [RUN_DIED] = TEXT_DIED};
    if (run->verdict != VERDICT_NONE)
        doc_write(&w->doc, verdicts[run->verdict].chip, verdicts[run->verdict].text);
    else
        doc_write(&w->doc, DOC_CHIP_PLAIN, states[run->row.state]);
}
