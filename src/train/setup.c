/* setup.c - texts, vocabulary, net and vectors of a run; see setup.h. */
#include "train/setup.h"

#include "base/error.h"
#include "data/survey.h"
#include "train/warm_start.h"

#include <stdlib.h>
#include <string.h>

static pith_status read_texts(struct setup *s, pith_error *err)
{
    struct config *cfg = &s->cfg;
    if (!cfg->data_train[0])
        return error_cure(err, PITH_STATUS_USAGE, "pith train --data.train FILE",
                          "no training texts are given");
    pith_status status = corpus_read(cfg->data_train, cfg, &s->train, err);
    if (status != PITH_STATUS_OK || !cfg->data_dev[0])
        return status;
    status = corpus_read(cfg->data_dev, cfg, &s->dev, err);
    s->has_dev = status == PITH_STATUS_OK;
    return status;
}

/* Words that only the file of vectors has. */
static pith_status add_words(struct setup *s, pith_error *err)
{
    struct vocab *larger;
    pith_status status = embedding_words(s->cfg.embedding_file, s->vocab, s->cfg.text_lowercase,
                                         (size_t)s->cfg.embedding_words, &larger, err);
    if (status != PITH_STATUS_OK)
        return status;
    vocab_free(s->vocab);
    s->vocab = larger;
    return PITH_STATUS_OK;
}

static pith_status make_vocabulary(struct setup *s, pith_error *err)
{
    struct feature_plan plan = feature_plan_of(&s->cfg);
    TRY(corpus_vocabulary(&s->train, &s->cfg, &s->vocab, err));
    if (s->cfg.embedding_words && s->cfg.embedding_file[0])
        TRY(add_words(s, err));
    TRY(corpus_encode(&s->train, s->vocab, &plan, err));
    return s->has_dev ? corpus_encode(&s->dev, s->vocab, &plan, err) : PITH_STATUS_OK;
}

static pith_status choose_size(struct config *cfg, pith_error *err)
{
    size_t size;
    if (!cfg->embedding_file[0] || cfg->set[KNOB_embedding_size])
        return PITH_STATUS_OK;
    pith_status status = embedding_peek(cfg->embedding_file, &size, err);
    if (status == PITH_STATUS_OK)
        cfg->embedding_size = (int64_t)size;
    return status;
}

/*
 * What the texts are like, for the doctor. Counted from the files' labels, so that what is wrong
 * with them stands in every trace, whoever reads it and when.
 */
static pith_status survey(struct setup *s, const unsigned char *found, pith_error *err)
{
    pith_status status = survey_make(&s->train, s->has_dev ? &s->dev : NULL, &s->survey, err);
    if (status != PITH_STATUS_OK)
        return status;
    const struct config *cfg = &s->cfg;
    s->surveyed = true;
    s->survey.same_file =
        s->has_dev && ((s->dev.sha256[0] && !strcmp(s->dev.sha256, s->train.sha256)) ||
                       !strcmp(cfg->data_dev, cfg->data_test));
    if (!s->embedding.format)
        return PITH_STATUS_OK;
    s->survey.words = vocab_size(s->vocab) - VOCAB_FIRST;
    s->survey.matched = s->embedding.matched;
    s->survey.folded = s->embedding.matched_folded;
    for (size_t i = 0; i < s->train.count; i++)
        for (size_t t = 0; t < s->train.examples[i].length; t++)
            s->survey.covered += found[s->train.examples[i].ids[t]];
    return PITH_STATUS_OK;
}

/* Puts pretrained vectors over the random ones. */
static pith_status load_vectors(struct setup *s, unsigned char *found, pith_error *err)
{
    if (!s->cfg.embedding_file[0])
        return PITH_STATUS_OK;
    const struct param *p = &s->net.table.items[0];
    float *table = array_calloc(p->count, sizeof *table);
    if (!table)
        return error_memory(err);
    pith_status status =
        embedding_read(s->cfg.embedding_file, s->vocab, p->cols, table, found, &s->embedding, err);
    for (size_t i = 0; i < p->rows && status == PITH_STATUS_OK; i++)
        for (size_t j = 0; j < p->cols && found[i]; j++)
            net_weights(&s->net, 0)[i * p->cols + j] = (real)table[i * p->cols + j];
    free(table);
    return status;
}

static pith_status make_net(struct setup *s, pith_error *err)
{
    pith_status status = net_init(&s->net, &s->cfg, vocab_size(s->vocab), err);
    if (status == PITH_STATUS_OK)
        status = net_allocate(&s->net, err);
    if (status != PITH_STATUS_OK)
        return status;
    net_randomize(&s->net, &s->cfg);
    unsigned char *found = array_calloc(vocab_size(s->vocab), 1); /* words that have a vector */
    if (!found)
        return error_memory(err);
    status = load_vectors(s, found, err);
    if (status == PITH_STATUS_OK && s->cfg.train_from[0])
        status = warm_start(&s->net, s->vocab, s->cfg.train_from, err);
    if (status == PITH_STATUS_OK)
        status = survey(s, found, err);
    free(found);
    return status;
}

pith_status setup_run(struct setup *s, const struct config *cfg, pith_error *err)
{
    *s = (struct setup){.cfg = *cfg};
    pith_status status = config_check(&s->cfg, err);
    if (status == PITH_STATUS_OK)
        status = choose_size(&s->cfg, err);
    if (status == PITH_STATUS_OK)
        status = read_texts(s, err);
    if (status == PITH_STATUS_OK)
        status = make_vocabulary(s, err);
    if (status == PITH_STATUS_OK)
        status = make_net(s, err);
    if (status == PITH_STATUS_OK)
        status = setup_pieces(s, err);
    if (status != PITH_STATUS_OK)
        setup_fini(s);
    return status;
}

pith_status setup_pieces(struct setup *s, pith_error *err)
{
    TRY(batch_pieces(&s->train, (size_t)s->cfg.data_max_length, &s->pieces, &s->piece_count, err));
    s->cfg.train_batch = (int64_t)batch_texts(&s->cfg, s->piece_count);
    return s->piece_count ? PITH_STATUS_OK
                          : error_at(err, PITH_STATUS_DATA, s->train.path, 0,
                                     "there is not a single token in it");
}

void setup_fini(struct setup *s)
{
    free(s->pieces);
    net_fini(&s->net);
    vocab_free(s->vocab);
    corpus_fini(&s->train);
    if (s->has_dev)
        corpus_fini(&s->dev);
    *s = (struct setup){0};
}

void setup_start(const struct setup *s, const pith_config *config, pith_train_start *start)
{
    pith_train_start_init(start, sizeof *start);
    start->config = config;
    start->train_path = s->cfg.data_train;
    start->train_sha256 = s->train.sha256;
    start->train_format = s->train.format;
    start->train_texts = s->train.count;
    start->train_tokens = s->train.stats.tokens;
    start->train_spans = s->train.stats.spans;
    start->train_absent = s->train.stats.phrases_absent;
    start->train_bad_lines = s->train.stats.bad_lines;
    start->dev_path = s->has_dev ? s->cfg.data_dev : "";
    start->dev_sha256 = s->has_dev ? s->dev.sha256 : "";
    start->dev_texts = s->has_dev ? s->dev.count : 0;
    start->dev_tokens = s->has_dev ? s->dev.stats.tokens : 0;
    start->vocabulary = vocab_size(s->vocab);
    for (int i = 0; i < s->net.table.count; i++)
        start->parameters += s->net.table.items[i].count;
    start->embedding_matched = s->embedding.matched;
    start->embedding_folded = s->embedding.matched_folded;
    start->embedding_format = s->embedding.format;
    start->survey = s->surveyed ? &s->survey : NULL;
}
