/* record_write.c - the record's chapters in their order; see record_write.h. */
#include "record/record_write.h"

#include "base/error.h"
#include "base/json_value.h"
#include "cli/number.h"
#include "record/record_compare.h"
#include "record/record_experiment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- the answer: a table ------------------------------------------------------------------- */

/* The last but one is left out where no run has a test file. */
static const struct doc_column glance[] = {
    {TEXT_COLUMN_EXPERIMENT, false}, {TEXT_COLUMN_CHANGE, false}, {TEXT_COLUMN_LOSS, true},
    {TEXT_COLUMN_CONSTANT, true},    {TEXT_COLUMN_F1, true},      {TEXT_COLUMN_KEYWORD, true},
    {TEXT_COLUMN_TEST, true},        {TEXT_COLUMN_VERDICT, false}};
enum { GLANCE = sizeof glance / sizeof *glance };

static void glance_row(struct record_writer *w, const struct record_experiment *e,
                       const struct record_run *run, bool tested)
{
    const struct record_run *parent = record_parent_of(w->record, e, run);
    const char *label = section_label(run, e);
    const char *change = section_change(w, parent, run);
    doc_begin(&w->doc, DOC_ROW);
    if (strcmp(label, e->name) == 0) /* the experiment is its one run */
        doc_printf(&w->doc, DOC_CELL, "%s", e->name);
    else
        doc_printf(&w->doc, DOC_CELL, "%s: %s", e->name, label);
    if (!parent)
        doc_write(&w->doc, DOC_CELL, TEXT_BASE);
    else if (*change)
        doc_printf(&w->doc, DOC_CELL, "%s", change);
    else
        doc_printf(&w->doc, DOC_CELL, "= %s", parent->row.label);
    doc_number(&w->doc, run->row.loss, 4);
    doc_number(&w->doc, run->constant, 4);
    doc_number(&w->doc, run->f1, 3);
    doc_number(&w->doc, run->keyword_f1, 3);
    if (tested)
        doc_number(&w->doc, run_metric(&run->row, "test", "keyphrase.f1")->value, 3);
    section_verdict(w, run);
    doc_end(&w->doc, DOC_ROW);
}

static void write_glance(struct record_writer *w)
{
    const struct record *r = w->record;
    bool tested = false;
    for (size_t i = 0; i < r->run_count; i++)
        tested = tested || isfinite(run_metric(&r->runs[i]->row, "test", "keyphrase.f1")->value);
    struct doc_column shown[GLANCE];
    memcpy(shown, glance, sizeof shown);
    if (!tested)
        shown[GLANCE - 2] = shown[GLANCE - 1];
    doc_table_begin(&w->doc, shown, tested ? GLANCE : GLANCE - 1,
                    doc_text(&w->doc, TEXT_TABLE_GLANCE));
    for (size_t i = 0; i < r->experiment_count; i++)
        for (size_t k = 0; k < r->experiments[i].run_count; k++)
            glance_row(w, &r->experiments[i], r->experiments[i].runs[k], tested);
    doc_end(&w->doc, DOC_TABLE);
    doc_write(&w->doc, DOC_SMALL, TEXT_RULE, RECORD_COLLAPSE_F1);
}

/* --- the answer: sentences ----------------------------------------------------------------- */

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
static void write_stand(struct record_writer *w)
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
            if (!parent || parent->verdict != before || run->verdict != after ||
                told_before(r, i, parent, run))
                continue;
            if (!any) {
                doc_write(&w->doc, DOC_PARAGRAPH, title);
                doc_begin(&w->doc, DOC_LIST);
            }
            any = true;
            doc_write(&w->doc, DOC_ITEM, TEXT_FLIP, parent->row.label, run->row.label,
                      section_change(w, parent, run), parent->f1, run->f1);
        }
    }
    if (any)
        doc_end(&w->doc, DOC_LIST);
}

static pith_status write_answer(struct record_writer *w, pith_error *err)
{
    doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_ANSWER));
    write_best(w);
    write_stand(w);
    write_flips(w, VERDICT_COLLAPSED, VERDICT_RECOVERED, TEXT_FLIPS_CURE);
    write_flips(w, VERDICT_RECOVERED, VERDICT_COLLAPSED, TEXT_FLIPS_BREAK);
    TRY(compare_all(w, err));
    write_glance(w);
    return PITH_STATUS_OK;
}

enum { SHOWN_MAX = 400 }; /* bytes of a value; a patch may be long, and its hash stands beside it */

/* --- appendix: data ------------------------------------------------------------------------ */

/* Runs of one plan read the same files, most times: each file is listed once. */
static bool listed_before(const struct record *r, size_t run, size_t file)
{
    const struct run_file *f = &r->runs[run]->row.files[file];
    for (size_t i = 0; i <= run; i++) {
        const struct run *row = &r->runs[i]->row;
        for (size_t k = 0; k < row->file_count && (i < run || k < file); k++)
            if (strcmp(row->files[k].sha256, f->sha256) == 0 &&
                strcmp(row->files[k].role, f->role) == 0)
                return true;
    }
    return false;
}

static void count_cell(struct record_writer *w, int64_t count)
{
    doc_printf(&w->doc, DOC_CELL, "%s", CLI_COUNT(count));
}

static void write_files(struct record_writer *w)
{
    static const struct doc_column columns[] = {
        {TEXT_COLUMN_ROLE, false}, {TEXT_COLUMN_FILE, false}, {TEXT_COLUMN_TEXTS, true},
        {TEXT_COLUMN_WORDS, true}, {TEXT_COLUMN_SPANS, true}, {TEXT_COLUMN_HASH, false}};
    const struct record *r = w->record;
    doc_table_begin(&w->doc, columns, sizeof columns / sizeof *columns,
                    doc_text(&w->doc, TEXT_TABLE_DATA));
    for (size_t i = 0; i < r->run_count; i++) {
        for (size_t k = 0; k < r->runs[i]->row.file_count; k++) {
            const struct run_file *f = &r->runs[i]->row.files[k];
            if (listed_before(r, i, k))
                continue;
            doc_begin(&w->doc, DOC_ROW);
            doc_printf(&w->doc, DOC_CELL, "%s", f->role);
            doc_printf(&w->doc, DOC_CELL, "%s", f->path);
            count_cell(w, f->texts);
            count_cell(w, f->tokens);
            count_cell(w, f->spans);
            doc_printf(&w->doc, DOC_CELL, "%s", f->sha256);
            doc_end(&w->doc, DOC_ROW);
        }
    }
    doc_end(&w->doc, DOC_TABLE);
}

static void write_prior(struct record_writer *w, const struct run *run)
{
    static const struct doc_column columns[] = {
        {TEXT_COLUMN_OVER, false},       {TEXT_COLUMN_LABEL_O, true},   {TEXT_COLUMN_LABEL_B, true},
        {TEXT_COLUMN_LABEL_I, true},     {TEXT_COLUMN_LABEL_E, true},   {TEXT_COLUMN_LABEL_S, true},
        {TEXT_COLUMN_H_KEYPHRASE, true}, {TEXT_COLUMN_H_KEYWORD, true}, {TEXT_COLUMN_H_LOSS, true}};
    static const char *const labels[] = {"O", "B", "I", "E", "S"};
    static const char *const worth[] = {"keyphrase", "keyword", "loss"};
    static const struct {
        const char *key;
        enum record_text_id name;
    } rows[] = {{"tokens", TEXT_OVER_TOKENS}, {"padded", TEXT_OVER_PADDED}};
    if (!json_object_get(run->prior, "tokens") && !json_object_get(run->prior, "padded"))
        return;
    doc_table_begin(&w->doc, columns, sizeof columns / sizeof *columns,
                    doc_say(&w->doc, TEXT_TABLE_PRIOR, run->label));
    for (int i = 0; i < 2; i++) {
        const json_t *prior = json_object_get(run->prior, rows[i].key);
        if (!prior)
            continue;
        doc_begin(&w->doc, DOC_ROW);
        doc_write(&w->doc, DOC_CELL, rows[i].name);
        for (int k = 0; k < 5; k++)
            doc_number(&w->doc, json_value_number(json_object_get(prior, "labels"), labels[k]), 4);
        for (int k = 0; k < 3; k++)
            doc_number(&w->doc, json_value_number(prior, worth[k]), 4);
        doc_end(&w->doc, DOC_ROW);
    }
    doc_end(&w->doc, DOC_TABLE);
}

static void write_rules(struct record_writer *w, const struct record_run *run)
{
    const json_t *embedding = run->row.embedding;
    const char *format = json_string_value(json_object_get(embedding, "format"));
    doc_write(&w->doc, DOC_PARAGRAPH, TEXT_RULES, record_knob(run, "text.tokenizer"),
              record_knob(run, "data.match"), (long long)run->row.vocabulary,
              record_knob(run, "text.min_count"), (long long)run->row.parameters);
    if (format)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_EMBEDDING_FROM, format,
                  (long long)json_integer_value(json_object_get(embedding, "matched")),
                  (long long)json_integer_value(json_object_get(embedding, "folded")));
}

/* The first run that was begun knows what was read. */
static const struct record_run *begun(const struct record *r)
{
    for (size_t i = 0; i < r->run_count; i++)
        if (r->runs[i]->row.vocabulary)
            return r->runs[i];
    return NULL;
}

/* --- appendix: metrics --------------------------------------------------------------------- */

static void write_definitions(struct record_writer *w)
{
    static const enum record_text_id definitions[] = {TEXT_DEF_KEYPHRASE, TEXT_DEF_KEYWORD,
                                                      TEXT_DEF_EXACT,     TEXT_DEF_TOKENS,
                                                      TEXT_DEF_FLOOR,     TEXT_DEF_CONSTANT};
    doc_begin(&w->doc, DOC_LIST);
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        doc_write(&w->doc, DOC_ITEM, definitions[i]);
    doc_end(&w->doc, DOC_LIST);
}

/* --- appendix: program and machine --------------------------------------------------------- */

/* Cuts at SHOWN_MAX bytes, never within a character. */
static void value_row(struct record_writer *w, const char *key, const char *value)
{
    size_t size = strlen(value);
    bool cut = size > SHOWN_MAX;
    if (cut)
        for (size = SHOWN_MAX; size > 0 && ((unsigned char)value[size] & 0xC0) == 0x80;)
            size--;
    doc_begin(&w->doc, DOC_ROW);
    doc_printf(&w->doc, DOC_CELL, "%s", key);
    doc_printf(&w->doc, DOC_CELL, "%.*s%s", (int)size, value, cut ? " …" : "");
    doc_end(&w->doc, DOC_ROW);
}

/* Appends a text as it is, other things as JSON. */
static void append_value(struct buffer *out, const json_t *value)
{
    if (json_is_string(value))
        buffer_append_text(out, json_string_value(value));
    else
        json_value_write(out, value, JSON_COMPACT);
}

/* A list as one line: its items, apart by spaces. */
static void append_list(struct buffer *out, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        buffer_append_text(out, i ? " " : "");
        append_value(out, json_array_get(list, i));
    }
}

/* Members of members have dotted names: "git.commit". Empty ones say nothing. */
static void write_members(struct record_writer *w, const char *prefix, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        char name[200];
        struct buffer text = {0};
        snprintf(name, sizeof name, "%.90s%s%.90s", prefix, *prefix ? "." : "", key);
        if (json_is_object(value)) {
            if (strlen(prefix) < 80) /* a store from elsewhere may nest without end */
                write_members(w, name, value);
            continue;
        }
        if (json_is_array(value))
            append_list(&text, value);
        else if (!json_is_null(value))
            append_value(&text, value);
        const char *shown = doc_take(&w->doc, &text);
        if (*shown)
            value_row(w, name, shown);
    }
}

/* Where a run comes from; once, of all runs that come from there. */
static pith_status write_provenance(struct record_writer *w, size_t number, pith_error *err)
{
    static const struct doc_column columns[] = {{TEXT_COLUMN_WHAT, false},
                                                {TEXT_COLUMN_VALUE, false}};
    const struct record *r = w->record;
    const struct run *run = &r->runs[number]->row;
    struct buffer runs = {0};
    json_t *provenance;
    for (size_t i = 0; i < number; i++)
        if (r->runs[i]->row.provenance == run->provenance)
            return PITH_STATUS_OK;
    TRY(run_provenance(w->db, run, &provenance, err));
    for (size_t i = number; i < r->run_count; i++) { /* "1–4, 7" */
        size_t first = i;
        if (r->runs[i]->row.provenance != run->provenance)
            continue;
        while (i + 1 < r->run_count && r->runs[i + 1]->row.provenance == run->provenance)
            i++;
        buffer_printf(&runs, "%s%zu", runs.size ? ", " : "", first + 1);
        if (i > first)
            buffer_printf(&runs, "–%zu", i + 1);
    }
    doc_table_begin(&w->doc, columns, 2,
                    doc_say(&w->doc, TEXT_TABLE_PROVENANCE, doc_take(&w->doc, &runs)));
    write_members(w, "", provenance);
    doc_end(&w->doc, DOC_TABLE);
    json_decref(provenance);
    return PITH_STATUS_OK;
}

static void write_seeds(struct record_writer *w)
{
    const struct record *r = w->record;
    struct buffer seeds = {0};
    for (size_t i = 0; i < r->run_count; i++)
        section_add(&seeds, doc_format(&w->doc, "%lld", (long long)r->runs[i]->row.seed));
    if (r->run_count)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_SEEDS, doc_take(&w->doc, &seeds));
}

static pith_status write_appendix(struct record_writer *w, pith_error *err)
{
    const struct record *r = w->record;
    const struct record_run *run = begun(r);
    doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_APPENDIX));
    doc_heading(&w->doc, 2, doc_text(&w->doc, TEXT_DATA));
    if (run) {
        write_files(w);
        write_rules(w, run);
        write_prior(w, &run->row);
    } else {
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_NO_PROVENANCE);
    }
    doc_heading(&w->doc, 2, doc_text(&w->doc, TEXT_METRICS));
    write_definitions(w);
    doc_write(&w->doc, DOC_SMALL, TEXT_RULE, RECORD_COLLAPSE_F1);
    doc_heading(&w->doc, 2, doc_text(&w->doc, TEXT_PROVENANCE));
    write_seeds(w);
    bool known = false;
    for (size_t i = 0; i < r->run_count; i++) {
        known = known || r->runs[i]->row.provenance;
        if (r->runs[i]->row.provenance)
            TRY(write_provenance(w, i, err));
    }
    if (!known)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_NO_PROVENANCE);
    return PITH_STATUS_OK;
}

/* --- the whole ----------------------------------------------------------------------------- */

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
        buffer_printf(&text, doc_text(&w->doc, TEXT_BYLINE), r->plan->path, r->plan->hash);
    buffer_printf(&text, doc_text(&w->doc, TEXT_COUNTS), r->experiment_count, r->run_count, done,
                  failed, r->run_count - done - failed, CLI_DURATION(seconds), pith_version());
    doc_printf(&w->doc, DOC_SMALL, "%s", doc_take(&w->doc, &text));
}

static const char *title(const struct record_writer *w)
{
    const struct record_plan *plan = w->record->plan;
    return plan && *plan->title ? plan->title : doc_text(&w->doc, TEXT_LOOSE_TITLE);
}

static pith_status write_chapters(struct record_writer *w, pith_error *err)
{
    const struct record *r = w->record;
    doc_printf(&w->doc, DOC_TITLE, "%s", title(w));
    write_byline(w);
    doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_PROBLEM));
    doc_prose(&w->doc, "", r->plan ? r->plan->problem : doc_text(&w->doc, TEXT_LOOSE_PROBLEM));
    doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_EXPERIMENTS));
    for (size_t i = 0; i < r->experiment_count; i++)
        TRY(record_experiment(w, &r->experiments[i], err));
    TRY(write_answer(w, err));
    if (r->plan && *r->plan->conclusion) {
        doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_CONCLUSION));
        doc_prose(&w->doc, "", r->plan->conclusion);
    }
    if (r->text.lesson_count) {
        doc_heading(&w->doc, 1, doc_text(&w->doc, TEXT_LESSONS));
        doc_begin(&w->doc, DOC_NUMBERED);
        for (size_t i = 0; i < r->text.lesson_count; i++)
            doc_printf(&w->doc, DOC_ITEM, "%s", r->text.lessons[i]);
        doc_end(&w->doc, DOC_NUMBERED);
    }
    return write_appendix(w, err);
}

static pith_status write_documents(const struct record_writer *w, pith_error *err)
{
    struct buffer page = {0};
    doc_page(&w->doc, title(w), &page);
    pith_status status = record_folder_write(w->folder, "record.md", &w->doc.md, err);
    if (status == PITH_STATUS_OK)
        status = record_folder_write(w->folder, "record.html", &page, err);
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
                              .folder = folder};
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
