/* record_write.c - the record's frame: its chapters in their order; see record_write.h. */
#include "record/record_write.h"

#include "base/error.h"
#include "cli/number.h"
#include "record/record_answer.h"
#include "record/record_appendix.h"
#include "record/record_experiment.h"

#include <math.h>

static void write_byline(struct record_writer *w)
{
    const struct record *r = w->record;
    size_t done = 0, failed = 0;
    double seconds = 0;
    struct buffer text = {0};
    for (size_t i = 0; i < r->run_count; i++) {
        const struct run *run = &r->runs[i]->row;
        done += run->state == RUN_DONE;
        failed += run->state == RUN_FAILED;
        seconds += isfinite(run->seconds) ? run->seconds : 0;
    }
    if (r->plan)
        buffer_printf(&text, doc_text(&w->doc, TEXT_BYLINE), r->path, r->hash);
    buffer_printf(&text, doc_text(&w->doc, TEXT_COUNTS), r->experiment_count, r->run_count, done,
                  failed, r->run_count - done - failed, CLI_DURATION(seconds), pith_version());
    doc_printf(&w->doc, DOC_SMALL, "%s", doc_take(&w->doc, &text));
    buffer_fini(&text);
}

static const char *title(const struct record_writer *w)
{
    return *w->record->title ? w->record->title : doc_text(&w->doc, TEXT_LOOSE_TITLE);
}

static pith_status write_chapters(struct record_writer *w, pith_error *err)
{
    const struct record *r = w->record;
    pith_status status = PITH_STATUS_OK;
    doc_printf(&w->doc, DOC_TITLE, "%s", title(w));
    write_byline(w);
    doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_PROBLEM));
    doc_prose(&w->doc, "", r->plan ? r->problem : doc_text(&w->doc, TEXT_LOOSE_PROBLEM));
    doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_EXPERIMENTS));
    for (size_t i = 0; i < r->experiment_count && status == PITH_STATUS_OK; i++)
        status = record_experiment(w, &r->experiments[i], err);
    if (status != PITH_STATUS_OK)
        return status;
    doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_ANSWER));
    status = record_answer(w, err);
    if (*r->conclusion) {
        doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_CONCLUSION));
        doc_prose(&w->doc, "", r->conclusion);
    }
    if (r->lesson_count) {
        doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_LESSONS));
        doc_begin(&w->doc, DOC_NUMBERED);
        for (size_t i = 0; i < r->lesson_count; i++)
            doc_printf(&w->doc, DOC_ITEM, "%s", r->lessons[i]);
        doc_end(&w->doc, DOC_NUMBERED);
    }
    record_appendix(w);
    return status;
}

static pith_status write_documents(const struct record_writer *w, pith_error *err)
{
    struct buffer page = {0};
    pith_status status = PITH_STATUS_OK;
    doc_page(&w->doc, title(w), &page);
    if (!doc_ok(&w->doc) || !buffer_ok(&page))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = record_folder_write(w->figures.folder, "record.md", &w->doc.md, err);
    if (status == PITH_STATUS_OK)
        status = record_folder_write(w->figures.folder, "record.html", &page, err);
    buffer_fini(&page);
    return status;
}

pith_status record_write(const struct record *record, struct db *db, const char *path,
                         enum record_language language, struct record_folder *folder,
                         pith_error *err)
{
    struct record_writer w = {.record = record,
                              .db = db,
                              .doc = {.language = language, .folder = path},
                              .figures = {.folder = folder, .language = language}};
    pith_status status = record_folder_make(folder, path, err);
    w.section_of = arena_array(&w.arena, record->run_count, sizeof *w.section_of);
    if (status == PITH_STATUS_OK && !w.section_of)
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = write_chapters(&w, err);
    if (status == PITH_STATUS_OK)
        status = write_documents(&w, err);
    doc_fini(&w.doc);
    arena_fini(&w.arena);
    return status;
}
