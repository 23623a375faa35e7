/*
 * metrics.c - counts over tags and spans, the ratios made of them, and the table of all numbers;
 * see metrics.h. Document-level F1@K is metrics_document.c.
 *
 * Takes what a decoder gives: one tag per token. Must not know nets.
 */
#include "train/metrics.h"

#include "base/error.h"

#include <math.h>

void metrics_init(struct metrics *m)
{
    *m = (struct metrics){0};
}

/* ---- counting -------------------------------------------------------------------------------- */

static pith_status check(const struct example *gold, const uint8_t *keyphrase,
                         const uint8_t *keyword, pith_error *err)
{
    for (size_t t = 0; t < gold->length; t++) {
        if (gold->tags[t] >= KEYPHRASE_LABELS || keyphrase[t] >= KEYPHRASE_LABELS)
            return error_set(err, PITH_STATUS_USAGE,
                             "token %zu has gold tag %d and predicted tag %d, of "
                             "%d labels",
                             t, gold->tags[t], keyphrase[t], KEYPHRASE_LABELS);
        if (keyword && keyword[t] >= KEYWORD_LABELS)
            return error_set(err, PITH_STATUS_USAGE,
                             "token %zu has predicted keyword label %d, of %d "
                             "labels",
                             t, keyword[t], KEYWORD_LABELS);
    }
    return PITH_STATUS_OK;
}

static void add_tokens(struct metrics *m, const struct example *gold, const uint8_t *keyphrase,
                       const uint8_t *keyword)
{
    for (size_t t = 0; t < gold->length; t++) {
        bool marked = gold->tags[t] != LABEL_O, tagged = keyphrase[t] != LABEL_O;
        bool inside = keyword ? keyword[t] : tagged;
        m->confusion[gold->tags[t]][keyphrase[t]]++;
        m->token_correct += gold->tags[t] == keyphrase[t];
        m->token_o += !marked;
        m->keyword.gold += marked;
        m->keyword.predicted += inside;
        m->keyword.correct += marked && inside;
        m->disagree += inside != tagged;
    }
    m->tokens += gold->length;
    m->illegal += label_illegal(keyphrase, gold->length);
}

/* Walks both lists of spans side by side: they rise, and neither overlaps itself. */
static void add_spans(struct metrics *m, const struct example *gold, const uint8_t *keyphrase)
{
    size_t marked = 0, tagged = 0, correct = 0, gold_at = 0, tagged_at = 0;
    struct span a = {0}, b = {0};
    bool more_a = label_next(gold->tags, gold->length, &gold_at, &a);
    bool more_b = label_next(keyphrase, gold->length, &tagged_at, &b);
    while (more_a || more_b) {
        bool step_a = more_a && (!more_b || a.start <= b.start);
        bool step_b = more_b && (!more_a || b.start <= a.start);
        correct += step_a && step_b && a.end == b.end;
        marked += step_a;
        tagged += step_b;
        if (step_a)
            more_a = label_next(gold->tags, gold->length, &gold_at, &a);
        if (step_b)
            more_b = label_next(keyphrase, gold->length, &tagged_at, &b);
    }
    bool exact = correct == marked && correct == tagged;
    m->keyphrase.gold += marked;
    m->keyphrase.predicted += tagged;
    m->keyphrase.correct += correct;
    m->texts++;
    m->texts_o += !marked;
    m->exact_texts += exact;
    m->exact_marked += exact && marked;
}

pith_status metrics_add(struct metrics *m, const struct example *gold, const uint8_t *keyphrase,
                        const uint8_t *keyword, pith_error *err)
{
    pith_status status = check(gold, keyphrase, keyword, err);
    if (status)
        return status;
    add_tokens(m, gold, keyphrase, keyword);
    add_spans(m, gold, keyphrase);
    return PITH_STATUS_OK;
}

/* ---- scores ---------------------------------------------------------------------------------- */

void metrics_add_score(struct metrics *m, double score, bool correct)
{
    int bin = (int)(score * METRICS_BINS);
    struct reliability *r = &m->reliability[bin < 0              ? 0
                                            : bin < METRICS_BINS ? bin
                                                                 : METRICS_BINS - 1];
    r->count++;
    r->correct += correct;
    r->score += score;
    m->brier_sum += (score - correct) * (score - correct);
}

/* ---- ratios ---------------------------------------------------------------------------------- */

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static double harmonic(double precision, double recall)
{
    return ratio(2 * precision * recall, precision + recall);
}

static void prf_finish(struct prf *p)
{
    p->precision = ratio((double)p->correct, (double)p->predicted);
    p->recall = ratio((double)p->correct, (double)p->gold);
    p->f1 = harmonic(p->precision, p->recall);
}

static void calibration_finish(struct metrics *m)
{
    double all = 0, apart = 0;
    for (int i = 0; i < METRICS_BINS; i++) {
        all += (double)m->reliability[i].count;
        apart += fabs((double)m->reliability[i].correct - m->reliability[i].score);
    }
    m->calibration_error = ratio(apart, all);
    m->brier = ratio(m->brier_sum, all);
}

void metrics_finish(struct metrics *m)
{
    prf_finish(&m->keyword);
    prf_finish(&m->keyphrase);
    m->exact = ratio((double)m->exact_texts, (double)m->texts);
    m->exact_floor = ratio((double)m->texts_o, (double)m->texts);
    m->emnlp_precision = ratio((double)m->exact_marked, (double)m->keyphrase.predicted);
    m->emnlp_recall = ratio((double)m->exact_marked, (double)m->keyphrase.gold);
    m->emnlp_f1 = harmonic(m->emnlp_precision, m->emnlp_recall);
    m->token_accuracy = ratio((double)m->token_correct, (double)m->tokens);
    m->token_floor = ratio((double)m->token_o, (double)m->tokens);
    calibration_finish(m);
    for (int i = 0; i < 2; i++) {
        m->f1_at_5[i] = ratio(m->f1_sum_5[i], (double)m->documents[i]);
        m->f1_at_10[i] = ratio(m->f1_sum_10[i], (double)m->documents[i]);
        m->f1_at_m[i] = ratio(m->f1_sum_m[i], (double)m->documents[i]);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

/* X(function, name, what it reads from m, baseline, help) */
#define METRICS(X)                                                                                 \
    X(texts, "texts", m->texts, NULL, "texts that were judged")                                    \
    X(tokens, "tokens", m->tokens, NULL, "tokens that were judged")                                \
    X(phrase_p, "keyphrase.precision", m->keyphrase.precision, baseline_zero,                      \
      "predicted spans that are exactly a gold span")                                              \
    X(phrase_r, "keyphrase.recall", m->keyphrase.recall, baseline_zero,                            \
      "gold spans that were predicted exactly")                                                    \
    X(phrase_f, "keyphrase.f1", m->keyphrase.f1, baseline_zero,                                    \
      "harmonic mean of the two, micro: the headline")                                             \
    X(word_p, "keyword.precision", m->keyword.precision, baseline_zero,                            \
      "tokens predicted inside a keyphrase that are")                                              \
    X(word_r, "keyword.recall", m->keyword.recall, baseline_zero,                                  \
      "tokens inside a gold keyphrase that were predicted so")                                     \
    X(word_f, "keyword.f1", m->keyword.f1, baseline_zero, "harmonic mean of the two, micro")       \
    X(exact, "exact", m->exact, baseline_exact, "texts whose whole set of spans is right")         \
    X(emnlp_p, "emnlp.precision", m->emnlp_precision, baseline_zero,                               \
      "exact texts / predicted spans (script of Zhang et al. 2016)")                               \
    X(emnlp_r, "emnlp.recall", m->emnlp_recall, baseline_zero, "exact texts / gold spans")         \
    X(emnlp_f, "emnlp.f1", m->emnlp_f1, baseline_zero, "harmonic mean of the two")                 \
    X(accuracy, "token.accuracy", m->token_accuracy, baseline_token, "tokens with the right tag")  \
    X(illegal, "illegal", m->illegal, NULL, "illegal label transitions predicted")                 \
    X(disagree, "disagree", m->disagree, NULL,                                                     \
      "tokens on which the two heads contradict each other")                                       \
    X(loss, "loss", m->loss, NULL, "loss of the net on these texts")                               \
    X(loss_word, "loss.keyword", m->loss_keyword, NULL, "loss of the keyword head")                \
    X(loss_phrase, "loss.keyphrase", m->loss_keyphrase, NULL, "loss of the keyphrase head")        \
    X(calibration, "calibration.error", m->calibration_error, NULL,                                \
      "how far scores are from how often they are right, on average")                              \
    X(brier, "calibration.brier", m->brier, NULL,                                                  \
      "mean squared distance of a phrase's score from 1 if right, 0 if wrong")                     \
    X(at_5, "f1@5", m->f1_at_5[0], baseline_zero, "first 5 phrases, stemmed; absent gold counted") \
    X(at_10, "f1@10", m->f1_at_10[0], baseline_zero,                                               \
      "first 10 phrases, stemmed; absent gold counted")                                            \
    X(at_m, "f1@m", m->f1_at_m[0], baseline_zero, "all phrases, stemmed; absent gold counted")     \
    X(at_5_present, "f1@5.present", m->f1_at_5[1], baseline_zero,                                  \
      "first 5 phrases, stemmed; present gold only")                                               \
    X(at_10_present, "f1@10.present", m->f1_at_10[1], baseline_zero,                               \
      "first 10 phrases, stemmed; present gold only")                                              \
    X(at_m_present, "f1@m.present", m->f1_at_m[1], baseline_zero,                                  \
      "all phrases, stemmed; present gold only")

static double baseline_zero(const struct metrics *m)
{
    (void)m;
    return 0;
}

static double baseline_exact(const struct metrics *m)
{
    return m->exact_floor;
}

static double baseline_token(const struct metrics *m)
{
    return m->token_floor;
}

#define METRIC_VALUE(function, name, expression, baseline, help)                                   \
    static double value_##function(const struct metrics *m)                                        \
    {                                                                                              \
        return (double)(expression);                                                               \
    }
METRICS(METRIC_VALUE)
#undef METRIC_VALUE

const struct metric_row *metric_at(int i)
{
    static const struct metric_row rows[] = {
#define METRIC_ROW(function, name, expression, baseline, help)                                     \
    {name, help, value_##function, baseline},
        METRICS(METRIC_ROW)
#undef METRIC_ROW
    };
    _Static_assert(sizeof rows / sizeof *rows <= METRIC_ROWS_MAX, "no room for all metrics");
    return i >= 0 && i < (int)(sizeof rows / sizeof rows[0]) ? &rows[i] : NULL;
}
