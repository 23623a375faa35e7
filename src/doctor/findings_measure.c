/* findings_measure.c - rows of the table: the measure deceives. */
#include "doctor/finding.h"
#include "doctor/measure.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct seen_epoch *last_epoch(const struct history *h)
{
    const struct seen_epoch *e = h->epoch_count ? &h->epochs[h->epoch_count - 1] : NULL;
    return e && e->measured ? e : NULL;
}

/* Share of O among the dev tokens; NaN unless the survey or the trace tells. */
static double floor_of(const struct history *h, const struct seen_epoch *e)
{
    double tokens = 0;
    if (!h->has_survey || !h->survey.dev.texts)
        return e->accuracy_floor;
    for (int j = 0; j < PITH_KEYPHRASE_LABELS; j++)
        tokens += (double)h->survey.dev.labels[j];
    return tokens > 0 ? (double)h->survey.dev.labels[0] / tokens : (double)NAN;
}

pith_verdict find_accuracy_at_floor(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = last_epoch(h);
    double floor = e ? floor_of(h, e) : (double)NAN;
    if (!e || isnan(floor) || isnan(e->accuracy))
        return PITH_VERDICT_TOO_LITTLE;
    if (fabs(e->accuracy - floor) > 0.01 || e->f1 > 0.1 || floor < 0.5 || h->steps < 30)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "token accuracy", "dev", e->accuracy, floor + 0.02, 1);
    finding_evidence(f, "of saying O always", "dev", floor, NAN, NAN);
    finding_evidence(f, "F1 of keyphrases", "dev", e->f1, 0.2, 1);
    finding_remedy(f, "judge by F1 of keyphrases", "%s", "");
    return finding_say(
        f, PITH_SEVERITY_WARNING, 0.1,
        "The token accuracy of %.1f%% is worth nothing: who says O always has %.1f%%. "
        "The F1 of keyphrases is %.3f.",
        100 * e->accuracy, 100 * floor, e->f1);
}

pith_verdict find_metric_counts_o(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = last_epoch(h);
    double inside = measure_inside(h);
    if (!e || isnan(e->f1))
        return PITH_VERDICT_TOO_LITTLE;
    bool same = fabs(e->f1 - e->accuracy) < 0.003 && e->f1 > 0.5 && e->accuracy < 0.995;
    bool nothing = e->f1 > 0.3 && inside < 0.02;
    if (!same && !nothing)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "F1 as reported", "dev", e->f1, NAN, NAN);
    finding_evidence(f, "token accuracy", "dev", e->accuracy, NAN, NAN);
    finding_evidence(f, "predicted inside / gold inside", "", inside, NAN, NAN);
    finding_remedy(f, "count spans of B, I, E and S alone", "%s", "");
    return finding_say(f, PITH_SEVERITY_ERROR, 0.99,
                       "The score counts label O as a hit: the F1 reported, %.3f, is %s.", e->f1,
                       same ? "the share of right tokens, most of which are O"
                            : "above 0 though the net says O always");
}

/*
 * A missed phrase has one wrong token at least, so that accuracy cannot be above
 * 1 - (1 - recall) · phrases / tokens; where it is, something else was counted with them.
 */
pith_verdict find_metric_counts_pads(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = last_epoch(h);
    double tokens = (double)h->dev_tokens;
    if (!e || !h->has_survey || !(tokens > 0) || isnan(e->accuracy))
        return PITH_VERDICT_TOO_LITTLE;
    double bound = 1 - (1 - e->recall) * (double)h->survey.dev.spans / tokens;
    bool counted = e->tokens > 1.01 * tokens, impossible = e->accuracy > bound + 1e-6;
    if (!counted && !impossible)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "tokens counted by the score", "dev", e->tokens, tokens, tokens);
    finding_evidence(f, "tokens of the dev texts", "dev", tokens, NAN, NAN);
    finding_evidence(f, "token accuracy", "dev", e->accuracy, NAN, bound);
    finding_evidence(f, "possible at most with this recall", "dev", bound, NAN, NAN);
    finding_remedy(f, "leave pads out before counting", "%s", "");
    return finding_say(f, PITH_SEVERITY_ERROR, 0.98, "The score counts pads: %s.",
                       counted ? "more tokens were judged than the dev texts have"
                               : "its accuracy is higher than the phrases that were missed allow");
}

pith_verdict find_dropout_in_evaluation(const struct history *h, pith_finding *f)
{
    double largest = 0;
    if (!h->probe_count)
        return PITH_VERDICT_TOO_LITTLE;
    for (size_t i = 0; i < h->probe_count; i++)
        if (h->probes[i].loss > 0 && isfinite(h->probes[i].loss_again))
            largest = fmax(largest, fabs(h->probes[i].loss_again / h->probes[i].loss - 1));
    if (!(largest > 1e-9))
        return PITH_VERDICT_SILENT;
    const pith_probe *p = &h->probes[h->probe_count - 1];
    finding_evidence(f, "loss of a fixed batch", "", p->loss, NAN, NAN);
    finding_evidence(f, "the same, asked again", "", p->loss_again, p->loss, p->loss);
    finding_remedy(f, "switch dropout off before evaluating (model.eval() in PyTorch)", "%s", "");
    return finding_say(f, PITH_SEVERITY_ERROR, 0.95,
                       "Dropout is on while evaluating: the same net on the same texts gives %.6g, "
                       "and a moment later %.6g.",
                       p->loss, p->loss_again);
}

pith_verdict find_chosen_on_test(const struct history *h, pith_finding *f)
{
    if (!h->has_start)
        return PITH_VERDICT_TOO_LITTLE;
    bool train = h->dev_sha256[0] && !strcmp(h->dev_sha256, h->train_sha256);
    bool test = h->cfg.data_dev[0] && !strcmp(h->cfg.data_dev, h->cfg.data_test);
    if (!train && !test && !(h->has_survey && h->survey.same_file))
        return PITH_VERDICT_SILENT;
    finding_remedy(f, "a dev set of its own: some of the training texts", "%s", "");
    if (train)
        return finding_say(
            f, PITH_SEVERITY_ERROR, 0.99,
            "The dev texts are the training texts: the score tells how well they were "
            "learned by heart, and the epoch is chosen by it.");
    return finding_say(
        f, PITH_SEVERITY_ERROR, 0.99,
        "The best epoch is chosen on the test set: data.dev and data.test are the same "
        "texts, so the test score is that of the luckiest epoch.");
}
