/* findings_loss.c - rows of the table: the loss counts the wrong things. */
#include "doctor/finding.h"
#include "doctor/measure.h"

#include <math.h>
#include <stddef.h>

/* --- pads ----------------------------------------------------------------------------------- */

/* The largest share by which other words at the pads changed a probe's loss; 0 without pads. */
static double pads_effect(const struct history *h)
{
    double largest = 0;
    for (size_t i = 0; i < h->probe_count; i++) {
        const pith_probe *p = &h->probes[i];
        if (p->loss > 0 && isfinite(p->loss_pads))
            largest = fmax(largest, fabs(p->loss_pads - p->loss) / p->loss);
    }
    return largest;
}

static double last_loss(const struct history *h)
{
    return MEASURE_MEDIAN(history_last(h, 20), loss);
}

pith_verdict find_pads_counted(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    if (!measure_plateaus(h, &p) || !(h->padded > 0))
        return PITH_VERDICT_TOO_LITTLE;
    double share = 1 - h->tokens / h->padded, loss = last_loss(h);
    if (!p.pads || share < LIMIT_pads_counted_share)
        return PITH_VERDICT_SILENT;
    bool stuck = measure_progress(h) == PROGRESS_STUCK &&
                 measure_nearest(&p, loss).ratio < LIMIT_pads_counted_stuck;
    finding_evidence(f, EVIDENCE_pads_counted_share, "", share);
    finding_evidence(f, EVIDENCE_pads_counted_tokens, "", p.tokens);
    finding_evidence(f, EVIDENCE_pads_counted_padded, "", p.padded);
    finding_evidence(f, EVIDENCE_pads_counted_pads_seen, "", p.pads_seen);
    finding_evidence(f, EVIDENCE_pads_counted_loss, "", loss);
    finding_evidence(f, EVIDENCE_pads_counted_effect, "", pads_effect(h));
    finding_remedy(f, REMEDY(pads_counted_token));
    finding_remedy(f, REMEDY(pads_counted_bucket));
    if (share > LIMIT_pads_counted_most)
        f->weight = LIMIT_pads_counted_weight_most;
    pith_severity severity = stuck                             ? PITH_SEVERITY_ERROR
                             : share > LIMIT_pads_counted_warn ? PITH_SEVERITY_WARNING
                                                               : PITH_SEVERITY_NOTE;
    return finding_say(f, severity, SAY_pads_counted_found, 100 * share,
                       stuck ? SAY_pads_counted_stuck : "", fmin(p.padded, p.pads_seen), p.tokens);
}

pith_verdict find_mask_without_effect(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    if (!measure_plateaus(h, &p) || !(h->rows > 0))
        return PITH_VERDICT_TOO_LITTLE;
    double effect = pads_effect(h);
    bool changes = effect > LIMIT_mask_without_effect_effect;
    if (p.pads || (!(h->rows > LIMIT_mask_without_effect_rows * h->tokens) && !changes))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_mask_without_effect_effect, "", effect);
    finding_evidence(f, EVIDENCE_mask_without_effect_rows, "", h->rows / h->tokens);
    finding_evidence(f, EVIDENCE_mask_without_effect_tokens, "", p.tokens);
    finding_evidence(f, EVIDENCE_mask_without_effect_padded, "", p.padded);
    finding_evidence(f, EVIDENCE_mask_without_effect_loss, "", last_loss(h));
    finding_advice(f, ADVICE_mask_without_effect_multiply);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_mask_without_effect_found,
                       100 * (1 - h->tokens / fmax(h->rows, h->tokens)),
                       changes ? SAY_mask_without_effect_effect : "");
}

/* --- divisors and weights ------------------------------------------------------------------- */

/* A divisor that people divide by once too often, if the first loss tells of one; else "". */
static const char *divisor(const struct history *h, const struct plateaus *p, double ratio)
{
    const struct {
        const char *name; /* behind "N times less" */
        double value;
    } all[] = {{SAY_mean_divided_again_batch, h->texts / (double)h->steps},
               {SAY_mean_divided_again_tokens, p->tokens_text},
               {SAY_mean_divided_again_padded, p->padded_text}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value > LIMIT_mean_divided_again_divisor &&
            fabs(log(ratio * all[i].value)) < LIMIT_mean_divided_again_match)
            return all[i].name;
    return "";
}

pith_verdict find_mean_divided_again(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    struct steps_window first = history_first(h, (size_t)LIMIT_mean_divided_again_steps);
    if ((double)first.count < LIMIT_mean_divided_again_steps || !measure_plateaus(h, &p))
        return PITH_VERDICT_TOO_LITTLE;
    if (h->cfg.train_from[0] || first.items[0].step > 0)
        return PITH_VERDICT_SILENT; /* it did not begin untrained */
    double loss = first.items[0].loss, ratio = loss / p.untrained;
    if (!(ratio < LIMIT_mean_divided_again_ratio))
        return PITH_VERDICT_SILENT;
    const char *name = divisor(h, &p, ratio);
    finding_evidence_within(f, EVIDENCE_mean_divided_again_loss, "", loss,
                            LIMIT_mean_divided_again_usual_min * p.untrained,
                            LIMIT_mean_divided_again_usual_max * p.untrained);
    finding_evidence(f, EVIDENCE_mean_divided_again_untrained, "", p.untrained);
    finding_evidence(f, EVIDENCE_mean_divided_again_ratio, "", 1 / ratio);
    finding_advice(f, ADVICE_mean_divided_again_once);
    if (!measure_adaptive(h))
        finding_remedy(f, REMEDY(mean_divided_again_rate), h->cfg.optim_rate / ratio);
    return finding_say(f, *name ? PITH_SEVERITY_ERROR : PITH_SEVERITY_WARNING,
                       SAY_mean_divided_again_found, p.untrained, loss, 1 / ratio, name);
}

pith_verdict find_class_imbalance(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    if (!measure_plateaus(h, &p))
        return PITH_VERDICT_TOO_LITTLE;
    if (p.o_tokens < LIMIT_class_imbalance_share || h->cfg.loss_keyphrase_weights.count)
        return PITH_VERDICT_SILENT;
    enum progress_kind progress = measure_progress(h);
    double inside = measure_inside(h);
    bool hurts = progress == PROGRESS_STUCK ||
                 (progress == PROGRESS_SLOW && inside < LIMIT_class_imbalance_inside);
    finding_evidence(f, EVIDENCE_class_imbalance_tokens, "", p.o_tokens);
    finding_evidence(f, EVIDENCE_class_imbalance_padded, "", p.o_padded);
    finding_evidence(f, EVIDENCE_class_imbalance_inside, "", inside);
    double weight = fmin(LIMIT_class_imbalance_weight_max, sqrt(p.o_tokens / (1 - p.o_tokens)));
    finding_remedy(f, REMEDY(class_imbalance_weights), weight, weight, weight, weight);
    return finding_say(f, hurts ? PITH_SEVERITY_ERROR : PITH_SEVERITY_NOTE,
                       SAY_class_imbalance_found, 100 * p.o_tokens,
                       hurts ? SAY_class_imbalance_hurts : "");
}

/* Whether the class weights leave nothing but label O. */
static bool only_o_weighs(const struct knob_list *weights)
{
    bool zero = weights->count > 0;
    for (int j = 1; j < weights->count; j++)
        zero = zero && weights->value[j] == 0;
    return zero;
}

pith_verdict find_head_starved(const struct history *h, pith_finding *f)
{
    const struct config *cfg = &h->cfg;
    const struct seen_epoch *e = measure_last_epoch(h);
    double alpha = cfg->loss_alpha;
    bool joint = cfg->model_keyword_layer > 0, zero = only_o_weighs(&cfg->loss_keyphrase_weights);
    bool phrase = zero || (joint && alpha >= 1 - LIMIT_head_starved_least);
    bool word = joint && alpha <= LIMIT_head_starved_least;
    if (!phrase && !word)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_head_starved_alpha, "", alpha);
    if (e && phrase)
        finding_evidence(f, EVIDENCE_head_starved_keyphrase, "", e->dev_loss_keyphrase);
    if (e && !phrase)
        finding_evidence(f, EVIDENCE_head_starved_keyword, "", e->dev_loss_keyword);
    if (zero) {
        finding_remedy(f, REMEDY(head_starved_weights));
        return finding_say(f, PITH_SEVERITY_ERROR, SAY_head_starved_zero);
    }
    finding_remedy(f, REMEDY(head_starved_alpha));
    if (word)
        finding_remedy(f, REMEDY(head_starved_none));
    return finding_say(f, phrase ? PITH_SEVERITY_ERROR : PITH_SEVERITY_WARNING,
                       SAY_head_starved_alpha, phrase ? "keyphrase" : "keyword", alpha,
                       100 * (phrase ? 1 - alpha : alpha));
}

/* --- labels --------------------------------------------------------------------------------- */

static pith_verdict shifted_part(const pith_survey_part *part, const char *name, pith_finding *f)
{
    enum { MIDDLE = PITH_SURVEY_LAGS / 2 };
    int best = MIDDLE;
    for (int k = 0; k < PITH_SURVEY_LAGS; k++)
        if (part->shift[k] > part->shift[best])
            best = k;
    double own = part->shift[MIDDLE], there = part->shift[best];
    double mirror = part->shift[2 * MIDDLE - best];
    if ((double)part->tokens < LIMIT_labels_shifted_tokens || isnan(own))
        return PITH_VERDICT_TOO_LITTLE;
    if (best == MIDDLE || there < LIMIT_labels_shifted_ratio * fmax(own, 0) ||
        there < LIMIT_labels_shifted_mirror * mirror || there < LIMIT_labels_shifted_least)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_labels_shifted_own, name, own);
    finding_evidence(f, EVIDENCE_labels_shifted_best, name, there);
    finding_evidence(f, EVIDENCE_labels_shifted_mirror, name, mirror);
    finding_advice(f, ADVICE_labels_shifted_move);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_labels_shifted_found, name,
                       best > MIDDLE ? best - MIDDLE : MIDDLE - best,
                       best > MIDDLE ? "behind" : "before", there, own);
}

pith_verdict find_labels_shifted(const struct history *h, pith_finding *f)
{
    const pith_survey_part *dev = &h->survey.dev;
    pith_verdict verdict = shifted_part(&h->survey.train, "training", f);
    if (verdict == PITH_VERDICT_FOUND ||
        !((double)dev->unknown / (double)dev->tokens < LIMIT_labels_shifted_unknown))
        return verdict;
    return shifted_part(dev, "dev", f) == PITH_VERDICT_FOUND ? PITH_VERDICT_FOUND : verdict;
}

/* A share of dev tokens that is out of proportion once training is under way. */
static pith_verdict look_at_share(const struct history *h, double count, double limit,
                                  double *share)
{
    const struct seen_epoch *e = measure_last_epoch(h);
    if (!(e->tokens > 0) || isnan(count))
        return PITH_VERDICT_TOO_LITTLE;
    *share = count / e->tokens;
    return *share > limit && h->epoch_count > 1 ? PITH_VERDICT_FOUND : PITH_VERDICT_SILENT;
}

pith_verdict find_illegal_tags(const struct history *h, pith_finding *f)
{
    double share;
    pith_verdict verdict =
        look_at_share(h, measure_last_epoch(h)->illegal, LIMIT_illegal_tags_share, &share);
    if (verdict != PITH_VERDICT_FOUND)
        return verdict;
    finding_evidence(f, EVIDENCE_illegal_tags_share, "dev", share);
    finding_advice(f, ADVICE_illegal_tags_longer);
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_illegal_tags_found, 100 * share);
}

pith_verdict find_heads_contradict(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = measure_last_epoch(h);
    double share;
    if (!h->cfg.model_keyword_layer)
        return PITH_VERDICT_SILENT;
    pith_verdict verdict = e ? look_at_share(h, e->disagree, LIMIT_heads_contradict_share, &share)
                             : PITH_VERDICT_TOO_LITTLE;
    if (verdict != PITH_VERDICT_FOUND)
        return verdict;
    finding_evidence(f, EVIDENCE_heads_contradict_share, "dev", share);
    finding_remedy(f, REMEDY(heads_contradict_alpha));
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_heads_contradict_found, 100 * share);
}
