/*
 * findings_learning.c - rows of the table: nothing is learned.
 *
 * Thresholds say where they come from: from a paper's rule, or from the runs of bench/doctor (its
 * tuning half), where healthy nets of all cells and optimizers stay well on the other side.
 */
#include "doctor/finding.h"
#include "doctor/measure.h"
#include "doctor/rate.h"
#include "train/schedule.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define FULL_STEPS 20 /* fewer say nothing */

static const char *const reduction_names[] = {"mean", "token", "sum"};
static const char *const optimizer_names[] = {"sgd",     "adam",    "adamw",
                                              "rmsprop", "adagrad", "adadelta"};

static const pith_probe *last_probe(const struct history *h)
{
    return h->probe_count ? &h->probes[h->probe_count - 1] : NULL;
}

/* --- prior-only ----------------------------------------------------------------------------- */

/* How far dealing the words anew changes the loss; NaN without probes. */
static double shuffle_effect(const pith_probe *p)
{
    return p && p->loss > 0 ? fabs(p->loss_shuffled - p->loss) / p->loss : (double)NAN;
}

pith_verdict find_prior_only(const struct history *h, pith_finding *f)
{
    struct plateaus p;
    struct steps_window last = history_last(h, FULL_STEPS);
    double inside = measure_inside(h), loss = MEASURE_MEDIAN(last, loss);
    if (last.count < FULL_STEPS || !measure_plateaus(h, &p) || isnan(inside))
        return PITH_VERDICT_TOO_LITTLE;
    struct nearest_plateau at = measure_nearest(&p, loss);
    if (inside > 0.02 || !(at.ratio > 0.75 && at.ratio < 1.3))
        return PITH_VERDICT_SILENT;
    bool early = !h->has_end && h->steps < 150; /* LSTMs may rest there so long, and leave */
    finding_evidence(f, "loss", "", loss, NAN, 0.7 * at.value);
    finding_evidence(f, "constant: labels of tokens", "", p.tokens, NAN, NAN);
    finding_evidence(f, "constant: pads as O", "", p.padded, NAN, NAN);
    finding_evidence(f, "constant: pads as O, recognised", "", p.pads_seen, NAN, NAN);
    finding_evidence(f, "predicted inside / gold inside", "", inside, 0.3, NAN);
    finding_evidence(f, "words dealt anew change the loss by", "", shuffle_effect(last_probe(h)),
                     0.5, NAN);
    return finding_say(f, early ? PITH_SEVERITY_NOTE : PITH_SEVERITY_ERROR, 1,
                       "The net has learned how frequent labels are, and next to nothing else: it "
                       "says O %s, and its loss, %.3g, is %.0f%% of what the best constant answer "
                       "loses here (%.3g, labels of %s).",
                       inside > 0 ? "nearly always" : "always", loss, 100 * at.ratio, at.value,
                       strcmp(at.name, "tokens") ? "tokens and pads" : "tokens");
}

/* --- the size of steps ---------------------------------------------------------------------- */

/* A rate with one digit, as people write them. */
static double round_rate(double rate)
{
    double unit = pow(10, floor(log10(rate)));
    return round(rate / unit) * unit;
}

static void remedy_for_sgd(const struct history *h, pith_finding *f)
{
    double factor = rate_factor(h);
    finding_remedy(f, "steps that do not depend on how the loss is reduced",
                   "optim.name=adam optim.rate=0.001");
    if (h->cfg.loss_reduction != REDUCTION_SUM)
        finding_remedy(f, "the recipe of Zhang et al. (2016)",
                       "loss.reduction=sum optim.rate=%g optim.clip=%g", RATE_REFERENCE,
                       CLIP_REFERENCE);
    if (isfinite(factor) && factor > 1)
        finding_remedy(f, "the same steps under this reduction", "optim.rate=%.2g optim.clip=%.2g",
                       RATE_REFERENCE * factor, CLIP_REFERENCE / factor);
}

pith_verdict find_step_too_small(const struct history *h, pith_finding *f)
{
    enum progress_kind progress = measure_progress(h);
    double ratio = measure_update_ratio(h), factor = rate_factor(h);
    if (!h->tensor_count || isnan(ratio) || progress == PROGRESS_EARLY)
        return h->tensor_count && h->steps >= FULL_STEPS ? PITH_VERDICT_SILENT
                                                         : PITH_VERDICT_TOO_LITTLE;
    /* Healthy nets move by 2e-3 and more a step; below 1e-4 TheDeepChecker warns in any case. */
    if (progress == PROGRESS_LEARNS || !(ratio < 1.5e-3))
        return PITH_VERDICT_SILENT;
    double rate = MEASURE_MEDIAN(history_last(h, FULL_STEPS), rate);
    finding_evidence(f, "update / weight, all matrices", "", ratio, 2e-3, 5e-2);
    for (size_t i = 0; i < h->tensor_count && f->evidence_count < 5; i++)
        if (measure_is_matrix(&h->tensors[i]))
            finding_evidence(f, "update / weight", h->tensors[i].name,
                             measure_tensor_ratio(&h->tensors[i]), 2e-3, 5e-2);
    finding_evidence(f, "gradient norm", "",
                     MEASURE_MEDIAN(history_last(h, FULL_STEPS), gradient_norm), NAN, NAN);
    if (!rate_scales(&h->cfg)) {
        finding_remedy(f, "steps of a usual size", "optim.rate=%g",
                       round_rate(rate * 3e-3 / ratio));
        return finding_say(f, PITH_SEVERITY_ERROR, 0.9,
                           "Steps are too small: each changes the weights by %.1g of their size, "
                           "where nets that learn move by 2e-3 or more. The rate %g is about %.0f "
                           "times too small for %s.",
                           ratio, rate, 3e-3 / ratio, optimizer_names[h->cfg.optim_name]);
    }
    remedy_for_sgd(h, f);
    if (!(factor > 1))
        return finding_say(f, PITH_SEVERITY_ERROR, 0.9,
                           "Steps are too small: each changes the weights by %.1g of their size, "
                           "where nets that learn move by 2e-3 or more.",
                           ratio);
    finding_evidence(f, "rate that equals .1 under sum", "", RATE_REFERENCE * factor, NAN, NAN);
    return finding_say(f, PITH_SEVERITY_ERROR, 0.9,
                       "Steps are too small for this loss: each changes the weights by %.1g of "
                       "their size, where nets that learn move by 2e-3 or more. Under the "
                       "reduction %s a gradient is %.0f times smaller than under sum, so that the "
                       "published SGD 0.1 equals %.2g here; %g is %.0f times too small.",
                       ratio, reduction_names[h->cfg.loss_reduction], factor,
                       RATE_REFERENCE * factor, rate, RATE_REFERENCE * factor / rate);
}

/* Whether the steps themselves are out of proportion, and why one thinks so. */
static const char *too_large(const struct history *h, const struct movement *m, double ratio)
{
    if (ratio > 0.1) /* TheDeepChecker's upper bound */
        return "each step changes the weights by more than a tenth of their size";
    if (m->largest > 3)
        return "the loss leaps to several times what it was";
    if (measure_progress(h) == PROGRESS_LEARNS)
        return NULL;
    if (m->end > 1.35 && ratio > 1.5e-3)
        return "the loss stays above that of a constant answer";
    return ratio > 1.2e-2 && h->cfg.loss_reduction != REDUCTION_SUM && m->end > 0.9
               ? "steps are large, and the loss does not fall below that of a constant answer"
               : NULL;
}

pith_verdict find_step_too_large(const struct history *h, pith_finding *f)
{
    struct movement m;
    double ratio = measure_update_ratio(h);
    bool broke = h->bad_step > 0;
    if (!measure_movement(h, &m)) {
        if (!broke)
            return PITH_VERDICT_TOO_LITTLE;
        m = (struct movement){1, NAN, INFINITY, NAN};
    }
    const char *why = too_large(h, &m, ratio);
    if (!why)
        return PITH_VERDICT_SILENT;
    double rate = MEASURE_MEDIAN(history_first(h, FULL_STEPS), rate);
    bool learns = measure_progress(h) == PROGRESS_LEARNS;
    finding_evidence(f, "update / weight, all matrices", "", ratio, 2e-3, 5e-2);
    finding_evidence(f, "loss / constant, at the end", "", m.end, 0, 0.7);
    finding_evidence(f, "loss / first losses, largest", "", m.largest, 0, 3);
    finding_evidence(f, "loss / constant, from step to step", "", m.noise, 0, 0.15);
    finding_remedy(f, "a tenth of the step", "optim.rate=%g", round_rate(rate / 10));
    finding_remedy(f, "large steps cut to size", "optim.clip=%g",
                   CLIP_REFERENCE / fmax(1, rate_factor(h)));
    return finding_say(f, learns && !broke ? PITH_SEVERITY_WARNING : PITH_SEVERITY_ERROR, 0.94,
                       "Steps are too large: %s (update/weight %.2g a step; the loss %s). The rate "
                       "%g is too large here.",
                       why, ratio,
                       broke       ? "is no longer finite"
                       : m.end > 1 ? "has not fallen"
                                   : "swings",
                       rate);
}

/* --- not finite ----------------------------------------------------------------------------- */

pith_verdict find_not_finite(const struct history *h, pith_finding *f)
{
    const struct seen_tensor *first = NULL;
    for (size_t i = 0; i < h->tensor_count; i++)
        if (h->tensors[i].bad_step >= 0 && (!first || h->tensors[i].bad_step < first->bad_step))
            first = &h->tensors[i];
    if (!h->steps)
        return PITH_VERDICT_TOO_LITTLE;
    if (h->bad_step < 0 && !first)
        return PITH_VERDICT_SILENT;
    int64_t step = h->bad_step >= 0 ? h->bad_step : first->bad_step;
    finding_evidence(f, "first step that is not finite", "", (double)step, NAN, NAN);
    if (first)
        finding_evidence(
            f, first->bad_gradient ? "gradient not finite at step" : "weights not finite at step",
            first->name, (double)first->bad_step, NAN, NAN);
    finding_remedy(f, "large gradients cut to size", "optim.clip=1");
    finding_remedy(f, "a tenth of the step", "optim.rate=%g", round_rate(h->cfg.optim_rate / 10));
    return finding_say(
        f, PITH_SEVERITY_ERROR, 0.9,
        "At step %lld numbers cease to be finite%s%s%s. Everything behind it is lost.",
        (long long)step, first ? ": first in the " : "",
        first ? first->bad_gradient ? "gradient of " : "weights of " : "",
        first ? first->name : "");
}

/* --- gradients on their way ----------------------------------------------------------------- */

/* Of the reach k tokens back, the largest of all probes; NaN if none knows. */
static double best_reach(const struct history *h, int lag)
{
    double best = NAN;
    for (size_t i = 0; i < h->probe_count; i++)
        if (!(h->probes[i].reach[lag] <= best) && isfinite(h->probes[i].reach[lag]))
            best = h->probes[i].reach[lag];
    return best;
}

/* The first layer's gradient against the last one's that has a head, at the last probe. */
static double layer_share(const pith_probe *p)
{
    double last = p->layers > 1 ? p->layer[p->layers - 1].gradient_norm : 0;
    return last > 0 ? p->layer[0].gradient_norm / last : (double)NAN;
}

pith_verdict find_gradient_vanishes(const struct history *h, pith_finding *f)
{
    const pith_probe *p = last_probe(h);
    if (!p)
        return PITH_VERDICT_TOO_LITTLE;
    double reach = best_reach(h, 4), layers = layer_share(p);
    bool time = reach < 1e-3, depth = layers < 1e-3; /* AutoTrainer: 1e-3 between layers */
    if (!time && !depth)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "gradient 1 token back / here", "", best_reach(h, 1), 0.1, 3);
    finding_evidence(f, "gradient 4 tokens back / here", "", reach, 1e-2, 3);
    finding_evidence(f, "gradient of the first layer / last", "", layers, 1e-3, 70);
    finding_remedy(f, "cells with a way for gradients", "model.cell=gru");
    bool learns = measure_progress(h) == PROGRESS_LEARNS;
    return finding_say(f, learns ? PITH_SEVERITY_WARNING : PITH_SEVERITY_ERROR, 0.88,
                       time
                           ? "The gradient dies on its way back in time: 4 tokens back %.1g of it "
                             "is left. The net learns from the neighbouring words alone."
                           : "The gradient dies on its way down: the first layer gets %.1g of what "
                             "the last one has.",
                       time ? reach : layers);
}

pith_verdict find_gradient_explodes(const struct history *h, pith_finding *f)
{
    struct steps_window all = history_steps(h);
    double middle = MEASURE_MEDIAN(all, gradient_norm), largest = 0, reach = best_reach(h, 8);
    double clip = MEASURE_MEDIAN(all, clip);
    if (all.count < FULL_STEPS)
        return PITH_VERDICT_TOO_LITTLE;
    for (size_t i = 0; i < all.count; i++)
        if (isfinite(all.items[i].gradient_norm))
            largest = fmax(largest, all.items[i].gradient_norm);
    double first = MEASURE_MEDIAN(history_first(h, FULL_STEPS), gradient_norm);
    bool leaps = largest > 70 * fmax(middle, first); /* AutoTrainer: 70 */
    if (!leaps && !(reach > 2) && !(clip < 0.005))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "gradient norm, median", "", middle, NAN, NAN);
    finding_evidence(f, "gradient norm, largest", "", largest, NAN, 70 * middle);
    finding_evidence(f, "gradient 8 tokens back / here", "", reach, NAN, 1);
    finding_evidence(f, "clipping leaves", "", clip, 0.02, 1);
    finding_remedy(f, "large gradients cut to size", "optim.clip=%.2g",
                   CLIP_REFERENCE / fmax(1, rate_factor(h)));
    finding_remedy(f, "cells that keep gradients in bounds", "model.cell=gru");
    bool learns = measure_progress(h) == PROGRESS_LEARNS;
    /* Weights that leap make gradients leap: then the step is the cause. */
    double weight = measure_largest_ratio(h) > 0.5 ? 0.7 : 0.96;
    return finding_say(f, learns ? PITH_SEVERITY_WARNING : PITH_SEVERITY_ERROR, weight,
                       reach > 2
                           ? "The gradient grows on its way back in time: 8 tokens back it is "
                             "%.2g times what it was."
                           : "The gradient bursts: its norm leaps to %.2g, where %.2g is usual.",
                       reach > 2 ? reach : largest, middle);
}

/* --- the inside of the net ------------------------------------------------------------------ */

pith_verdict find_saturated_units(const struct history *h, pith_finding *f)
{
    const pith_probe *p = last_probe(h);
    if (!p)
        return PITH_VERDICT_TOO_LITTLE;
    int worst = 0;
    for (int l = 1; l < p->layers; l++)
        if (p->layer[l].saturated > p->layer[worst].saturated)
            worst = l;
    if (!p->layers || !(p->layer[worst].saturated > 0.5)) /* DeepDiagnosis: half of the units */
        return PITH_VERDICT_SILENT;
    double before = worst < h->probes[0].layers ? h->probes[0].layer[worst].saturated : 0;
    bool from_start = h->probes[0].step == 0 && before > 0.3;
    finding_evidence(f, "share of activations at their limits", "", p->layer[worst].saturated, 0,
                     0.2);
    finding_evidence(f, "the same, before training", "", before, 0, 0.05);
    finding_remedy(f, "weights that are not pushed so far",
                   from_start ? "embedding.range=0.25" : "optim.rate=%g",
                   round_rate(h->cfg.optim_rate / 10));
    bool learns = measure_progress(h) == PROGRESS_LEARNS;
    return finding_say(
        f, learns ? PITH_SEVERITY_WARNING : PITH_SEVERITY_ERROR, from_start ? 0.97 : 0.8,
        "Units are saturated: %.0f%% of the activations of layer %d are at their limit, "
        "where the gradient is next to nothing%s.",
        100 * p->layer[worst].saturated, worst + 1,
        from_start ? ", and were so before the first step: the initial weights or "
                     "word vectors are too large"
                   : "");
}

pith_verdict find_dead_inputs(const struct history *h, pith_finding *f)
{
    const pith_probe *p = last_probe(h);
    double effect = shuffle_effect(p);
    if (isnan(effect))
        return PITH_VERDICT_TOO_LITTLE;
    if (p->tokens < 2 || effect > 1e-7)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "words dealt anew change the loss by", "", effect, 0.01, NAN);
    finding_evidence(f, "spread of the logits over tokens", "", p->spread_keyphrase, 0.1, NAN);
    finding_remedy(f, "look at the ids that go in", "%s", "");
    return finding_say(f, PITH_SEVERITY_ERROR, 0.97,
                       "The net does not see its input: with the words dealt to other places its "
                       "loss is the same to the last digit (%.6g). All ids are alike, or their "
                       "vectors are.",
                       p->loss);
}

pith_verdict find_embeddings_frozen(const struct history *h, pith_finding *f)
{
    const struct seen_tensor *words = measure_find(h, "embedding.weight");
    if (!h->has_start)
        return PITH_VERDICT_TOO_LITTLE;
    bool still = words && words->steps > 0 && words->still == words->steps;
    if (h->cfg.embedding_train || h->pretrained || h->cfg.train_from[0] || (words && !still))
        return PITH_VERDICT_SILENT;
    finding_remedy(f, "word vectors that are learned", "embedding.train=true");
    finding_remedy(f, "word vectors that know something", "embedding.file=FILE");
    bool learns = measure_progress(h) == PROGRESS_LEARNS;
    return finding_say(
        f, learns ? PITH_SEVERITY_WARNING : PITH_SEVERITY_ERROR, 0.9,
        "Word vectors are random, and embedding.train is off: the net can tell words "
        "apart, but never learn that two are alike. On the data of Zhang et al. "
        "frozen vectors cost 9 points of F1 even when pretrained.");
}

/* --- the rate ------------------------------------------------------------------------------- */

/* What the schedule gives at a step; NaN where it depends on scores (plateau, but for its
 * start). */
static double expected_rate(const struct history *h, const struct seen_step *s)
{
    struct schedule schedule;
    schedule_init(&schedule);
    if (h->cfg.schedule_name == SCHEDULE_PLATEAU && s->epoch > 0)
        return NAN;
    return schedule_rate(&schedule, &h->cfg, s->step, h->steps_total > 0 ? h->steps_total : 1,
                         s->epoch);
}

pith_verdict find_rate_differs(const struct history *h, pith_finding *f)
{
    struct steps_window all = history_steps(h);
    size_t wrong = 0, within = 0;
    const struct seen_step *worst = NULL;
    double distance = 0;
    if (!h->has_start || all.count < 2)
        return PITH_VERDICT_TOO_LITTLE;
    for (size_t i = 0; i < all.count; i++) {
        const struct seen_step *s = &all.items[i];
        double expected = expected_rate(h, s);
        double off = expected > 0 && s->rate >= 0 ? fabs(log((s->rate + 1e-300) / expected)) : 0;
        wrong += off > 1e-6;
        if (off > distance) {
            distance = off;
            worst = s;
        }
        within +=
            i && s->epoch == s[-1].epoch && s->step == s[-1].step + 1 && s->rate != s[-1].rate;
    }
    bool smooth = h->cfg.schedule_name == SCHEDULE_COSINE || h->cfg.schedule_warmup_steps > 0;
    if (!worst || wrong * 100 <= all.count)
        return PITH_VERDICT_SILENT;
    double expected = expected_rate(h, worst);
    finding_evidence(f, "rate asked for, at the worst step", "", expected, NAN, NAN);
    finding_evidence(f, "rate applied there", "", worst->rate, NAN, NAN);
    finding_evidence(f, "steps with another rate, share", "", (double)wrong / (double)all.count, 0,
                     0);
    finding_remedy(f, "mend the schedule: it must count epochs, not batches", "%s", "");
    return finding_say(
        f, PITH_SEVERITY_ERROR, 0.97,
        "The learning rate applied is not the one asked for: at step %lld it is %.3g "
        "instead of %.3g%s.",
        (long long)worst->step, worst->rate, expected,
        within > 2 && !smooth ? ", and it changes with every batch, where the schedule "
                                "changes it between epochs at most"
                              : "");
}

/* --- parameters that stay where they are ------------------------------------------------------ */

/* Whether the configuration itself keeps a tensor still. */
static bool meant_to_stay(const struct history *h, const char *name)
{
    const struct config *cfg = &h->cfg;
    int layer = 0;
    if (!strncmp(name, "embedding", 9))
        return !cfg->embedding_train;
    if (!strncmp(name, "keyword", 7))
        return cfg->loss_alpha == 0;
    if (!strncmp(name, "keyphrase", 9))
        return cfg->loss_alpha == 1 && cfg->model_keyword_layer > 0;
    return sscanf(name, "layer%d", &layer) == 1 && cfg->loss_alpha == 1 &&
           cfg->model_keyword_layer > 0 && layer > cfg->model_keyword_layer;
}

pith_verdict find_detached_parameters(const struct history *h, pith_finding *f)
{
    size_t stuck = 0, moved = 0;
    const struct seen_tensor *first = NULL;
    for (size_t i = 0; i < h->tensor_count; i++) {
        const struct seen_tensor *t = &h->tensors[i];
        if (t->steps < 2 || meant_to_stay(h, t->name))
            continue;
        if (t->still < t->steps) {
            moved++;
            continue;
        }
        stuck++;
        first = first ? first : t;
        if (f->evidence_count < PITH_EVIDENCE_MAX)
            finding_evidence(f,
                             t->ungraded == t->steps ? "steps without a gradient"
                                                     : "steps with a gradient, but no change",
                             t->name, (double)t->steps, NAN, 0);
    }
    if (!stuck)
        return moved ? PITH_VERDICT_SILENT : PITH_VERDICT_TOO_LITTLE;
    finding_remedy(f, "hand these parameters to the loss and the optimizer", "%s", "");
    return finding_say(f, PITH_SEVERITY_ERROR, 0.96,
                       "%zu of %zu parameters never change, %s among them: %s.", stuck,
                       stuck + moved, first->name,
                       first->ungraded == first->steps ? "no gradient reaches them"
                                                       : "they have a gradient, but no update");
}
