/* record_appendix.c - data, rules, metrics, program and machine; see record_write.h. */
#include "record/record_write.h"

#include "cli/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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

static void write_files(struct writing *w)
{
    const struct doc_column columns[] = {
        {record_say(w, TEXT_COLUMN_ROLE), false}, {record_say(w, TEXT_COLUMN_FILE), false},
        {record_say(w, TEXT_COLUMN_TEXTS), true}, {record_say(w, TEXT_COLUMN_WORDS), true},
        {record_say(w, TEXT_COLUMN_SPANS), true}, {record_say(w, TEXT_COLUMN_HASH), false}};
    const struct record *r = w->record;
    char number[32];
    doc_table_begin(&w->doc, record_say(w, TEXT_TABLE_DATA), columns,
                    sizeof columns / sizeof *columns);
    for (size_t i = 0; i < r->run_count; i++) {
        for (size_t k = 0; k < r->runs[i]->file_count; k++) {
            const struct record_file *f = &r->runs[i]->files[k];
            if (listed_before(r, i, k))
                continue;
            doc_row(&w->doc, "");
            doc_cell(&w->doc, "%s", f->role);
            doc_cell(&w->doc, "%s", f->path);
            doc_cell(&w->doc, "%s", cli_count((double)f->texts, number, sizeof number));
            doc_cell(&w->doc, "%s", cli_count((double)f->tokens, number, sizeof number));
            doc_cell(&w->doc, "%s", cli_count((double)f->spans, number, sizeof number));
            doc_cell(&w->doc, "%s", f->sha256);
            doc_row_end(&w->doc);
        }
    }
    doc_table_end(&w->doc);
}

static void prior_row(struct writing *w, const json_t *prior, enum record_text_id name)
{
    static const char *const labels[] = {"O", "B", "I", "E", "S"};
    static const char *const worth[] = {"keyphrase", "keyword", "loss"};
    char text[32];
    doc_row(&w->doc, "");
    doc_cell(&w->doc, "%s", record_say(w, name));
    for (int i = 0; i < 5; i++) {
        const json_t *share = json_object_get(json_object_get(prior, "labels"), labels[i]);
        doc_cell(
            &w->doc, "%s",
            record_number(json_is_number(share) ? json_number_value(share) : (double)NAN, 4, text));
    }
    for (int i = 0; i < 3; i++) {
        const json_t *nats = json_object_get(prior, worth[i]);
        doc_cell(
            &w->doc, "%s",
            record_number(json_is_number(nats) ? json_number_value(nats) : (double)NAN, 4, text));
    }
    doc_row_end(&w->doc);
}

static void write_prior(struct writing *w, const struct record_run *run)
{
    const struct doc_column columns[] = {{record_say(w, TEXT_COLUMN_OVER), false},
                                         {"O", true},
                                         {"B", true},
                                         {"I", true},
                                         {"E", true},
                                         {"S", true},
                                         {record_say(w, TEXT_COLUMN_H_KEYPHRASE), true},
                                         {record_say(w, TEXT_COLUMN_H_KEYWORD), true},
                                         {record_say(w, TEXT_COLUMN_H_LOSS), true}};
    const json_t *tokens = json_object_get(run->prior, "tokens");
    const json_t *padded = json_object_get(run->prior, "padded");
    if (!tokens && !padded)
        return;
    struct buffer caption = {0};
    w->doc.failed =
        w->doc.failed || !buffer_printf(&caption, record_say(w, TEXT_TABLE_PRIOR), run->label);
    doc_table_begin(&w->doc, caption.data ? caption.data : "", columns,
                    sizeof columns / sizeof *columns);
    if (tokens)
        prior_row(w, tokens, TEXT_OVER_TOKENS);
    if (padded)
        prior_row(w, padded, TEXT_OVER_PADDED);
    doc_table_end(&w->doc);
    buffer_fini(&caption);
}

static void write_rules(struct writing *w, const struct record_run *run)
{
    const char *format = json_string_value(json_object_get(run->embedding, "format"));
    doc_printf(&w->doc, record_say(w, TEXT_RULES), record_knob(run, "text.tokenizer"),
               record_knob(run, "data.match"), (long long)run->vocabulary,
               record_knob(run, "text.min_count"), (long long)run->parameters);
    if (format)
        doc_printf(&w->doc, record_say(w, TEXT_EMBEDDING_FROM), format,
                   (long long)json_integer_value(json_object_get(run->embedding, "matched")),
                   (long long)json_integer_value(json_object_get(run->embedding, "folded")));
}

/* The first run that was begun knows what was read. */
static const struct record_run *begun(const struct record *r)
{
    for (size_t i = 0; i < r->run_count; i++)
        if (r->runs[i]->vocabulary)
            return r->runs[i];
    return NULL;
}

/* --- metrics ------------------------------------------------------------------------------- */

static void write_definitions(struct writing *w)
{
    static const enum record_text_id definitions[] = {TEXT_DEF_KEYPHRASE, TEXT_DEF_KEYWORD,
                                                      TEXT_DEF_EXACT,     TEXT_DEF_TOKENS,
                                                      TEXT_DEF_FLOOR,     TEXT_DEF_CONSTANT};
    doc_list_begin(&w->doc, false);
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        doc_item(&w->doc, "%s", record_say(w, definitions[i]));
    doc_list_end(&w->doc, false);
}

/* --- program and machine ------------------------------------------------------------------- */

/* Cuts at SHOWN_MAX bytes, never within a character. */
static void value_row(struct writing *w, const char *key, const char *value)
{
    size_t size = strlen(value);
    bool cut = size > SHOWN_MAX;
    if (cut)
        for (size = SHOWN_MAX; size > 0 && ((unsigned char)value[size] & 0xC0) == 0x80;)
            size--;
    doc_row(&w->doc, "");
    doc_cell(&w->doc, "%s", key);
    doc_cell(&w->doc, "%.*s%s", (int)size, value, cut ? " …" : "");
    doc_row_end(&w->doc);
}

/* A list of texts as one line; other things as JSON. The caller frees it. */
static char *flat_value(const json_t *value)
{
    struct buffer line = {0};
    bool ok = true;
    if (json_is_string(value))
        return strdup(json_string_value(value));
    if (!json_is_array(value))
        return json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    for (size_t i = 0; i < json_array_size(value) && ok; i++) {
        const json_t *item = json_array_get(value, i);
        char *text = json_is_string(item) ? NULL : json_dumps(item, JSON_ENCODE_ANY | JSON_COMPACT);
        const char *shown = json_is_string(item) ? json_string_value(item) : text;
        ok =
            shown && (i == 0 || buffer_append_char(&line, ' ')) && buffer_append_text(&line, shown);
        free(text);
    }
    if (ok)
        ok = buffer_reserve(&line, 0);
    if (ok)
        return line.data;
    buffer_fini(&line);
    return NULL;
}

/* Members of members have dotted names: "git.commit". Empty ones say nothing. */
static void write_members(struct writing *w, const char *prefix, const json_t *object)
{
    const char *key;
    const json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        char name[200];
        snprintf(name, sizeof name, "%.90s%s%.90s", prefix, *prefix ? "." : "", key);
        if (json_is_object(value)) {
            if (strlen(prefix) < 80) /* a store from elsewhere may nest without end */
                write_members(w, name, value);
            continue;
        }
        char *text = json_is_null(value) ? NULL : flat_value(value);
        if (text && *text)
            value_row(w, name, text);
        free(text);
    }
}

static void write_provenance(struct writing *w, const struct record_provenance *p)
{
    const struct doc_column columns[] = {{record_say(w, TEXT_COLUMN_WHAT), false},
                                         {record_say(w, TEXT_COLUMN_VALUE), false}};
    const struct record *r = w->record;
    struct buffer runs = {0}, caption = {0};
    for (size_t i = 0; i < r->run_count && !w->doc.failed; i++) { /* "1–4, 7" */
        size_t first = i;
        if (r->runs[i]->provenance != p->id)
            continue;
        while (i + 1 < r->run_count && r->runs[i + 1]->provenance == p->id)
            i++;
        w->doc.failed = !buffer_printf(&runs, "%s%zu", runs.size ? ", " : "", first + 1) ||
                        (i > first && !buffer_printf(&runs, "–%zu", i + 1));
    }
    w->doc.failed = w->doc.failed || !buffer_printf(&caption, record_say(w, TEXT_TABLE_PROVENANCE),
                                                    runs.data ? runs.data : "");
    doc_table_begin(&w->doc, caption.data ? caption.data : "", columns, 2);
    write_members(w, "", p->json);
    doc_table_end(&w->doc);
    buffer_fini(&runs);
    buffer_fini(&caption);
}

static void write_seeds(struct writing *w)
{
    const struct record *r = w->record;
    struct buffer seeds = {0};
    for (size_t i = 0; i < r->run_count && !w->doc.failed; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++)
            before = before || r->runs[k]->seed == r->runs[i]->seed;
        if (!before)
            w->doc.failed = !buffer_printf(&seeds, "%s%lld", seeds.size ? ", " : "",
                                           (long long)r->runs[i]->seed);
    }
    if (seeds.size)
        doc_printf(&w->doc, record_say(w, TEXT_SEEDS), seeds.data);
    buffer_fini(&seeds);
}

void record_appendix(struct writing *w)
{
    const struct record *r = w->record;
    const struct record_run *run = begun(r);
    doc_heading(&w->doc, 1, record_say(w, TEXT_APPENDIX));
    doc_heading(&w->doc, 2, record_say(w, TEXT_DATA));
    if (run) {
        write_files(w);
        write_rules(w, run);
        write_prior(w, run);
    } else {
        doc_printf(&w->doc, "%s", record_say(w, TEXT_NO_PROVENANCE));
    }
    doc_heading(&w->doc, 2, record_say(w, TEXT_METRICS));
    write_definitions(w);
    doc_small(&w->doc, record_say(w, TEXT_RULE), RECORD_COLLAPSE_F1);
    doc_heading(&w->doc, 2, record_say(w, TEXT_PROVENANCE));
    write_seeds(w);
    for (size_t i = 0; i < r->provenance_count; i++)
        write_provenance(w, &r->provenances[i]);
    if (r->provenance_count == 0)
        doc_printf(&w->doc, "%s", record_say(w, TEXT_NO_PROVENANCE));
}
