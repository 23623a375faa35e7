/*
 * findings_data.c - rows of the table: the data. All of them read the survey (src/data/survey.h).
 *
 * What costs a score or makes it mean less is a warning; what is usual in real sets, or does not
 * reach this net, is a note.
 */
#include "doctor/finding.h"

#include <math.h>
#include <stdio.h>

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

/* The dev part of the survey; NULL when there is none. */
static const pith_survey_part *dev_of(const struct history *h)
{
    return h->has_survey && h->survey.dev.texts ? &h->survey.dev : NULL;
}

pith_verdict find_split_overlap(const struct history *h, pith_finding *f)
{
    const pith_survey_part *dev = dev_of(h);
    if (!dev)
        return PITH_VERDICT_TOO_LITTLE;
    double part = share(h->survey.overlap, dev->texts);
    if (part < 0.002 || h->survey.same_file)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "dev texts that are training texts", "", part, 0, 0.02);
    finding_remedy(f, "split so that copies stay together: `pith data split`", "%s", "");
    return finding_say(
        f, part > 0.05 ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.9,
        "%zu of %zu dev texts (%.1f%%) are also training texts: the score counts what "
        "was learned by heart.",
        h->survey.overlap, dev->texts, 100 * part);
}

pith_verdict find_near_duplicates(const struct history *h, pith_finding *f)
{
    const pith_survey_part *dev = dev_of(h);
    if (!dev)
        return PITH_VERDICT_TOO_LITTLE;
    double part = share(h->survey.near_overlap, dev->texts);
    if (part < 0.01)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "dev texts that are nearly training texts", "", part, 0, 0.05);
    finding_remedy(f, "split so that copies stay together: `pith data split`", "%s", "");
    return finding_say(
        f, part > 0.25 ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.85,
        "%zu of %zu dev texts (%.1f%%) are nearly training texts: they share most pairs "
        "of neighbouring words with one of them.",
        h->survey.near_overlap, dev->texts, 100 * part);
}

pith_verdict find_phrases_lost(const struct history *h, pith_finding *f)
{
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey_part *t = &h->survey.train;
    double lost = share(t->absent, t->absent + t->spans), empty = share(t->unmarked, t->texts);
    if (lost < 0.02 && !(t->spans == 0))
        return PITH_VERDICT_SILENT;
    bool grave = lost > 0.6 || t->spans == 0;
    finding_evidence(f, "given phrases that are not in their text", "", lost, 0, 0.5);
    finding_evidence(f, "texts without a marked phrase", "", empty, 0, 0.5);
    finding_remedy(f, "phrases as they stand in the text, cut by the same tokenizer",
                   "text.tokenizer=unicode");
    return finding_say(
        f, grave ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.9,
        "%zu given phrases (%.0f%%) do not stand in their text, and cannot be learned; "
        "%.0f%% of the texts have no marked phrase.",
        t->absent, 100 * lost, 100 * empty);
}

pith_verdict find_conflicting_duplicates(const struct history *h, pith_finding *f)
{
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey_part *t = &h->survey.train;
    double part = share(t->conflicting, t->texts);
    if (t->conflicting < 2 || part < 0.001)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "texts labelled otherwise elsewhere", "", part, 0, 0.03);
    finding_evidence(f, "texts that stand there twice", "", share(t->duplicates, t->texts), NAN,
                     NAN);
    finding_remedy(f, "one labelling for each text", "%s", "");
    return finding_say(
        f, part > 0.03 ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.85,
        "%zu training texts (%.1f%%) stand there again with other labels: no net can "
        "satisfy both.",
        t->conflicting, 100 * part);
}

pith_verdict find_unknown_words(const struct history *h, pith_finding *f)
{
    const pith_survey_part *dev = dev_of(h);
    if (!dev)
        return PITH_VERDICT_TOO_LITTLE;
    double unknown = share(dev->unknown, dev->tokens);
    double of_train = share(h->survey.train.unknown, h->survey.train.tokens);
    if (unknown < 0.15)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "unknown words", "dev", unknown, 0, 0.35);
    finding_evidence(f, "unknown words", "training", of_train, 0, 0.25);
    finding_remedy(f, "rare words, too", "text.min_count=1");
    finding_remedy(f, "vectors for words that training has not", "embedding.file=FILE");
    return finding_say(
        f, unknown > 0.45 ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.86,
        "%.0f%% of the words of the dev texts are unknown (training: %.0f%%): to the net "
        "they are all the same word.",
        100 * unknown, 100 * of_train);
}

pith_verdict find_embedding_coverage(const struct history *h, pith_finding *f)
{
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey *s = &h->survey;
    if (!s->words)
        return PITH_VERDICT_SILENT;
    double words = share(s->matched + s->folded, s->words);
    double tokens = share(s->covered, s->train.tokens - s->train.unknown);
    if (words > 0.6 && tokens > 0.7)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "words with a vector", "", words, 0.6, 1);
    finding_evidence(f, "tokens with a vector", "", tokens, 0.7, 1);
    finding_remedy(f, "vectors of the language and kind of these texts", "embedding.file=FILE");
    return finding_say(
        f, words < 0.35 || tokens < 0.5 ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.8,
        "Only %.0f%% of the words (%.0f%% of the tokens) have a pretrained vector: the "
        "others begin at random.",
        100 * words, 100 * tokens);
}

pith_verdict find_embedding_case(const struct history *h, pith_finding *f)
{
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey *s = &h->survey;
    double folded = share(s->folded, s->matched + s->folded);
    bool cased = !h->cfg.text_lowercase && s->words > 0;
    double capital = share(s->train.inside_capital + s->train.outside_capital,
                           s->train.inside_cased + s->train.outside_cased);
    double missing = 1 - share(s->matched, s->words);
    bool misses = cased && capital > 0.05 && missing > 0.3;
    if (!s->words || (!misses && folded < 0.2))
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "vectors found by another letter case", "", folded, 0, 0.2);
    finding_evidence(f, "words without a vector", "", missing, 0, 0.3);
    finding_evidence(f, "words with a capital", "training", capital, NAN, NAN);
    finding_remedy(f, "look words up in lower case", "text.lowercase=true");
    return finding_say(
        f, misses ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.9,
        misses ? "Words miss their vectors by letter case: %.0f%% of the words have no "
                 "vector, and text.lowercase is off, while %.0f%% of the words have a "
                 "capital."
               : "%.0f%% of the vectors were found by another letter case (%.0f%% of the "
                 "words have a capital): the file keeps case, the vocabulary does not.",
        misses ? 100 * missing : 100 * folded, 100 * capital);
}

pith_verdict find_label_noise(const struct history *h, pith_finding *f)
{
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey_part *t = &h->survey.train;
    double part = share(t->known_unmarked, t->known_phrases);
    if (t->known_phrases < 50 || part < 0.1)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "places of known phrases that are not marked", "", part, 0, 0.2);
    finding_remedy(f, "mark every place of a phrase", "data.match=all");
    return finding_say(f, part > 0.25 ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.75,
                       "Phrases that are marked in one place stand unmarked in others: %zu of %zu "
                       "places (%.0f%%) of phrases of two words and more.",
                       t->known_unmarked, t->known_phrases, 100 * part);
}

pith_verdict find_length_outliers(const struct history *h, pith_finding *f)
{
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey_part *t = &h->survey.train;
    double times = share(t->longest, t->median_length);
    if (!t->outliers)
        return PITH_VERDICT_SILENT;
    bool padded = h->cfg.loss_pads && !h->cfg.train_bucket;
    double part = share(t->outliers, t->texts);
    finding_evidence(f, "longest text / median", "", times, 1, 10);
    finding_evidence(f, "texts beyond 10 times the median", "", (double)t->outliers, 0, 0);
    finding_remedy(f, "long texts are cut into pieces", "data.max_length=%zu",
                   4 * t->median_length);
    finding_remedy(f, "batches of texts of like length", "train.bucket=true");
    return finding_say(f, padded && part >= 0.01 ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.7,
                       "%zu texts are more than 10 times as long as the median of %zu tokens (the "
                       "longest: %zu)%s.",
                       t->outliers, t->median_length, t->longest,
                       padded ? "; whoever shares a batch with one is padded to its length" : "");
}

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
    enum { ENOUGH = 200 };
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey_part *t = &h->survey.train;
    double inside = share(t->inside_capital, t->inside_cased);
    double outside = share(t->outside_capital, t->outside_cased);
    if (t->inside_cased < ENOUGH || t->outside_cased < ENOUGH)
        return PITH_VERDICT_SILENT;
    bool none = inside < 0.005 && outside > 0.05, all = inside > 0.98 && outside < 0.4;
    if (!none && !all)
        return PITH_VERDICT_SILENT;
    char blind[sizeof f->remedy->change];
    bool seen = blind_to_case(&h->cfg, blind, sizeof blind);
    finding_evidence(f, "words with a capital", "inside phrases", inside, NAN, NAN);
    finding_evidence(f, "words with a capital", "outside", outside, NAN, NAN);
    finding_remedy(f, "a net that does not see letter case", "%s", blind);
    return finding_say(
        f, seen ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE, 0.9,
        "Letter case gives phrases away: %.1f%% of the words inside them have a capital, "
        "and %.1f%% of the others%s.",
        100 * inside, 100 * outside,
        seen ? "; on other texts that will not help"
             : ". This net looks words up in lower case, and does not see it");
}

pith_verdict find_leak_spacing(const struct history *h, pith_finding *f)
{
    enum { ENOUGH = 200 };
    if (!h->has_survey)
        return PITH_VERDICT_TOO_LITTLE;
    const pith_survey_part *t = &h->survey.train;
    double inside = share(t->inside_odd, t->inside_gaps);
    double outside = share(t->outside_odd, t->outside_gaps);
    if (t->inside_gaps < ENOUGH || inside < 0.1 || inside < 5 * outside)
        return PITH_VERDICT_SILENT;
    finding_evidence(f, "odd white space in front", "of phrases", inside, 0, 0.1);
    finding_evidence(f, "odd white space in front", "of other words", outside, NAN, NAN);
    finding_remedy(f, "make every run of white space one space", "%s", "");
    return finding_say(
        f, PITH_SEVERITY_WARNING, 0.85,
        "Spacing gives phrases away: in front of %.0f%% of them there is more than one "
        "space, and of %.1f%% of other words. pith's nets do not see spaces, other tools "
        "will.",
        100 * inside, 100 * outside);
}
