/* findings_measure.c - rows of the table: metrics that mislead. */
#include "doctor/finding.h"
#include "doctor/measure.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

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
    const struct seen_epoch *e = measure_last_epoch(h);
    double floor = floor_of(h, e);
    if (isnan(floor) || isnan(e->accuracy))
        return PITH_VERDICT_TOO_LITTLE;
    if (fabs(e->accuracy - floor) > LIMIT_accuracy_at_floor_distance ||
        e->f1 > LIMIT_accuracy_at_floor_f1 || floor < LIMIT_accuracy_at_floor_least ||
        (double)h->steps < LIMIT_accuracy_at_floor_steps)
        return PITH_VERDICT_SILENT;
    finding_evidence_within(f, EVIDENCE_accuracy_at_floor_accuracy, "dev", e->accuracy,
                            floor + LIMIT_accuracy_at_floor_usual, 1);
    finding_evidence(f, EVIDENCE_accuracy_at_floor_always, "dev", floor);
    finding_evidence(f, EVIDENCE_accuracy_at_floor_f1, "dev", e->f1);
    finding_advice(f, ADVICE_accuracy_at_floor_f1);
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_accuracy_at_floor_found, 100 * e->accuracy,
                       100 * floor, e->f1);
}

pith_verdict find_metric_counts_o(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = measure_last_epoch(h);
    double inside = measure_inside(h);
    if (isnan(e->f1))
        return PITH_VERDICT_TOO_LITTLE;
    bool same = fabs(e->f1 - e->accuracy) < LIMIT_metric_counts_o_same &&
                e->f1 > LIMIT_metric_counts_o_f1 && e->accuracy < LIMIT_metric_counts_o_accuracy;
    bool nothing = e->f1 > LIMIT_metric_counts_o_nothing && inside < LIMIT_metric_counts_o_inside;
    if (!same && !nothing)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_metric_counts_o_f1, "dev", e->f1);
    finding_evidence(f, EVIDENCE_metric_counts_o_accuracy, "dev", e->accuracy);
    finding_evidence(f, EVIDENCE_metric_counts_o_inside, "", inside);
    finding_advice(f, ADVICE_metric_counts_o_spans);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_metric_counts_o_found, e->f1,
                       same ? SAY_metric_counts_o_same : SAY_metric_counts_o_nothing);
}

/*
 * A missed phrase has one wrong token at least, so that accuracy cannot be above
 * 1 - (1 - recall) · phrases / tokens; where it is, something else was counted with them.
 */
pith_verdict find_metric_counts_pads(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = measure_last_epoch(h);
    double tokens = (double)h->dev_tokens;
    if (!h->has_survey || !(tokens > 0) || isnan(e->accuracy))
        return PITH_VERDICT_TOO_LITTLE;
    double bound = 1 - (1 - e->recall) * (double)h->survey.dev.spans / tokens;
    bool counted = e->tokens > LIMIT_metric_counts_pads_counted * tokens;
    if (!counted && !(e->accuracy > bound + LIMIT_metric_counts_pads_above))
        return PITH_VERDICT_SILENT;
    finding_evidence_within(f, EVIDENCE_metric_counts_pads_counted, "dev", e->tokens, tokens,
                            tokens);
    finding_evidence(f, EVIDENCE_metric_counts_pads_tokens, "dev", tokens);
    finding_evidence_within(f, EVIDENCE_metric_counts_pads_accuracy, "dev", e->accuracy, NAN,
                            bound);
    finding_evidence(f, EVIDENCE_metric_counts_pads_bound, "dev", bound);
    finding_advice(f, ADVICE_metric_counts_pads_leave);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_metric_counts_pads_found,
                       counted ? SAY_metric_counts_pads_counted : SAY_metric_counts_pads_above);
}

pith_verdict find_dropout_in_evaluation(const struct history *h, pith_finding *f)
{
    double largest = 0;
    for (size_t i = 0; i < h->probe_count; i++)
        if (h->probes[i].loss > 0 && isfinite(h->probes[i].loss_again))
            largest = fmax(largest, fabs(h->probes[i].loss_again / h->probes[i].loss - 1));
    if (!(largest > LIMIT_dropout_in_evaluation_change))
        return PITH_VERDICT_SILENT;
    const pith_probe *p = measure_last_probe(h);
    finding_evidence(f, EVIDENCE_dropout_in_evaluation_loss, "", p->loss);
    finding_evidence_within(f, EVIDENCE_dropout_in_evaluation_again, "", p->loss_again, p->loss,
                            p->loss);
    finding_advice(f, ADVICE_dropout_in_evaluation_off);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_dropout_in_evaluation_found, p->loss,
                       p->loss_again);
}

pith_verdict find_chosen_on_test(const struct history *h, pith_finding *f)
{
    bool train = h->dev_sha256[0] && !strcmp(h->dev_sha256, h->train_sha256);
    bool test = h->cfg.data_dev[0] && !strcmp(h->cfg.data_dev, h->cfg.data_test);
    if (!train && !test && !(h->has_survey && h->survey.same_file))
        return PITH_VERDICT_SILENT;
    finding_advice(f, ADVICE_chosen_on_test_own);
    return train ? finding_say(f, PITH_SEVERITY_ERROR, SAY_chosen_on_test_train)
                 : finding_say(f, PITH_SEVERITY_ERROR, SAY_chosen_on_test_test);
}
