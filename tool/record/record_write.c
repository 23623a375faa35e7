/* record_write.c - the record's frame, and what its chapters share; see record_write.h. */
#include "record/record_write.h"

#include "base/error.h"
#include "base/folder.h"
#include "cli/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- shared -------------------------------------------------------------------------------- */

const char *record_say(const struct writing *w, enum record_text_id id)
{
    return record_text(w->doc.language, id);
}

const char *record_label(const struct record_run *run, const struct record_experiment *e)
{
    size_t size = strlen(e->name);
    bool repeats = strncmp(run->label, e->name, size) == 0 && run->label[size] == ' ';
    return repeats && run->label[size + 1] ? run->label + size + 1 : run->label;
}

const char *record_number(double value, int digits, char out[32])
{
    if (!isfinite(value))
        snprintf(out, 32, "%s", isnan(value) ? "–" : "∞");
    else if (fabs(value) < 1e6)
        snprintf(out, 32, "%.*f", digits, value);
    else
        snprintf(out, 32, "%.3g", value);
    return out;
}

bool record_change_text(const struct record_run *parent, const struct record_run *run,
                        struct buffer *out)
{
    const pith_knob *knob;
    bool ok = true;
    for (int i = 0; parent && ok && (knob = pith_knob_at(i)); i++) {
        const char *before = record_knob(parent, knob->key), *after = record_knob(run, knob->key);
        if (record_differs(knob->key) && strcmp(before, after) != 0)
            ok = buffer_printf(out, "%s%s %s → %s", out->size ? ", " : "", knob->key,
                               *before ? before : "\"\"", *after ? after : "\"\"");
    }
    return ok;
}

void record_verdict_chip(struct writing *w, const struct record_run *run)
{
    static const struct {
        const char *kind;
        enum record_text_id text;
    } verdicts[] = {[VERDICT_COLLAPSED] = {"bad", TEXT_COLLAPSED},
                    [VERDICT_RECOVERED] = {"good", TEXT_RECOVERED},
                    [VERDICT_FAILED] = {"bad", TEXT_FAILED}};
    static const struct {
        const char *state;
        enum record_text_id text;
    } states[] = {{"planned", TEXT_PLANNED},
                  {"running", TEXT_RUNNING},
                  {"stopped", TEXT_STOPPED},
                  {"done", TEXT_DONE}};
    if (run->verdict != VERDICT_NONE) {
        doc_chip(&w->doc, verdicts[run->verdict].kind, record_say(w, verdicts[run->verdict].text));
        return;
    }
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(run->state, states[i].state) == 0) {
            doc_chip(&w->doc, "plain", record_say(w, states[i].text));
            return;
        }
    doc_chip(&w->doc, "plain", run->state);
}

/* --- chapters ------------------------------------------------------------------------------ */

static void write_byline(struct writing *w)
{
    const struct record *r = w->record;
    size_t done = 0, failed = 0;
    double seconds = 0;
    char time[32];
    struct buffer text = {0};
    for (size_t i = 0; i < r->run_count; i++) {
        done += strcmp(r->runs[i]->state, "done") == 0;
        failed += strcmp(r->runs[i]->state, "failed") == 0;
        seconds += isfinite(r->runs[i]->seconds) ? r->runs[i]->seconds : 0;
    }
    bool ok = !r->plan || buffer_printf(&text, record_say(w, TEXT_BYLINE), r->path, r->hash);
    ok = ok && buffer_printf(&text, record_say(w, TEXT_COUNTS), r->experiment_count, r->run_count,
                             done, failed, r->run_count - done - failed,
                             cli_duration(seconds, time, sizeof time), pith_version());
    w->doc.failed = w->doc.failed || !ok;
    doc_small(&w->doc, "%s", text.data ? text.data : "");
    buffer_fini(&text);
}

static pith_status write_chapters(struct writing *w, pith_error *err)
{
    const struct record *r = w->record;
    pith_status status = PITH_STATUS_OK;
    doc_title(&w->doc, *r->title ? r->title : record_say(w, TEXT_LOOSE_TITLE));
    write_byline(w);
    doc_heading(&w->doc, 1, record_say(w, TEXT_PROBLEM));
    doc_prose(&w->doc, "", r->plan ? r->problem : record_say(w, TEXT_LOOSE_PROBLEM));
    doc_heading(&w->doc, 1, record_say(w, TEXT_EXPERIMENTS));
    for (size_t i = 0; i < r->experiment_count && status == PITH_STATUS_OK; i++)
        status = record_experiment(w, &r->experiments[i], err);
    if (status != PITH_STATUS_OK)
        return status;
    doc_heading(&w->doc, 1, record_say(w, TEXT_ANSWER));
    status = record_answer(w, err);
    if (*r->conclusion) {
        doc_heading(&w->doc, 1, record_say(w, TEXT_CONCLUSION));
        doc_prose(&w->doc, "", r->conclusion);
    }
    if (r->lesson_count) {
        doc_heading(&w->doc, 1, record_say(w, TEXT_LESSONS));
        doc_list_begin(&w->doc, true);
        for (size_t i = 0; i < r->lesson_count; i++)
            doc_item(&w->doc, "%s", r->lessons[i]);
        doc_list_end(&w->doc, true);
    }
    record_appendix(w);
    return status;
}

/* --- files --------------------------------------------------------------------------------- */

static pith_status make_folder(const char *folder, const char *name, pith_error *err)
{
    char path[4096];
    int size = snprintf(path, sizeof path, "%s%s%s", folder, *name ? "/" : "", name);
    if (size < 0 || (size_t)size >= sizeof path)
        return error_set(err, PITH_STATUS_USAGE, "the folder's name is too long: \"%.200s\"",
                         folder);
    return folder_make(path, err);
}

static pith_status write_documents(struct writing *w, const char *folder, pith_error *err)
{
    struct buffer page = {0};
    const char *title = *w->record->title ? w->record->title : record_say(w, TEXT_LOOSE_TITLE);
    pith_status status = PITH_STATUS_OK;
    if (w->doc.failed || !doc_page(&w->doc, title, &page))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = record_write_file(folder, "record", ".md", &w->doc.md, err);
    if (status == PITH_STATUS_OK)
        status = record_write_file(folder, "record", ".html", &page, err);
    buffer_fini(&page);
    return status;
}

pith_status record_write(const struct record *record, struct db *db, const char *folder,
                         enum record_language language, struct record_outcome *outcome,
                         pith_error *err)
{
    struct writing w = {.record = record,
                        .db = db,
                        .doc = {.language = language, .folder = folder},
                        .figures = {.folder = folder, .language = language}};
    static const char *const folders[] = {"", "csv", "figures"};
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; i < 3 && status == PITH_STATUS_OK; i++)
        status = make_folder(folder, folders[i], err);
    w.shown_in = arena_array(&w.arena, record->run_count + 1, sizeof *w.shown_in);
    w.section_of = arena_array(&w.arena, record->run_count + 1, sizeof *w.section_of);
    if (status == PITH_STATUS_OK && (!w.shown_in || !w.section_of))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = write_chapters(&w, err);
    if (status == PITH_STATUS_OK)
        status = write_documents(&w, folder, err);
    *outcome = (struct record_outcome){.figures = w.figures.written,
                                       .failed = w.figures.failed,
                                       .gnuplot_missing = w.figures.gnuplot == GNUPLOT_MISSING,
                                       .first_failure = w.figures.first_failure};
    doc_fini(&w.doc);
    arena_fini(&w.arena);
    return status;
}
