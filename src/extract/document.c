/* document.c - mentions to ranked phrases; see document.h. */
#include "extract/document.h"

#include "base/error.h"
#include "text/stem.h"

#include <stdlib.h>
#include <string.h>

/* A mention, and where its key is. */
struct mention {
    pith_phrase place;
    size_t key_start; /* in d->keys, which may still move */
    const char *key;
};

/* A phrase while it is being ranked. */
struct entry {
    pith_ranked ranked;
    const char *key;
    size_t first, count; /* mentions, in d->mentions sorted by key */
    bool left_out;
};

struct document {
    struct stemmer *stemmer;
    struct buffer keys;     /* of the mentions, each with a NUL */
    unsigned char *covered; /* [size of the text] bytes that a better phrase's mention has */
    struct mention *mentions;
    struct entry *entries;
    pith_ranked *out;
    size_t mention_count, entry_count;
    size_t covered_capacity, mentions_capacity, entries_capacity, out_capacity;
};

struct document *document_new(void)
{
    struct document *d = calloc(1, sizeof *d);
    if (d && !(d->stemmer = stemmer_new())) {
        free(d);
        return NULL;
    }
    return d;
}

void document_free(struct document *d)
{
    if (!d)
        return;
    stemmer_free(d->stemmer);
    buffer_fini(&d->keys);
    free(d->covered);
    free(d->mentions);
    free(d->entries);
    free(d->out);
    free(d);
}

/* --- the same phrase ------------------------------------------------------------------------- */

static pith_status set_mentions(struct document *d, const char *text, const pith_phrase *mentions,
                                size_t count, pith_error *err)
{
    buffer_clear(&d->keys);
    d->mention_count = 0;
    if (!array_grow((void **)&d->mentions, &d->mentions_capacity, count, sizeof *d->mentions))
        return error_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct mention *m = &d->mentions[d->mention_count];
        *m = (struct mention){.place = mentions[i], .key_start = d->keys.size};
        if (!stem_key(d->stemmer, text + m->place.start, m->place.end - m->place.start, &d->keys) ||
            !buffer_append_char(&d->keys, '\0'))
            return error_memory(err);
        d->mention_count += strcmp(d->keys.data + m->key_start, " ") != 0; /* no word, no phrase */
    }
    for (size_t i = 0; i < d->mention_count; i++)
        d->mentions[i].key = d->keys.data + d->mentions[i].key_start;
    return PITH_STATUS_OK;
}

/* By key, then the likeliest first, then by place. */
static int by_key(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    if (order)
        return order;
    if (x->place.score != y->place.score)
        return x->place.score < y->place.score ? 1 : -1;
    return (x->place.start > y->place.start) - (x->place.start < y->place.start);
}

static struct entry make_entry(const struct document *d, size_t first, size_t end)
{
    const struct mention *best = &d->mentions[first];
    double none = 1, part = 1;
    for (size_t i = first; i < end; i++, part /= 2)
        none *= 1 - part * d->mentions[i].place.score;
    pith_ranked ranked = {.best = best->place, .score = 1 - none, .mentions = end - first};
    return (struct entry){.ranked = ranked, .key = best->key, .first = first, .count = end - first};
}

static bool group_mentions(struct document *d)
{
    if (d->mention_count)
        qsort(d->mentions, d->mention_count, sizeof *d->mentions, by_key);
    d->entry_count = 0;
    if (!array_grow((void **)&d->entries, &d->entries_capacity, d->mention_count,
                    sizeof *d->entries))
        return false;
    for (size_t i = 0, end; i < d->mention_count; i = end) {
        const char *key = d->mentions[i].key;
        for (end = i + 1; end < d->mention_count; end++)
            if (strcmp(d->mentions[end].key, key) != 0)
                break;
        d->entries[d->entry_count++] = make_entry(d, i, end);
    }
    return true;
}

/* --- ranking --------------------------------------------------------------------------------- */

static int by_score(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->ranked.score != y->ranked.score)
        return x->ranked.score < y->ranked.score ? 1 : -1;
    return (x->ranked.best.start > y->ranked.best.start) -
           (x->ranked.best.start < y->ranked.best.start);
}

/*
 * Whether every mention of an entry touches something better; else its places are taken from now
 * on.
 */
static bool is_other_reading(struct document *d, const struct entry *e)
{
    bool all = true;
    for (size_t i = e->first; i < e->first + e->count && all; i++) {
        const pith_phrase *p = &d->mentions[i].place;
        all = memchr(d->covered + p->start, 1, p->end - p->start) != NULL;
    }
    for (size_t i = e->first; i < e->first + e->count && !all; i++) {
        const pith_phrase *p = &d->mentions[i].place;
        memset(d->covered + p->start, 1, p->end - p->start);
    }
    return all;
}

static size_t count_words(const char *key)
{
    size_t n = 0;
    for (const char *at = key + 1; *at; at++)
        n += *at == ' ';
    return n;
}

/* How many words of key a stand in key b too. */
static size_t count_shared(const char *a, const char *b)
{
    size_t shared = 0;
    for (const char *word = a; word[1];) {
        const char *end = strchr(word + 1, ' ');
        size_t size = (size_t)(end - word) + 1;
        for (const char *at = b; at[1]; at = strchr(at + 1, ' '))
            shared += !strncmp(at, word, size);
        word = end;
    }
    return shared;
}

/* Jaccard's coefficient of the words. */
static double likeness(const struct entry *a, const struct entry *b)
{
    size_t shared = count_shared(a->key, b->key);
    size_t all = count_words(a->key) + count_words(b->key) - shared;
    return all ? (double)shared / (double)all : 0;
}

/* Moves to place `at` the entry that is best, less what it shares with those before. */
static void choose_next(struct document *d, size_t at, double diversity)
{
    size_t best = at;
    double best_value = -2;
    for (size_t i = at; i < d->entry_count; i++) {
        double like = 0;
        for (size_t k = 0; k < at; k++) {
            double l = likeness(&d->entries[i], &d->entries[k]);
            like = l > like ? l : like;
        }
        double value = (1 - diversity) * d->entries[i].ranked.score - diversity * like;
        if (value > best_value) {
            best_value = value;
            best = i;
        }
    }
    struct entry chosen = d->entries[best];
    memmove(d->entries + at + 1, d->entries + at, (best - at) * sizeof chosen);
    d->entries[at] = chosen;
}

pith_status document_rank(struct document *d, const char *text, size_t size,
                          const pith_phrase *mentions, size_t count, double diversity,
                          const pith_ranked **out, size_t *out_count, pith_error *err)
{
    enum { DIVERSE_MAX = 200 }; /* further down nobody reads, and the cost is quadratic */
    *out = NULL;
    *out_count = 0;
    pith_status status = set_mentions(d, text, mentions, count, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (!group_mentions(d) ||
        !array_grow((void **)&d->out, &d->out_capacity, d->entry_count, sizeof *d->out) ||
        !array_grow((void **)&d->covered, &d->covered_capacity, size, 1))
        return error_memory(err);
    if (size)
        memset(d->covered, 0, size);
    if (d->entry_count)
        qsort(d->entries, d->entry_count, sizeof *d->entries, by_score);
    size_t kept = 0;
    for (size_t i = 0; i < d->entry_count; i++)
        d->entries[i].left_out = is_other_reading(d, &d->entries[i]);
    for (size_t i = 0; i < d->entry_count; i++)
        if (!d->entries[i].left_out)
            d->entries[kept++] = d->entries[i];
    d->entry_count = kept;
    for (size_t i = 0; i < kept && i < DIVERSE_MAX && diversity > 0; i++)
        choose_next(d, i, diversity);
    for (size_t i = 0; i < kept; i++)
        d->out[i] = d->entries[i].ranked;
    *out = d->out;
    *out_count = kept;
    return PITH_STATUS_OK;
}
