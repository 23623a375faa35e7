/* cue.c - what gives phrases away without a word being read; see cue.h. */
#include "data/cue.h"

#include "base/utf8.h"
#include "data/word_hash.h"

#include <unicode/uchar.h>

/* A token's edges: the code points there that are marks, else 0. */
struct look {
    bool word;
    uint32_t front, back; /* of a token that is a mark: its first code point, both */
};

static struct look look_at(const struct example *e, size_t t)
{
    const uint32_t inner = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK; /* M: accents, vowel signs */
    struct look look = {0};
    size_t start = e->tokens[t].start, end = e->tokens[t].end;
    for (size_t at = start; at < end;) {
        bool begins = at == start;
        int32_t code = utf8_next(e->text, end, &at);
        bool inside = (U_GET_GC_MASK(code) & inner) != 0;
        look.back = inside ? 0 : (uint32_t)code;
        look.front = begins ? look.back : look.front;
        look.word = look.word || inside;
    }
    if (!look.word)
        look.back = look.front;
    return look;
}

bool cue_is_word(const struct example *e, size_t t)
{
    return look_at(e, t).word;
}

/* --- places and lengths ----------------------------------------------------------------------- */

static size_t count_words(const struct example *e, size_t from, size_t to)
{
    size_t words = 0;
    for (size_t t = from; t < to; t++)
        words += cue_is_word(e, t);
    return words;
}

static void count_places(const struct example *e, pith_survey *out)
{
    size_t words = count_words(e, 0, e->length), before = 0, spans = 0, inside = 0;
    struct span span;
    for (size_t at = 0, end = 0; label_next(e->tags, e->length, &at, &span); end = span.end) {
        size_t length = count_words(e, span.start, span.end);
        before += count_words(e, end, span.start);
        if (length) {
            size_t behind = words - before - length;
            if (before < PITH_SURVEY_PLACES)
                out->place_begins[before]++;
            if (behind < PITH_SURVEY_PLACES)
                out->place_ends[behind]++;
            out->length_spans[length < PITH_SURVEY_LENGTHS ? length - 1
                                                           : PITH_SURVEY_LENGTHS - 1]++;
            spans++;
        }
        before += length;
        inside += length;
    }
    for (size_t k = 0; k < PITH_SURVEY_PLACES; k++)
        out->place_texts[k] += words > k;
    if (spans)
        out->place_chance += (double)spans / (double)(spans + words - inside);
}

/* --- marks ------------------------------------------------------------------------------------ */

/* By code point: how often a mark stands in the texts; in front of spans; behind them. */
struct marks {
    struct hash_map all, before, behind;
};

static bool count_mark(struct hash_map *m, uint32_t code)
{
    bool fresh;
    size_t *count = code ? hash_map_put(m, code, &fresh) : NULL;
    if (count)
        ++*count;
    return count || !code;
}

static bool count_marks(const struct example *e, struct marks *m)
{
    bool ok = true;
    struct span span;
    for (size_t t = 0; t < e->length && ok; t++) {
        struct look look = look_at(e, t);
        ok = count_mark(&m->all, look.front) && (!look.word || count_mark(&m->all, look.back));
    }
    for (size_t at = 0; ok && label_next(e->tags, e->length, &at, &span);) {
        uint32_t first = look_at(e, span.start).front, last = look_at(e, span.end - 1).back;
        uint32_t before = span.start ? look_at(e, span.start - 1).back : 0;
        uint32_t behind = span.end < e->length ? look_at(e, span.end).front : 0;
        if (count_words(e, span.start, span.end))
            ok = count_mark(&m->before, first) && count_mark(&m->behind, last) &&
                 (before == first || count_mark(&m->before, before)) &&
                 (behind == last || count_mark(&m->behind, behind));
    }
    return ok;
}

/*
 * The mark that tells best where `spans` spans begin, or end: of the largest F1,
 * 2 hits / (marks + spans). Of equals the first code point.
 */
static void choose_mark(const struct hash_map *all, const struct hash_map *hits, size_t spans,
                        size_t *mark, size_t *count, size_t *told)
{
    double best = 0;
    for (size_t i = 0; i < hits->capacity; i++) {
        const struct hash_entry *e = &hits->entries[i];
        if (!e->key)
            continue;
        size_t n = *hash_map_get(all, e->key);
        double f1 = (double)e->value / (double)(n + spans);
        if (f1 < best || (f1 == best && e->key > *mark))
            continue;
        best = f1;
        *mark = (size_t)e->key;
        *count = n;
        *told = e->value;
    }
}

bool cues_count(const struct corpus *c, pith_survey *out)
{
    struct marks m = {0};
    bool ok = true;
    size_t spans = 0;
    for (size_t i = 0; i < c->count && ok; i++) {
        count_places(&c->examples[i], out);
        ok = count_marks(&c->examples[i], &m);
    }
    for (size_t k = 0; k < PITH_SURVEY_LENGTHS; k++)
        spans += out->length_spans[k];
    choose_mark(&m.all, &m.before, spans, &out->mark_before, &out->mark_before_all,
                &out->mark_before_spans);
    choose_mark(&m.all, &m.behind, spans, &out->mark_behind, &out->mark_behind_all,
                &out->mark_behind_spans);
    hash_map_fini(&m.all);
    hash_map_fini(&m.before);
    hash_map_fini(&m.behind);
    return ok;
}
