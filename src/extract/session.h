/*
 * session.h - what one thread of the caller needs to read texts with a model; the handle behind
 * pith_session (section 2 of pith.h).
 *
 *     pith_text ─encoder (one for each thread)→ corpus ─predictor→ tags or candidates
 *               ─extract.c→ pith_phrase ─document→ pith_ranked
 *
 * The predictor reads words through a projection (nn/projection.h): the first layer's products with
 * the words' vectors are computed once a word and kept, where training looks up vectors
 * (embed_forward) and multiplies windows of them.
 *
 * A session holds settings and memory; extract.c does the work. Nothing of a call but its answer
 * and memory, whose arrays only grow, is left for the next one.
 */
#ifndef PITH_EXTRACT_SESSION_H
#define PITH_EXTRACT_SESSION_H

#include "extract/document.h"
#include "extract/encoder.h"
#include "nn/predict.h"

/* One text of a call. */
struct reading {
    struct encoding encoding;
    struct scored_span *spans; /* phrases of the likeliest reading, in tokens */
    pith_phrase *phrases;      /* [count] the answer */
    size_t count, spans_capacity, phrases_capacity;
    pith_status status; /* of encoding it */
    pith_error error;
};

struct pith_session {
    const pith_model *model;
    pith_session_options options;
    int threads;              /* of a call: options.threads, and never 0 */
    struct encoder *encoders; /* [encoder_count] at least `threads` */
    int encoder_count;
    struct reading *readings; /* [reading_count] */
    struct example *examples;
    pith_phrases *results;
    size_t reading_count, examples_capacity, results_capacity;
    struct document *document; /* NULL until the first document */
    struct predict_options predict;
    struct projection projection;
    struct net_int8 int8; /* empty unless options.int8 */
    struct predictor predictor;
    struct prediction prediction;
};

/* session_reserve makes room for a call with n texts. False when out of memory. */
bool session_reserve(pith_session *s, size_t n);

#endif
