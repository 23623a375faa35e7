/* record_appendix.c - data, rules, metrics, program and machine; see record_appendix.h. */
#include "record/record_appendix.h"

#include "base/json_value.h"
#include "cli/number.h"
#include "record/record_judge.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 400 }; /* bytes of a value; a patch may be long, and its hash stands beside it */

/* --- data ---------------------------------------------------------------------------------- */

/* Runs of one plan read the same files, most times: each file is listed once. */
static bool listed_before(const struct record *r, size_t run, size_t file)
{
    const struct record_file *f = &r->runs[run]->files[file];
    for (size_t i = 0; i <= run; i++)
        for (size_t k = 0; k < r->runs[i]->file_count && (i < run || k < file); k++)
            if (strcmp(r->runs[i]->files[k].sha256, f->sha256) == 0 &&
                strcmp(r->runs[i]->files[k].role, f->role) == 0)
                return true;
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
    doc_table_begin(&w->doc, columns, sizeof columns / sizeof *columns, TEXT_TABLE_DATA);
    for (size_t i = 0; i < r->run_count; i++) {
        for (size_t k = 0; k < r->runs[i]->file_count; k++) {
            const struct record_file *f = &r->runs[i]->files[k];
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
    doc_table_begin(&w->doc, columns, sizeof columns / sizeof *columns, TEXT_TABLE_PRIOR,
                    run->label);
    for (int i = 0; i < 2; i++) {
        const json_t *prior = json_object_get(run->prior, rows[i].key);
        if (!prior)
            continue;
        doc_begin(&w->doc, DOC_ROW);
        doc_write(&w->doc, DOC_CELL, rows[i].name);
        for (int k = 0; k < 5; k++)
            section_json_number(w, json_object_get(json_object_get(prior, "labels"), labels[k]));
        for (int k = 0; k < 3; k++)
            section_json_number(w, json_object_get(prior, worth[k]));
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

/* --- metrics ------------------------------------------------------------------------------- */

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

/* --- program and machine ------------------------------------------------------------------- */

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
        buffer_fini(&text);
    }
}

static void write_provenance(struct record_writer *w, const struct record_provenance *p)
{
    static const struct doc_column columns[] = {{TEXT_COLUMN_WHAT, false},
                                                {TEXT_COLUMN_VALUE, false}};
    const struct record *r = w->record;
    struct buffer runs = {0};
    for (size_t i = 0; i < r->run_count; i++) { /* "1–4, 7" */
        size_t first = i;
        if (r->runs[i]->row.provenance != p->id)
            continue;
        while (i + 1 < r->run_count && r->runs[i + 1]->row.provenance == p->id)
            i++;
        buffer_printf(&runs, "%s%zu", runs.size ? ", " : "", first + 1);
        if (i > first)
            buffer_printf(&runs, "–%zu", i + 1);
    }
    doc_table_begin(&w->doc, columns, 2, TEXT_TABLE_PROVENANCE, doc_take(&w->doc, &runs));
    write_members(w, "", p->json);
    doc_end(&w->doc, DOC_TABLE);
    buffer_fini(&runs);
}

static void write_seeds(struct record_writer *w)
{
    const struct record *r = w->record;
    struct buffer seeds = {0};
    for (size_t i = 0; i < r->run_count; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++)
            before = before || r->runs[k]->row.seed == r->runs[i]->row.seed;
        if (!before)
            buffer_printf(&seeds, "%s%lld", seeds.size ? ", " : "",
                          (long long)r->runs[i]->row.seed);
    }
    if (r->run_count)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_SEEDS, doc_take(&w->doc, &seeds));
    buffer_fini(&seeds);
}

void record_appendix(struct record_writer *w)
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
    for (size_t i = 0; i < r->provenance_count; i++)
        write_provenance(w, &r->provenances[i]);
    if (r->provenance_count == 0)
        doc_write(&w->doc, DOC_PARAGRAPH, TEXT_NO_PROVENANCE);
}
