/*
 * findings_data.c - rows of the table: the data. All of them read the survey (src/data/survey.h).
 *
 * What costs a score or makes it mean less is a warning; what is usual in real sets, or does not
 * reach this net, is a note.
 */
#include "doctor/finding.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static pith_severity warn_if(bool grave)
{
    return grave ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE;
}

/* --- texts ---------------------------------------------------------------------------------- */

pith_verdict find_split_overlap(const struct history *h, pith_finding *f)
{
    const pith_survey_part *dev = &h->survey.dev;
    double part = share(h->survey.overlap, dev->texts);
    if (part < LIMIT_split_overlap_share || h->survey.same_file)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_split_overlap_share, "", part);
    finding_advice(f, ADVICE_split_overlap_split);
    return finding_say(f, warn_if(part > LIMIT_split_overlap_warn), SAY_split_overlap_found,
                       h->survey.overlap, dev->texts, 100 * part);
}

pith_verdict find_near_duplicates(const struct history *h, pith_finding *f)
{
    const pith_survey_part *dev = &h->survey.dev;
    double part = share(h->survey.near_overlap, dev->texts);
    if (part < LIMIT_near_duplicates_share)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_near_duplicates_share, "", part);
    finding_advice(f, ADVICE_near_duplicates_split);
    return finding_say(f, warn_if(part > LIMIT_near_duplicates_warn), SAY_near_duplicates_found,
                       h->survey.near_overlap, dev->texts, 100 * part);
}

pith_verdict find_phrases_lost(const struct history *h, pith_finding *f)
{
    const pith_survey_part *t = &h->survey.train;
    double lost = share(t->absent, t->absent + t->spans), empty = share(t->unmarked, t->texts);
    if (lost < LIMIT_phrases_lost_share && t->spans)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_phrases_lost_lost, "", lost);
    finding_evidence(f, EVIDENCE_phrases_lost_empty, "", empty);
    finding_remedy(f, REMEDY(phrases_lost_tokenizer));
    return finding_say(f, warn_if(lost > LIMIT_phrases_lost_warn || !t->spans),
                       SAY_phrases_lost_found, t->absent, 100 * lost, 100 * empty);
}

pith_verdict find_conflicting_duplicates(const struct history *h, pith_finding *f)
{
    const pith_survey_part *t = &h->survey.train;
    double part = share(t->conflicting, t->texts);
    if ((double)t->conflicting < LIMIT_conflicting_duplicates_texts ||
        part < LIMIT_conflicting_duplicates_share)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_conflicting_duplicates_other, "", part);
    finding_evidence(f, EVIDENCE_conflicting_duplicates_twice, "", share(t->duplicates, t->texts));
    finding_advice(f, ADVICE_conflicting_duplicates_one);
    return finding_say(f, warn_if(part > LIMIT_conflicting_duplicates_warn),
                       SAY_conflicting_duplicates_found, t->conflicting, 100 * part);
}

pith_verdict find_label_noise(const struct history *h, pith_finding *f)
{
    const pith_survey_part *t = &h->survey.train;
    double part = share(t->known_unmarked, t->known_phrases);
    if ((double)t->known_phrases < LIMIT_label_noise_places || part < LIMIT_label_noise_share)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_label_noise_share, "", part);
    finding_remedy(f, REMEDY(label_noise_all));
    return finding_say(f, warn_if(part > LIMIT_label_noise_warn), SAY_label_noise_found,
                       t->known_unmarked, t->known_phrases, 100 * part);
}

pith_verdict find_length_outliers(const struct history *h, pith_finding *f)
{
    const pith_survey_part *t = &h->survey.train;
    if (!t->outliers)
        return PITH_VERDICT_SILENT;
    bool padded = config_counts_pads(&h->cfg) && !h->cfg.train_bucket;
    double part = share(t->outliers, t->texts);
    finding_evidence(f, EVIDENCE_length_outliers_times, "", share(t->longest, t->median_length));
    finding_evidence(f, EVIDENCE_length_outliers_texts, "", (double)t->outliers);
    finding_remedy(f, REMEDY(length_outliers_cut),
                   (size_t)LIMIT_length_outliers_cut * t->median_length);
    finding_remedy(f, REMEDY(length_outliers_bucket));
    return finding_say(f, warn_if(padded && part >= LIMIT_length_outliers_warn),
                       SAY_length_outliers_found, t->outliers, t->median_length, t->longest,
                       padded ? SAY_length_outliers_padded : "");
}

/* --- words and their vectors ---------------------------------------------------------------- */

pith_verdict find_unknown_words(const struct history *h, pith_finding *f)
{
    const pith_survey_part *dev = &h->survey.dev, *train = &h->survey.train;
    double unknown = share(dev->unknown, dev->tokens);
    double of_train = share(train->unknown, train->tokens);
    if (unknown < LIMIT_unknown_words_share)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_unknown_words_dev, "dev", unknown);
    finding_evidence(f, EVIDENCE_unknown_words_train, "training", of_train);
    finding_remedy(f, REMEDY(unknown_words_rare));
    finding_remedy(f, REMEDY(unknown_words_vectors));
    return finding_say(f, warn_if(unknown > LIMIT_unknown_words_warn), SAY_unknown_words_found,
                       100 * unknown, 100 * of_train);
}

pith_verdict find_embedding_coverage(const struct history *h, pith_finding *f)
{
    const pith_survey *s = &h->survey;
    double words = share(s->matched + s->folded, s->words);
    double tokens = share(s->covered, s->train.tokens - s->train.unknown);
    if (!s->words ||
        (words > LIMIT_embedding_coverage_words && tokens > LIMIT_embedding_coverage_tokens))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_embedding_coverage_words, "", words);
    finding_evidence(f, EVIDENCE_embedding_coverage_tokens, "", tokens);
    finding_remedy(f, REMEDY(embedding_coverage_file));
    return finding_say(f,
                       warn_if(words < LIMIT_embedding_coverage_warn_words ||
                               tokens < LIMIT_embedding_coverage_warn_tokens),
                       SAY_embedding_coverage_found, 100 * words, 100 * tokens);
}

pith_verdict find_embedding_case(const struct history *h, pith_finding *f)
{
    const pith_survey *s = &h->survey;
    double folded = share(s->folded, s->matched + s->folded);
    double capital = share(s->train.inside_capital + s->train.outside_capital,
                           s->train.inside_cased + s->train.outside_cased);
    double missing = 1 - share(s->matched, s->words);
    bool misses = !h->cfg.text_lowercase && s->words > 0 &&
                  capital > LIMIT_embedding_case_capital && missing > LIMIT_embedding_case_missing;
    if (!s->words || (!misses && folded < LIMIT_embedding_case_folded))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_embedding_case_folded, "", folded);
    finding_evidence(f, EVIDENCE_embedding_case_missing, "", missing);
    finding_evidence(f, EVIDENCE_embedding_case_capital, "training", capital);
    finding_remedy(f, REMEDY(embedding_case_lower));
    return misses ? finding_say(f, PITH_SEVERITY_WARNING, SAY_embedding_case_misses, 100 * missing,
                                100 * capital)
                  : finding_say(f, PITH_SEVERITY_NOTE, SAY_embedding_case_folded, 100 * folded,
                                100 * capital);
}

/* --- leaks ---------------------------------------------------------------------------------- */

/*
 * Whether a net of this configuration sees letter case: by looking words up as they are written, by
 * the features of its words (their n-grams and shapes), or by the shapes among the sparse features
 * of a CRF; see text/feature.h. `change` gets the knobs that make it blind to it.
 */
static bool blind_to_case(const struct config *cfg, char *change, size_t size)
{
    bool words = !cfg->text_lowercase, features = cfg->model_features > 0;
    bool shortcut = cfg->model_shortcut > 0, seen = words || features || shortcut;
    snprintf(change, size, "%s%s%s%s%s", words || !seen ? "text.lowercase=true" : "",
             words && features ? " " : "", features ? "model.features=0" : "",
             (words || features) && shortcut ? " " : "", shortcut ? "model.shortcut=0" : "");
    return seen;
}

pith_verdict find_leak_case(const struct history *h, pith_finding *f)
{
    const pith_survey_part *t = &h->survey.train;
    double inside = share(t->inside_capital, t->inside_cased);
    double outside = share(t->outside_capital, t->outside_cased);
    if ((double)t->inside_cased < LIMIT_leak_case_words ||
        (double)t->outside_cased < LIMIT_leak_case_words)
        return PITH_VERDICT_SILENT;
    bool none = inside < LIMIT_leak_case_none && outside > LIMIT_leak_case_some;
    bool all = inside > LIMIT_leak_case_all && outside < LIMIT_leak_case_few;
    if (!none && !all)
        return PITH_VERDICT_SILENT;
    char blind[sizeof f->remedy->change];
    bool seen = blind_to_case(&h->cfg, blind, sizeof blind);
    finding_evidence(f, EVIDENCE_leak_case_capital, "inside phrases", inside);
    finding_evidence(f, EVIDENCE_leak_case_capital, "outside", outside);
    finding_remedy(f, REMEDY(leak_case_blind), blind);
    finding_advice(f, ADVICE_leak_case_text);
    return finding_say(f, warn_if(seen), SAY_leak_case_found, 100 * inside, 100 * outside,
                       seen ? SAY_leak_case_seen : SAY_leak_case_unseen);
}

pith_verdict find_leak_spacing(const struct history *h, pith_finding *f)
{
    const pith_survey_part *t = &h->survey.train;
    double inside = share(t->inside_odd, t->inside_gaps);
    double outside = share(t->outside_odd, t->outside_gaps);
    if ((double)t->inside_gaps < LIMIT_leak_spacing_gaps || inside < LIMIT_leak_spacing_share ||
        inside < LIMIT_leak_spacing_times * outside)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_leak_spacing_phrases, "of phrases", inside);
    finding_evidence(f, EVIDENCE_leak_spacing_others, "of other words", outside);
    finding_advice(f, ADVICE_leak_spacing_one);
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_leak_spacing_found, 100 * inside,
                       100 * outside);
}

/* --- leaks that are rules without words ------------------------------------------------------ */

/* The lower bound of a share (Wilson 1927): the value whose own spread just reaches the share. */
static double least_share(double part, double whole)
{
    double z2 = LIMIT_leak_deviations * LIMIT_leak_deviations, p = part / whole;
    return (p + z2 / (2 * whole) - sqrt(z2 * (p * (1 - p) + z2 / (4 * whole)) / whole)) /
           (1 + z2 / whole);
}

struct rule {
    double f1, chance; /* of the rule, and of one that says as much of places dealt anew */
    double beyond;     /* the part of what chance leaves that it surely gains; at most 1 */
};

/*
 * A rule that says phrase in `said` places, and is right in `hits` of them, among `spans` phrases.
 * F1 is 2 J / (1 + J) for the share J of the hits in the union of both, which gives it a bound.
 */
static struct rule rule_worth(const pith_survey *s, size_t hits, size_t said, size_t spans)
{
    double both = (double)said + (double)spans, right = (double)hits;
    double dealt = s->place_chance / (double)s->place_texts[0]; /* a word or span is a span */
    if (!hits || hits > said || hits > spans || !s->place_texts[0])
        return (struct rule){0};
    double least = least_share(right, both - right);
    struct rule r = {.f1 = 2 * right / both,
                     .chance = 2 * fmin(dealt * (double)said, (double)spans) / both};
    r.beyond = (2 * least / (1 + least) - r.chance) / (1 - r.chance);
    return r;
}

/* Phrases that have words; 0 where there are too few to tell, and in traces from before. */
static size_t telling_spans(const pith_survey *s)
{
    size_t spans = 0;
    for (int i = 0; i < PITH_SURVEY_LENGTHS; i++)
        spans += s->length_spans[i];
    return (double)spans < LIMIT_leak_phrases ? 0 : spans;
}

pith_verdict find_leak_position(const struct history *h, pith_finding *f)
{
    static const char *const places[2][PITH_SURVEY_PLACES] = {
        {"begins with the first word", "begins with the second word", "begins with the third word"},
        {"ends with the last word", "ends with the last word but one",
         "ends with the last word but two"}};
    const pith_survey *s = &h->survey;
    size_t spans = telling_spans(s);
    struct rule best = {0};
    double texts = 0;
    const char *place = "";
    for (int i = 0; i < 2 * PITH_SURVEY_PLACES; i++) {
        int k = i / 2;
        size_t hits = i % 2 ? s->place_ends[k] : s->place_begins[k];
        struct rule r = rule_worth(s, hits, s->place_texts[k], spans);
        if (!(r.beyond > best.beyond))
            continue;
        best = r;
        place = places[i % 2][k];
        texts = share(hits, s->place_texts[k]);
    }
    if (!(best.beyond >= LIMIT_leak_position_beyond))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_leak_position_f1, "", best.f1);
    finding_evidence(f, EVIDENCE_leak_position_chance, "", best.chance);
    finding_evidence(f, EVIDENCE_leak_position_texts, "", texts);
    finding_advice(f, ADVICE_leak_position_all);
    finding_advice(f, ADVICE_leak_position_edges);
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_leak_position_found, 100 * texts, place,
                       best.f1, best.chance);
}

/* Phrases of one word are a task of their own, and so a note. */
pith_verdict find_leak_length(const struct history *h, pith_finding *f)
{
    const size_t *of = h->survey.length_spans;
    size_t spans = telling_spans(&h->survey);
    int n = 0;
    for (int i = 0; i + 1 < PITH_SURVEY_LENGTHS; i++) /* the last is no length */
        n = of[i] > of[n] ? i : n;
    if (!spans || least_share((double)of[n], (double)spans) < LIMIT_leak_length_share)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, EVIDENCE_leak_length_share, "", share(of[n], spans));
    finding_evidence(f, EVIDENCE_leak_length_words, "", n + 1);
    finding_advice(f, ADVICE_leak_length_extent);
    return finding_say(f, warn_if(n > 0), SAY_leak_length_found, 100 * share(of[n], spans), spans,
                       n + 1, n ? "words" : "word");
}

struct mark_rule {
    const char *where;
    size_t mark, hits;
    struct rule worth;
};

enum { MARK_RULES = 3 };

/* A mark that stands before phrases and behind them, as `"` does, tells by every other place. */
static void mark_rules(const pith_survey *s, size_t spans, struct mark_rule rules[MARK_RULES])
{
    size_t before = s->mark_before_spans, behind = s->mark_behind_spans;
    size_t both = before < behind ? before : behind, pairs = s->mark_before_all / 2;
    rules[0] = (struct mark_rule){SAY_leak_marks_before, s->mark_before, before,
                                  rule_worth(s, before, s->mark_before_all, spans)};
    rules[1] = (struct mark_rule){SAY_leak_marks_behind, s->mark_behind, behind,
                                  rule_worth(s, behind, s->mark_behind_all, spans)};
    rules[2] = (struct mark_rule){SAY_leak_marks_between, s->mark_before, both,
                                  rule_worth(s, both, pairs, spans)};
    if (s->mark_before != s->mark_behind)
        rules[2].worth = (struct rule){0};
}

static bool gives_away(const struct mark_rule *r)
{
    return r->worth.beyond >= LIMIT_leak_marks_beyond && r->mark <= 0x10FFFF;
}

/* The command that takes the marks out of tsv, where ";" has a meaning of its own. */
static void advise_without(pith_finding *f, const struct mark_rule rules[MARK_RULES])
{
    char class[32] = "", command[sizeof f->remedy->why];
    int at = 0;
    for (int i = 0; i < MARK_RULES; i++) {
        if (!gives_away(&rules[i]) || (i && at && rules[i].mark == rules[0].mark))
            continue;
        if (rules[i].mark == ';')
            return;
        at += snprintf(class + at, sizeof class - (size_t)at, "\\x{%zX}", rules[i].mark);
    }
    snprintf(command, sizeof command, SAY_leak_marks_without, class);
    finding_advice(f, command);
}

pith_verdict find_leak_marks(const struct history *h, pith_finding *f)
{
    size_t spans = telling_spans(&h->survey);
    struct mark_rule rules[MARK_RULES], *best = rules;
    mark_rules(&h->survey, spans, rules);
    for (int i = 1; i < MARK_RULES; i++)
        best = rules[i].worth.beyond > best->worth.beyond ? &rules[i] : best;
    if (!gives_away(best))
        return PITH_VERDICT_SILENT;
    char shown[5] = {0};
    double phrases = share(best->hits, spans);
    utf8_put((int32_t)best->mark, shown);
    finding_evidence(f, EVIDENCE_leak_marks_f1, "", best->worth.f1);
    finding_evidence(f, EVIDENCE_leak_marks_chance, "", best->worth.chance);
    finding_evidence(f, EVIDENCE_leak_marks_phrases, "", phrases);
    advise_without(f, rules);
    finding_advice(f, ADVICE_leak_marks_others);
    return finding_say(f, PITH_SEVERITY_WARNING, SAY_leak_marks_found, 100 * phrases, best->where,
                       shown, best->mark, best->worth.f1, best->worth.chance);
}
