/*
 * metrics.h - every number by which a tagger is judged, each beside the floor of the trivial tagger.
 *
 *   keyword      P/R/F1 of tokens with keyword label 1, from the keyword head
 *   keyphrase    P/R/F1, micro, exact spans of the keyphrase head: the headline
 *   exact        share of texts whose whole set of spans is right
 *   emnlp        the official script of Zhang et al. 2016: P = exact texts / predicted phrases,
 *                R = exact texts / gold phrases
 *   token        accuracy of keyphrase labels, and its floor (always O)
 *   F1@5 @10 @M  document level, Porter-stemmed, duplicates removed, macro over texts with gold;
 *                once with absent gold phrases counted, once without
 *
 * Accumulate text by text, then metrics_finish. No dependence on nets: tags and phrases in.
 */
#ifndef PITH_TRAIN_METRICS_H
#define PITH_TRAIN_METRICS_H

#include "data/corpus.h"

struct prf {
    size_t correct, predicted, gold;
    double precision, recall, f1; /* 0 when a denominator is 0 */
};

/* A predicted phrase of a document, best first, for F1@K. */
struct ranked_phrase {
    const char *text; /* UTF-8, need not be NUL-terminated */
    size_t size;
    double score;
};

struct metrics {
    size_t texts, tokens;
    struct prf keyword, keyphrase;
    size_t exact_texts;
    double exact;
    double emnlp_precision, emnlp_recall, emnlp_f1;
    size_t token_correct, token_o;
    double token_accuracy, token_floor;
    size_t confusion[KEYPHRASE_LABELS][KEYPHRASE_LABELS]; /* [gold][predicted] */
    size_t illegal;   /* illegal label transitions predicted */
    size_t disagree;  /* tokens where the two heads contradict each other (in/out) */
    double loss, loss_keyword, loss_keyphrase; /* set by whoever ran the net; 0 if nobody */
    /* document level: [0] absent gold counted, [1] present gold only */
    size_t documents[2];
    double f1_at_5[2], f1_at_10[2], f1_at_m[2];
};

void metrics_init(struct metrics *m);

/*
 * metrics_add counts one text: gold from the example; predicted keyphrase tags [length] and keyword
 * labels [length] (NULL without a keyword head: then tag != O stands for it).
 */
pith_status metrics_add(struct metrics *m, const struct example *gold, const uint8_t *keyphrase,
                        const uint8_t *keyword, pith_error *err);

/*
 * metrics_add_document counts one text's ranked phrases for F1@K against example.phrases. `stemmer`
 * from metrics_stemmer_new (Snowball "porter"; lower-cased words split at white space, stems joined
 * by one space). A gold phrase is present when its stems stand in a row among the text's tokens.
 * F1@K: precision over min(K, predicted)... the top K predicted; F1@M takes all.
 */
struct metrics_stemmer;
struct metrics_stemmer *metrics_stemmer_new(void);
void metrics_stemmer_free(struct metrics_stemmer *s);
pith_status metrics_add_document(struct metrics *m, struct metrics_stemmer *stemmer,
                                 const struct example *gold, const struct ranked_phrase *phrases,
                                 size_t count, pith_error *err);

/* metrics_finish turns counts into ratios. */
void metrics_finish(struct metrics *m);

/* Every number by name ("keyphrase.f1", "exact", ...), for tables, JSON and stores. */
struct metric_row {
    const char *name;
    const char *help;
    double (*value)(const struct metrics *m);
    double (*floor)(const struct metrics *m); /* of the trivial tagger (always O); NULL = none */
};
const struct metric_row *metric_at(int i); /* NULL past the last */

#endif
