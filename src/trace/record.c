/* record.c - the records of a trace, as tables and as JSON; see record.h and docs/trace.md. */
#include "trace/record.h"

#include "base/config_json.h"
#include "base/json_value.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/* clang-format off */
/*
 * A member with the kind that its type has; `n` counts the elements of an array. An int is either a
 * number or a flag, which its type does not say: it does not compile here, and is written as
 * INT or FLAG.
 */
#define KIND(member)                                                                               \
    _Generic((member),                                                                             \
        int64_t: TRACE_INT64, size_t: TRACE_COUNT, double: TRACE_REAL,                             \
        const char *: TRACE_TEXT, size_t *: TRACE_COUNTS, double *: TRACE_REALS)
#define ELEMENT(member) _Generic((member), size_t *: sizeof(size_t), default: sizeof(double))
#define CALLED(name, T, member)                                                                    \
    {name, KIND(((T *)0)->member), offsetof(T, member),                                            \
     sizeof(((T *)0)->member) / ELEMENT(((T *)0)->member)}
#define FIELD(T, member) CALLED(#member, T, member)
#define OF_INT(kind, T, member)                                                                    \
    {#member, kind, offsetof(T, member) + 0 * sizeof(1 ? &((T *)0)->member : (int *)0), 1}
#define INT(T, member) OF_INT(TRACE_INT, T, member)
#define FLAG(T, member) OF_INT(TRACE_FLAG, T, member)

/* --- start ---------------------------------------------------------------------------------- */

#define START(member) FIELD(pith_train_start, member)
#define TRAIN(name) CALLED(#name, pith_train_start, train_##name)
#define DEV(name) CALLED(#name, pith_train_start, dev_##name)
#define EMBEDDING(name) CALLED(#name, pith_train_start, embedding_##name)

const struct trace_field trace_start_fields[] = {
    START(vocabulary), START(parameters),
    START(steps_per_epoch), START(steps_total), START(resumed_step),
    INT(pith_train_start, threads),
    {0}};

const struct trace_field trace_train_fields[] = {
    TRAIN(path), TRAIN(sha256), TRAIN(format),
    TRAIN(texts), TRAIN(tokens), TRAIN(spans), TRAIN(absent), TRAIN(bad_lines),
    {0}};

const struct trace_field trace_dev_fields[] = {
    DEV(path), DEV(sha256), DEV(texts), DEV(tokens),
    {0}};

const struct trace_field trace_embedding_fields[] = {
    EMBEDDING(format), EMBEDDING(matched), EMBEDDING(folded),
    {0}};

#define PART(member) FIELD(pith_survey_part, member)
#define SURVEY(member) FIELD(pith_survey, member)

static const struct trace_field part_fields[] = {
    PART(texts), PART(tokens), PART(spans), PART(absent), PART(empty), PART(unmarked),
    PART(duplicates), PART(conflicting), PART(unknown), PART(labels),
    PART(longest), PART(median_length), PART(outliers), PART(known_phrases), PART(known_unmarked),
    PART(inside_cased), PART(inside_capital), PART(outside_cased), PART(outside_capital),
    PART(inside_gaps), PART(inside_odd), PART(outside_gaps), PART(outside_odd), PART(shift),
    {0}};

static const struct trace_field survey_fields[] = {
    SURVEY(overlap), SURVEY(near_overlap), FLAG(pith_survey, same_file),
    SURVEY(words), SURVEY(matched), SURVEY(folded), SURVEY(covered),
    SURVEY(place_texts), SURVEY(place_begins), SURVEY(place_ends), SURVEY(place_chance),
    SURVEY(length_spans),
    SURVEY(mark_before), SURVEY(mark_before_all), SURVEY(mark_before_spans),
    SURVEY(mark_behind), SURVEY(mark_behind_all), SURVEY(mark_behind_spans),
    {0}};

/* --- steps ---------------------------------------------------------------------------------- */

#define STEP(member) FIELD(pith_trace, member)
#define TENSOR(name, member) CALLED(name, pith_trace_tensor, member)

const struct trace_field trace_step_fields[] = {
    STEP(step), STEP(epoch), STEP(rate),
    STEP(loss), STEP(loss_keyword), STEP(loss_keyphrase),
    STEP(prior), STEP(prior_keyword), STEP(prior_keyphrase),
    STEP(gradient_norm), STEP(clip),
    STEP(texts), STEP(rows), STEP(tokens), STEP(padded), STEP(seconds),
    {0}};

const struct trace_field trace_full_fields[] = {
    STEP(unknown), STEP(keyword_predicted), STEP(keyword_gold),
    STEP(keyphrase_predicted), STEP(keyphrase_gold),
    {0}};

/* g_ gradient after clipping, w_ weights after the step, d_ their change. */
const struct trace_field trace_tensor_fields[] = {
    TENSOR("n", count),
    TENSOR("g_norm", gradient_norm), TENSOR("g_mean", gradient_mean),
    TENSOR("g_min", gradient_min), TENSOR("g_max", gradient_max),
    TENSOR("g_zeros", gradient_zeros), TENSOR("g_bad", gradient_nonfinite),
    TENSOR("w_norm", weight_norm), TENSOR("w_mean", weight_mean),
    TENSOR("w_min", weight_min), TENSOR("w_max", weight_max), TENSOR("w_bad", weight_nonfinite),
    TENSOR("d_norm", update_norm),
    {0}};

/* --- epochs --------------------------------------------------------------------------------- */

#define PROBE(member) FIELD(pith_probe, member)
#define EVENT(name, member) CALLED(name, pith_event, member)
#define LAYER(name)                                                                                \
    {#name, TRACE_REAL, offsetof(probe, layer[0].name) - offsetof(probe, layer[0]), 1}

static const struct trace_field probe_fields[] = {
    PROBE(step), PROBE(epoch), FLAG(pith_probe, resumed),
    PROBE(texts), PROBE(tokens), PROBE(padded),
    PROBE(loss), PROBE(prior), PROBE(loss_again), PROBE(loss_shuffled), PROBE(loss_pads),
    PROBE(spread_keyword), PROBE(spread_keyphrase), PROBE(gradient_norm),
    PROBE(predicted), PROBE(gold), PROBE(illegal), PROBE(contradicted),
    PROBE(agreement), PROBE(reach),
    {0}};

typedef pith_probe probe; /* its layers' struct has no name */
static const struct trace_field layer_fields[] = {
    LAYER(saturated), LAYER(dead), LAYER(gradient_norm),
    {0}};

const struct trace_field trace_epoch_fields[] = {
    EVENT("epoch", epoch), EVENT("loss", epoch_loss), EVENT("seconds", epoch_seconds),
    FLAG(pith_event, best),
    {0}};

const struct trace_field trace_end_fields[] = {
    EVENT("reason", reason), EVENT("best_epoch", epoch), EVENT("model", path),
    {0}};

/* clang-format on */

/* --- writing -------------------------------------------------------------------------------- */

static json_t *field_json(const struct trace_field *f, const void *from)
{
    const char *at = (const char *)from + f->offset;
    switch (f->kind) {
    case TRACE_INT64:
        return json_integer((json_int_t) * (const int64_t *)(const void *)at);
    case TRACE_COUNT:
        return json_value_count(*(const size_t *)(const void *)at);
    case TRACE_INT:
        return json_integer(*(const int *)(const void *)at);
    case TRACE_FLAG:
        return json_boolean(*(const int *)(const void *)at);
    case TRACE_REAL:
        return json_value_real(*(const double *)(const void *)at);
    case TRACE_TEXT:
        return json_value_name(*(const char *const *)(const void *)at);
    case TRACE_COUNTS:
        return json_value_counts((const size_t *)(const void *)at, f->n);
    case TRACE_REALS:
        return json_value_reals((const double *)(const void *)at, f->n);
    }
    return NULL;
}

/* Puts all members of a table into *object; as json_value_put, *object is NULL without memory. */
static void put_fields(json_t **object, const struct trace_field *fields, const void *from)
{
    for (const struct trace_field *f = fields; f->name; f++)
        json_value_put(object, f->name, field_json(f, from));
}

static json_t *fields_json(const struct trace_field *fields, const void *from)
{
    json_t *object = json_object();
    put_fields(&object, fields, from);
    return object;
}

static json_t *survey_json(const pith_survey *s)
{
    json_t *object = fields_json(survey_fields, s);
    json_value_put(&object, "train", fields_json(part_fields, &s->train));
    if (s->dev.texts)
        json_value_put(&object, "dev", fields_json(part_fields, &s->dev));
    return object;
}

/* json_pack steals "o" values, also when it fails, and fails when one of them is NULL. */
json_t *trace_record_start(const pith_train_start *s)
{
    bool dev = s->dev_path && s->dev_path[0];
    json_t *start = json_pack(
        "{s:s, s:i, s:i, s:s, s:o, s:o, s:o, s:o}", "record", "start", "format", TRACE_FORMAT,
        "trace", TRACE_STEP_FORMAT, "pith", pith_version(), "config",
        config_json(&s->config->knobs, NULL, NULL), "train", fields_json(trace_train_fields, s),
        "dev", dev ? fields_json(trace_dev_fields, s) : json_null(), "embedding",
        s->embedding_format ? fields_json(trace_embedding_fields, s) : json_null());
    put_fields(&start, trace_start_fields, s);
    json_value_put(&start, "survey", s->survey ? survey_json(s->survey) : json_null());
    return start;
}

/* Tensors come last: a reader may stop before them. */
json_t *trace_record_step(const pith_trace *t)
{
    json_t *step = json_pack("{s:s}", "record", "step");
    put_fields(&step, trace_step_fields, t);
    if (!t->full)
        return step;
    json_t *tensors = json_object();
    for (size_t i = 0; i < t->tensor_count; i++)
        json_value_put(&tensors, t->tensors[i].name,
                       fields_json(trace_tensor_fields, &t->tensors[i]));
    put_fields(&step, trace_full_fields, t);
    json_value_put(&step, "tensors", tensors);
    return step;
}

json_t *trace_record_probe(const pith_probe *p)
{
    json_t *record = json_pack("{s:s}", "record", "probe"), *layers = json_array();
    for (int l = 0; l < p->layers; l++)
        json_value_append(&layers, fields_json(layer_fields, &p->layer[l]));
    put_fields(&record, probe_fields, p);
    json_value_put(&record, "layers", layers);
    return record;
}

/* A record of an event's fields, its metrics last. */
static json_t *event_record(const char *kind, const struct trace_field *fields, const pith_event *e)
{
    json_t *record = json_pack("{s:s}", "record", kind);
    json_t *metrics = e->value_count ? json_object() : json_null();
    for (size_t i = 0; i < e->value_count; i++)
        json_value_put(&metrics, e->values[i].name, json_value_real(e->values[i].value));
    put_fields(&record, fields, e);
    json_value_put(&record, "metrics", metrics);
    return record;
}

json_t *trace_record_epoch(const pith_event *e)
{
    return event_record("epoch", trace_epoch_fields, e);
}

json_t *trace_record_end(const pith_event *e)
{
    return event_record("end", trace_end_fields, e);
}

/* --- reading -------------------------------------------------------------------------------- */

double trace_real(const json_t *value)
{
    if (json_is_number(value))
        return json_number_value(value);
    const char *text = json_string_value(value);
    if (text && (!strcmp(text, "inf") || !strcmp(text, "Infinity")))
        return INFINITY;
    return text && (!strcmp(text, "-inf") || !strcmp(text, "-Infinity")) ? -INFINITY : (double)NAN;
}

static size_t count_of(const json_t *value)
{
    const double exact = 9007199254740992.0; /* 2^53 */
    double x = json_is_number(value) ? json_number_value(value) : 0;
    return x > 0 && x < exact ? (size_t)x : 0;
}

/* A count, or -1, which of an epoch says that there is none. */
static int64_t int64_of(const json_t *value)
{
    return json_is_number(value) && json_number_value(value) == -1 ? -1 : (int64_t)count_of(value);
}

static void field_read(const json_t *value, const struct trace_field *f, void *to)
{
    char *at = (char *)to + f->offset;
    switch (f->kind) {
    case TRACE_INT64:
        *(int64_t *)(void *)at = int64_of(value);
        break;
    case TRACE_COUNT:
        *(size_t *)(void *)at = count_of(value);
        break;
    case TRACE_INT:
        *(int *)(void *)at = (int)fmin((double)count_of(value), INT_MAX);
        break;
    case TRACE_FLAG:
        *(int *)(void *)at = json_is_true(value);
        break;
    case TRACE_REAL:
        *(double *)(void *)at = trace_real(value);
        break;
    case TRACE_TEXT:
        *(const char **)(void *)at = json_is_string(value) ? json_string_value(value) : "";
        break;
    case TRACE_COUNTS:
        for (size_t i = 0; i < f->n; i++)
            ((size_t *)(void *)at)[i] = count_of(json_array_get(value, i));
        break;
    case TRACE_REALS:
        for (size_t i = 0; i < f->n; i++)
            ((double *)(void *)at)[i] = trace_real(json_array_get(value, i));
        break;
    }
}

void trace_fields_read(const json_t *object, const struct trace_field *fields, void *to)
{
    for (const struct trace_field *f = fields; f->name; f++)
        field_read(json_object_get(object, f->name), f, to);
}

void trace_survey_read(const json_t *object, pith_survey *s)
{
    pith_survey_init(s, sizeof *s);
    trace_fields_read(object, survey_fields, s);
    trace_fields_read(json_object_get(object, "train"), part_fields, &s->train);
    trace_fields_read(json_object_get(object, "dev"), part_fields, &s->dev);
}

void trace_probe_read(const json_t *object, pith_probe *p)
{
    const json_t *layers = json_object_get(object, "layers");
    pith_probe_init(p, sizeof *p);
    trace_fields_read(object, probe_fields, p);
    size_t n = json_array_size(layers);
    p->layers = n < PITH_PROBE_LAYERS ? (int)n : PITH_PROBE_LAYERS;
    for (int l = 0; l < p->layers; l++)
        trace_fields_read(json_array_get(layers, (size_t)l), layer_fields, &p->layer[l]);
}
