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
#include "data/example.h"
#include "text/vocab.h"

struct corpus {
    struct example *examples;
    size_t count, capacity;
    struct corpus_stats stats;
    char path[KNOB_TEXT_SIZE];
    char sha256[65];    /* of the file's bytes; "" when it came from a pipe */
    const char *format; /* name of the reader that read it; static */
    const char *match;  /* the rule by which its phrases were marked; static */
    struct arena arena;
    pith_error first_bad; /* the first skipped line's error, when stats.bad_lines > 0 */
};

/*
 * corpus_read reads a file (or "-") by cfg's data.format, data.match, data.skip_bad_lines and
 * text.tokenizer. Every text must be labelled. Where phrases overlap the longest wins, then the
 * first; see example_maker.h. On error nothing is left to free. An existing file with no text in it
 * is an error.
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

/* corpus_fini frees the corpus and all its examples. */
void corpus_fini(struct corpus *c);

/*
 * corpus_vocabulary makes the vocabulary of a corpus by text.lowercase, text.min_count and
 * text.max_vocabulary.
 */
pith_status corpus_vocabulary(const struct corpus *c, const struct config *cfg, struct vocab **out,
                              pith_error *err);

/*
 * corpus_encode looks every token up (sets ids and stats.unknown) and makes its features; call it
 * again for another vocabulary. `plan` may be NULL: features stay as they are. Those of an earlier
 * call keep their memory. After a failure some examples are encoded and others not.
 */
pith_status corpus_encode(struct corpus *c, const struct vocab *v, const struct feature_plan *plan,
                          pith_error *err);

/* corpus_open is corpus_read and corpus_encode. On error nothing is left to free. */
pith_status corpus_open(const char *path, const struct config *cfg, const struct vocab *v,
                        const struct feature_plan *plan, struct corpus *out, pith_error *err);

#endif
