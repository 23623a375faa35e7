/*
 * corpus.h - labelled texts in memory: what every reader makes and everything later takes.
 *
 *     file ─reader→ record (text or tokens + phrases/spans/tags) ─corpus→ example ─batch→ rows
 *
 * A corpus owns its examples (one arena). After corpus_encode each example also has word ids.
 */
#ifndef PITH_DATA_CORPUS_H
#define PITH_DATA_CORPUS_H

#include "base/arena.h"
#include "base/config.h"
#include "data/label.h"
#include "text/feature.h"
#include "text/tokenizer.h"
#include "text/vocab.h"

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
    size_t line; /* where it stood in the file, for messages */
};

/* Counts over a corpus, made while reading; `unknown` by corpus_encode. */
struct corpus_stats {
    size_t texts, tokens, longest, empty;
    size_t phrases, phrases_absent; /* distinct in each text; those that stand nowhere in it */
    size_t spans, span_tokens;      /* places marked, and their tokens */
    size_t spans_nested;            /* places inside, or partly over, a longer one, which won */
    size_t label[KEYPHRASE_LABELS]; /* tokens by keyphrase label */
    size_t unknown;                 /* tokens with id VOCAB_UNKNOWN (after encode) */
    size_t bad_lines;               /* skipped with data.skip_bad_lines */
    size_t invalid_utf8;            /* texts with ill-formed bytes */
};

struct corpus {
    struct example *examples;
    size_t count, capacity;
    struct corpus_stats stats;
    char path[KNOB_TEXT_SIZE];
    char sha256[65];    /* of the file's bytes; "" when it came from a pipe */
    const char *format; /* name of the reader that read it; static */
    struct arena arena;
    pith_error first_bad; /* the first skipped line's error, when stats.bad_lines > 0 */
};

/*
 * corpus_read reads a file (or "-") by cfg's data.format, data.match, data.skip_bad_lines and
 * text.tokenizer. Every text must be labelled. Where phrases overlap the longest wins, then the
 * first; see example.h. On error nothing is left to free. An existing file with no text in it is an
 * error.
 */
pith_status corpus_read(const char *path, const struct config *cfg, struct corpus *out,
                        pith_error *err);

/*
 * A visitor is shown one example after the other, which lives only during the call; `share` is how
 * much of the file was read, NaN for a pipe. What it returns other than PITH_STATUS_OK ends the
 * reading.
 */
struct corpus_visitor {
    pith_status (*see)(void *context, const struct example *e, double share, pith_error *err);
    void *context;
};

/*
 * corpus_scan is corpus_read for files of any size: each example goes to the visitor and is
 * forgotten. *out has everything but examples.
 */
pith_status corpus_scan(const char *path, const struct config *cfg,
                        const struct corpus_visitor *visitor, struct corpus *out, pith_error *err);

void corpus_fini(struct corpus *c);

/* corpus_count_words adds every token to a vocabulary counter. */
bool corpus_count_words(const struct corpus *c, struct vocab_counter *counter);

/*
 * corpus_encode looks every token up (sets ids and stats.unknown) and makes its features; call it
 * again for another vocabulary. `plan` may be NULL: no features.
 */
pith_status corpus_encode(struct corpus *c, const struct vocab *v, const struct feature_plan *plan,
                          pith_error *err);

#endif
