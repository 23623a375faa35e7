/* example.h - one labelled text, and counts over many. */
#ifndef PITH_DATA_EXAMPLE_H
#define PITH_DATA_EXAMPLE_H

#include "data/label.h"
#include "text/feature.h"
#include "text/tokenizer.h"

struct example {
    const char *text; /* UTF-8, as in the file; for token formats: tokens joined by one space */
    size_t text_size;
    const struct token *tokens; /* [length] */
    uint8_t *tags;              /* [length] keyphrase labels; keyword label = (tag != O) */
    int32_t *ids;               /* [length] after corpus_encode, else NULL */
    struct feature_view features[BAG_COUNT]; /* after corpus_encode, where the plan asks for them */
    size_t length;                           /* tokens; 0 is allowed */
    const char *const *phrases; /* [phrase_count] distinct gold phrases, absent ones too */
    size_t phrase_count;
    size_t phrases_absent; /* of these: not found in the text */
    size_t line;           /* where it stood in the file, for messages */
};

/* Counts over a corpus, made while reading; `unknown` by corpus_encode. */
struct corpus_stats {
    size_t texts, tokens, longest, empty;
    size_t phrases, phrases_absent; /* distinct in each text; those that stand nowhere in it */
    size_t spans, span_tokens;      /* places marked, and their tokens */
    size_t spans_nested;            /* places over a longer one, or an earlier one as long */
    size_t label[KEYPHRASE_LABELS]; /* tokens by keyphrase label */
    size_t unknown;                 /* tokens with id VOCAB_UNKNOWN (after encode) */
    size_t bad_lines;               /* skipped with data.skip_bad_lines */
    size_t invalid_utf8;            /* texts with ill-formed bytes */
};

#endif
