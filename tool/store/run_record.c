/* run_record.c - what a run read and what its model finds, as rows; see run_record.h. */
#include "store/run_record.h"

#include "store/data_role.h"
#include "store/pack.h"
#include "store/run.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "base/threads.h"
#include "data/batch.h"
#include "nn/model.h"
#include "nn/predict.h"
#include "train/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct target {
    struct db *db;
    int64_t run;
    const struct config *cfg;
};

/* --- label prior ---------------------------------------------------------------------------- */

struct label_counts {
    size_t label[KEYPHRASE_LABELS];
    size_t all;
};

/* -Σ p ln p in nats; 0 ln 0 = 0. */
static double entropy(const size_t *counts, int n, size_t all)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double p = all ? (double)counts[i] / (double)all : 0;
        sum -= p > 0 ? p * log(p) : 0;
    }
    return sum;
}

/* {"count", "labels": {"O": share, ...}, "keyword", "keyphrase", "loss"} */
static json_t *prior_of(const struct config *cfg, const struct label_counts *c)
{
    const size_t keyword[KEYWORD_LABELS] = {c->label[LABEL_O], c->all - c->label[LABEL_O]};
    double alpha = cfg->model_keyword_layer ? cfg->loss_alpha : 0;
    double h1 = entropy(keyword, KEYWORD_LABELS, c->all);
    double h2 = entropy(c->label, KEYPHRASE_LABELS, c->all);
    json_t *shares = json_object();
    for (int i = 0; shares && i < KEYPHRASE_LABELS; i++)
        json_object_set_new(shares, keyphrase_label_names[i],
                            json_real(c->all ? (double)c->label[i] / (double)c->all : 0));
    return json_pack("{s:I, s:o, s:f, s:f, s:f}", "count", (json_int_t)c->all, "labels", shares,
                     "keyword", h1, "keyphrase", h2, "loss", alpha * h1 + (1 - alpha) * h2);
}

/* Counts tokens, and positions with pads, of the batches of the first epoch. */
static void count_batches(const struct config *cfg, const struct corpus *c,
                          const struct piece *pieces, const size_t *order, size_t n,
                          struct label_counts *tokens, struct label_counts *padded)
{
    size_t batch = batch_texts(cfg, n);
    for (size_t from = 0; from < n; from += batch) {
        size_t size = n - from < batch ? n - from : batch, longest = 0, sum = 0;
        if (cfg->train_drop_last && size < batch && from)
            break;
        for (size_t i = from; i < from + size; i++) {
            const struct piece *p = &pieces[order[i]];
            const uint8_t *tags = c->examples[p->example].tags + p->start;
            for (uint32_t t = 0; t < p->length; t++)
                tokens->label[tags[t]]++;
            longest = p->length > longest ? p->length : longest;
            sum += p->length;
        }
        tokens->all += sum;
        padded->all += size * longest;
        padded->label[LABEL_O] += size * longest - sum;
    }
    for (int i = 0; i < KEYPHRASE_LABELS; i++)
        padded->label[i] += tokens->label[i];
}

/* *out is the caller's. */
static pith_status make_prior(const struct config *cfg, const struct corpus *c, json_t **out,
                              pith_error *err)
{
    struct label_counts tokens = {0}, padded = {0};
    struct piece *pieces = NULL;
    size_t *order = NULL, count = 0;
    *out = NULL;
    pith_status status = batch_pieces(c, (size_t)cfg->data_max_length, &pieces, &count, err);
    if (status == PITH_STATUS_OK && !(order = array_calloc(count, sizeof *order)))
        status = error_memory(err);
    if (status == PITH_STATUS_OK) {
        batch_order(pieces, count, cfg, 0, order);
        count_batches(cfg, c, pieces, order, count, &tokens, &padded);
        *out = json_pack("{s:o, s:o}", "tokens", prior_of(cfg, &tokens), "padded",
                         prior_of(cfg, &padded));
        status = *out ? PITH_STATUS_OK : error_memory(err);
    }
    free(pieces);
    free(order);
    return status;
}

/* --- data files ----------------------------------------------------------------------------- */

static pith_status write_file(const struct target *t, const char *role, const struct corpus *c,
                              pith_error *err)
{
    return db_run(t->db, err,
                  "INSERT OR REPLACE INTO datafile(run, role, path, sha256, texts, tokens, spans, "
                  "unknown) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                  "itttiiii", t->run, role, c->path, c->sha256, (int64_t)c->count,
                  (int64_t)c->stats.tokens, (int64_t)c->stats.spans, (int64_t)c->stats.unknown);
}

/* A file of texts, read as training does. */
static pith_status record_file(const struct target *t, const char *role, const char *path,
                               const struct vocab *vocab, pith_error *err)
{
    struct corpus c = {0};
    TRY(corpus_open(path, t->cfg, vocab, NULL, &c, err));
    pith_status status = write_file(t, role, &c, err);
    corpus_fini(&c);
    return status;
}

/* One that is no file of texts: vectors, a model. */
static pith_status record_hash(const struct target *t, const char *role, const char *path,
                               pith_error *err)
{
    char hash[65];
    TRY(file_sha256(path, hash, err));
    return db_run(t->db, err,
                  "INSERT OR REPLACE INTO datafile(run, role, path, sha256, texts, tokens, spans) "
                  "VALUES(?, ?, ?, ?, 0, 0, 0)",
                  "ittt", t->run, role, path, hash);
}

static pith_status record_texts(const struct target *t, struct corpus *train, struct vocab **vocab,
                                json_t **prior, pith_error *err)
{
    const struct config *cfg = t->cfg;
    TRY(corpus_vocabulary(train, cfg, vocab, err));
    TRY(corpus_encode(train, *vocab, NULL, err));
    TRY(make_prior(cfg, train, prior, err));
    TRY(run_set_prior(t->db, t->run, *prior, err));
    for (int id = 0; id < KNOB_COUNT; id++) {
        const char *role = data_role(id), *path = data_path(cfg, id);
        if (!role || !*path)
            continue;
        if (id == KNOB_data_train)
            TRY(write_file(t, role, train, err));
        else if (id == KNOB_data_dev || id == KNOB_data_test)
            TRY(record_file(t, role, path, *vocab, err));
        else
            TRY(record_hash(t, role, path, err));
    }
    return PITH_STATUS_OK;
}

pith_status run_record_data(struct db *db, int64_t run, const struct config *cfg, pith_error *err)
{
    const struct target t = {db, run, cfg};
    struct corpus train = {0};
    struct vocab *vocab = NULL;
    json_t *prior = NULL;
    TRY(corpus_read(cfg->data_train, cfg, &train, err));
    pith_status status = record_texts(&t, &train, &vocab, &prior, err);
    json_decref(prior);
    vocab_free(vocab);
    corpus_fini(&train);
    return status;
}

/* --- results -------------------------------------------------------------------------------- */

static pith_status write_metrics(const struct target *t, const char *part,
                                 const pith_metrics *metrics, pith_error *err)
{
    const pith_metric *m;
    for (int i = 0; (m = pith_metrics_at(metrics, i)); i++)
        TRY(db_run(t->db, err,
                   "INSERT OR REPLACE INTO metric(run, part, name, value, floor) "
                   "VALUES(?, ?, ?, ?, ?)",
                   "ittdd", t->run, part, m->name, isfinite(m->value) ? m->value : (double)NAN,
                   m->has_baseline ? m->baseline : (double)NAN));
    return PITH_STATUS_OK;
}

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
    struct buffer lines = {0}, packed = {0};
    for (size_t i = 0; i < c->count; i++)
        append_phrases(p, i, c->examples[i].length, &lines);
    pith_status status =
        buffer_ok(&lines) ? pack_compress(lines.data, lines.size, &packed, err) : error_memory(err);
    if (status == PITH_STATUS_OK)
        status = db_run(t->db, err,
                        "INSERT OR REPLACE INTO prediction(run, part, phrases) VALUES(?, ?, ?)",
                        "itb", t->run, part, (const void *)packed.data, packed.size);
    buffer_fini(&lines);
    buffer_fini(&packed);
    return status;
}

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
    int threads = threads_of(cfg->train_threads);
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

pith_status run_record_results(struct db *db, int64_t run, const struct config *cfg,
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
