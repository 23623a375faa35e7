/* trace_fields.c - the members of trace records as tables; see trace_fields.h. */
#include "cli/trace_fields.h"

#include "cli/json_value.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/* A row of `n` values; a member that is called otherwise in JSON; and members by their own name. */
#define ROW(name, kind, type, member, n)                                                           \
    {                                                                                              \
        name, TRACE_##kind, offsetof(type, member), n                                              \
    }
#define NAMED(name, kind, type, member) ROW(name, kind, type, member, 1)
#define INT(type, member) NAMED(#member, INT, type, member)
#define INT64(type, member) NAMED(#member, INT64, type, member)
#define COUNT(type, member) NAMED(#member, COUNT, type, member)
#define FLAG(type, member) NAMED(#member, FLAG, type, member)
#define REAL(type, member) NAMED(#member, REAL, type, member)
#define COUNTS(type, member, n) ROW(#member, COUNTS, type, member, n)
#define REALS(type, member, n) ROW(#member, REALS, type, member, n)

const struct trace_field trace_train_fields[] = {
    NAMED("path", TEXT, pith_train_start, train_path),
    NAMED("sha256", TEXT, pith_train_start, train_sha256),
    NAMED("format", TEXT, pith_train_start, train_format),
    NAMED("texts", COUNT, pith_train_start, train_texts),
    NAMED("tokens", COUNT, pith_train_start, train_tokens),
    NAMED("spans", COUNT, pith_train_start, train_spans),
    NAMED("absent", COUNT, pith_train_start, train_absent),
    NAMED("bad_lines", COUNT, pith_train_start, train_bad_lines),
    {0}};

const struct trace_field trace_dev_fields[] = {NAMED("path", TEXT, pith_train_start, dev_path),
                                               NAMED("sha256", TEXT, pith_train_start, dev_sha256),
                                               NAMED("texts", COUNT, pith_train_start, dev_texts),
                                               NAMED("tokens", COUNT, pith_train_start, dev_tokens),
                                               {0}};

const struct trace_field trace_embedding_fields[] = {
    NAMED("format", TEXT, pith_train_start, embedding_format),
    NAMED("matched", COUNT, pith_train_start, embedding_matched),
    NAMED("folded", COUNT, pith_train_start, embedding_folded),
    {0}};

const struct trace_field trace_start_fields[] = {COUNT(pith_train_start, vocabulary),
                                                 COUNT(pith_train_start, parameters),
                                                 INT64(pith_train_start, steps_per_epoch),
                                                 INT64(pith_train_start, steps_total),
                                                 INT64(pith_train_start, resumed_step),
                                                 INT(pith_train_start, threads),
                                                 {0}};

const struct trace_field trace_step_fields[] = {INT64(pith_trace, step),
                                                INT64(pith_trace, epoch),
                                                REAL(pith_trace, rate),
                                                REAL(pith_trace, loss),
                                                REAL(pith_trace, loss_keyword),
                                                REAL(pith_trace, loss_keyphrase),
                                                REAL(pith_trace, prior),
                                                REAL(pith_trace, prior_keyword),
                                                REAL(pith_trace, prior_keyphrase),
                                                REAL(pith_trace, gradient_norm),
                                                REAL(pith_trace, clip),
                                                COUNT(pith_trace, texts),
                                                COUNT(pith_trace, rows),
                                                COUNT(pith_trace, tokens),
                                                COUNT(pith_trace, padded),
                                                REAL(pith_trace, seconds),
                                                {0}};

const struct trace_field trace_full_fields[] = {
    COUNT(pith_trace, unknown),
    COUNTS(pith_trace, keyword_predicted, PITH_KEYWORD_LABELS),
    COUNTS(pith_trace, keyword_gold, PITH_KEYWORD_LABELS),
    COUNTS(pith_trace, keyphrase_predicted, PITH_KEYPHRASE_LABELS),
    COUNTS(pith_trace, keyphrase_gold, PITH_KEYPHRASE_LABELS),
    {0}};

/* g_ gradient after clipping, w_ weights after the step, d_ their change. */
const struct trace_field trace_tensor_fields[] = {
    NAMED("n", COUNT, pith_trace_tensor, count),
    NAMED("g_norm", REAL, pith_trace_tensor, gradient_norm),
    NAMED("g_mean", REAL, pith_trace_tensor, gradient_mean),
    NAMED("g_min", REAL, pith_trace_tensor, gradient_min),
    NAMED("g_max", REAL, pith_trace_tensor, gradient_max),
    NAMED("g_zeros", COUNT, pith_trace_tensor, gradient_zeros),
    NAMED("g_bad", COUNT, pith_trace_tensor, gradient_nonfinite),
    NAMED("w_norm", REAL, pith_trace_tensor, weight_norm),
    NAMED("w_mean", REAL, pith_trace_tensor, weight_mean),
    NAMED("w_min", REAL, pith_trace_tensor, weight_min),
    NAMED("w_max", REAL, pith_trace_tensor, weight_max),
    NAMED("w_bad", COUNT, pith_trace_tensor, weight_nonfinite),
    NAMED("d_norm", REAL, pith_trace_tensor, update_norm),
    {0}};

static const struct trace_field part_fields[] = {
    COUNT(pith_survey_part, texts),
    COUNT(pith_survey_part, tokens),
    COUNT(pith_survey_part, spans),
    COUNT(pith_survey_part, absent),
    COUNT(pith_survey_part, empty),
    COUNT(pith_survey_part, unmarked),
    COUNT(pith_survey_part, duplicates),
    COUNT(pith_survey_part, conflicting),
    COUNT(pith_survey_part, unknown),
    COUNTS(pith_survey_part, labels, PITH_KEYPHRASE_LABELS),
    COUNT(pith_survey_part, longest),
    COUNT(pith_survey_part, median_length),
    COUNT(pith_survey_part, outliers),
    COUNT(pith_survey_part, known_phrases),
    COUNT(pith_survey_part, known_unmarked),
    COUNT(pith_survey_part, inside_cased),
    COUNT(pith_survey_part, inside_capital),
    COUNT(pith_survey_part, outside_cased),
    COUNT(pith_survey_part, outside_capital),
    COUNT(pith_survey_part, inside_gaps),
    COUNT(pith_survey_part, inside_odd),
    COUNT(pith_survey_part, outside_gaps),
    COUNT(pith_survey_part, outside_odd),
    REALS(pith_survey_part, shift, PITH_SURVEY_LAGS),
    {0}};

static const struct trace_field survey_fields[] = {
    COUNT(pith_survey, overlap),  COUNT(pith_survey, near_overlap),
    FLAG(pith_survey, same_file), COUNT(pith_survey, words),
    COUNT(pith_survey, matched),  COUNT(pith_survey, folded),
    COUNT(pith_survey, covered),  {0}};

static const struct trace_field probe_fields[] = {
    INT64(pith_probe, step),
    INT64(pith_probe, epoch),
    FLAG(pith_probe, resumed),
    COUNT(pith_probe, texts),
    COUNT(pith_probe, tokens),
    COUNT(pith_probe, padded),
    REAL(pith_probe, loss),
    REAL(pith_probe, prior),
    REAL(pith_probe, loss_again),
    REAL(pith_probe, loss_shuffled),
    REAL(pith_probe, loss_pads),
    REAL(pith_probe, spread_keyword),
    REAL(pith_probe, spread_keyphrase),
    REAL(pith_probe, gradient_norm),
    COUNTS(pith_probe, predicted, PITH_KEYPHRASE_LABELS),
    COUNTS(pith_probe, gold, PITH_KEYPHRASE_LABELS),
    COUNT(pith_probe, illegal),
    COUNT(pith_probe, contradicted),
    REALS(pith_probe, agreement, PITH_SURVEY_LAGS),
    REALS(pith_probe, reach, PITH_PROBE_LAGS),
    {0}};

typedef pith_probe probe_type; /* its layers have no name of their own */
static const struct trace_field layer_fields[] = {
    {"saturated", TRACE_REAL,
     offsetof(probe_type, layer[0].saturated) - offsetof(probe_type, layer[0]), 1},
    {"dead", TRACE_REAL, offsetof(probe_type, layer[0].dead) - offsetof(probe_type, layer[0]), 1},
    {"gradient_norm", TRACE_REAL,
     offsetof(probe_type, layer[0].gradient_norm) - offsetof(probe_type, layer[0]), 1},
    {0}};

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
    case TRACE_TEXT:
        return json_value_name(*(const char *const *)(const void *)at);
    case TRACE_FLAG:
        return json_boolean(*(const int *)(const void *)at);
    case TRACE_REAL:
        return json_value_real(*(const double *)(const void *)at);
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
    case TRACE_TEXT:
        *(const char **)(void *)at = json_is_string(value) ? json_string_value(value) : "";
        break;
    case TRACE_FLAG:
        *(int *)(void *)at = json_is_true(value);
        break;
    case TRACE_REAL:
        *(double *)(void *)at = trace_real(value);
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
    trace_fields_read(object, survey_fields, s);
    trace_fields_read(json_object_get(object, "train"), part_fields, &s->train);
    trace_fields_read(json_object_get(object, "dev"), part_fields, &s->dev);
}

void trace_probe_read(const json_t *object, pith_probe *p)
{
    const json_t *layers = json_object_get(object, "layers");
    *p = (pith_probe){0};
    trace_fields_read(object, probe_fields, p);
    size_t n = json_array_size(layers);
    p->layers = n < PITH_PROBE_LAYERS ? (int)n : PITH_PROBE_LAYERS;
    for (int l = 0; l < p->layers; l++)
        trace_fields_read(json_array_get(layers, (size_t)l), layer_fields, &p->layer[l]);
}
