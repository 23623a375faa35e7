/* findings_fit.c - rows of the table: overfitting, underfitting, time wasted. */
#include "doctor/finding.h"
#include "doctor/measure.h"

#include <math.h>
#include <stddef.h>

/* The constant of the dev texts: what knowing nothing but their labels loses. */
static double dev_constant(const struct history *h)
{
    double keyword[PITH_KEYWORD_LABELS] = {0}, keyphrase[PITH_KEYPHRASE_LABELS];
    double alpha = h->cfg.model_keyword_layer ? h->cfg.loss_alpha : 0;
    if (!h->has_survey || !h->survey.dev.texts)
        return NAN;
    for (int j = 0; j < PITH_KEYPHRASE_LABELS; j++) {
        keyphrase[j] = (double)h->survey.dev.labels[j];
        keyword[j > 0] += keyphrase[j];
    }
    return alpha * measure_entropy(keyword, PITH_KEYWORD_LABELS) +
           (1 - alpha) * measure_entropy(keyphrase, PITH_KEYPHRASE_LABELS);
}

pith_verdict find_overfitting(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    if ((double)h->epoch_count < LIMIT_overfitting_epochs || !measure_plateaus(h, &p))
        return PITH_VERDICT_TOO_LITTLE;
    const struct seen_epoch *last = measure_last_epoch(h);
    double least = INFINITY, constant = dev_constant(h), best = measure_best_f1(h);
    for (size_t i = 0; i < h->epoch_count; i++)
        least = fmin(least, h->epochs[i].dev_loss);
    double train = last->loss / (p.pads ? fmin(p.padded, p.pads_seen) : p.tokens);
    bool rises = last->dev_loss > LIMIT_overfitting_rise * least;
    bool worse = train < LIMIT_overfitting_train_worse && last->dev_loss > constant && rises;
    bool falls =
        train < LIMIT_overfitting_train_falls && rises && last->f1 < best - LIMIT_overfitting_fall;
    if (!worse && !falls)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_overfitting_train, "", train);
    finding_evidence_within(f, EVIDENCE_overfitting_dev, "", last->dev_loss, NAN,
                            LIMIT_overfitting_rise * least);
    finding_evidence(f, EVIDENCE_overfitting_least, "", least);
    finding_evidence(f, EVIDENCE_overfitting_constant, "", constant);
    finding_evidence(f, EVIDENCE_overfitting_fall, "", best - last->f1);
    finding_remedy(f, REMEDY(overfitting_patience));
    finding_remedy(f, REMEDY(overfitting_dropout),
                   fmax(LIMIT_overfitting_dropout, h->cfg.model_dropout_input));
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_overfitting_found, 100 * train, least,
                       last->dev_loss, worse ? SAY_overfitting_worse : "");
}

pith_verdict find_underfitting(const struct history *h, pith_finding *f)
{
    if ((double)h->epoch_count < LIMIT_underfitting_epochs || !h->has_end)
        return PITH_VERDICT_TOO_LITTLE;
    const struct seen_epoch *e = measure_last_epoch(h);
    double rise = e->f1 - e[-2].f1;
    if (rise < LIMIT_underfitting_rise || e->f1 < measure_best_f1(h) || e->f1 < e[-1].f1)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_underfitting_f1, "last epoch", e->f1);
    finding_evidence(f, EVIDENCE_underfitting_rise, "", rise);
    finding_remedy(f, REMEDY(underfitting_longer), 2 * (long long)h->cfg.train_epochs);
    return finding_say(f, PITH_SEVERITY_NOTE, SAY_underfitting_found, rise, e->f1);
}

pith_verdict find_patience_wasted(const struct history *h, pith_finding *f)
{
    size_t best = 0;
    if ((double)h->epoch_count < LIMIT_patience_wasted_epochs)
        return PITH_VERDICT_TOO_LITTLE;
    for (size_t i = 0; i < h->epoch_count; i++)
        if (h->epochs[i].f1 > h->epochs[best].f1)
            best = i;
    double behind = (double)(h->epoch_count - 1 - best);
    if (behind < LIMIT_patience_wasted_behind ||
        behind / (double)h->epoch_count < LIMIT_patience_wasted_share || !(h->epochs[best].f1 > 0))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_patience_wasted_behind, "", behind);
    finding_evidence(f, EVIDENCE_patience_wasted_best, "", (double)best + 1);
    finding_remedy(f, REMEDY(patience_wasted_patience));
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_patience_wasted_found, h->epoch_count,
                       best + 1);
}

/* --- going on ------------------------------------------------------------------------------- */

static const pith_probe *find_probe(const struct history *h, int64_t step, bool resumed)
{
    for (size_t i = h->probe_count; i-- > 0;)
        if (h->probes[i].step == step && (h->probes[i].resumed != 0) == resumed)
            return &h->probes[i];
    return NULL;
}

/* Median loss of the steps on one side of the resumption, relative to their batches' constants. */
static double side_median(const struct history *h, bool behind)
{
    enum { SIDE = 10 };
    struct steps_window all = history_steps(h);
    struct seen_step side[SIDE];
    size_t n = 0;
    for (size_t k = 0; k < all.count && n < SIDE; k++) {
        const struct seen_step *s = &all.items[behind ? k : all.count - 1 - k];
        if ((s->step >= h->resumed_step) != behind)
            continue;
        side[n] = *s;
        if (s->prior > 0)
            side[n].loss = s->loss / s->prior;
        n++;
    }
    return MEASURE_MEDIAN(((struct steps_window){side, n}), loss);
}

pith_verdict find_resume_broken(const struct history *h, pith_finding *f)
{
    if (h->resumed_step <= 0)
        return PITH_VERDICT_SILENT;
    const pith_probe *before = find_probe(h, h->resumed_step, false);
    const pith_probe *after = find_probe(h, h->resumed_step, true);
    double left = side_median(h, false), right = side_median(h, true);
    bool differs =
        before && after && fabs(after->loss / before->loss - 1) > LIMIT_resume_broken_change;
    if (!before && isnan(left))
        return PITH_VERDICT_TOO_LITTLE;
    if (!differs && !(right > LIMIT_resume_broken_rise * left))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_resume_broken_before, "", before ? before->loss : (double)NAN);
    finding_evidence(f, EVIDENCE_resume_broken_after, "", after ? after->loss : (double)NAN);
    finding_evidence(f, EVIDENCE_resume_broken_left, "", left);
    finding_evidence_within(f, EVIDENCE_resume_broken_right, "", right, NAN,
                            LIMIT_resume_broken_rise * left);
    finding_advice(f, ADVICE_resume_broken_all);
    long long step = (long long)h->resumed_step;
    return differs
               ? finding_say(f, PITH_SEVERITY_ERROR, SAY_resume_broken_differs, step, before->loss,
                             after->loss)
               : finding_say(f, PITH_SEVERITY_ERROR, SAY_resume_broken_leaps, step, left, right);
}
