/* json_texts.c - texts in objects; see json_texts.h. */
#include "texts/json_texts.h"

#include "base/error.h"
#include "base/json_line.h"

#include <stdlib.h>
#include <string.h>

/* --- errors --------------------------------------------------------------------------------- */

static pith_status no_json(const char *path, size_t line, const json_error_t *where,
                           pith_error *err)
{
    error_at(err, PITH_STATUS_DATA, path, line, "this is not JSON: %s", where->text);
    if (err && where->position > 0)
        err->column = (size_t)where->position;
    return error_hint(err, PITH_STATUS_DATA, "--data.skip_bad_lines goes on after such lines");
}

/* Names the members that are strings: one of them will be the text. */
static pith_status no_text(const struct json_texts *j, const char *path, size_t line,
                           const char *name, pith_error *err)
{
    enum { LISTED = 200 };
    struct buffer list = {0};
    const char *key;
    json_t *value;
    json_object_foreach(j->object, key, value)
    {
        if (json_is_string(value) && list.size < LISTED)
            buffer_printf(&list, "%s%.60s", list.size ? ", " : "", key);
    }
    error_at(err, PITH_STATUS_DATA, path, line, "expected an object with a string \"%.60s\"", name);
    if (buffer_ok(&list) && list.size)
        error_hint(err, PITH_STATUS_DATA,
                   "--text-column NAME says where the text is (strings here: %s); "
                   "--data.skip_bad_lines goes on after such lines",
                   list.data);
    else
        error_hint(err, PITH_STATUS_DATA, "--data.skip_bad_lines goes on after such lines");
    buffer_fini(&list);
    return PITH_STATUS_DATA;
}

/* --- texts ---------------------------------------------------------------------------------- */

/* Joins the members of a list of names; *missing is the first that is neither string nor null. */
static bool join(struct json_texts *j, char *list, const char **missing)
{
    buffer_clear(&j->text);
    bool first = true;
    for (char *rest = list, *name; (name = strtok_r(rest, ",", &rest)); first = false) {
        name += strspn(name, " ");
        const json_t *value = json_object_get(j->object, name);
        if (!json_is_string(value) && !json_is_null(value)) {
            *missing = name;
            return true;
        }
        buffer_append_text(&j->text, first ? "" : "\n");
        buffer_append(&j->text, json_string_value(value), json_string_length(value));
    }
    return buffer_append_text(&j->text, "");
}

static pith_status read_several(struct json_texts *j, const char *path, size_t line,
                                struct phrase_text *out, pith_error *err)
{
    const char *missing = NULL;
    char *list = strdup(j->column);
    pith_status status = PITH_STATUS_OK;
    if (!list || !join(j, list, &missing))
        status = error_memory(err);
    else if (missing)
        status = no_text(j, path, line, missing, err);
    else
        *out = (struct phrase_text){.text = j->text.data, .size = j->text.size};
    free(list);
    return status;
}

pith_status json_texts_read(struct json_texts *j, const char *path, size_t line, const char *raw,
                            size_t size, struct phrase_text *out, pith_error *err)
{
    json_error_t where;
    const char *name = j->column ? j->column : "text";
    *out = (struct phrase_text){0};
    if (raw[strspn(raw, " \t")] == '\0' && strlen(raw) == size)
        return PITH_STATUS_OK;
    json_decref(j->object);
    j->object = json_line_parse(raw, size, &where);
    if (!j->object)
        return no_json(path, line, &where, err);
    const json_t *text = json_object_get(j->object, name);
    if (json_is_string(text))
        *out =
            (struct phrase_text){.text = json_string_value(text), .size = json_string_length(text)};
    else if (!text && strchr(name, ','))
        TRY(read_several(j, path, line, out, err));
    else
        return no_text(j, path, line, name, err);
    out->raw = raw;
    out->raw_size = size;
    out->has_language = json_object_get(j->object, "lang") != NULL;
    return PITH_STATUS_OK;
}

void json_texts_fini(struct json_texts *j)
{
    json_decref(j->object);
    buffer_fini(&j->text);
    j->object = NULL;
}
