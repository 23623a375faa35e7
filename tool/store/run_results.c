/* run_results.c - metrics and predictions of a run's model; see run_results.h. */
#include "store/run_results.h"

#include "store/pack.h"

#include "base/buffer.h"
#include "base/error.h"
#include "nn/model.h"
#include "nn/predict.h"
#include "train/evaluate.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

struct target {
    struct db *db;
    int64_t run;
    const struct config *cfg;
};

/* --- rows ----------------------------------------------------------------------------------- */

static pith_status write_metrics(const struct target *t, const char *part,
                                 const pith_metrics *metrics, pith_error *err)
{
    const pith_metric *m;
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; status == PITH_STATUS_OK && (m = pith_metrics_at(metrics, i)); i++)
        status = db_run(t->db, err,
                        "INSERT OR REPLACE INTO metric(run, part, name, value, floor) "
                        "VALUES(?, ?, ?, ?, ?)",
                        "ittdd", t->run, part, m->name, isfinite(m->value) ? m->value : (double)NAN,
                        m->has_baseline ? m->baseline : (double)NAN);
    return status;
}

/* --- predictions ---------------------------------------------------------------------------- */

/* One line a text: [[start,end],...] in tokens. */
static void append_phrases(const struct prediction *p, size_t text, size_t length,
                           struct buffer *out)
{
    const uint8_t *tags = p->keyphrase + p->offset[text];
    struct span span;
    size_t at = 0;
    const char *gap = "";
    buffer_append_char(out, '[');
    for (; label_next(tags, length, &at, &span); gap = ",")
        buffer_printf(out, "%s[%u,%u]", gap, (unsigned)span.start, (unsigned)span.end);
    buffer_append_text(out, "]\n");
}

static pith_status write_predictions(const struct target *t, const char *part,
                                     const struct corpus *c, const struct prediction *p,
                                     pith_error *err)
{
    struct buffer lines = {0};
    void *packed = NULL;
    size_t size = 0;
    for (size_t i = 0; i < c->count; i++)
        append_phrases(p, i, c->examples[i].length, &lines);
    pith_status status = buffer_ok(&lines)
                             ? pack_compress(lines.data, lines.size, &packed, &size, err)
                             : error_memory(err);
    if (status == PITH_STATUS_OK)
        status = db_run(t->db, err,
                        "INSERT OR REPLACE INTO prediction(run, part, phrases) VALUES(?, ?, ?)",
                        "itb", t->run, part, (const void *)packed, size);
    buffer_fini(&lines);
    free(packed);
    return status;
}

/* --- together ------------------------------------------------------------------------------- */

static pith_status write_part(const struct target *t, const char *part, const pith_metrics *metrics,
                              const struct corpus *c, const struct prediction *prediction,
                              pith_error *err)
{
    TRY(write_metrics(t, part, metrics, err));
    return write_predictions(t, part, c, prediction, err);
}

/* Metrics (unless `known`) and predictions of a model on an encoded corpus. */
static pith_status record_part(const struct target *t, const char *part, const pith_model *model,
                               const struct corpus *c, const pith_metrics *known, pith_error *err)
{
    const struct config *cfg = t->cfg;
    int threads = cfg->train_threads ? (int)cfg->train_threads : omp_get_max_threads();
    struct predictor predictor = {0};
    struct prediction prediction = {0};
    struct pith_metrics *metrics = calloc(1, sizeof *metrics);
    pith_status status = metrics ? PITH_STATUS_OK : error_memory(err);
    if (status == PITH_STATUS_OK && !known)
        status = evaluate_corpus(&model->net, cfg, c, threads, &predictor, metrics, err);
    if (status == PITH_STATUS_OK)
        status = predictor_run(&predictor, &model->net, c, (size_t)cfg->data_max_length, 128,
                               threads, &prediction, err);
    if (status == PITH_STATUS_OK)
        status = db_begin(t->db, err);
    if (status == PITH_STATUS_OK)
        status = db_finish(t->db, write_part(t, part, known ? known : metrics, c, &prediction, err),
                           err);
    predictor_fini(&predictor);
    prediction_fini(&prediction);
    free(metrics);
    return status;
}

static pith_status read_and_record(const struct target *t, const char *part, const char *path,
                                   const pith_model *model, const pith_metrics *known,
                                   pith_error *err)
{
    struct corpus c = {0};
    if (!path[0])
        return PITH_STATUS_OK;
    struct feature_plan plan = feature_plan_of(&model->config.knobs);
    TRY(corpus_open(path, t->cfg, model->vocab, &plan, &c, err));
    pith_status status = record_part(t, part, model, &c, known, err);
    corpus_fini(&c);
    return status;
}

pith_status run_results_record(struct db *db, int64_t run, const struct config *cfg,
                               const char *path, const pith_metrics *dev, pith_error *err)
{
    const struct target t = {db, run, cfg};
    pith_model *model = NULL;
    pith_status status = pith_model_load(path, &model, err);
    if (status == PITH_STATUS_OK)
        status = read_and_record(&t, "dev", cfg->data_dev, model, dev, err);
    if (status == PITH_STATUS_OK)
        status = read_and_record(&t, "test", cfg->data_test, model, NULL, err);
    pith_model_free(model);
    return status;
}
