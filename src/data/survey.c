/* survey.c - what labelled texts are like; see survey.h. */
#include "data/survey.h"

#include "base/error.h"
#include "base/rng.h"
#include "data/cue.h"
#include "data/word_hash.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum {
    LAG_MIDDLE = PITH_SURVEY_LAGS / 2,
    SHIFT_COUNT = 5,  /* a word seen less often says nothing about its label */
    SHIFT_WORDS = 20, /* words needed to tell a shift */
    PHRASE_WORDS = 6, /* phrases of more words are not looked for elsewhere */
    OUTLIER_TIMES = 10,
    OUTLIER_TOKENS = 100,
    NEAR_WORDS = 5,   /* shorter texts are not compared */
    NEAR_COMMON = 50, /* a pair of words in more training texts than this says nothing */
};
static const double near_share = 0.8;

/* --- single texts --------------------------------------------------------------------------- */

static int compare_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static bool survey_lengths(const struct corpus *c, pith_survey_part *out)
{
    size_t *length = array_calloc(c->count, sizeof *length);
    if (!length)
        return false;
    for (size_t i = 0; i < c->count; i++)
        length[i] = c->examples[i].length;
    qsort(length, c->count, sizeof *length, compare_size);
    out->longest = c->count ? length[c->count - 1] : 0;
    out->median_length = c->count ? length[c->count / 2] : 0;
    for (size_t i = 0; i < c->count; i++)
        out->outliers +=
            length[i] > OUTLIER_TOKENS && length[i] > OUTLIER_TIMES * out->median_length;
    free(length);
    return true;
}

static void survey_letters(const struct example *e, size_t t, size_t *cased, size_t *capital)
{
    const uint8_t *text = (const uint8_t *)e->text;
    bool has_case = false, has_capital = false;
    for (size_t at = e->tokens[t].start; at < e->tokens[t].end;) {
        UChar32 code;
        U8_NEXT(text, at, e->tokens[t].end, code);
        bool upper = code >= 0 && (code < 0x80 ? code >= 'A' && code <= 'Z' : u_isupper(code));
        bool lower = code >= 0 && (code < 0x80 ? code >= 'a' && code <= 'z' : u_islower(code));
        has_case = has_case || upper || lower;
        has_capital = has_capital || upper;
    }
    *cased += has_case;
    *capital += has_capital;
}

/* White space in front of token t > 0, if there is any. */
static void survey_gap(const struct example *e, size_t t, size_t *gaps, size_t *odd)
{
    size_t start = e->tokens[t - 1].end, size = e->tokens[t].start - start;
    *gaps += size > 0;
    *odd += size > 1 || (size == 1 && e->text[start] != ' ');
}

static void survey_example(const struct example *e, pith_survey_part *out)
{
    size_t at = 0, spans = 0;
    struct span span;
    bool begins = false;
    for (size_t t = 0; t < e->length; t++) {
        bool inside = e->tags[t] != LABEL_O;
        begins = e->tags[t] == LABEL_B || e->tags[t] == LABEL_S;
        out->labels[e->tags[t]]++;
        survey_letters(e, t, inside ? &out->inside_cased : &out->outside_cased,
                       inside ? &out->inside_capital : &out->outside_capital);
        if (t)
            survey_gap(e, t, begins ? &out->inside_gaps : &out->outside_gaps,
                       begins ? &out->inside_odd : &out->outside_odd);
    }
    while (label_next(e->tags, e->length, &at, &span))
        spans++;
    out->empty += e->length == 0;
    out->unmarked += spans == 0;
    out->spans += spans;
}

/* --- texts that stand there twice ----------------------------------------------------------- */

static uint64_t hash_tags(const struct example *e)
{
    uint64_t hash = e->length;
    for (size_t t = 0; t < e->length; t++)
        hash = rng_mix(hash, e->tags[t]);
    return hash;
}

/* Fills `texts` with every text (value: its number) and counts those that were there. */
static bool survey_doubles(const struct corpus *c, const struct word_hashes *h,
                           struct hash_map *texts, pith_survey_part *out)
{
    for (size_t i = 0; i < c->count; i++) {
        bool fresh;
        const struct example *e = &c->examples[i];
        size_t *first =
            hash_map_put(texts, word_hash_run(h->words + h->start[i], e->length), &fresh);
        if (!first)
            return false;
        if (fresh)
            *first = i;
        else if (e->length) {
            out->duplicates++;
            out->conflicting += hash_tags(&c->examples[*first]) != hash_tags(e);
        }
    }
    return true;
}

static size_t survey_overlap(const struct corpus *dev, const struct word_hashes *h,
                             const struct hash_map *train, bool *same)
{
    size_t overlap = 0;
    for (size_t i = 0; i < dev->count; i++) {
        size_t n = dev->examples[i].length;
        same[i] = n && hash_map_get(train, word_hash_run(h->words + h->start[i], n));
        overlap += same[i];
    }
    return overlap;
}

/* --- texts that are nearly there ------------------------------------------------------------- */

struct pair {
    uint64_t hash;
    size_t text;
};

static int compare_pair(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->text > y->text) - (x->text < y->text);
}

/* All pairs of neighbouring words of all texts, sorted; each once a text. */
static struct pair *make_pairs(const struct word_hashes *h, size_t *count)
{
    struct pair *pairs = array_calloc(h->start[h->texts], sizeof *pairs);
    size_t n = 0, kept = 0;
    for (size_t i = 0; pairs && i < h->texts; i++)
        for (size_t t = h->start[i]; t + 1 < h->start[i + 1]; t++)
            pairs[n++] = (struct pair){word_hash_run(h->words + t, 2), i};
    if (pairs && n > 1)
        qsort(pairs, n, sizeof *pairs, compare_pair);
    for (size_t i = 0; i < n; i++)
        if (!i || compare_pair(&pairs[i], &pairs[kept - 1]) != 0)
            pairs[kept++] = pairs[i];
    *count = kept;
    return pairs;
}

/* [*from, *to) of the pairs with a hash; of those in too many texts, the first NEAR_COMMON + 1. */
static void find_pairs(const struct pair *pairs, size_t count, uint64_t hash, size_t *from,
                       size_t *to)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairs[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    *from = *to = low;
    while (*to < count && pairs[*to].hash == hash && *to - *from <= NEAR_COMMON)
        ++*to;
}

/*
 * Whether one training text has most of a text's pairs; hits: [train texts], all 0 before and
 * after.
 */
static bool is_near(const struct pair *pairs, size_t count, const uint64_t *words, size_t n,
                    uint32_t *hits)
{
    size_t most = 0, telling = 0, from, to;
    for (int undo = 0; undo < 2; undo++) {
        for (size_t t = 0; t + 1 < n; t++) {
            find_pairs(pairs, count, word_hash_run(words + t, 2), &from, &to);
            if (to - from > NEAR_COMMON)
                continue;
            telling += !undo;
            for (size_t i = from; i < to; i++) {
                uint32_t *hit = &hits[pairs[i].text];
                *hit = undo ? 0 : *hit + 1;
                most = *hit > most ? *hit : most;
            }
        }
    }
    return telling >= NEAR_WORDS - 1 && (double)most >= near_share * (double)telling;
}

static bool survey_near(const struct corpus *dev, const struct word_hashes *train,
                        const struct word_hashes *h, const bool *same, size_t *near)
{
    size_t count;
    struct pair *pairs = make_pairs(train, &count);
    uint32_t *hits = array_calloc(train->texts, sizeof *hits);
    bool ok = pairs && hits;
    for (size_t i = 0; i < dev->count && ok; i++)
        if (!same[i] && dev->examples[i].length >= NEAR_WORDS)
            *near += is_near(pairs, count, h->words + h->start[i], dev->examples[i].length, hits);
    free(pairs);
    free(hits);
    return ok;
}

/* --- phrases that are marked here and not there ----------------------------------------------- */

static bool collect_phrases(const struct corpus *c, const struct word_hashes *h,
                            struct hash_map *phrases)
{
    for (size_t i = 0; i < c->count; i++) {
        struct span span;
        for (size_t at = 0; label_next(c->examples[i].tags, c->examples[i].length, &at, &span);) {
            size_t n = span.end - span.start;
            bool fresh;
            if (n >= 2 && n <= PHRASE_WORDS &&
                !hash_map_put(phrases, word_hash_run(h->words + h->start[i] + span.start, n),
                              &fresh))
                return false;
        }
    }
    return true;
}

static bool is_marked(const uint8_t *tags, size_t n)
{
    size_t t = 0;
    while (t < n && tags[t] != LABEL_O)
        t++;
    return t == n;
}

static bool survey_phrases(const struct corpus *c, const struct word_hashes *h,
                           pith_survey_part *out)
{
    struct hash_map phrases = {0};
    bool ok = collect_phrases(c, h, &phrases);
    for (size_t i = 0; i < c->count && ok; i++) {
        const struct example *e = &c->examples[i];
        for (size_t t = 0; t < e->length; t++) {
            for (size_t n = 2; n <= PHRASE_WORDS && t + n <= e->length; n++) {
                if (!hash_map_get(&phrases, word_hash_run(h->words + h->start[i] + t, n)))
                    continue;
                out->known_phrases++;
                out->known_unmarked += !is_marked(e->tags + t, n);
            }
        }
    }
    hash_map_fini(&phrases);
    return ok;
}

/* --- labels against words --------------------------------------------------------------------- */

/* Counts, for each word, at how many of its places the token `lag` further is outside, inside. */
static double count_lag(const struct corpus *c, int lag, double (*counts)[2])
{
    double n = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct example *e = &c->examples[i];
        for (size_t t = 0; t < e->length; t++) {
            size_t other = t + (size_t)lag; /* wraps below 0, and is then too large */
            if (other >= e->length || e->ids[t] == VOCAB_UNKNOWN || !cue_is_word(e, t))
                continue;
            counts[e->ids[t]][e->tags[other] != LABEL_O]++;
            n++;
        }
    }
    return n;
}

static double information(double (*counts)[2], size_t words)
{
    double n = 0, side[2] = {0}, sum = 0, types = 0;
    for (size_t w = 0; w < words; w++) {
        if (counts[w][0] + counts[w][1] < SHIFT_COUNT)
            continue;
        types++;
        for (int y = 0; y < 2; y++) {
            side[y] += counts[w][y];
            n += counts[w][y];
        }
    }
    if (types < SHIFT_WORDS || !(side[0] > 0) || !(side[1] > 0))
        return NAN;
    for (size_t w = 0; w < words; w++) {
        double of_word = counts[w][0] + counts[w][1];
        for (int y = 0; y < 2 && of_word >= SHIFT_COUNT; y++)
            if (counts[w][y] > 0)
                sum += counts[w][y] / n * log(counts[w][y] * n / (of_word * side[y]));
    }
    return sum - (types - 1) / (2 * n); /* Miller 1955: what chance alone would give */
}

static bool survey_shift(const struct corpus *c, pith_survey_part *out)
{
    int32_t largest = 0;
    for (int k = 0; k < PITH_SURVEY_LAGS; k++)
        out->shift[k] = NAN;
    for (size_t i = 0; i < c->count; i++)
        for (size_t t = 0; c->examples[i].ids && t < c->examples[i].length; t++)
            largest = c->examples[i].ids[t] > largest ? c->examples[i].ids[t] : largest;
    if (!c->count || !c->examples[0].ids)
        return true;
    size_t words = (size_t)largest + 1;
    double(*counts)[2] = array_calloc(words, sizeof *counts);
    for (int k = 0; k < PITH_SURVEY_LAGS && counts; k++) {
        memset(counts, 0, words * sizeof *counts);
        count_lag(c, k - LAG_MIDDLE, counts);
        out->shift[k] = information(counts, words);
    }
    free(counts);
    return counts != NULL;
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool survey_part(const struct corpus *c, const struct word_hashes *h, struct hash_map *texts,
                        pith_survey_part *out)
{
    out->texts = c->count;
    out->tokens = c->stats.tokens;
    out->absent = c->stats.phrases_absent;
    out->unknown = c->stats.unknown;
    for (size_t i = 0; i < c->count; i++)
        survey_example(&c->examples[i], out);
    return survey_lengths(c, out) && survey_doubles(c, h, texts, out) &&
           survey_phrases(c, h, out) && survey_shift(c, out);
}

static bool survey_dev(const struct corpus *dev, const struct word_hashes *train,
                       const struct hash_map *train_texts, pith_survey *out)
{
    struct word_hashes h = {0};
    struct hash_map texts = {0};
    bool *same = array_calloc(dev->count, sizeof *same);
    bool ok = same && word_hashes_make(&h, dev) && survey_part(dev, &h, &texts, &out->dev);
    if (ok) {
        out->overlap = survey_overlap(dev, &h, train_texts, same);
        ok = survey_near(dev, train, &h, same, &out->near_overlap);
    }
    word_hashes_fini(&h);
    hash_map_fini(&texts);
    free(same);
    return ok;
}

pith_status survey_make(const struct corpus *train, const struct corpus *dev, pith_survey *out,
                        pith_error *err)
{
    struct word_hashes h = {0};
    struct hash_map texts = {0};
    *out = (pith_survey){.size = sizeof *out};
    bool ok = word_hashes_make(&h, train) && survey_part(train, &h, &texts, &out->train) &&
              cues_count(train, out);
    if (ok && dev)
        ok = survey_dev(dev, &h, &texts, out);
    word_hashes_fini(&h);
    hash_map_fini(&texts);
    return ok ? PITH_STATUS_OK : error_memory(err);
}
