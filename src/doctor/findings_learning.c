/* findings_learning.c - rows of the table: nothing is learned. */
#include "doctor/finding.h"
#include "doctor/measure.h"

#include "base/schedule.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { FULL_STEPS = 20 }; /* over so many a median is taken; fewer say nothing */

/* A rate with one digit, as people write them. */
static double round_rate(double rate)
{
    double unit = pow(10, floor(log10(rate)));
    return round(rate / unit) * unit;
}

/* The clipping norm of Zhang et al. under the run's own reduction. */
static double usual_clip(const struct history *h)
{
    return CLIP_REFERENCE / fmax(1, measure_rate_factor(h));
}

/* --- prior-only ----------------------------------------------------------------------------- */

/* How far words put into other places change the loss of a probe, as a share; NaN without one. */
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
    if (inside > LIMIT_prior_only_inside ||
        !(at.ratio > LIMIT_prior_only_ratio_min && at.ratio < LIMIT_prior_only_ratio_max))
        return PITH_VERDICT_SILENT;
    bool early = !h->has_end && (double)h->steps < LIMIT_prior_only_early;
    finding_evidence_within(f, EVIDENCE_prior_only_loss, "", loss, NAN,
                            LIMIT_prior_only_usual * at.value);
    finding_evidence(f, EVIDENCE_prior_only_tokens, "", p.tokens);
    finding_evidence(f, EVIDENCE_prior_only_padded, "", p.padded);
    finding_evidence(f, EVIDENCE_prior_only_pads_seen, "", p.pads_seen);
    finding_evidence(f, EVIDENCE_prior_only_inside, "", inside);
    finding_evidence(f, EVIDENCE_prior_only_shuffled, "", shuffle_effect(measure_last_probe(h)));
    return finding_say(f, early ? PITH_SEVERITY_NOTE : PITH_SEVERITY_ERROR, SAY_prior_only_found,
                       inside > 0 ? "nearly always" : "always", loss, 100 * at.ratio, at.value,
                       strcmp(at.name, "tokens") ? "tokens and pads" : "tokens");
}

/* --- the size of steps ---------------------------------------------------------------------- */

/* Adam and its kin: steps do not follow the scale of the loss, so that the rate alone is told. */
static pith_verdict say_adaptive_too_small(const struct history *h, pith_finding *f, double ratio,
                                           double rate)
{
    double times = LIMIT_step_too_small_usual / ratio;
    finding_remedy(f, REMEDY(step_too_small_usual),
                   round_rate(rate * LIMIT_step_too_small_usual / ratio));
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_step_too_small_adaptive, ratio, rate, times,
                       config_choice(&h->cfg, KNOB_optim_name).name);
}

/* SGD's step is as large as the gradient: what the reduction divides it by is the explanation. */
static pith_verdict say_sgd_too_small(const struct history *h, pith_finding *f, double ratio,
                                      double rate)
{
    double factor = measure_rate_factor(h), equal = RATE_REFERENCE * factor;
    finding_remedy(f, REMEDY(step_too_small_adam));
    if (h->cfg.loss_reduction != REDUCTION_SUM)
        finding_remedy(f, REMEDY(step_too_small_recipe), RATE_REFERENCE, CLIP_REFERENCE);
    if (isfinite(factor) && factor > 1)
        finding_remedy(f, REMEDY(step_too_small_equal), equal, CLIP_REFERENCE / factor);
    if (!(factor > 1))
        return finding_say(f, PITH_SEVERITY_ERROR, SAY_step_too_small_sum, ratio);
    finding_evidence(f, EVIDENCE_step_too_small_equal, "", equal);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_step_too_small_scaled, ratio,
                       config_choice(&h->cfg, KNOB_loss_reduction).name, factor, equal, rate,
                       equal / rate);
}

pith_verdict find_step_too_small(const struct history *h, pith_finding *f)
{
    enum progress_kind progress = measure_progress(h);
    double ratio = measure_update_ratio(h);
    if (!h->tensor_count || isnan(ratio) || progress == PROGRESS_EARLY)
        return h->tensor_count && h->steps >= FULL_STEPS ? PITH_VERDICT_SILENT
                                                         : PITH_VERDICT_TOO_LITTLE;
    if (progress == PROGRESS_LEARNS || !(ratio < LIMIT_step_too_small_ratio))
        return PITH_VERDICT_SILENT;
    struct steps_window last = history_last(h, FULL_STEPS);
    double rate = MEASURE_MEDIAN(last, rate);
    finding_evidence(f, EVIDENCE_step_too_small_all, "", ratio);
    for (size_t i = 0; i < h->tensor_count && f->evidence_count < 5; i++)
        if (measure_is_matrix(&h->tensors[i]))
            finding_evidence(f, EVIDENCE_step_too_small_one, h->tensors[i].name,
                             measure_tensor_ratio(&h->tensors[i]));
    finding_evidence(f, EVIDENCE_step_too_small_gradient, "", MEASURE_MEDIAN(last, gradient_norm));
    return measure_adaptive(h) ? say_adaptive_too_small(h, f, ratio, rate)
                               : say_sgd_too_small(h, f, ratio, rate);
}

/* Whether the steps themselves are out of proportion, and why one thinks so. */
static const char *too_large(const struct history *h, const struct movement *m, double ratio)
{
    if (ratio > LIMIT_step_too_large_ratio)
        return SAY_step_too_large_ratio;
    if (m->largest > LIMIT_step_too_large_leap)
        return SAY_step_too_large_leap;
    if (measure_progress(h) == PROGRESS_LEARNS)
        return NULL;
    if (m->end > LIMIT_step_too_large_end && ratio > LIMIT_step_too_large_end_ratio)
        return SAY_step_too_large_end;
    bool high = ratio > LIMIT_step_too_large_high_ratio && m->end > LIMIT_step_too_large_high;
    return high && h->cfg.loss_reduction != REDUCTION_SUM ? SAY_step_too_large_high : NULL;
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
    finding_evidence(f, EVIDENCE_step_too_large_all, "", ratio);
    finding_evidence(f, EVIDENCE_step_too_large_end, "", m.end);
    finding_evidence(f, EVIDENCE_step_too_large_largest, "", m.largest);
    finding_evidence(f, EVIDENCE_step_too_large_noise, "", m.noise);
    finding_remedy(f, REMEDY(step_too_large_tenth), round_rate(rate / 10));
    finding_remedy(f, REMEDY(step_too_large_clip), usual_clip(h));
    const char *loss = broke ? "is no longer finite" : m.end > 1 ? "has not fallen" : "swings";
    return finding_say(f, broke ? PITH_SEVERITY_ERROR : measure_severity(h),
                       SAY_step_too_large_found, why, ratio, loss, rate);
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
    finding_evidence(f, EVIDENCE_not_finite_step, "", (double)step);
    if (first)
        finding_evidence(
            f, first->bad_gradient ? EVIDENCE_not_finite_gradient : EVIDENCE_not_finite_weights,
            first->name, (double)first->bad_step);
    finding_remedy(f, REMEDY(not_finite_clip));
    finding_remedy(f, REMEDY(not_finite_tenth), round_rate(h->cfg.optim_rate / 10));
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_not_finite_found, (long long)step,
                       first ? ": first in the " : "",
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
    double reach = best_reach(h, 4), layers = layer_share(measure_last_probe(h));
    bool time = reach < LIMIT_gradient_vanishes_time;
    if (!time && !(layers < LIMIT_gradient_vanishes_depth))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_gradient_vanishes_near, "", best_reach(h, 1));
    finding_evidence(f, EVIDENCE_gradient_vanishes_far, "", reach);
    finding_evidence(f, EVIDENCE_gradient_vanishes_layers, "", layers);
    finding_remedy(f, REMEDY(gradient_vanishes_cell));
    return time ? finding_say(f, measure_severity(h), SAY_gradient_vanishes_time, reach)
                : finding_say(f, measure_severity(h), SAY_gradient_vanishes_depth, layers);
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
    bool leaps = largest > LIMIT_gradient_explodes_leap * fmax(middle, first);
    bool grows = reach > LIMIT_gradient_explodes_reach;
    if (!leaps && !grows && !(clip < LIMIT_gradient_explodes_clip))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_gradient_explodes_middle, "", middle);
    finding_evidence_within(f, EVIDENCE_gradient_explodes_largest, "", largest, NAN,
                            LIMIT_gradient_explodes_leap * middle);
    finding_evidence(f, EVIDENCE_gradient_explodes_reach, "", reach);
    finding_evidence(f, EVIDENCE_gradient_explodes_clip, "", clip);
    finding_remedy(f, REMEDY(gradient_explodes_clip), usual_clip(h));
    finding_remedy(f, REMEDY(gradient_explodes_cell));
    if (measure_largest_ratio(h) > LIMIT_gradient_explodes_moved)
        f->weight = LIMIT_gradient_explodes_weight_moved;
    return grows ? finding_say(f, measure_severity(h), SAY_gradient_explodes_time, reach)
                 : finding_say(f, measure_severity(h), SAY_gradient_explodes_leap, largest, middle);
}

/* --- the inside of the net ------------------------------------------------------------------ */

pith_verdict find_saturated_units(const struct history *h, pith_finding *f)
{
    const pith_probe *p = measure_last_probe(h), *first = &h->probes[0];
    int worst = 0;
    for (int l = 1; l < p->layers; l++)
        if (p->layer[l].saturated > p->layer[worst].saturated)
            worst = l;
    double share = p->layer[worst].saturated;
    if (!p->layers || !(share > LIMIT_saturated_units_share))
        return PITH_VERDICT_SILENT;
    double before = worst < first->layers ? first->layer[worst].saturated : 0;
    bool from_start = first->step == 0 && before > LIMIT_saturated_units_before;
    finding_evidence(f, EVIDENCE_saturated_units_share, "", share);
    finding_evidence(f, EVIDENCE_saturated_units_before, "", before);
    if (from_start) {
        finding_remedy(f, REMEDY(saturated_units_range));
        f->weight = LIMIT_saturated_units_weight_before;
    } else {
        finding_remedy(f, REMEDY(saturated_units_rate), round_rate(h->cfg.optim_rate / 10));
    }
    return finding_say(f, measure_severity(h), SAY_saturated_units_found, 100 * share, worst + 1,
                       from_start ? SAY_saturated_units_before : "");
}

pith_verdict find_dead_inputs(const struct history *h, pith_finding *f)
{
    const pith_probe *p = measure_last_probe(h);
    double effect = shuffle_effect(p);
    if (isnan(effect))
        return PITH_VERDICT_TOO_LITTLE;
    if ((double)p->tokens < LIMIT_dead_inputs_tokens || effect > LIMIT_dead_inputs_effect)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_dead_inputs_shuffled, "", effect);
    finding_evidence(f, EVIDENCE_dead_inputs_spread, "", p->spread_keyphrase);
    finding_advice(f, ADVICE_dead_inputs_look);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_dead_inputs_found, p->loss);
}

pith_verdict find_embeddings_frozen(const struct history *h, pith_finding *f)
{
    const struct seen_tensor *words = measure_tensor(h, "embedding.weight");
    bool still = words && words->steps > 0 && words->still == words->steps;
    if (h->cfg.embedding_train || h->pretrained || h->cfg.train_from[0] || (words && !still))
        return PITH_VERDICT_SILENT;
    finding_remedy(f, REMEDY(embeddings_frozen_train));
    finding_remedy(f, REMEDY(embeddings_frozen_file));
    return finding_say(f, measure_severity(h), SAY_embeddings_frozen_found);
}

/* --- the rate ------------------------------------------------------------------------------- */

/*
 * What the schedule gives at a step; NaN where it depends on dev scores (plateau, behind the first
 * epoch).
 */
static double expected_rate(const struct history *h, const struct seen_step *s)
{
    struct schedule schedule;
    schedule_init(&schedule);
    if (h->cfg.schedule_name == SCHEDULE_PLATEAU && s->epoch > 0)
        return NAN;
    return schedule_rate(&schedule, &h->cfg, s->step, h->steps_total > 0 ? h->steps_total : 1,
                         s->epoch);
}

/* |ln(applied / asked)| of a step's rate; 0 where nothing can be asked for. */
static double rate_distance(const struct history *h, const struct seen_step *s)
{
    double expected = expected_rate(h, s);
    return expected > 0 && s->rate >= 0 ? fabs(log((s->rate + 1e-300) / expected)) : 0;
}

pith_verdict find_rate_differs(const struct history *h, pith_finding *f)
{
    struct steps_window all = history_steps(h);
    size_t wrong = 0, within = 0; /* steps; changes from one batch to the next of an epoch */
    const struct seen_step *worst = NULL;
    double distance = 0;
    if (all.count < 2)
        return PITH_VERDICT_TOO_LITTLE;
    for (size_t i = 0; i < all.count; i++) {
        const struct seen_step *s = &all.items[i];
        double off = rate_distance(h, s);
        wrong += off > LIMIT_rate_differs_distance;
        if (off > distance) {
            distance = off;
            worst = s;
        }
        within +=
            i && s->epoch == s[-1].epoch && s->step == s[-1].step + 1 && s->rate != s[-1].rate;
    }
    double share = (double)wrong / (double)all.count;
    if (!worst || share <= LIMIT_rate_differs_share)
        return PITH_VERDICT_SILENT;
    bool smooth = h->cfg.schedule_name == SCHEDULE_COSINE || h->cfg.schedule_warmup_steps > 0;
    bool batches = (double)within > LIMIT_rate_differs_within && !smooth;
    double expected = expected_rate(h, worst);
    finding_evidence(f, EVIDENCE_rate_differs_asked, "", expected);
    finding_evidence(f, EVIDENCE_rate_differs_applied, "", worst->rate);
    finding_evidence(f, EVIDENCE_rate_differs_share, "", share);
    finding_advice(f, ADVICE_rate_differs_mend);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_rate_differs_found, (long long)worst->step,
                       worst->rate, expected, batches ? SAY_rate_differs_batches : "");
}

/* --- parameters that stay where they are ---------------------------------------------------- */

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
        if ((double)t->steps < LIMIT_detached_parameters_steps || meant_to_stay(h, t->name))
            continue;
        if (t->still < t->steps) {
            moved++;
            continue;
        }
        stuck++;
        first = first ? first : t;
        finding_evidence(f,
                         t->ungraded == t->steps ? EVIDENCE_detached_parameters_no_gradient
                                                 : EVIDENCE_detached_parameters_no_update,
                         t->name, (double)t->steps);
    }
    if (!stuck)
        return moved ? PITH_VERDICT_SILENT : PITH_VERDICT_TOO_LITTLE;
    finding_advice(f, ADVICE_detached_parameters_attach);
    return finding_say(f, PITH_SEVERITY_ERROR, SAY_detached_parameters_found, stuck, stuck + moved,
                       first->name,
                       first->ungraded == first->steps ? SAY_detached_parameters_no_gradient
                                                       : SAY_detached_parameters_no_update);
}
