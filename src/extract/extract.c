/*
 * extract.c - section 2 of pith.h: texts to phrases.
 *
 *     texts ─[each by one thread: encoder]→ one corpus ─predictor→ tags, candidates
 *           ─[each by one thread]→ phrases, edges trimmed
 *           ─[of a document: document.h]→ ranked phrases
 */
#include "base/error.h"
#include "extract/edges.h"
#include "extract/session.h"

#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    EXTRACT_BATCH = 512, /* texts that the net computes at a time */
    ENCODE_ALONE = 4,    /* so few texts are encoded, */
    COLLECT_ALONE = 16   /* and so few answers put together, by the calling thread alone */
};

static const double document_min_probability =
    0.05; /* of pith_extract_document, where options.min_probability is 0 */

/* --- texts to a corpus ----------------------------------------------------------------------- */

static pith_status encode_all(pith_session *s, const pith_text *texts, size_t n, pith_error *err)
{
#pragma omp parallel for schedule(dynamic, 4) num_threads(s->threads) if (n > ENCODE_ALONE)
    for (size_t i = 0; i < n; i++) {
        struct reading *r = &s->readings[i];
        r->error = (pith_error){0};
        r->status = encoder_run(&s->encoders[omp_get_thread_num()], s->model, &texts[i],
                                &r->encoding, &s->examples[i], &r->error);
    }
    for (size_t i = 0; i < n; i++) /* the first in the order of the texts, whoever met it */
        if (s->readings[i].status != PITH_STATUS_OK) {
            if (err)
                *err = s->readings[i].error;
            return s->readings[i].status;
        }
    return PITH_STATUS_OK;
}

/* --- predictions to phrases ------------------------------------------------------------------ */

/* Appends the phrase of a span, unless it has no letter and no digit. There is room. */
static void add_phrase(struct reading *r, const pith_text *text, const struct scored_span *s)
{
    const struct token *first = &r->encoding.tokens.items[s->span.start];
    const struct token *last = &r->encoding.tokens.items[s->span.end - 1];
    pith_phrase p = {first->start, last->end, first->start_char, last->end_char, s->score};
    if (phrase_trim(text->text, text->size, &p))
        r->phrases[r->count++] = p;
}

static bool reserve_phrases(struct reading *r, size_t n)
{
    return array_grow((void **)&r->phrases, &r->phrases_capacity, n, sizeof *r->phrases);
}

/* The phrases of the likeliest reading of text i. */
static bool collect_likeliest(pith_session *s, const pith_text *text, size_t i)
{
    struct reading *r = &s->readings[i];
    size_t n = s->examples[i].length, at = s->prediction.offset[i];
    r->count = 0;
    if (!array_grow((void **)&r->spans, &r->spans_capacity, n, sizeof *r->spans))
        return false;
    size_t count =
        predict_spans(s->prediction.keyphrase + at, s->prediction.probability + at, n, r->spans);
    if (!reserve_phrases(r, count))
        return false;
    for (size_t k = 0; k < count; k++)
        add_phrase(r, text, &r->spans[k]);
    return true;
}

/* By place, then the likeliest first. */
static int by_place(const void *a, const void *b)
{
    const pith_phrase *x = a, *y = b;
    if (x->start != y->start)
        return x->start > y->start ? 1 : -1;
    if (x->end != y->end)
        return x->end > y->end ? 1 : -1;
    return (x->score < y->score) - (x->score > y->score);
}

/* Puts phrases in order of place; of several with the same one the likeliest stays. */
static void merge_places(struct reading *r)
{
    size_t kept = 0;
    bool sorted = true;
    for (size_t k = 1; k < r->count && sorted; k++)
        sorted = by_place(&r->phrases[k - 1], &r->phrases[k]) <= 0;
    if (!sorted)
        qsort(r->phrases, r->count, sizeof *r->phrases, by_place);
    for (size_t k = 0; k < r->count; k++)
        if (!kept || r->phrases[k].start != r->phrases[kept - 1].start ||
            r->phrases[k].end != r->phrases[kept - 1].end)
            r->phrases[kept++] = r->phrases[k];
    r->count = kept;
}

/* The phrases of all readings: candidates are those of text i, in order of place. */
static bool collect_candidates(struct reading *r, const pith_text *text,
                               const struct candidate *candidates, size_t count)
{
    r->count = 0;
    if (!reserve_phrases(r, count))
        return false;
    for (size_t k = 0; k < count; k++)
        add_phrase(r, text, &candidates[k].phrase);
    merge_places(r);
    return true;
}

static pith_status collect_all(pith_session *s, const pith_text *texts, size_t n, pith_error *err)
{
    const struct prediction *p = &s->prediction;
    bool fine = true;
    if (s->predict.min_probability > 0) {
        for (size_t i = 0, at = 0, end; i < n; i++, at = end) {
            bool any = at < p->candidate_count && p->candidates[at].example == i;
            end = any ? decode_text_end(p->candidates, p->candidate_count, at) : at;
            fine = collect_candidates(&s->readings[i], &texts[i], p->candidates + at, end - at) &&
                   fine;
        }
    } else {
#pragma omp parallel for schedule(static) num_threads(s->threads) reduction(&& : fine)             \
    if (n > COLLECT_ALONE)
        for (size_t i = 0; i < n; i++)
            fine = collect_likeliest(s, &texts[i], i) && fine;
    }
    for (size_t i = 0; i < n; i++)
        s->results[i] = (pith_phrases){s->readings[i].phrases, s->readings[i].count};
    return fine ? PITH_STATUS_OK : error_memory(err);
}

/* --- section 2 of pith.h --------------------------------------------------------------------- */

/* Reads n texts; s->results has their phrases: the likely ones, or those of the best reading. */
static pith_status extract(pith_session *s, const pith_text *texts, size_t n,
                           double min_probability, pith_error *err)
{
    if (!session_reserve(s, n))
        return error_memory(err);
    pith_status status = encode_all(s, texts, n, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct corpus corpus = {.examples = s->examples, .count = n};
    size_t longest = (size_t)s->model->config.knobs.data_max_length;
    s->predict.min_probability = min_probability;
    status = predictor_run(&s->predictor, &s->model->net, &corpus, longest, EXTRACT_BATCH,
                           s->threads, &s->prediction, err);
    return status == PITH_STATUS_OK ? collect_all(s, texts, n, err) : status;
}

pith_status pith_extract_many(pith_session *s, const pith_text *texts, size_t n,
                              const pith_phrases **phrases, pith_error *err)
{
    pith_status status = extract(s, texts, n, s->options.min_probability, err);
    *phrases = status == PITH_STATUS_OK ? s->results : NULL;
    return status;
}

pith_status pith_extract(pith_session *s, const char *text, size_t size,
                         const pith_phrase **phrases, size_t *count, pith_error *err)
{
    pith_status status = extract(s, &(pith_text){text, size}, 1, s->options.min_probability, err);
    bool any = status == PITH_STATUS_OK && s->results[0].count;
    *phrases = any ? s->results[0].items : NULL;
    *count = any ? s->results[0].count : 0;
    return status;
}

pith_status pith_extract_document(pith_session *s, const char *text, size_t size,
                                  const pith_ranked **phrases, size_t *count, pith_error *err)
{
    double min_probability =
        s->options.min_probability > 0 ? s->options.min_probability : document_min_probability;
    *phrases = NULL;
    *count = 0;
    if (!s->document && !(s->document = document_new()))
        return error_memory(err);
    pith_status status = extract(s, &(pith_text){text, size}, 1, min_probability, err);
    if (status != PITH_STATUS_OK)
        return status;
    return document_rank(s->document, text, size, s->results[0].items, s->results[0].count,
                         s->options.diversity, phrases, count, err);
}
