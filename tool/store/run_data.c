/* run_data.c - label prior and counts of a run's texts; see run_data.h. */
#include "store/run_data.h"

#include "store/run_write.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "data/batch.h"

#include <math.h>
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

struct target {
    struct db *db;
    int64_t run;
    const struct config *cfg;
};

static pith_status write_file(const struct target *t, const char *role, const struct corpus *c,
                              pith_error *err)
{
    return db_run(t->db, err,
                  "INSERT OR REPLACE INTO datafile(run, role, path, sha256, texts, tokens, spans, "
                  "unknown) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                  "itttiiii", t->run, role, c->path, c->sha256, (int64_t)c->count,
                  (int64_t)c->stats.tokens, (int64_t)c->stats.spans, (int64_t)c->stats.unknown);
}

/* Reads dev or test, if there is one, and records it. */
static pith_status record_file(const struct target *t, const char *role, const char *path,
                               const struct vocab *vocab, pith_error *err)
{
    struct corpus c = {0};
    if (!path[0])
        return PITH_STATUS_OK;
    TRY(corpus_open(path, t->cfg, vocab, NULL, &c, err));
    pith_status status = write_file(t, role, &c, err);
    corpus_fini(&c);
    return status;
}

/* The vectors' file has words, not texts. */
static pith_status record_embedding(const struct target *t, pith_error *err)
{
    const char *path = t->cfg->embedding_file;
    char hash[65];
    if (!path[0])
        return PITH_STATUS_OK;
    pith_status status = file_sha256(path, hash, err);
    if (status != PITH_STATUS_OK)
        return status;
    return db_run(t->db, err,
                  "INSERT OR REPLACE INTO datafile(run, role, path, sha256, texts, tokens, spans) "
                  "VALUES(?, 'embedding', ?, ?, 0, 0, 0)",
                  "itt", t->run, path, hash);
}

pith_status run_data_record(struct db *db, int64_t run, const struct config *cfg, pith_error *err)
{
    const struct target t = {db, run, cfg};
    struct corpus train = {0};
    struct vocab *vocab = NULL;
    json_t *prior = NULL;
    pith_status status = corpus_read(cfg->data_train, cfg, &train, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = corpus_vocabulary(&train, cfg, &vocab, err);
    if (status == PITH_STATUS_OK)
        status = corpus_encode(&train, vocab, NULL, err);
    if (status == PITH_STATUS_OK)
        status = make_prior(cfg, &train, &prior, err);
    if (status == PITH_STATUS_OK)
        status = run_set_prior(db, run, prior, err);
    if (status == PITH_STATUS_OK)
        status = write_file(&t, "train", &train, err);
    if (status == PITH_STATUS_OK)
        status = record_file(&t, "dev", cfg->data_dev, vocab, err);
    if (status == PITH_STATUS_OK)
        status = record_file(&t, "test", cfg->data_test, vocab, err);
    if (status == PITH_STATUS_OK)
        status = record_embedding(&t, err);
    json_decref(prior);
    vocab_free(vocab);
    corpus_fini(&train);
    return status;
}
