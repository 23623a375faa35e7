/* reader.c - a trace file back to its events; see reader.h. */
#include "trace/reader.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_value.h"
#include "base/lines.h"
#include "doctor/history.h"
#include "trace/record.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { METRICS_MAX = 64, TENSORS_MAX = 256 };

static pith_status tell(pith_doctor *doctor, pith_event event, pith_error *err)
{
    event.size = sizeof event;
    return pith_doctor_see(doctor, &event, err);
}

/* --- start ---------------------------------------------------------------------------------- */

/* A knob's value as text, in the spelling that config_set reads. */
static bool knob_text(const json_t *value, struct buffer *out)
{
    buffer_clear(out);
    if (json_is_string(value))
        return buffer_append_text(out, json_string_value(value));
    if (json_is_boolean(value))
        return buffer_append_text(out, json_is_true(value) ? "true" : "false");
    if (json_is_number(value))
        return buffer_printf(out, "%.17g", json_number_value(value));
    buffer_append(out, NULL, 0); /* an empty list is a text too */
    for (size_t i = 0; i < json_array_size(value); i++)
        buffer_printf(out, "%s%.17g", i ? "," : "", json_number_value(json_array_get(value, i)));
    return buffer_ok(out);
}

/* Takes the knobs that it knows; another program's, or another version's, are left out. */
static pith_status read_config(json_t *object, struct config *cfg, pith_error *err)
{
    struct buffer text = {0};
    const char *key;
    json_t *value;
    bool ok = true;
    json_object_foreach(object, key, value)
    {
        ok = ok && knob_text(value, &text);
        if (ok && (text.size || json_is_string(value)))
            config_set(cfg, key, text.data, NULL);
    }
    buffer_fini(&text);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

static pith_status tell_start(const json_t *r, pith_doctor *doctor, pith_error *err)
{
    const json_t *embedding = json_object_get(r, "embedding"),
                 *survey = json_object_get(r, "survey");
    pith_survey surveyed = {0};
    pith_config config;
    pith_train_start start = {.size = sizeof(pith_train_start),
                              .config = &config,
                              .survey = json_is_object(survey) ? &surveyed : NULL};
    config_init(&config.knobs);
    TRY(read_config(json_object_get(r, "config"), &config.knobs, err));
    trace_survey_read(survey, &surveyed);
    trace_fields_read(r, trace_start_fields, &start);
    trace_fields_read(json_object_get(r, "train"), trace_train_fields, &start);
    trace_fields_read(json_object_get(r, "dev"), trace_dev_fields, &start);
    trace_fields_read(embedding, trace_embedding_fields, &start);
    if (!json_is_object(embedding))
        start.embedding_format = NULL;
    return tell(doctor, (pith_event){.kind = PITH_EVENT_START, .start = &start}, err);
}

/* --- the other records ---------------------------------------------------------------------- */

static pith_status tell_step(const json_t *r, pith_doctor *doctor, pith_error *err)
{
    pith_trace trace;
    pith_trace_tensor tensors[TENSORS_MAX];
    json_t *full = json_object_get(r, "tensors");
    const char *name;
    json_t *tensor;
    pith_trace_init(&trace, sizeof trace);
    trace_fields_read(r, trace_step_fields, &trace);
    if (isnan(trace.clip))
        trace.clip = 1;
    trace.full = json_object_get(r, "keyphrase_gold") || json_is_object(full);
    if (trace.full)
        trace_fields_read(r, trace_full_fields, &trace);
    size_t labels = json_array_size(json_object_get(r, "keyphrase_gold"));
    if (labels > 1 && labels < PITH_KEYPHRASE_LABELS)
        trace.keyphrase_labels = labels;
    trace.tensors = tensors;
    json_object_foreach(full, name, tensor)
    {
        if (trace.tensor_count == TENSORS_MAX)
            break;
        trace_fields_read(tensor, trace_tensor_fields, &tensors[trace.tensor_count]);
        tensors[trace.tensor_count++].name = name;
    }
    return tell(doctor, (pith_event){.kind = PITH_EVENT_STEP, .trace = &trace}, err);
}

static size_t read_metrics(json_t *object, pith_metric_value out[METRICS_MAX])
{
    size_t n = 0;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (n < METRICS_MAX)
            out[n++] = (pith_metric_value){name, trace_real(value)};
    }
    return n;
}

static pith_status tell_epoch(const json_t *r, pith_doctor *doctor, bool end, pith_error *err)
{
    pith_metric_value metrics[METRICS_MAX];
    pith_event event = {.kind = end ? PITH_EVENT_END : PITH_EVENT_EPOCH,
                        .reason = "",
                        .path = "",
                        .values = metrics,
                        .value_count = read_metrics(json_object_get(r, "metrics"), metrics)};
    trace_fields_read(r, trace_epoch_fields, &event);
    if (end)
        trace_fields_read(r, trace_end_fields, &event);
    return tell(doctor, event, err);
}

pith_status trace_read_record(const json_t *r, pith_doctor *doctor, pith_error *err)
{
    const char *kind = json_value_text(r, "record");
    if (!strcmp(kind, "start"))
        return tell_start(r, doctor, err);
    if (!strcmp(kind, "step"))
        return tell_step(r, doctor, err);
    if (!strcmp(kind, "probe")) {
        pith_probe probe;
        trace_probe_read(r, &probe);
        return tell(doctor, (pith_event){.kind = PITH_EVENT_PROBE, .probe = &probe}, err);
    }
    if (!strcmp(kind, "epoch"))
        return tell_epoch(r, doctor, false, err);
    return !strcmp(kind, "end") ? tell_epoch(r, doctor, true, err) : PITH_STATUS_OK;
}

/* --- JSON with numbers that are none ---------------------------------------------------------- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of the string that begins at text[0], both quotes included. */
static size_t string_size(const char *text, size_t size)
{
    size_t at = 1;
    while (at < size && text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return at < size ? at + 1 : size;
}

/* Bytes of a sign and the letters behind it; 0: no letters. */
static size_t word_size(const char *text, size_t size)
{
    size_t sign = text[0] == '-' || text[0] == '+', at = sign;
    while (at < size && is_letter(text[at]))
        at++;
    return at > sign ? at : 0;
}

/* What a word becomes; NULL: it stays. */
static const char *replacement(const char *word, size_t size)
{
    size_t sign = !is_letter(word[0]), letters = size - sign;
    word += sign;
    if (letters == 3 && !strncasecmp(word, "nan", 3))
        return "\"nan\"";
    if ((letters == 3 || letters == 8) && !strncasecmp(word, "infinity", letters))
        return sign && word[-1] == '-' ? "\"-inf\"" : "\"inf\"";
    return NULL;
}

/* Copies text to out with such words replaced. False when there are none, or out of memory. */
static bool replace_words(const char *text, size_t size, struct buffer *out)
{
    bool any = false;
    buffer_clear(out);
    for (size_t at = 0, n; at < size; at += n) {
        size_t word = text[at] == '"' ? 0 : word_size(text + at, size - at);
        const char *instead = word ? replacement(text + at, word) : NULL;
        n = text[at] == '"' ? string_size(text + at, size - at) : word ? word : 1;
        buffer_append(out, instead ? instead : text + at, instead ? strlen(instead) : n);
        any = any || instead;
    }
    return buffer_ok(out) && any;
}

/*
 * json_loadb, except that nan, inf and infinity, in any letter case and perhaps behind a sign, may
 * stand for a value; they become the strings "nan", "inf" and "-inf" of docs/trace.md. A trace of a
 * run that breaks is the one that matters, and its last lines hold NaN: Python writes NaN and
 * -Infinity, C nan and -inf, and a strict parser loses the line. What is within strings stays.
 * After an error *wrong is about the text as it was given.
 */
static json_t *load_nonfinite(const char *text, size_t size, struct buffer *scratch,
                              json_error_t *wrong)
{
    json_t *value = json_loadb(text, size, 0, wrong);
    if (!value && replace_words(text, size, scratch))
        value = json_loadb(scratch->data, scratch->size, 0, NULL);
    return value;
}

/* --- the file ------------------------------------------------------------------------------- */

struct trace_file {
    const char *path;
    pith_doctor *doctor;
    struct line_reader *lines;
    struct buffer scratch;
    bool is_trace;    /* a start or a step was among the records */
    bool cut;         /* the last line was no JSON object: a killed run's last line may be so */
    pith_error wrong; /* what to say of it if another line follows */
};

/*
 * Most of a full step are its tensors, which the doctor wants of few steps. They come last: where
 * they are not wanted the line is parsed without them. A step with numbers that are none is wanted.
 */
static json_t *parse(const char *line, size_t size, struct buffer *scratch, json_error_t *wrong)
{
    static const char mark[] = ",\"tensors\":{", begin[] = "{\"record\":\"step\",\"step\":";
    const char *tensors = size > sizeof begin ? strstr(line, mark) : NULL;
    if (tensors && !strncmp(line, begin, sizeof begin - 1) &&
        !history_wants_tensors(strtoll(line + sizeof begin - 1, NULL, 10), 0, 0)) {
        buffer_clear(scratch);
        if (buffer_append(scratch, line, (size_t)(tensors - line)) &&
            buffer_append_char(scratch, '}') && !strstr(scratch->data, "\"nan\"") &&
            !strstr(scratch->data, "\"inf\"") && !strstr(scratch->data, "null")) {
            json_t *record = json_loadb(scratch->data, scratch->size, 0, wrong);
            if (record)
                return record;
        }
    }
    return load_nonfinite(line, size, scratch, wrong);
}

static pith_status read_line(struct trace_file *t, const char *line, size_t size, pith_error *err)
{
    json_error_t wrong;
    json_t *record = parse(line, size, &t->scratch, &wrong);
    pith_status status = PITH_STATUS_OK;
    t->cut = !json_is_object(record);
    if (t->cut)
        error_hint(
            &t->wrong,
            error_at(&t->wrong, PITH_STATUS_DATA, t->path, line_number(t->lines),
                     "this is no JSON object: %s", record ? "another value" : wrong.text),
            "a trace is what `pith train --trace` writes; docs/trace.md says what may stand in it");
    else
        status = trace_read_record(record, t->doctor, err);
    const char *kind = json_value_text(record, "record");
    t->is_trace = t->is_trace || !strcmp(kind, "start") || !strcmp(kind, "step");
    json_decref(record);
    return status;
}

pith_status trace_read(const char *path, pith_doctor *doctor, pith_error *err)
{
    struct trace_file t = {.path = path, .doctor = doctor};
    const char *line = "";
    size_t size;
    pith_status status = line_open(path, &t.lines, err);
    while (status == PITH_STATUS_OK && line) {
        pith_error wrong = {0};
        status = line_next(t.lines, &line, &size, &wrong);
        if (status != PITH_STATUS_OK && line_cut(t.lines))
            status = PITH_STATUS_OK;
        else if (status != PITH_STATUS_OK && err)
            *err = wrong;
        if (!line)
            break;
        if (t.cut) {
            status = t.wrong.code;
            if (err)
                *err = t.wrong;
        } else if (size) {
            status = read_line(&t, line, size, err);
        }
    }
    if (status == PITH_STATUS_OK && !t.is_trace)
        status = error_hint(
            err,
            error_at(err, PITH_STATUS_DATA, path, 0, "there is no step of a training run in it"),
            "a trace is what `pith train --trace` writes");
    buffer_fini(&t.scratch);
    line_close(t.lines);
    return status;
}
