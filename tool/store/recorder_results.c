/*
 * recorder_results.c - what is recorded of data and of the finished model: counts, label prior,
 * metrics, predictions; see recorder.h.
 */
#include "store/recorder_parts.h"

#include "store/pack.h"

#include "cli/json.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "data/batch.h"
#include "nn/model.h"
#include "nn/predict.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

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

static pith_status prior_json(const struct config *cfg, const struct corpus *c, char **json,
                              pith_error *err)
{
    struct label_counts tokens = {0}, padded = {0};
    struct piece *pieces = NULL;
    size_t *order = NULL, count = 0;
    *json = NULL;
    pith_status status = batch_pieces(c, (size_t)cfg->data_max_length, &pieces, &count, err);
    if (status == PITH_STATUS_OK && !(order = array_calloc(count, sizeof *order)))
        status = error_memory(err);
    if (status == PITH_STATUS_OK) {
        batch_order(pieces, count, cfg, 0, order);
        count_batches(cfg, c, pieces, order, count, &tokens, &padded);
        json_t *both = json_pack("{s:o, s:o}", "tokens", prior_of(cfg, &tokens), "padded",
                                 prior_of(cfg, &padded));
        *json = both ? json_dumps(both, JSON_COMPACT) : NULL;
        json_decref(both);
        status = *json ? PITH_STATUS_OK : error_memory(err);
    }
    free(pieces);
    free(order);
    return status;
}

/* --- data files ----------------------------------------------------------------------------- */

static pith_status write_file(struct recorder *r, const char *role, const struct corpus *c,
                              pith_error *err)
{
    return db_run(r->db, err,
                  "INSERT OR REPLACE INTO datafile(run, role, path, sha256, texts, tokens, spans, "
                  "unknown) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                  "itttiiii", r->run, role, c->path, c->sha256, (int64_t)c->count,
                  (int64_t)c->stats.tokens, (int64_t)c->stats.spans, (int64_t)c->stats.unknown);
}

/* The vocabulary as training makes it. */
static pith_status make_vocabulary(const struct config *cfg, const struct corpus *c,
                                   struct vocab **out, pith_error *err)
{
    struct vocab_counter *counter = vocab_counter_new(cfg->text_lowercase);
    pith_status status =
        counter && corpus_count_words(c, counter)
            ? vocab_new(counter, cfg->text_min_count, cfg->text_max_vocabulary, out, err)
            : error_memory(err);
    vocab_counter_free(counter);
    return status;
}

/* Reads dev or test, if there is one, and records it. */
static pith_status record_file(struct recorder *r, const char *role, const char *path,
                               const struct vocab *vocab, pith_error *err)
{
    struct corpus c = {0};
    if (!path[0])
        return PITH_STATUS_OK;
    pith_status status = corpus_read(path, &r->config.knobs, &c, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = corpus_encode(&c, vocab, NULL, err);
    if (status == PITH_STATUS_OK)
        status = write_file(r, role, &c, err);
    corpus_fini(&c);
    return status;
}

/* The vectors' file has words, not texts. */
static pith_status record_embedding(struct recorder *r, pith_error *err)
{
    const char *path = r->config.knobs.embedding_file;
    char hash[65];
    if (!path[0])
        return PITH_STATUS_OK;
    pith_status status = file_sha256(path, hash, err);
    if (status != PITH_STATUS_OK)
        return status;
    return db_run(r->db, err,
                  "INSERT OR REPLACE INTO datafile(run, role, path, sha256, texts, tokens, spans) "
                  "VALUES(?, 'embedding', ?, ?, 0, 0, 0)",
                  "itt", r->run, path, hash);
}

pith_status recorder_data(struct recorder *r, pith_error *err)
{
    const struct config *cfg = &r->config.knobs;
    struct corpus train = {0};
    struct vocab *vocab = NULL;
    char *prior = NULL;
    pith_status status = corpus_read(cfg->data_train, cfg, &train, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = make_vocabulary(cfg, &train, &vocab, err);
    if (status == PITH_STATUS_OK)
        status = corpus_encode(&train, vocab, NULL, err);
    if (status == PITH_STATUS_OK)
        status = prior_json(cfg, &train, &prior, err);
    if (status == PITH_STATUS_OK)
        status =
            db_run(r->db, err, "UPDATE run SET prior_json = ? WHERE id = ?", "ti", prior, r->run);
    if (status == PITH_STATUS_OK)
        status = write_file(r, "train", &train, err);
    if (status == PITH_STATUS_OK)
        status = record_file(r, "dev", cfg->data_dev, vocab, err);
    if (status == PITH_STATUS_OK)
        status = record_file(r, "test", cfg->data_test, vocab, err);
    if (status == PITH_STATUS_OK)
        status = record_embedding(r, err);
    free(prior);
    vocab_free(vocab);
    corpus_fini(&train);
    return status;
}

/* --- metrics -------------------------------------------------------------------------------- */

pith_status recorder_metrics_json(const pith_metrics *metrics, char **json, pith_error *err)
{
    pith_metric m;
    json_t *object = json_object();
    bool ok = object != NULL;
    for (int i = 0; metrics && ok && pith_metrics_at(metrics, i, &m); i++)
        ok = json_object_set_new(object, m.name, cli_json_number(m.value)) == 0;
    *json = ok ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(object);
    return *json ? PITH_STATUS_OK : error_memory(err);
}

static pith_status write_metrics(struct recorder *r, const char *part, const pith_metrics *metrics,
                                 pith_error *err)
{
    pith_metric m;
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; status == PITH_STATUS_OK && pith_metrics_at(metrics, i, &m); i++)
        status = db_run(r->db, err,
                        "INSERT OR REPLACE INTO metric(run, part, name, value, floor) "
                        "VALUES(?, ?, ?, ?, ?)",
                        "ittdd", r->run, part, m.name, isfinite(m.value) ? m.value : (double)NAN,
                        m.has_floor ? m.floor : (double)NAN);
    return status;
}

/* --- predictions ---------------------------------------------------------------------------- */

/* One line a text: [[start,end],...] in tokens. */
static bool append_phrases(const struct prediction *p, size_t text, size_t length,
                           struct buffer *out)
{
    const uint8_t *tags = p->keyphrase + p->offset[text];
    struct span span;
    size_t at = 0;
    bool ok = buffer_append_char(out, '['), first = true;
    while (ok && label_next(tags, length, &at, &span)) {
        ok = buffer_printf(out, "%s[%u,%u]", first ? "" : ",", (unsigned)span.start,
                           (unsigned)span.end);
        first = false;
    }
    return ok && buffer_append_text(out, "]\n");
}

static pith_status write_predictions(struct recorder *r, const char *part, const struct corpus *c,
                                     const struct prediction *p, pith_error *err)
{
    struct buffer lines = {0};
    void *packed = NULL;
    size_t size = 0;
    bool ok = true;
    for (size_t i = 0; i < c->count && ok; i++)
        ok = append_phrases(p, i, c->examples[i].length, &lines);
    pith_status status =
        ok ? lab_pack(lines.data, lines.size, &packed, &size, err) : error_memory(err);
    if (status == PITH_STATUS_OK)
        status = db_run(r->db, err,
                        "INSERT OR REPLACE INTO prediction(run, part, phrases) VALUES(?, ?, ?)",
                        "itb", r->run, part, (const void *)packed, size);
    buffer_fini(&lines);
    free(packed);
    return status;
}

/* --- together ------------------------------------------------------------------------------- */

/* Metrics (unless `known`) and predictions of a model on an encoded corpus. */
static pith_status record_part(struct recorder *r, const char *part, const pith_model *model,
                               const struct corpus *c, const pith_metrics *known, pith_error *err)
{
    const struct config *cfg = &r->config.knobs;
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
        status = db_begin(r->db, err);
    if (status == PITH_STATUS_OK) {
        status = write_metrics(r, part, known ? known : metrics, err);
        if (status == PITH_STATUS_OK)
            status = write_predictions(r, part, c, &prediction, err);
        pith_status ended =
            db_end(r->db, status == PITH_STATUS_OK, status == PITH_STATUS_OK ? err : NULL);
        status = status == PITH_STATUS_OK ? ended : status;
    }
    predictor_fini(&predictor);
    prediction_fini(&prediction);
    free(metrics);
    return status;
}

static pith_status read_and_record(struct recorder *r, const char *part, const char *path,
                                   const pith_model *model, const pith_metrics *known,
                                   pith_error *err)
{
    struct corpus c = {0};
    if (!path[0])
        return PITH_STATUS_OK;
    pith_status status = corpus_read(path, &r->config.knobs, &c, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct feature_plan plan = feature_plan_of(&model->config.knobs);
    status = corpus_encode(&c, model->vocab, &plan, err);
    if (status == PITH_STATUS_OK)
        status = record_part(r, part, model, &c, known, err);
    corpus_fini(&c);
    return status;
}

pith_status recorder_results(struct recorder *r, pith_error *err)
{
    const struct config *cfg = &r->config.knobs;
    pith_model *model = NULL;
    pith_status status = pith_model_load(r->model, &model, err);
    if (status == PITH_STATUS_OK)
        status =
            read_and_record(r, "dev", cfg->data_dev, model, r->best_known ? &r->best : NULL, err);
    if (status == PITH_STATUS_OK)
        status = read_and_record(r, "test", cfg->data_test, model, NULL, err);
    pith_model_free(model);
    return status;
}

/* --- checkpoint ----------------------------------------------------------------------------- */

/* A whole number among the texts of a checkpoint's "pith.state". */
static bool state_number(const json_t *state, const char *name, int64_t *out)
{
    const char *text = json_string_value(json_object_get(state, name));
    char *end = NULL;
    *out = text ? strtoll(text, &end, 10) : 0;
    return text && end != text && !*end;
}

pith_status recorder_checkpoint_fits(struct recorder *r, const char *checkpoint, bool *fits,
                                     pith_error *err)
{
    struct st_file f = {0};
    int64_t step = 0, epochs = 0, steps = 0, ended = 0;
    *fits = false;
    if (st_open(&f, checkpoint, NULL) != PITH_STATUS_OK)
        return PITH_STATUS_OK;
    const char *text = st_metadata(&f, "pith.state");
    json_t *state = text ? json_loads(text, 0, NULL) : NULL;
    bool read = state_number(state, "step", &step) && state_number(state, "epoch", &epochs);
    json_decref(state);
    st_close(&f);
    /* Steps up to the checkpoint: without holes they are as many as its number. */
    pith_status status = db_int(r->db, &steps, err,
                                "SELECT coalesce(sum(count), 0) FROM trace "
                                "WHERE run = ? AND first + count <= ?",
                                "ii", r->run, step);
    if (status == PITH_STATUS_OK)
        status =
            db_int(r->db, &ended, err, "SELECT count(*) FROM epoch WHERE run = ? AND steps <= ?",
                   "ii", r->run, step);
    *fits = status == PITH_STATUS_OK && read && steps == step && ended == epochs;
    return status;
}
