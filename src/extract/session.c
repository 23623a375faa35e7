/*
 * session.c - stage 2 of pith.h: a model applied to one text after another, or to many at a time.
 *
 *     texts ─[each by one thread: tokens, ids, features]→ one corpus ─predictor→ tags, candidates
 *           ─[each]→ phrases
 *
 * Arrays only grow: a session in its steady state does not allocate for texts like those before.
 */
#include "base/error.h"
#include "extract/document.h"
#include "nn/model.h"
#include "nn/predict.h"
#include "text/tokenizer.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { PROJECTION_BYTES = 14 << 20, SESSION_BATCH = 512 };

/* What is kept of one text of a call. */
struct slot {
    struct token_list tokens;
    struct feature_maker features;
    int32_t *ids;
    uint8_t *tags; /* all O: a text without labels */
    struct scored_span *spans;
    pith_phrase *phrases;
    const struct candidate *candidates; /* with a floor: the predictor's */
    size_t count;                       /* phrases */
    size_t ids_capacity, tags_capacity, spans_capacity, phrases_capacity;
    pith_status status;
    pith_error error;
};

/* What a thread needs to take texts apart. */
struct hand {
    struct tokenizer *tokenizer;
    struct buffer scratch; /* lower-cased word */
};

struct pith_session {
    const pith_model *model;
    struct hand *hands; /* [threads] */
    int threads;
    struct slot *slots;
    struct example *examples;
    pith_phrases *results;
    size_t slot_count, examples_capacity, results_capacity;
    struct predict_options options;
    struct projection projection;
    struct net_int8 quick;
    struct document *document;
    struct predictor predictor;
    struct prediction prediction;
};

/* --- beginning and end ----------------------------------------------------------------------- */

static void free_hands(pith_session *s)
{
    for (int i = 0; i < s->threads && s->hands; i++) {
        tokenizer_free(s->hands[i].tokenizer);
        buffer_fini(&s->hands[i].scratch);
    }
    free(s->hands);
    s->hands = NULL;
    s->threads = 0;
}

pith_status pith_session_threads(pith_session *s, int threads, pith_error *err)
{
    if (threads < 0 || threads > 1024)
        return error_set(err, PITH_STATUS_USAGE, "%d threads: expected 0 (all cores) to 1024",
                         threads);
    free_hands(s);
    threads = threads ? threads : omp_get_max_threads();
    s->hands = array_calloc((size_t)threads, sizeof *s->hands);
    if (!s->hands)
        return error_memory(err);
    pith_status status = PITH_STATUS_OK;
    for (s->threads = 0; s->threads < threads && status == PITH_STATUS_OK; s->threads++)
        status = tokenizer_new(s->model->config.knobs.text_tokenizer,
                               &s->hands[s->threads].tokenizer, err);
    return status;
}

pith_status pith_session_floor(pith_session *s, double floor, pith_error *err)
{
    if (!(floor >= 0 && floor <= 1))
        return error_set(err, PITH_STATUS_USAGE, "a floor of %g: expected a probability", floor);
    s->options.floor = floor;
    return PITH_STATUS_OK;
}

pith_status pith_session_int8(pith_session *s, int on, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    if (on && !s->predictor.quick)
        status = net_int8_make(&s->quick, &s->model->net, err);
    if (!on)
        net_int8_fini(&s->quick);
    s->predictor.quick = on && status == PITH_STATUS_OK ? &s->quick : NULL;
    return status;
}

pith_status pith_session_new(const pith_model *model, pith_session **session, pith_error *err)
{
    *session = NULL;
    pith_session *s = calloc(1, sizeof *s);
    if (!s)
        return error_memory(err);
    s->model = model;
    s->predictor.options = &s->options;
    s->predictor.projection = &s->projection;
    kernel_blas_single_thread();
    pith_status status = projection_init(&s->projection, &model->net, PROJECTION_BYTES, err);
    if (status == PITH_STATUS_OK)
        status = pith_session_threads(s, 1, err);
    if (status == PITH_STATUS_OK)
        *session = s;
    else
        pith_session_free(s);
    return status;
}

static void free_slot(struct slot *slot)
{
    token_list_fini(&slot->tokens);
    feature_maker_fini(&slot->features);
    free(slot->ids);
    free(slot->tags);
    free(slot->spans);
    free(slot->phrases);
}

void pith_session_free(pith_session *s)
{
    if (!s)
        return;
    free_hands(s);
    for (size_t i = 0; i < s->slot_count; i++)
        free_slot(&s->slots[i]);
    free(s->slots);
    free(s->examples);
    free(s->results);
    projection_fini(&s->projection);
    net_int8_fini(&s->quick);
    document_free(s->document);
    predictor_fini(&s->predictor);
    prediction_fini(&s->prediction);
    free(s);
}

/* --- one text: apart, and together again ----------------------------------------------------- */

static bool slot_room(struct slot *slot, size_t n)
{
    return array_grow((void **)&slot->ids, &slot->ids_capacity, n, sizeof *slot->ids) &&
           array_grow((void **)&slot->tags, &slot->tags_capacity, n, 1) &&
           array_grow((void **)&slot->spans, &slot->spans_capacity, n, sizeof *slot->spans);
}

/* Tokens, ids and features of a text, as an example of the corpus. */
static pith_status take_apart(const pith_session *s, struct hand *hand, const pith_text *text,
                              struct slot *slot, struct example *out, pith_error *err)
{
    struct feature_plan plan = feature_plan_of(&s->model->config.knobs);
    *out = (struct example){.text = text->text, .text_size = text->size};
    slot->count = 0;
    pith_status status = tokenizer_run(hand->tokenizer, text->text, text->size, &slot->tokens, err);
    size_t n = slot->tokens.count;
    if (status != PITH_STATUS_OK || !n)
        return status;
    if (!slot_room(slot, n))
        return error_memory(err);
    for (size_t i = 0; i < n; i++) {
        const struct token *t = &slot->tokens.items[i];
        slot->ids[i] =
            vocab_id(s->model->vocab, text->text + t->start, t->end - t->start, &hand->scratch);
    }
    memset(slot->tags, LABEL_O, n);
    status = feature_make(&slot->features, &plan, text->text, slot->tokens.items, n, err);
    out->tokens = slot->tokens.items;
    out->tags = slot->tags;
    out->ids = slot->ids;
    out->length = n;
    for (int bag = 0; bag < BAG_COUNT; bag++)
        out->features[bag] = feature_view(&slot->features, bag);
    return status;
}

static pith_phrase phrase_of(const struct slot *slot, const struct scored_span *s)
{
    const struct token *first = &slot->tokens.items[s->span.start];
    const struct token *last = &slot->tokens.items[s->span.end - 1];
    return (pith_phrase){first->start, last->end, first->start_char, last->end_char, s->score};
}

/* The phrases of text i: of the best reading, or all that are likely enough. */
static bool put_together(pith_session *s, size_t i)
{
    struct slot *slot = &s->slots[i];
    size_t n = slot->tokens.count, at = s->prediction.offset[i];
    if (!(s->options.floor > 0))
        slot->count = predict_spans(s->prediction.keyphrase + at, s->prediction.probability + at, n,
                                    slot->spans);
    if (!array_grow((void **)&slot->phrases, &slot->phrases_capacity, slot->count,
                    sizeof *slot->phrases))
        return false;
    for (size_t k = 0; k < slot->count; k++)
        slot->phrases[k] =
            phrase_of(slot, s->options.floor > 0 ? &slot->candidates[k].phrase : &slot->spans[k]);
    return true;
}

/* --- many texts ------------------------------------------------------------------------------ */

static pith_status session_room(pith_session *s, size_t n, pith_error *err)
{
    if (n > s->slot_count) {
        struct slot *slots = realloc(s->slots, n * sizeof *slots);
        if (!slots)
            return error_memory(err);
        memset(slots + s->slot_count, 0, (n - s->slot_count) * sizeof *slots);
        s->slots = slots;
        s->slot_count = n;
    }
    if (array_grow((void **)&s->examples, &s->examples_capacity, n, sizeof *s->examples) &&
        array_grow((void **)&s->results, &s->results_capacity, n, sizeof *s->results))
        return PITH_STATUS_OK;
    return error_memory(err);
}

/* The first error of the texts, in their order. */
static pith_status first_error(const pith_session *s, size_t n, pith_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (s->slots[i].status != PITH_STATUS_OK) {
            if (err)
                *err = s->slots[i].error;
            return s->slots[i].status;
        }
    return PITH_STATUS_OK;
}

static pith_status collect_phrases(pith_session *s, size_t n, pith_error *err)
{
    const struct prediction *p = &s->prediction;
    bool fine = true;
    for (size_t i = 0, at = 0, end; i < n; i++, at = end) {
        for (end = at; end < p->candidate_count && p->candidates[end].example == i;)
            end++;
        s->slots[i].candidates = p->candidates + at;
        s->slots[i].count = end - at;
    }
#pragma omp parallel for schedule(static) num_threads(s->threads) reduction(&& : fine) if (n > 16)
    for (size_t i = 0; i < n; i++) {
        fine = put_together(s, i) && fine;
        s->results[i] = (pith_phrases){s->slots[i].phrases, s->slots[i].count};
    }
    return fine ? PITH_STATUS_OK : error_memory(err);
}

pith_status pith_extract_many(pith_session *s, const pith_text *texts, size_t n,
                              const pith_phrases **phrases, pith_error *err)
{
    const struct config *cfg = &s->model->config.knobs;
    *phrases = NULL;
    pith_status status = session_room(s, n, err);
    if (status != PITH_STATUS_OK)
        return status;
#pragma omp parallel for schedule(dynamic, 4) num_threads(s->threads) if (n > 4)
    for (size_t i = 0; i < n; i++) {
        struct slot *slot = &s->slots[i];
        slot->error = (pith_error){0};
        slot->status = take_apart(s, &s->hands[omp_get_thread_num()], &texts[i], slot,
                                  &s->examples[i], &slot->error);
    }
    status = first_error(s, n, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct corpus corpus = {.examples = s->examples, .count = n};
    status = predictor_run(&s->predictor, &s->model->net, &corpus, (size_t)cfg->data_max_length,
                           SESSION_BATCH, s->threads, &s->prediction, err);
    if (status == PITH_STATUS_OK)
        status = collect_phrases(s, n, err);
    *phrases = s->results;
    return status;
}

pith_status pith_extract(pith_session *s, const char *text, size_t size,
                         const pith_phrase **phrases, size_t *count, pith_error *err)
{
    const pith_phrases *all;
    *phrases = NULL;
    *count = 0;
    pith_status status = pith_extract_many(s, &(pith_text){text, size}, 1, &all, err);
    if (status != PITH_STATUS_OK || !all[0].count)
        return status;
    *phrases = all[0].items;
    *count = all[0].count;
    return PITH_STATUS_OK;
}

pith_status pith_extract_document(pith_session *s, const char *text, size_t size, double floor,
                                  double diversity, const pith_ranked **phrases, size_t *count,
                                  pith_error *err)
{
    const pith_phrase *mentions;
    size_t found;
    double before = s->options.floor;
    *phrases = NULL;
    *count = 0;
    if (!(diversity >= 0 && diversity <= 1))
        return error_set(err, PITH_STATUS_USAGE, "a diversity of %g: expected 0 to 1", diversity);
    if (!s->document && !(s->document = document_new()))
        return error_memory(err);
    pith_status status = pith_session_floor(s, floor > 0 ? floor : 0.05, err);
    if (status == PITH_STATUS_OK)
        status = pith_extract(s, text, size, &mentions, &found, err);
    s->options.floor = before;
    if (status == PITH_STATUS_OK)
        status =
            document_rank(s->document, text, size, mentions, found, diversity, phrases, count, err);
    return status;
}
