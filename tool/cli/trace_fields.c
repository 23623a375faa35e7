/* trace_fields.c - the members of trace records as tables; see trace_fields.h. */
#include "cli/trace_fields.h"

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

bool trace_fields_add(json_t *object, const struct trace_field *fields, const void *from)
{
    bool ok = object != NULL;
    for (const struct trace_field *f = fields; f->name && ok; f++)
        ok = json_object_set_new(object, f->name, field_json(f, from)) == 0;
    return ok;
}

json_t *trace_fields_json(const struct trace_field *fields, const void *from)
{
    json_t *object = json_object();
    if (trace_fields_add(object, fields, from))
        return object;
    json_decref(object);
    return NULL;
}

json_t *trace_survey_json(const pith_survey *s)
{
    json_t *object = trace_fields_json(survey_fields, s);
    if (object &&
        json_object_set_new(object, "train", trace_fields_json(part_fields, &s->train)) == 0 &&
        (!s->dev.texts ||
         json_object_set_new(object, "dev", trace_fields_json(part_fields, &s->dev)) == 0))
        return object;
    json_decref(object);
    return NULL;
}

json_t *trace_probe_json(const pith_probe *p)
{
    json_t *object = json_pack("{s:s}", "record", "probe"), *layers = json_array();
    bool ok = trace_fields_add(object, probe_fields, p) && layers;
    for (int l = 0; l < p->layers && ok; l++)
        ok = json_array_append_new(layers, trace_fields_json(layer_fields, &p->layer[l])) == 0;
    if (ok && json_object_set_new(object, "layers", layers) == 0)
        return object;
    if (!ok)
        json_decref(layers);
    json_decref(object);
    return NULL;
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

static void field_read(const json_t *value, const struct trace_field *f, void *to)
{
    char *at = (char *)to + f->offset;
    switch (f->kind) {
    case TRACE_INT64:
        *(int64_t *)(void *)at = (int64_t)count_of(value);
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
