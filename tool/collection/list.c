/* list.c - the phrases of a collection, printed; see list.h. */
#include "collection/list.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_value.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include <csv.h>
#include <errno.h>
#include <string.h>

/* --- table ----------------------------------------------------------------------------------- */

enum {
    NUMBERS = 28, /* columns before the phrase */
    WIDEST = 32,  /* of the phrase's column; longer phrases push what follows */
    GAP = 2
};

/* The form in `safe` as it is printed, and the columns that it takes; a failure is `out`'s, too. */
static int show(struct buffer *out, struct buffer *safe, const struct collection_form *form)
{
    buffer_clear(safe);
    cli_append_text(safe, form->text, form->size);
    out->failed = out->failed || !buffer_ok(safe);
    return buffer_ok(safe) ? cli_text_columns(safe->data, safe->size) : 0;
}

/* Appends the other forms, as many as have room; `at` is the column. */
static void append_forms(struct buffer *line, struct buffer *safe,
                         const struct collection_phrase *p, int at, int columns)
{
    enum { ELLIPSIS = 3 }; /* ", …" */
    for (size_t i = 1; i < p->form_count; i++) {
        int width = show(line, safe, &p->forms[i]) + (i > 1 ? 2 : 0);
        bool last = i + 1 == p->form_count;
        if (at + width + (last ? 0 : ELLIPSIS) > columns) {
            buffer_append_text(line, i > 1 ? ", …" : "…");
            return;
        }
        buffer_append_text(line, i > 1 ? ", " : "");
        buffer_append(line, safe->data, safe->size);
        at += width;
    }
}

static void append_row(struct buffer *line, struct buffer *safe, const struct collection_phrase *p,
                       int widest, int columns)
{
    int width = show(line, safe, p->forms);
    buffer_printf(line, "%8.2f %8s %8s  ", p->score, CLI_COUNT(p->mentions),
                  CLI_COUNT(p->documents));
    buffer_append(line, safe->data, safe->size);
    if (p->form_count > 1) {
        int pad = (width < widest ? widest - width : 0) + GAP;
        buffer_printf(line, "%*s", pad, "");
        append_forms(line, safe, p, NUMBERS + width + pad, columns);
    }
    buffer_append_char(line, '\n');
}

static void append_table(struct buffer *out, const struct list_facts *facts,
                         const struct collection_phrase *phrases, size_t count, int columns)
{
    struct buffer safe = {0};
    int widest = (int)strlen("phrase");
    for (size_t i = 0; i < count; i++) {
        int width = show(out, &safe, phrases[i].forms);
        widest = width > widest && width <= WIDEST ? width : widest;
    }
    buffer_printf(out, "%s, %s, %s\n\n", CLI_PLURAL(facts->texts, "text"),
                  CLI_PLURAL((size_t)facts->words, "word"), CLI_PLURAL(facts->phrases, "phrase"));
    buffer_printf(out, "%8s %8s %8s  %-*s%*s%s\n", "score", "mentions", "texts", widest, "phrase",
                  GAP, "", "also written");
    for (size_t i = 0; i < count; i++)
        append_row(out, &safe, &phrases[i], widest, columns);
    buffer_fini(&safe);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static json_t *phrase_json(const struct collection_phrase *p)
{
    json_t *phrase = json_object(), *forms = json_array();
    for (size_t i = 0; i < p->form_count; i++) {
        json_t *form = json_object();
        json_value_put(&form, "text", json_value_string(p->forms[i].text, p->forms[i].size));
        json_value_put(&form, "mentions", json_value_count(p->forms[i].mentions));
        json_value_append(&forms, form);
    }
    json_value_put(&phrase, "text", json_value_string(p->forms->text, p->forms->size));
    json_value_put(&phrase, "score", json_value_real(p->score));
    json_value_put(&phrase, "mentions", json_value_count(p->mentions));
    json_value_put(&phrase, "texts", json_value_count(p->documents));
    json_value_put(&phrase, "forms", forms);
    return phrase;
}

static void append_json(struct buffer *out, const struct list_facts *facts,
                        const struct collection_phrase *phrases, size_t count)
{
    buffer_printf(out, "{\"texts\":%zu,\"words\":%.0f,\"different\":%zu,\"phrases\":[",
                  facts->texts, facts->words, facts->phrases);
    for (size_t i = 0; i < count; i++) {
        json_t *phrase = phrase_json(&phrases[i]);
        buffer_append_text(out, i ? ",\n" : "\n");
        json_value_write(out, phrase, JSON_COMPACT | JSON_REAL_PRECISION(6));
        json_decref(phrase);
    }
    buffer_append_text(out, "\n]}\n");
}

/* --- CSV ------------------------------------------------------------------------------------- */

/* A field, quoted by libcsv. */
static void append_field(struct buffer *out, const struct buffer *text)
{
    size_t room = csv_write(NULL, 0, text->data, text->size);
    if (!buffer_ok(text) || !buffer_reserve(out, room)) {
        out->failed = true;
        return;
    }
    out->size += csv_write(out->data + out->size, room, text->data, text->size);
    out->data[out->size] = '\0';
}

static void append_csv(struct buffer *out, const struct collection_phrase *phrases, size_t count)
{
    struct buffer text = {0};
    buffer_append_text(out, "phrase,score,mentions,texts,forms\n");
    for (size_t i = 0; i < count; i++) {
        const struct collection_phrase *p = &phrases[i];
        buffer_clear(&text);
        cli_append_text(&text, p->forms->text, p->forms->size);
        append_field(out, &text);
        buffer_printf(out, ",%.6g,%zu,%zu,", p->score, p->mentions, p->documents);
        buffer_clear(&text);
        for (size_t k = 0; k < p->form_count; k++) {
            buffer_append_text(&text, k ? "; " : "");
            cli_append_text(&text, p->forms[k].text, p->forms[k].size);
        }
        append_field(out, &text);
        buffer_append_char(out, '\n');
    }
    buffer_fini(&text);
}

pith_status list_write(FILE *out, enum list_form form, const struct list_facts *facts,
                       const struct collection_phrase *phrases, size_t count, int columns,
                       pith_error *err)
{
    struct buffer text = {0};
    pith_status status = PITH_STATUS_OK;
    if (form == LIST_TABLE)
        append_table(&text, facts, phrases, count, columns);
    else if (form == LIST_JSON)
        append_json(&text, facts, phrases, count);
    else
        append_csv(&text, phrases, count);
    if (!buffer_ok(&text))
        status = error_memory(err);
    else if ((fwrite(text.data, 1, text.size, out) != text.size || fflush(out)) && errno != EPIPE)
        status = error_system(err, errno, "write the output", NULL);
    buffer_fini(&text);
    return status;
}
