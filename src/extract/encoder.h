/*
 * encoder.h - a text as the net reads it: the first half of an extraction.
 *
 *     text ─tokenizer→ tokens ─vocabulary→ ids, features ─→ example of a corpus
 *
 * The example holds ids alone; their vectors are the predictor's business, which reads them as
 * projected words (nn/projection.h), not by embed_forward.
 *
 * Must not know nets, threads or phrases.
 */
#ifndef PITH_EXTRACT_ENCODER_H
#define PITH_EXTRACT_ENCODER_H

#include "nn/model.h"
#include "text/tokenizer.h"

/* What one thread needs to encode one text after another. Zero-initialise. */
struct encoder {
    struct tokenizer *tokenizer;
    struct buffer lower; /* the lower case of one word */
};

pith_status encoder_init(struct encoder *e, const struct config *cfg, pith_error *err);
void encoder_fini(struct encoder *e);

/*
 * A text's encoding. Arrays only grow, so that they serve one text after another. Zero-initialise.
 */
struct encoding {
    struct token_list tokens;
    struct feature_maker features;
    int32_t *ids;  /* [tokens] in the vocabulary */
    uint8_t *tags; /* [tokens] all O: the text has no labels */
    size_t ids_capacity, tags_capacity;
};

void encoding_fini(struct encoding *e);

/*
 * encoder_run encodes a text and describes it as an example, which points into the text and the
 * encoding. PITH_STATUS_DATA for 2 GiB and more, PITH_STATUS_MEMORY.
 */
pith_status encoder_run(struct encoder *e, const pith_model *model, const pith_text *text,
                        struct encoding *encoding, struct example *out, pith_error *err);

#endif
