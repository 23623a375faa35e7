/* session.c - stage 2 of pith.h: a model applied to one text after another. */
#include "base/error.h"
#include "nn/model.h"
#include "nn/predict.h"
#include "text/tokenizer.h"

#include <stdlib.h>
#include <string.h>

/* Arrays only grow: a session in its steady state does not allocate for texts like those before. */
struct pith_session {
    const pith_model *model;
    struct tokenizer *tokenizer;
    struct token_list tokens;
    struct buffer scratch; /* lower-cased word */
    struct feature_maker features;
    int32_t *ids;
    uint8_t *tags; /* all O: a text without labels */
    struct scored_span *spans;
    pith_phrase *phrases;
    size_t ids_capacity, tags_capacity, spans_capacity, phrases_capacity;
    struct predictor predictor;
    struct prediction prediction;
};

pith_status pith_session_new(const pith_model *model, pith_session **session, pith_error *err)
{
    *session = NULL;
    pith_session *s = calloc(1, sizeof *s);
    if (!s)
        return error_memory(err);
    s->model = model;
    kernel_blas_single_thread();
    pith_status status = tokenizer_new(model->config.knobs.text_tokenizer, &s->tokenizer, err);
    if (status == PITH_OK)
        *session = s;
    else
        pith_session_free(s);
    return status;
}

void pith_session_free(pith_session *s)
{
    if (!s)
        return;
    tokenizer_free(s->tokenizer);
    token_list_fini(&s->tokens);
    buffer_fini(&s->scratch);
    feature_maker_fini(&s->features);
    free(s->ids);
    free(s->tags);
    free(s->spans);
    free(s->phrases);
    predictor_fini(&s->predictor);
    prediction_fini(&s->prediction);
    free(s);
}

static pith_status make_room(pith_session *s, size_t n, pith_error *err)
{
    if (array_grow((void **)&s->ids, &s->ids_capacity, n, sizeof *s->ids) &&
        array_grow((void **)&s->tags, &s->tags_capacity, n, 1) &&
        array_grow((void **)&s->spans, &s->spans_capacity, n, sizeof *s->spans) &&
        array_grow((void **)&s->phrases, &s->phrases_capacity, n, sizeof *s->phrases))
        return PITH_OK;
    return error_memory(err);
}

static void look_up(pith_session *s, const char *text)
{
    for (size_t i = 0; i < s->tokens.count; i++) {
        const struct token *t = &s->tokens.items[i];
        s->ids[i] = vocab_id(s->model->vocab, text + t->start, t->end - t->start, &s->scratch);
    }
    memset(s->tags, LABEL_O, s->tokens.count);
}

pith_status pith_extract(pith_session *s, const char *text, size_t size,
                         const pith_phrase **phrases, size_t *count, pith_error *err)
{
    const struct config *cfg = &s->model->config.knobs;
    *phrases = NULL;
    *count = 0;
    pith_status status = tokenizer_run(s->tokenizer, text, size, &s->tokens, err);
    size_t n = status == PITH_OK ? s->tokens.count : 0;
    if (n)
        status = make_room(s, n, err);
    if (status != PITH_OK || !n)
        return status;
    look_up(s, text);
    struct feature_plan plan = feature_plan_of(cfg);
    status = feature_make(&s->features, &plan, text, s->tokens.items, n, err);
    if (status != PITH_OK)
        return status;
    struct example example = {.text = text,
                              .text_size = size,
                              .tokens = s->tokens.items,
                              .tags = s->tags,
                              .ids = s->ids,
                              .features = {feature_view(&s->features, BAG_WORD),
                                           feature_view(&s->features, BAG_CONTEXT)},
                              .length = n};
    struct corpus one = {.examples = &example, .count = 1};
    status = predictor_run(&s->predictor, &s->model->net, &one, (size_t)cfg->data_max_length, 64, 1,
                           &s->prediction, err);
    if (status != PITH_OK)
        return status;
    *count = predict_spans(s->prediction.keyphrase, s->prediction.probability, n, s->spans);
    for (size_t i = 0; i < *count; i++) {
        const struct token *first = &s->tokens.items[s->spans[i].span.start];
        const struct token *last = &s->tokens.items[s->spans[i].span.end - 1];
        s->phrases[i] = (pith_phrase){first->start, last->end, first->start_char, last->end_char,
                                      s->spans[i].score};
    }
    *phrases = s->phrases;
    return PITH_OK;
}
