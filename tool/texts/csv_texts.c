/* csv_texts.c - texts in records of CSV; see csv_texts.h. */
#include "texts/csv_texts.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_value.h"
#include "cli/number.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct csv_texts {
    struct csv_reader *reader;
    const char *path;
    struct csv_request request;
    struct row_header header;
    bool settled;        /* the columns are known */
    struct buffer raw;   /* the header's */
    json_t *places;      /* {name: place of the first column that is called so} */
    struct buffer names; /* as JSON strings, a NUL behind each */
    size_t count;        /* of columns */
    size_t line;         /* of the header */
    size_t *chosen;      /* [chosen_count] their places */
    size_t chosen_count, chosen_capacity;
    struct buffer text;   /* of several columns */
    struct buffer object; /* the record as JSON */
};

pith_status csv_texts_new(struct line_reader *lines, const char *path,
                          const struct csv_request *request, struct csv_texts **out,
                          pith_error *err)
{
    struct csv_texts *c = calloc(1, sizeof *c);
    *out = NULL;
    if (!c || csv_reader_new(lines, path, request->separator, &c->reader, err) != PITH_STATUS_OK) {
        free(c);
        return error_memory(err);
    }
    c->path = path;
    c->request = *request;
    *out = c;
    return PITH_STATUS_OK;
}

/* --- names of columns ----------------------------------------------------------------------- */

static void append_string(struct buffer *out, const char *text, size_t size)
{
    json_t *value = json_value_string(text, size);
    json_value_write(out, value, JSON_ENCODE_ANY | JSON_COMPACT);
    json_decref(value);
}

/* The name of column i: the header's up to a zero byte, which no key of JSON has, or its number. */
static const char *name_of(const struct csv_texts *c, const struct csv_record *header, size_t i,
                           char number[32])
{
    if (!c->request.no_header)
        return header->fields[i].data;
    snprintf(number, 32, "%zu", i + 1);
    return number;
}

static pith_status same_name(const struct csv_texts *c, const char *name, pith_error *err)
{
    error_at(err, PITH_STATUS_DATA, c->path, c->line, "two columns are called \"%.60s\"", name);
    return error_hint(err, PITH_STATUS_DATA, "without --json the rows stay as they are");
}

static pith_status learn_names(struct csv_texts *c, const struct csv_record *header,
                               pith_error *err)
{
    char number[32];
    c->places = json_object();
    c->count = header->count;
    c->line = header->line;
    for (size_t i = 0; i < header->count; i++) {
        const char *name = name_of(c, header, i, number);
        append_string(&c->names, name, strlen(name));
        buffer_append_char(&c->names, '\0');
        if (json_object_get(c->places, name)) {
            if (c->request.json)
                return same_name(c, name, err);
        } else if (json_object_set_new_nocheck(c->places, name, json_integer((json_int_t)i))) {
            return error_memory(err);
        }
    }
    return c->places && buffer_ok(&c->names) ? PITH_STATUS_OK : error_memory(err);
}

/* --- the columns with the text -------------------------------------------------------------- */

static pith_status choose(struct csv_texts *c, size_t place, pith_error *err)
{
    if (!array_grow((void **)&c->chosen, &c->chosen_capacity, c->chosen_count + 1,
                    sizeof *c->chosen))
        return error_memory(err);
    c->chosen[c->chosen_count++] = place;
    return PITH_STATUS_OK;
}

/* "no column "body"; there are: id, title (hint: ...)" */
static pith_status no_column(const struct csv_texts *c, const char *name, pith_error *err)
{
    enum { LISTED = 300 };
    struct buffer list = {0};
    const char *at = c->names.data;
    for (size_t i = 0; i < c->count && list.size < LISTED; i++, at += strlen(at) + 1)
        buffer_printf(&list, "%s%.80s", i ? ", " : "", at);
    const char *all = buffer_ok(&list) && list.data ? list.data : "none";
    error_at(err, PITH_STATUS_DATA, c->path, c->line,
             "there is no column \"%.60s\" but these: %s%s", name, all,
             list.size < LISTED ? "" : ", ...");
    char separator = csv_separator(c->reader);
    buffer_fini(&list);
    return error_hint(err, PITH_STATUS_DATA,
                      "--text-column NAME or NUMBER says which has the text; what parts the "
                      "columns is taken to be %s (--csv-separator)",
                      separator == '\t' ? "a tab" : (char[]){'"', separator, '"', '\0'});
}

/* The place of the column that `name` means; count if there is none. */
static size_t place_of(const struct csv_texts *c, const char *name)
{
    char *end;
    const json_t *place = json_object_get(c->places, name);
    if (place)
        return (size_t)json_integer_value(place);
    unsigned long number = name[0] >= '0' && name[0] <= '9' ? strtoul(name, &end, 10) : 0;
    return number && !*end && number <= c->count ? number - 1 : c->count;
}

static pith_status choose_listed(struct csv_texts *c, char *list, pith_error *err)
{
    for (char *rest = list, *name; (name = strtok_r(rest, ",", &rest));) {
        name += strspn(name, " ");
        size_t place = place_of(c, name);
        if (place == c->count)
            return no_column(c, name, err);
        TRY(choose(c, place, err));
    }
    return c->chosen_count ? PITH_STATUS_OK : no_column(c, "", err);
}

static pith_status choose_columns(struct csv_texts *c, pith_error *err)
{
    const char *wanted = c->request.column ? c->request.column : "text";
    size_t place = place_of(c, wanted);
    if (place == c->count && !c->request.column && c->count == 1)
        place = 0;
    if (place < c->count)
        return choose(c, place, err);
    if (!c->request.column)
        return no_column(c, wanted, err);
    char *list = strdup(wanted);
    pith_status status = list ? choose_listed(c, list, err) : error_memory(err);
    free(list);
    return status;
}

/* --- the header ----------------------------------------------------------------------------- */

static pith_status settle(struct csv_texts *c, const struct csv_record *first, pith_error *err)
{
    TRY(learn_names(c, first, err));
    TRY(choose_columns(c, err));
    if (!c->request.json && json_object_get(c->places, ROW_COLUMN_PHRASES)) {
        error_at(err, PITH_STATUS_DATA, c->path, first->line,
                 "there is a column \"" ROW_COLUMN_PHRASES "\" already");
        return error_hint(err, PITH_STATUS_DATA, "rename it or leave it out, or use --json");
    }
    if (!buffer_append(&c->raw, first->raw, c->request.no_header ? 0 : first->raw_size))
        return error_memory(err);
    c->header = (struct row_header){.raw = c->raw.data,
                                    .raw_size = c->raw.size,
                                    .separator = csv_separator(c->reader),
                                    .line_end = csv_line_end(c->reader)};
    c->settled = true;
    return PITH_STATUS_OK;
}

const struct row_header *csv_texts_header(const struct csv_texts *c)
{
    return c->settled ? &c->header : NULL;
}

bool csv_texts_goes_on(const struct csv_texts *c)
{
    return c->settled && !csv_failed(c->reader);
}

bool csv_texts_alike(const struct row_header *a, const struct row_header *b)
{
    return a->separator == b->separator && a->raw_size == b->raw_size &&
           !memcmp(a->raw, b->raw, a->raw_size);
}

/* --- records -------------------------------------------------------------------------------- */

static pith_status wrong_count(const struct csv_texts *c, const struct csv_record *record,
                               pith_error *err)
{
    error_at(err, PITH_STATUS_DATA, c->path, record->line, "this record has %s, the %s has %s",
             CLI_PLURAL(record->count, "column"), c->request.no_header ? "first" : "header",
             CLI_COUNT(c->count));
    return error_hint(err, PITH_STATUS_DATA,
                      "a field with the separator or a line end in it stands in quotes; "
                      "--data.skip_bad_lines goes on after such records");
}

static bool make_object(struct csv_texts *c, const struct csv_record *record)
{
    const char *name = c->names.data;
    buffer_clear(&c->object);
    for (size_t i = 0; i < record->count; i++, name += strlen(name) + 1) {
        buffer_append_char(&c->object, i ? ',' : '{');
        buffer_append_text(&c->object, name);
        buffer_append_char(&c->object, ':');
        append_string(&c->object, record->fields[i].data, record->fields[i].size);
    }
    return buffer_append_char(&c->object, '}');
}

static bool join_text(struct csv_texts *c, const struct csv_record *record)
{
    buffer_clear(&c->text);
    for (size_t i = 0; i < c->chosen_count; i++) {
        const struct csv_field *field = &record->fields[c->chosen[i]];
        buffer_append_text(&c->text, i ? "\n" : "");
        buffer_append(&c->text, field->data, field->size);
    }
    return buffer_ok(&c->text);
}

static pith_status give(struct csv_texts *c, const struct csv_record *record,
                        struct phrase_text *out, pith_error *err)
{
    if (record->count != c->count)
        return wrong_count(c, record, err);
    if (!join_text(c, record) || (c->request.json && !make_object(c, record)))
        return error_memory(err);
    *out = (struct phrase_text){.text = c->text.data,
                                .size = c->text.size,
                                .raw = c->request.json ? c->object.data : record->raw,
                                .raw_size = c->request.json ? c->object.size : record->raw_size,
                                .has_language = json_object_get(c->places, "lang") != NULL};
    return PITH_STATUS_OK;
}

pith_status csv_texts_next(struct csv_texts *c, struct phrase_text *out, pith_error *err)
{
    struct csv_record record;
    *out = (struct phrase_text){0};
    TRY(csv_next(c->reader, &record, err));
    if (record.fields && !c->settled) {
        TRY(settle(c, &record, err));
        if (!c->request.no_header)
            TRY(csv_next(c->reader, &record, err));
    }
    return record.fields ? give(c, &record, out, err) : PITH_STATUS_OK;
}

bool csv_texts_ready(const struct csv_texts *c)
{
    return csv_ready(c->reader);
}

void csv_texts_free(struct csv_texts *c)
{
    if (!c)
        return;
    csv_reader_free(c->reader);
    json_decref(c->places);
    buffer_fini(&c->raw);
    buffer_fini(&c->names);
    buffer_fini(&c->text);
    buffer_fini(&c->object);
    free(c->chosen);
    free(c);
}
