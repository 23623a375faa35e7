/* trace_record.c - events of training as JSON objects; see trace_record.h and docs/trace.md. */
#include "cli/trace_record.h"

#include "base/config_json.h"
#include "base/json_value.h"
#include "cli/trace_fields.h"

/* json_pack steals "o" values, also when it fails, and fails when one of them is NULL. */

/* --- start --------------------------------------------------------------------------------- */

json_t *trace_record_start(const pith_train_start *s)
{
    bool dev = s->dev_path && s->dev_path[0];
    json_t *start =
        json_pack("{s:s, s:i, s:i, s:s, s:o, s:o, s:o, s:o}", "record", "start", "format",
                  TRACE_FORMAT, "trace", TRACE_STEP_FORMAT, "pith", pith_version(), "config",
                  config_json(&s->config->knobs, NULL, NULL), "train",
                  trace_fields_json(trace_train_fields, s), "dev",
                  dev ? trace_fields_json(trace_dev_fields, s) : json_null(), "embedding",
                  s->embedding_format ? trace_fields_json(trace_embedding_fields, s) : json_null());
    if (trace_fields_add(start, trace_start_fields, s) &&
        json_object_set_new(start, "survey",
                            s->survey ? trace_survey_json(s->survey) : json_null()) == 0)
        return start;
    json_decref(start);
    return NULL;
}

/* --- step ---------------------------------------------------------------------------------- */

static json_t *tensor_values(const pith_trace *t)
{
    json_t *object = json_object();
    bool ok = object != NULL;
    for (size_t i = 0; ok && i < t->tensor_count; i++) {
        json_t *tensor = json_object();
        ok = trace_fields_add(tensor, trace_tensor_fields, &t->tensors[i]);
        ok = json_object_set_new(object, t->tensors[i].name, tensor) == 0 && ok;
    }
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}

/* Tensors come last: a reader may stop before them. */
json_t *trace_record_step(const pith_trace *t)
{
    json_t *step = json_pack("{s:s}", "record", "step");
    bool ok = trace_fields_add(step, trace_step_fields, t);
    if (ok && t->full)
        ok = trace_fields_add(step, trace_full_fields, t) &&
             json_object_set_new(step, "tensors", tensor_values(t)) == 0;
    if (ok)
        return step;
    json_decref(step);
    return NULL;
}

/* --- epoch and end ------------------------------------------------------------------------- */

static json_t *metric_values(const pith_metrics *metrics)
{
    if (!metrics)
        return json_null();
    const pith_metric *metric;
    json_t *object = json_object();
    for (int i = 0; object && (metric = pith_metrics_at(metrics, i)); i++) {
        if (json_object_set_new(object, metric->name, json_value_real(metric->value)) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

/* A record of an event's fields, its metrics last. */
static json_t *event_record(const char *kind, const struct trace_field *fields, const pith_event *e)
{
    json_t *record = json_pack("{s:s}", "record", kind);
    if (trace_fields_add(record, fields, e) &&
        json_object_set_new(record, "metrics", metric_values(e->metrics)) == 0)
        return record;
    json_decref(record);
    return NULL;
}

json_t *trace_record_epoch(const pith_event *e)
{
    return event_record("epoch", trace_epoch_fields, e);
}

json_t *trace_record_end(const pith_event *e)
{
    return event_record("end", trace_end_fields, e);
}
