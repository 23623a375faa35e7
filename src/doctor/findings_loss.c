/* findings_loss.c - rows of the table: the loss counts the wrong things. */
#include "doctor/finding.h"
#include "doctor/measure.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define FEW_STEPS 3

/* Loss with other words at the pads against the loss; 0 without pads or probes. */
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

pith_verdict find_pads_counted(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    if (!measure_plateaus(h, &p) || !(h->padded > 0))
        return PITH_VERDICT_TOO_LITTLE;
    double share = 1 - h->tokens / h->padded;
    if (!p.pads || share < 0.05)
        return PITH_VERDICT_SILENT;
    enum progress_kind progress = measure_progress(h);
    double loss = MEASURE_MEDIAN(history_last(h, 20), loss);
    struct nearest_plateau at = measure_nearest(&p, loss);
    bool stuck = progress == PROGRESS_STUCK && at.ratio < 1.3;
    finding_evidence(f, "share of positions that are pads", "", share, 0, 0.05);
    finding_evidence(f, "constant: labels of tokens", "", p.tokens, NAN, NAN);
    finding_evidence(f, "constant: pads as O", "", p.padded, NAN, NAN);
    finding_evidence(f, "constant: pads as O, recognised", "", p.pads_seen, NAN, NAN);
    finding_evidence(f, "loss", "", loss, NAN, NAN);
    finding_evidence(f, "other words at the pads change the loss by", "", pads_effect(h), 0, 0);
    finding_remedy(f, "the loss of real tokens alone", "loss.reduction=token");
    finding_remedy(f, "batches of texts of like length: fewer pads", "train.bucket=true");
    pith_severity severity = stuck          ? PITH_SEVERITY_ERROR
                             : share > 0.75 ? PITH_SEVERITY_WARNING
                                            : PITH_SEVERITY_NOTE;
    return finding_say(f, severity, share > 0.9 ? 0.93 : 0.5,
                       "Pads are counted as label O: %.0f%% of the positions in the loss are no "
                       "words%s. They make the loss look small (%.3g is what a constant answer "
                       "loses with them, %.3g without) and weaken every gradient by as much.",
                       100 * share,
                       stuck ? ", and the loss sits at the constant that counts them" : "",
                       fmin(p.padded, p.pads_seen), p.tokens);
}

pith_verdict find_mask_without_effect(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    double effect = pads_effect(h);
    if (!measure_plateaus(h, &p) || !(h->rows > 0))
        return PITH_VERDICT_TOO_LITTLE;
    bool computed = h->rows > 1.02 * h->tokens;
    if (p.pads || (!computed && !(effect > 1e-6)))
        return PITH_VERDICT_SILENT;
    double loss = MEASURE_MEDIAN(history_last(h, 20), loss);
    finding_evidence(f, "other words at the pads change the loss by", "", effect, 0, 0);
    finding_evidence(f, "positions in the loss / tokens", "", h->rows / h->tokens, 1, 1);
    finding_evidence(f, "constant: labels of tokens", "", p.tokens, NAN, NAN);
    finding_evidence(f, "constant: pads as O", "", p.padded, NAN, NAN);
    finding_evidence(f, "loss", "", loss, NAN, NAN);
    finding_remedy(f,
                   "multiply each position's loss by the mask before it is summed, and divide by "
                   "the sum of the mask",
                   "%s", "");
    return finding_say(f, PITH_SEVERITY_ERROR, 0.97,
                       "The mask has no effect: pads should not count here, but %.0f%% of the "
                       "positions in the loss are pads%s.",
                       100 * (1 - h->tokens / fmax(h->rows, h->tokens)),
                       effect > 1e-6 ? ", and other words at the pads change it" : "");
}

/* A divisor that people divide by once too often, if the first loss tells of one. */
static const char *divisor(const struct history *h, const struct plateaus *p, double ratio,
                           double *by)
{
    const struct {
        const char *name;
        double value;
    } all[] = {{"the batch size", h->texts / (double)h->steps},
               {"the tokens of a text", p->tokens_text},
               {"the padded length", p->padded_text}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].value > 3 && fabs(log(ratio * all[i].value)) < 0.25) {
            *by = all[i].value;
            return all[i].name;
        }
    }
    return NULL;
}

pith_verdict find_mean_divided_again(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    struct steps_window first = history_first(h, FEW_STEPS);
    if (first.count < FEW_STEPS || !measure_plateaus(h, &p))
        return PITH_VERDICT_TOO_LITTLE;
    if (h->cfg.train_from[0] || first.items[0].step > 0)
        return PITH_VERDICT_SILENT; /* it did not begin untrained */
    double loss = first.items[0].loss, by = 1, ratio = loss / p.untrained;
    if (!(ratio < 0.4))
        return PITH_VERDICT_SILENT;
    const char *name = divisor(h, &p, ratio, &by);
    finding_evidence(f, "first loss", "", loss, 0.6 * p.untrained, 2 * p.untrained);
    finding_evidence(f, "loss of an untrained net", "", p.untrained, NAN, NAN);
    finding_evidence(f, "the one over the other", "", 1 / ratio, 0.5, 1.7);
    finding_remedy(f, "divide the loss once", "%s", "");
    if (h->cfg.optim_name == OPTIM_SGD)
        finding_remedy(f, "the same steps as without the second division", "optim.rate=%.2g",
                       h->cfg.optim_rate / ratio);
    return finding_say(
        f, name ? PITH_SEVERITY_ERROR : PITH_SEVERITY_WARNING, 0.98,
        "The loss is divided once too often: an untrained net loses %.3g here (ln K, "
        "by head), this one began at %.3g, %.0f times less%s%s. Gradients and SGD's "
        "steps are as many times too small.",
        p.untrained, loss, 1 / ratio, name ? ", which is " : "", name ? name : "");
}

pith_verdict find_class_imbalance(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    if (!measure_plateaus(h, &p))
        return PITH_VERDICT_TOO_LITTLE;
    enum progress_kind progress = measure_progress(h);
    double inside = measure_inside(h);
    if (p.o_tokens < 0.965 || h->cfg.loss_keyphrase_weights.count)
        return PITH_VERDICT_SILENT; /* usual sets have .79 (ours) to .93 */
    bool hurts = progress == PROGRESS_STUCK || (progress == PROGRESS_SLOW && inside < 0.5);
    finding_evidence(f, "share of label O, tokens alone", "", p.o_tokens, 0.7, 0.95);
    finding_evidence(f, "share of label O, with pads", "", p.o_padded, NAN, NAN);
    finding_evidence(f, "predicted inside / gold inside", "", inside, 0.5, 1.5);
    double weight = fmin(10, sqrt(p.o_tokens / (1 - p.o_tokens)));
    finding_remedy(f, "rare labels count more", "loss.keyphrase_weights=1,%.2g,%.2g,%.2g,%.2g",
                   weight, weight, weight, weight);
    return finding_say(f, hurts ? PITH_SEVERITY_ERROR : PITH_SEVERITY_NOTE, 0.92,
                       "Label O drowns the others: %.1f%% of the tokens (pads not counted) are "
                       "outside phrases%s.",
                       100 * p.o_tokens, hurts ? ", and the net says O nearly always" : "");
}

pith_verdict find_head_starved(const struct history *h, pith_finding *f)
{
    const struct config *cfg = &h->cfg;
    double alpha = cfg->loss_alpha;
    bool joint = cfg->model_keyword_layer > 0, zero = cfg->loss_keyphrase_weights.count > 0;
    for (int j = 1; j < cfg->loss_keyphrase_weights.count; j++)
        zero = zero && cfg->loss_keyphrase_weights.value[j] == 0;
    if (!h->has_start)
        return PITH_VERDICT_TOO_LITTLE;
    bool phrase = zero || (joint && alpha >= 0.97), word = joint && alpha <= 0.03;
    if (!phrase && !word)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "loss.alpha", "", alpha, 0.1, 0.7);
    if (h->epoch_count && h->epochs[h->epoch_count - 1].measured)
        finding_evidence(
            f, phrase ? "dev loss of the keyphrase head" : "dev loss of the keyword head", "",
            phrase ? h->epochs[h->epoch_count - 1].dev_loss_keyphrase
                   : h->epochs[h->epoch_count - 1].dev_loss_keyword,
            NAN, NAN);
    if (zero) {
        finding_remedy(f, "weights above 0 for all labels", "loss.keyphrase_weights=1,1,1,1,1");
        return finding_say(f, PITH_SEVERITY_ERROR, 0.98,
                           "The keyphrase head is starved: loss.keyphrase_weights is 0 for every "
                           "label but O, so that it can only learn to say O.");
    }
    finding_remedy(f, "both heads get something", "loss.alpha=0.3");
    if (word)
        finding_remedy(f, "no keyword head at all", "model.keyword_layer=0");
    return finding_say(f, phrase ? PITH_SEVERITY_ERROR : PITH_SEVERITY_WARNING, 0.98,
                       "The %s head is starved: loss.alpha %g leaves it %.0f%% of the loss.",
                       phrase ? "keyphrase" : "keyword", alpha, 100 * (phrase ? 1 - alpha : alpha));
}

/* --- labels ----------------------------------------------------------------------------------- */

static pith_verdict shifted_part(const pith_survey_part *part, const char *name, pith_finding *f)
{
    enum { MIDDLE = PITH_SURVEY_LAGS / 2, TOKENS = 5000 };
    int best = MIDDLE;
    for (int k = 0; k < PITH_SURVEY_LAGS; k++)
        if (part->shift[k] > part->shift[best])
            best = k;
    if (part->tokens < TOKENS || isnan(part->shift[MIDDLE]))
        return PITH_VERDICT_TOO_LITTLE;
    if (best == MIDDLE || part->shift[best] < 1.4 * fmax(part->shift[MIDDLE], 0) ||
        part->shift[best] < 0.02)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "information of words about their own labels", name, part->shift[MIDDLE],
                     NAN, NAN);
    finding_evidence(f, "about the labels where they are best told", name, part->shift[best], NAN,
                     NAN);
    finding_remedy(f, "move the labels of the data back", "%s", "");
    return finding_say(f, PITH_SEVERITY_ERROR, 0.98,
                       "Labels of the %s texts are shifted against their tokens: words tell most "
                       "about the label %d %s (%.2g nats, against %.2g about their own).",
                       name, best > MIDDLE ? best - MIDDLE : MIDDLE - best,
                       best > MIDDLE ? "behind" : "before", part->shift[best], part->shift[MIDDLE]);
}

pith_verdict find_labels_shifted(const struct history *h, pith_finding *f)
{
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    pith_verdict verdict = shifted_part(&h->survey.train, "training", f);
    /* Dev texts of mostly unknown words tell nothing about where labels are. */
    if (verdict != PITH_VERDICT_FOUND && 3 * h->survey.dev.unknown < h->survey.dev.tokens) {
        pith_verdict dev = shifted_part(&h->survey.dev, "dev", f);
        verdict = dev == PITH_VERDICT_FOUND ? dev : verdict;
    }
    return verdict;
}

/* A share of dev tokens that is out of proportion once training is under way. */
static pith_verdict look_at_share(const struct history *h, double count, double tokens,
                                  double limit, double *share)
{
    if (!(tokens > 0) || isnan(count))
        return PITH_VERDICT_TOO_LITTLE;
    *share = count / tokens;
    return *share > limit && h->epoch_count > 1 ? PITH_VERDICT_FOUND : PITH_VERDICT_SILENT;
}

pith_verdict find_illegal_tags(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = h->epoch_count ? &h->epochs[h->epoch_count - 1] : NULL;
    double share;
    pith_verdict verdict =
        e ? look_at_share(h, e->illegal, e->tokens, 0.2, &share) : PITH_VERDICT_TOO_LITTLE;
    if (verdict != PITH_VERDICT_FOUND)
        return verdict;
    finding_evidence(f, "illegal transitions / tokens", "dev", share, 0, 0.15);
    finding_remedy(f, "labels that follow each other are learned by more layers or longer training",
                   "%s", "");
    return finding_say(f, PITH_SEVERITY_WARNING, 0.5,
                       "Many predicted label sequences are illegal: %.0f for every hundred tokens, "
                       "such as I behind O. Phrases are cut in places where none ends.",
                       100 * share);
}

pith_verdict find_heads_contradict(const struct history *h, pith_finding *f)
{
    const struct seen_epoch *e = h->epoch_count ? &h->epochs[h->epoch_count - 1] : NULL;
    double share;
    if (!h->cfg.model_keyword_layer)
        return PITH_VERDICT_SILENT;
    pith_verdict verdict =
        e ? look_at_share(h, e->disagree, e->tokens, 0.2, &share) : PITH_VERDICT_TOO_LITTLE;
    if (verdict != PITH_VERDICT_FOUND)
        return verdict;
    finding_evidence(f, "tokens where the heads disagree", "dev", share, 0, 0.1);
    finding_remedy(f, "both heads get something", "loss.alpha=0.3");
    return finding_say(f, PITH_SEVERITY_WARNING, 0.6,
                       "The two heads contradict each other on %.0f%% of the dev tokens: one says "
                       "inside a phrase, the other outside.",
                       100 * share);
}
