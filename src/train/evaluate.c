/* evaluate.c - a net against a labelled corpus; see evaluate.h and stage 5 of pith.h. */
#include "train/evaluate.h"
#include "train/metrics_document.h"

#include "base/error.h"
#include "base/json_value.h"
#include "base/threads.h"
#include "math/blas.h"
#include "nn/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVALUATE_BATCH = 128 };

static int by_score(const void *a, const void *b)
{
    const struct ranked_phrase *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->text < y->text ? -1 : x->text > y->text; /* same text: earlier place first */
}

/* Phrases of one text, best first, for F1@K. */
static pith_status add_document(struct metrics *m, struct metrics_stemmer *stemmer,
                                const struct example *e, const struct scored_span *spans,
                                size_t count, pith_error *err)
{
    struct ranked_phrase *ranked = array_calloc(count, sizeof *ranked);
    if (!ranked)
        return error_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct token *first = &e->tokens[spans[i].span.start];
        const struct token *last = &e->tokens[spans[i].span.end - 1];
        ranked[i] = (struct ranked_phrase){e->text + first->start, last->end - first->start,
                                           spans[i].score};
    }
    qsort(ranked, count, sizeof *ranked, by_score);
    pith_status status = metrics_add_document(m, stemmer, e, ranked, count, err);
    free(ranked);
    return status;
}

/* Whether just these tokens are a gold phrase. */
static bool is_gold(const struct example *e, struct span s)
{
    if (s.end - s.start == 1)
        return e->tags[s.start] == LABEL_S;
    for (uint32_t t = s.start + 1; t + 1 < s.end; t++)
        if (e->tags[t] != LABEL_I)
            return false;
    return e->tags[s.start] == LABEL_B && e->tags[s.end - 1] == LABEL_E;
}

static pith_status add_all(struct metrics *m, const struct corpus *c, const struct prediction *p,
                           pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    struct scored_span *spans = NULL;
    size_t capacity = 0;
    struct metrics_stemmer *stemmer = metrics_stemmer_new();
    if (!stemmer)
        return error_memory(err);
    for (size_t i = 0; i < c->count && status == PITH_STATUS_OK; i++) {
        const struct example *e = &c->examples[i];
        size_t at = p->offset[i];
        if (!array_grow((void **)&spans, &capacity, e->length, sizeof *spans)) {
            status = error_memory(err);
            break;
        }
        status = metrics_add(m, e, p->keyphrase + at, p->keyword + at, err);
        size_t count = predict_spans(p->keyphrase + at, p->probability + at, e->length, spans);
        for (size_t k = 0; k < count; k++)
            metrics_add_score(m, spans[k].score, is_gold(e, spans[k].span));
        if (status == PITH_STATUS_OK)
            status = add_document(m, stemmer, e, spans, count, err);
    }
    free(spans);
    metrics_stemmer_free(stemmer);
    return status;
}

static void name_source(struct pith_metrics *out, const struct config *cfg, const struct corpus *c)
{
    snprintf(out->path, sizeof out->path, "%s", c->path);
    memcpy(out->sha256, c->sha256, sizeof out->sha256);
    out->tokenizer = config_choice(cfg, KNOB_text_tokenizer);
    out->source = (pith_metrics_source){.format = c->format, .match = c->match};
}

void evaluate_publish(struct pith_metrics *m)
{
    const struct metric_row *row;
    m->source.size = sizeof m->source;
    m->source.path = m->path;
    m->source.sha256 = m->sha256;
    m->source.tokenizer = m->tokenizer.name;
    for (m->row_count = 0; (row = metric_at(m->row_count)); m->row_count++)
        m->rows[m->row_count] =
            (pith_metric){.size = sizeof(pith_metric),
                          .name = row->name,
                          .help = row->help,
                          .value = row->value(&m->values),
                          .baseline = row->baseline ? row->baseline(&m->values) : 0,
                          .has_baseline = row->baseline != NULL};
}

pith_status evaluate_corpus(const struct net *net, const struct config *cfg, const struct corpus *c,
                            int threads, struct predictor *predictor, struct pith_metrics *out,
                            pith_error *err)
{
    struct prediction p = {0};
    pith_status status = predictor_run(predictor, net, c, (size_t)cfg->data_max_length,
                                       EVALUATE_BATCH, threads, &p, err);
    metrics_init(&out->values);
    if (status == PITH_STATUS_OK)
        status = add_all(&out->values, c, &p, err);
    if (status == PITH_STATUS_OK) {
        double alpha = net->head_layer[HEAD_KEYWORD] >= 0 ? cfg->loss_alpha : 0;
        out->values.loss_keyword = p.loss[HEAD_KEYWORD];
        out->values.loss_keyphrase = p.loss[HEAD_KEYPHRASE];
        out->values.loss = alpha * p.loss[HEAD_KEYWORD] + (1 - alpha) * p.loss[HEAD_KEYPHRASE];
        metrics_finish(&out->values);
        name_source(out, cfg, c);
        evaluate_publish(out);
    }
    prediction_fini(&p);
    return status;
}

size_t evaluate_values(const struct pith_metrics *m, pith_metric_value out[METRIC_ROWS_MAX])
{
    size_t n = 0;
    const struct metric_row *row;
    for (; (row = metric_at((int)n)); n++)
        out[n] = (pith_metric_value){row->name, row->value(&m->values)};
    return n;
}

json_t *evaluate_json(const struct pith_metrics *m, json_t *(*number)(double x))
{
    json_t *object = json_object();
    const struct metric_row *row;
    for (int i = 0; (row = metric_at(i)); i++)
        json_value_put(&object, row->name, number(row->value(&m->values)));
    return object;
}

/* --- stage 5 of pith.h ---------------------------------------------------------------------- */

/* The model's own configuration with the caller's knobs about data and threads. */
static struct config reading_config(const pith_model *model, const pith_config *config)
{
    struct config cfg = model->config.knobs;
    if (config) {
        const struct config *from = &config->knobs;
        cfg.data_format = from->data_format;
        cfg.data_skip_bad_lines = from->data_skip_bad_lines;
        cfg.train_threads = from->train_threads;
        if (from->set[KNOB_data_match])
            cfg.data_match = from->data_match;
        if (from->set[KNOB_data_max_length])
            cfg.data_max_length = from->data_max_length;
    }
    return cfg;
}

pith_status pith_evaluate(const pith_model *model, const char *path, const pith_config *config,
                          pith_metrics **metrics, pith_error *err)
{
    *metrics = NULL;
    struct config cfg = reading_config(model, config);
    struct corpus corpus = {0};
    struct feature_plan plan = feature_plan_of(&model->config.knobs);
    struct predictor predictor = {0};
    blas_single_thread();
    struct pith_metrics *m = calloc(1, sizeof *m);
    if (!m)
        return error_memory(err);
    struct net_int8 int8 = {0};
    pith_status status = corpus_open(path, &cfg, model->vocab, &plan, &corpus, err);
    if (status != PITH_STATUS_OK) {
        free(m);
        return status;
    }
    if (config && config->knobs.model_precision == PRECISION_INT8) {
        status = net_int8_make(&int8, &model->net, err);
        predictor.int8 = &int8;
    }
    int threads = threads_of(cfg.train_threads);
    if (status == PITH_STATUS_OK)
        status = evaluate_corpus(&model->net, &cfg, &corpus, threads, &predictor, m, err);
    predictor_fini(&predictor);
    net_int8_fini(&int8);
    corpus_fini(&corpus);
    if (status == PITH_STATUS_OK)
        *metrics = m;
    else
        free(m);
    return status;
}

void pith_metrics_free(pith_metrics *metrics)
{
    free(metrics);
}

const pith_metric *pith_metrics_at(const pith_metrics *metrics, int i)
{
    return i >= 0 && i < metrics->row_count ? &metrics->rows[i] : NULL;
}

double pith_metrics_get(const pith_metrics *metrics, const char *name)
{
    const struct metric_row *row;
    for (int i = 0; (row = metric_at(i)); i++)
        if (!strcmp(row->name, name))
            return row->value(&metrics->values);
    return (double)NAN;
}

size_t pith_metrics_confusion(const pith_metrics *metrics, int gold, int predicted)
{
    if (gold < 0 || gold >= KEYPHRASE_LABELS || predicted < 0 || predicted >= KEYPHRASE_LABELS)
        return 0;
    return metrics->values.confusion[gold][predicted];
}

size_t pith_metrics_reliability(const pith_metrics *metrics, int bin, double *score,
                                double *correct)
{
    const struct reliability *r =
        bin >= 0 && bin < METRICS_BINS ? &metrics->values.reliability[bin] : NULL;
    size_t count = r ? r->count : 0;
    *score = count ? r->score / (double)count : (double)NAN;
    *correct = count ? (double)r->correct / (double)count : (double)NAN;
    return count;
}

const pith_metrics_source *pith_metrics_source_get(const pith_metrics *metrics)
{
    return &metrics->source;
}
