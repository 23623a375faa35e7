/*
 * metrics.h - every number by which a tagger is judged, beside the floor of the trivial tagger.
 *
 *   keyword      P/R/F1 of tokens with keyword label 1, from the keyword head
 *   keyphrase    P/R/F1, micro, exact spans of the keyphrase head: the headline
 *   exact        share of texts whose whole set of spans is right
 *   emnlp        the official script of Zhang et al. 2016: P = exact texts / predicted phrases,
 *                R = exact texts / gold phrases. Each of its texts has a phrase; in other data a
 *                text without gold is left out of "exact texts" here, so that P and R stay below 1
 *   token        accuracy of keyphrase labels, and its floor (always O)
 *   F1@5 @10 @M  document level, Porter-stemmed, duplicates removed, macro over texts with gold;
 *                once with absent gold phrases counted, once without
 *
 * F1@K looks at the first min(K, predicted) phrases and divides by that number: who predicts three
 * phrases is judged by three (Meng et al. 2017). Yuan et al. 2020 divide by K always, which is
 * lower for such a document; compare numbers of one rule only. F1@M looks at all phrases. Texts
 * predicted to have none count, with F1 = 0.
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

enum { METRICS_BINS = 10 };

struct metrics {
    size_t texts, tokens;
    struct prf keyword, keyphrase;
    size_t exact_texts;
    size_t exact_marked; /* those of them that have a gold span, for emnlp */
    size_t texts_o;      /* texts without a gold span: those that always-O gets exactly right */
    double exact, exact_floor;
    double emnlp_precision, emnlp_recall, emnlp_f1;
    size_t token_correct, token_o;
    double token_accuracy, token_floor;
    size_t confusion[KEYPHRASE_LABELS][KEYPHRASE_LABELS]; /* [gold][predicted] */
    size_t illegal;                                       /* illegal label transitions predicted */
    size_t disagree; /* tokens where the two heads contradict each other (in/out) */
    double loss, loss_keyword, loss_keyphrase; /* set by whoever ran the net; 0 if nobody */
    /* document level: [0] absent gold counted, [1] present gold only */
    size_t documents[2];
    double f1_at_5[2], f1_at_10[2], f1_at_m[2];
    double f1_sum_5[2], f1_sum_10[2], f1_sum_m[2]; /* over documents */
    /* predicted phrases by score, in tenths: how often is right what says it is right so often? */
    struct reliability {
        size_t count, correct;
        double score; /* sum */
    } reliability[METRICS_BINS];
    double calibration_error; /* Σ count/all · |correct/count - score/count| (Naeini et al. 2015) */
    double brier;             /* mean of (score - right)²; `brier_sum` over phrases */
    double brier_sum;
};

void metrics_init(struct metrics *m);

/*
 * metrics_add counts one text: gold from the example; predicted keyphrase tags [length] and keyword
 * labels [length] (NULL without a keyword head: then tag != O stands for it, and nothing
 * disagrees). PITH_STATUS_USAGE for a value that is no label; m is then unchanged.
 */
pith_status metrics_add(struct metrics *m, const struct example *gold, const uint8_t *keyphrase,
                        const uint8_t *keyword, pith_error *err);

/* metrics_add_score counts a predicted phrase's score, and whether the phrase is a gold one. */
void metrics_add_score(struct metrics *m, double score, bool correct);

/* metrics_finish turns counts into ratios; more may be added afterwards, and finished again. */
void metrics_finish(struct metrics *m);

/*
 * Every number by name, for tables, JSON and stores: "keyphrase.f1", "exact", "f1@5" (absent gold
 * counted), "f1@5.present" (present gold only), ...
 */
struct metric_row {
    const char *name;
    const char *help;
    double (*value)(const struct metrics *m);
    double (*baseline)(const struct metrics *m); /* of the trivial tagger (always O); NULL = none */
};
enum { METRIC_ROWS_MAX = 40 };
const struct metric_row *metric_at(int i); /* NULL past the last */

#endif
