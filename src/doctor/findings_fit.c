/* findings_fit.c - rows of the table: too good, or too long. */
#include "doctor/finding.h"
#include "doctor/measure.h"

#include <math.h>
#include <stddef.h>

static bool enough_epochs(const struct history *h, size_t n)
{
    return h->epoch_count >= n && h->epochs[h->epoch_count - 1].measured;
}

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
    if (!enough_epochs(h, 3) || !measure_plateaus(h, &p))
        return PITH_VERDICT_TOO_LITTLE;
    const struct seen_epoch *last = &h->epochs[h->epoch_count - 1];
    double least = INFINITY, best = measure_best_f1(h), constant = dev_constant(h);
    for (size_t i = 0; i < h->epoch_count; i++)
        least = fmin(least, h->epochs[i].dev_loss);
    double train = last->loss / (p.pads ? fmin(p.padded, p.pads_seen) : p.tokens);
    bool worse = train < 0.3 && last->dev_loss > constant && last->dev_loss > 1.3 * least;
    bool falls = train < 0.5 && last->dev_loss > 1.3 * least && last->f1 < best - 0.05;
    if (!worse && !falls)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "training loss / its constant", "", train, NAN, NAN);
    finding_evidence(f, "dev loss", "", last->dev_loss, NAN, 1.3 * least);
    finding_evidence(f, "dev loss, lowest", "", least, NAN, NAN);
    finding_evidence(f, "dev loss of a constant answer", "", constant, NAN, NAN);
    finding_evidence(f, "F1, best and last differ by", "", best - last->f1, 0, 0.05);
    finding_remedy(f, "stop when dev gets no better", "train.patience=3");
    finding_remedy(f, "more dropout", "model.dropout_input=%.1f model.dropout_between=0.3",
                   fmax(0.5, h->cfg.model_dropout_input));
    return finding_say(
        f, PITH_SEVERITY_WARNING, 0.8,
        "The net learns its texts by heart: on them it loses %.0f%% of what a constant "
        "answer does, while the dev loss has risen from %.3g to %.3g%s.",
        100 * train, least, last->dev_loss, worse ? ", more than knowing nothing" : "");
}

pith_verdict find_underfitting(const struct history *h, pith_finding *f)
{
    if (!enough_epochs(h, 3) || !h->has_end)
        return PITH_VERDICT_TOO_LITTLE;
    const struct seen_epoch *e = &h->epochs[h->epoch_count - 1];
    double rise = e->f1 - e[-2].f1;
    if (rise < 0.02 || e->f1 < measure_best_f1(h) || e->f1 < e[-1].f1)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "F1", "last epoch", e->f1, NAN, NAN);
    finding_evidence(f, "F1, gained in the last two epochs", "", rise, NAN, 0.02);
    finding_remedy(f, "twice as long", "train.epochs=%lld", 2 * (long long)h->cfg.train_epochs);
    return finding_say(f, PITH_SEVERITY_NOTE, 0.4,
                       "Training ended while it still got better: F1 rose by %.3f in the last two "
                       "epochs, to %.3f.",
                       rise, e->f1);
}

pith_verdict find_patience_wasted(const struct history *h, pith_finding *f)
{
    size_t best = 0;
    if (!enough_epochs(h, 4))
        return PITH_VERDICT_TOO_LITTLE;
    for (size_t i = 0; i < h->epoch_count; i++)
        if (h->epochs[i].f1 > h->epochs[best].f1)
            best = i;
    size_t behind = h->epoch_count - 1 - best;
    if (behind < 12 || 3 * behind < 2 * h->epoch_count || !(h->epochs[best].f1 > 0))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "epochs behind the best one", "", (double)behind, 0, 12);
    finding_evidence(f, "best epoch", "", (double)best + 1, NAN, NAN);
    finding_remedy(f, "stop when dev gets no better", "train.patience=5");
    return finding_say(f, PITH_SEVERITY_WARNING, 0.5,
                       "Most of the time brought nothing: the best of %zu epochs was number %zu.",
                       h->epoch_count, best + 1);
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
    bool differs = before && after && fabs(after->loss / before->loss - 1) > 1e-6;
    bool leaps = right > 1.5 * left;
    if (!before && isnan(left))
        return PITH_VERDICT_TOO_LITTLE;
    if (!differs && !leaps)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "loss of a fixed batch, before", "", before ? before->loss : (double)NAN,
                     NAN, NAN);
    finding_evidence(f, "the same, after going on", "", after ? after->loss : (double)NAN, NAN,
                     NAN);
    finding_evidence(f, "loss / constant, steps before", "", left, NAN, NAN);
    finding_evidence(f, "loss / constant, steps behind", "", right, NAN, 1.5 * left);
    finding_remedy(f, "restore weights, optimizer and schedule, all of them", "%s", "");
    return finding_say(
        f, PITH_SEVERITY_ERROR, 0.97,
        differs ? "Going on from the checkpoint changed the net: at step %lld a fixed "
                  "batch lost %.6g before, and %.6g after. Weights were not restored."
                : "Going on from the checkpoint at step %lld threw training back: the "
                  "loss rises from %.3g to %.3g of its constant. The optimizer's state "
                  "or the schedule was not restored.",
        (long long)h->resumed_step, differs ? before->loss : left, differs ? after->loss : right);
}
