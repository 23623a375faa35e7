/*
 * predict.h - logits to tags to phrases: what the net says about texts.
 *
 * Used by evaluation (a whole corpus) and by a session (one text). Results do not depend on the
 * number of threads (at least 1). Phrases are runs of tags (data/label.h). A net that chooses each
 * label by itself scores them by the geometric mean of the softmax probabilities of their labels;
 * one that chooses legal sequences (model.crf, model.legal) takes the best one (Viterbi) and scores
 * a phrase by its probability, all other readings summed up (chain.h). So are, of any net, the
 * candidates of min_probability. A net with a threshold (model.threshold) takes phrases by that
 * probability instead (decode.h).
 */
#ifndef PITH_NN_PREDICT_H
#define PITH_NN_PREDICT_H

#include "nn/decode.h"
#include "nn/projection.h"
#include "nn/work.h"

enum { PREDICT_SHARDS = 4 }; /* parts of a batch, each computed by one thread */

/* What a predictor is asked for. */
struct predict_options {
    bool losses; /* texts have labels, whose loss is wanted */
    /* > 0: list every phrase of all readings of at least this probability; the tags are then those
       of the best reading */
    double min_probability;
    bool best_reading; /* tags of the best reading, whatever the net's threshold */
};

/* Tags of all tokens of a corpus, one text after the other; arrays only grow. */
struct prediction {
    size_t *offset;     /* [count + 1] where the tokens of a text begin */
    uint8_t *keyphrase; /* keyphrase labels */
    uint8_t *keyword;   /* keyword labels; of a net without that head: tag != O */
    float *probability; /* of the keyphrase label that was chosen, or of the phrase it is in */
    size_t offset_capacity, keyphrase_capacity, keyword_capacity, probability_capacity;
    struct candidate *candidates; /* with options.min_probability: by example, then place */
    size_t candidate_count, candidates_capacity;
    double loss[HEAD_COUNT]; /* mean cross-entropy over tokens, by the corpus's own tags */
};

/* What a shard of a batch found; the arrays grow with it. */
struct candidate_list {
    struct candidate *items;
    size_t count, capacity;
    bool failed; /* out of memory */
};

/* A predictor keeps batches and work space between calls. Zero-initialise. */
struct predictor {
    /* the caller's; NULL: a corpus with labels, the best reading */
    const struct predict_options *options;
    struct projection *projection; /* the caller's, or NULL */
    const struct net_int8 *int8;   /* the caller's, or NULL */
    struct candidate_list found[PREDICT_SHARDS];
    struct batch batch;
    struct net_work *work; /* [shards] */
    int shards;            /* PREDICT_SHARDS; 0 before the first call */
    struct piece *pieces;
    size_t *order, order_capacity;
};

/*
 * predictor_run tags every text of an encoded corpus. Texts longer than max_length tokens are read
 * in pieces. `batch`: texts computed at a time, fewer when they are long. After an error `out` may
 * hold the tags of some texts; it stays fit for the next call and for prediction_fini.
 */
pith_status predictor_run(struct predictor *p, const struct net *net, const struct corpus *c,
                          size_t max_length, size_t batch, int threads, struct prediction *out,
                          pith_error *err);

/* predictor_fini frees the predictor's own memory, prediction_fini that of the results. */
void predictor_fini(struct predictor *p);
void prediction_fini(struct prediction *p);

/* predict_spans lists the phrases of n tags into out (room for n), in order; returns how many. */
size_t predict_spans(const uint8_t *tags, const float *probability, size_t n,
                     struct scored_span *out);

#endif
