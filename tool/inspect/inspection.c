/* inspection.c - the texts, vocabulary and net that are looked at; see inspection.h. */
#include "inspect/inspection.h"

#include "base/error.h"
#include "nn/work.h"

#include <stdlib.h>
#include <string.h>

const char *const inspection_heads[HEAD_COUNT] = {"keyword", "keyphrase"};
const struct inspection_name inspection_bases[BASIS_COUNT] = {
    [BASIS_TOKENS] = {"tokens", "mean over the tokens"},
    [BASIS_PADS] = {"pads", "mean over tokens and pads"},
    [BASIS_RUN] = {"run", "as this run counts"}};
const struct inspection_name inspection_predictors[PREDICTOR_COUNT] = {
    [PREDICTOR_NET] = {"net", "this net"},
    [PREDICTOR_UNIFORM] = {"uniform", "uniform guess"},
    [PREDICTOR_CONSTANT] = {"constant", "constant guess"}};

/* --- opening ------------------------------------------------------------------------------- */

/*
 * The model's configuration, and over it what the user chose; only what makes the net's shape or
 * its tokens cannot be chosen any more.
 */
static pith_status merge_config(struct config *merged, const struct config *chosen, pith_error *err)
{
    struct buffer value = {0};
    pith_status status = PITH_STATUS_OK;
    for (int id = 0; id < KNOB_COUNT && status == PITH_STATUS_OK; id++) {
        const struct knob *knob = knob_at(id);
        if (!chosen->set[id] || config_equal(merged, chosen, id))
            continue;
        if (knob->scope == SCOPE_MODEL) {
            error_set(err, PITH_STATUS_USAGE, "%s is part of the model and cannot be changed",
                      knob->key);
            status = error_hint(err, PITH_STATUS_USAGE, "leave out --%s, or --model", knob->key);
            break;
        }
        buffer_clear(&value);
        status = config_get(chosen, id, &value) ? config_set(merged, knob->key, value.data, err)
                                                : error_memory(err);
    }
    buffer_fini(&value);
    return status;
}

/* The texts by the model's own vocabulary, in the place where setup_run would have put them. */
static pith_status open_with_model(struct inspection *in, const struct config *cfg,
                                   const char *path, const char *model_path, pith_error *err)
{
    struct setup *s = &in->setup;
    pith_status status = pith_model_load(model_path, &in->model, err);
    if (status != PITH_STATUS_OK)
        return status;
    s->cfg = in->model->config.knobs;
    in->vocab = in->model->vocab;
    in->net = &in->model->net;
    status = merge_config(&s->cfg, cfg, err);
    if (status == PITH_STATUS_OK)
        status = config_check(&s->cfg, err);
    struct feature_plan plan = feature_plan_of(&s->cfg);
    if (status == PITH_STATUS_OK)
        status = corpus_open(path, &s->cfg, in->vocab, &plan, &s->train, err);
    if (status == PITH_STATUS_OK)
        status = batch_pieces(&s->train, (size_t)s->cfg.data_max_length, &s->pieces,
                              &s->piece_count, err);
    if (status == PITH_STATUS_OK && !s->piece_count)
        status = error_at(err, PITH_STATUS_DATA, path, 0, "there is not a single token in it");
    if (status == PITH_STATUS_OK)
        s->cfg.train_batch = (int64_t)batch_texts(&s->cfg, s->piece_count);
    return status;
}

static pith_status open_without_model(struct inspection *in, const struct config *cfg,
                                      const char *path, pith_error *err)
{
    pith_config config = {.knobs = *cfg};
    pith_status status = pith_config_set(&config, "data.train", path, err);
    config.knobs.data_dev[0] = '\0';
    if (status == PITH_STATUS_OK)
        status = setup_run(&in->setup, &config.knobs, err);
    in->vocab = in->setup.vocab;
    in->net = &in->setup.net;
    return status;
}

/* Counts the words that the vocabulary does not have, and names the most frequent. */
static pith_status count_unknown(struct inspection *in, struct vocab_counter *counter,
                                 struct buffer *scratch, pith_error *err)
{
    const struct corpus *c = &in->setup.train;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < c->count; i++) {
            const struct example *e = &c->examples[i];
            for (size_t t = 0; t < e->length; t++) {
                const char *word = e->text + e->tokens[t].start;
                size_t size = e->tokens[t].end - e->tokens[t].start;
                if (e->ids[t] != VOCAB_UNKNOWN)
                    continue;
                if (pass == 0 && !vocab_counter_add(counter, word, size))
                    return error_memory(err);
                int32_t id = pass == 0 ? 0 : vocab_id(in->words, word, size, scratch);
                if (id >= VOCAB_FIRST)
                    in->unknown[id - VOCAB_FIRST].count++;
            }
        }
        pith_status status =
            pass == 0 ? vocab_new(counter, 1, INSPECT_WORDS, &in->words, err) : PITH_STATUS_OK;
        if (status != PITH_STATUS_OK)
            return status;
    }
    in->unknown_count = (int)vocab_size(in->words) - VOCAB_FIRST;
    for (int i = 0; i < in->unknown_count; i++)
        in->unknown[i].id = VOCAB_FIRST + i;
    return PITH_STATUS_OK;
}

static pith_status look_at_texts(struct inspection *in, pith_error *err)
{
    const struct corpus *c = &in->setup.train;
    for (size_t i = 0; i < c->count; i++) {
        bool labelled = false;
        for (size_t t = 0; t < c->examples[i].length && !labelled; t++)
            labelled = c->examples[i].tags[t] != LABEL_O;
        in->texts_unlabelled += !labelled;
    }
    if (!c->stats.unknown)
        return PITH_STATUS_OK;
    struct vocab_counter *counter = vocab_counter_new(in->setup.cfg.text_lowercase);
    struct buffer scratch = {0};
    pith_status status = counter ? count_unknown(in, counter, &scratch, err) : error_memory(err);
    buffer_fini(&scratch);
    vocab_counter_free(counter);
    return status;
}

pith_status inspection_open(struct inspection *in, const struct config *cfg, const char *path,
                            const char *model_path, pith_error *err)
{
    *in = (struct inspection){0};
    pith_status status = model_path ? open_with_model(in, cfg, path, model_path, err)
                                    : open_without_model(in, cfg, path, err);
    if (status == PITH_STATUS_OK)
        status = look_at_texts(in, err);
    if (status != PITH_STATUS_OK)
        inspection_fini(in);
    return status;
}

void inspection_fini(struct inspection *in)
{
    buffer_fini(&in->warnings);
    net_work_fini(&in->work);
    batch_fini(&in->batch);
    free(in->order);
    vocab_free(in->words);
    setup_fini(&in->setup);
    pith_model_free(in->model);
    *in = (struct inspection){0};
}

size_t inspection_positions(const struct inspection *in)
{
    return in->batch.texts * in->longest;
}

double inspection_share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}
