/* inspection.c - the texts, vocabulary and net that are looked at; see inspection.h. */
#include "inspect/inspection.h"

#include "base/error.h"
#include "nn/work.h"
#include "text/lower.h"

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
    TRY(pith_model_load(model_path, &in->model, err));
    s->cfg = in->model->config.knobs;
    in->vocab = in->model->vocab;
    in->net = &in->model->net;
    TRY(merge_config(&s->cfg, cfg, err));
    TRY(config_check(&s->cfg, err));
    struct feature_plan plan = feature_plan_of(&s->cfg);
    TRY(corpus_open(path, &s->cfg, in->vocab, &plan, &s->train, err));
    return setup_pieces(s, err);
}

static pith_status open_without_model(struct inspection *in, const struct config *cfg,
                                      const char *path, pith_error *err)
{
    struct config own = *cfg;
    TRY(config_set(&own, "data.train", path, err));
    own.data_dev[0] = '\0';
    TRY(setup_run(&in->setup, &own, err));
    in->vocab = in->setup.vocab;
    in->net = &in->setup.net;
    return PITH_STATUS_OK;
}

/* Counts a word that the vocabulary does not have, as a vocabulary would. */
static bool count_word(struct inspection *in, const char *word, size_t size, struct buffer *scratch)
{
    size_t number;
    if (!size || memchr(word, '\n', size))
        return true;
    buffer_clear(scratch);
    if (in->setup.cfg.text_lowercase) {
        if (!text_lower(word, size, scratch))
            return false;
        word = scratch->data;
        size = scratch->size;
    }
    return tally_add(&in->words, word, size, 1, &number);
}

/* Counts the unknown words of the file, and ranks them. */
static bool count_unknown(struct inspection *in)
{
    const struct corpus *c = &in->setup.train;
    struct buffer scratch = {0};
    bool ok = tally_init(&in->words);
    for (size_t i = 0; i < c->count && ok; i++) {
        const struct example *e = &c->examples[i];
        for (size_t t = 0; t < e->length && ok; t++)
            if (e->ids[t] == VOCAB_UNKNOWN)
                ok = count_word(in, e->text + e->tokens[t].start,
                                e->tokens[t].end - e->tokens[t].start, &scratch);
    }
    buffer_fini(&scratch);
    struct tally_row *ranked = ok ? tally_sort(&in->words) : NULL;
    size_t n = in->words.table.count;
    for (size_t i = 0; ranked && i < n && i < INSPECT_WORDS; i++)
        in->unknown[in->unknown_count++] = ranked[i];
    ok = ranked != NULL;
    free(ranked);
    return ok;
}

static void count_unlabelled(struct inspection *in)
{
    const struct corpus *c = &in->setup.train;
    for (size_t i = 0; i < c->count; i++) {
        bool labelled = false;
        for (size_t t = 0; t < c->examples[i].length && !labelled; t++)
            labelled = c->examples[i].tags[t] != LABEL_O;
        in->texts_unlabelled += !labelled;
    }
}

pith_status inspection_open(struct inspection *in, const struct config *cfg, const char *path,
                            const char *model_path, pith_error *err)
{
    *in = (struct inspection){0};
    pith_status status = model_path ? open_with_model(in, cfg, path, model_path, err)
                                    : open_without_model(in, cfg, path, err);
    if (status == PITH_STATUS_OK && in->setup.train.stats.unknown && !count_unknown(in))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        count_unlabelled(in);
    else
        inspection_fini(in);
    return status;
}

void inspection_fini(struct inspection *in)
{
    buffer_fini(&in->warnings);
    net_work_fini(&in->work);
    batch_fini(&in->batch);
    free(in->order);
    tally_fini(&in->words);
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
