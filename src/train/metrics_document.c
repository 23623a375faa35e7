/*
 * metrics_document.c - F1@K of a document: ranked phrases against gold phrases, by their stems; see
 * metrics.h.
 *
 * A phrase becomes a key, its stems between spaces: " real time system ". Equal phrases have equal
 * keys, and a phrase stands in a text when its key is a substring of the text's key. Must not know
 * where phrases come from.
 */
#include "train/metrics.h"

#include "base/error.h"
#include "text/utf8.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/* Longer words are no words of a language; they are their own stems. */
enum { WORD_MAX = 256 };

struct key {
    const char *text; /* in the list's `bytes` */
    size_t start;     /* where; `text` is set when all keys are there */
    size_t rank;
    bool present; /* gold: stands in the text */
};

struct key_list {
    struct buffer bytes; /* keys, each with a NUL */
    struct key *items;
    size_t count, capacity;
};

struct metrics_stemmer {
    struct sb_stemmer *porter;
    struct buffer lower, text;
    struct key_list gold, predicted;
};

struct metrics_stemmer *metrics_stemmer_new(void)
{
    struct metrics_stemmer *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->porter = sb_stemmer_new("porter", "UTF_8");
    if (!s->porter) {
        free(s);
        return NULL;
    }
    return s;
}

static void key_list_fini(struct key_list *list)
{
    buffer_fini(&list->bytes);
    free(list->items);
}

void metrics_stemmer_free(struct metrics_stemmer *s)
{
    if (!s)
        return;
    sb_stemmer_delete(s->porter);
    buffer_fini(&s->lower);
    buffer_fini(&s->text);
    key_list_fini(&s->gold);
    key_list_fini(&s->predicted);
    free(s);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static bool is_word(int32_t code)
{
    return U_MASK(u_charType(code)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK);
}

static bool append_stem(struct metrics_stemmer *s, const char *word, size_t size,
                        struct buffer *out)
{
    const char *stem = word;
    if (size <= WORD_MAX) {
        stem = (const char *)sb_stemmer_stem(s->porter, (const sb_symbol *)word, (int)size);
        if (!stem)
            return false;
        size = (size_t)sb_stemmer_length(s->porter);
    }
    return buffer_append(out, stem, size) && buffer_append_char(out, ' ');
}

/* Appends the key of a text to out; " " when it has no word. */
static bool append_key(struct metrics_stemmer *s, const char *text, size_t size,
                       struct buffer *out)
{
    buffer_clear(&s->lower);
    if (!text_lower(text, size, &s->lower) || !buffer_append_char(out, ' '))
        return false;
    const char *lower = s->lower.data;
    size_t word = 0; /* where the word under way begins; it ends at `here` */
    bool inside = false;
    for (size_t at = 0, here = 0; at < s->lower.size; here = at) {
        int32_t code = utf8_next(lower, s->lower.size, &at);
        bool belongs = is_word(code) || (inside && (code == '+' || code == '#'));
        if (belongs && !inside)
            word = here;
        if (!belongs && inside && !append_stem(s, lower + word, here - word, out))
            return false;
        inside = belongs;
    }
    return !inside || append_stem(s, lower + word, s->lower.size - word, out);
}

static void key_list_clear(struct key_list *list)
{
    buffer_clear(&list->bytes);
    list->count = 0;
}

static bool key_list_append(struct metrics_stemmer *s, struct key_list *list, const char *text,
                            size_t size)
{
    if (!array_grow((void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return false;
    list->items[list->count] = (struct key){.start = list->bytes.size, .rank = list->count};
    list->count++;
    return append_key(s, text, size, &list->bytes) && buffer_append_char(&list->bytes, '\0');
}

static int by_text(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_rank(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Sorts by text and removes duplicates: the one with the best rank stays. */
static void key_list_unite(struct key_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        list->items[i].text = list->bytes.data + list->items[i].start;
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!kept || strcmp(list->items[kept - 1].text, list->items[i].text) != 0)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

static bool read_gold(struct metrics_stemmer *s, const struct example *example)
{
    struct key_list *gold = &s->gold;
    key_list_clear(gold);
    buffer_clear(&s->text);
    if (!append_key(s, example->text, example->text_size, &s->text))
        return false;
    for (size_t i = 0; i < example->phrase_count; i++)
        if (!key_list_append(s, gold, example->phrases[i], strlen(example->phrases[i])))
            return false;
    key_list_unite(gold);
    size_t kept = 0;
    for (size_t i = 0; i < gold->count; i++) {
        if (!strcmp(gold->items[i].text, " "))
            continue;
        gold->items[kept] = gold->items[i];
        gold->items[kept].present = strstr(s->text.data, gold->items[i].text) != NULL;
        kept++;
    }
    gold->count = kept;
    return true;
}

static bool read_predicted(struct metrics_stemmer *s, const struct ranked_phrase *phrases,
                           size_t count)
{
    struct key_list *list = &s->predicted;
    key_list_clear(list);
    for (size_t i = 0; i < count; i++)
        if (!key_list_append(s, list, phrases[i].text, phrases[i].size))
            return false;
    key_list_unite(list);
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_rank);
    return true;
}

/* ---- F1@K ------------------------------------------------------------------------------------ */

static const struct key *find(const struct key_list *list, const char *text)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(list->items[middle].text, text);
        if (!order)
            return &list->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* F1 of the first `limit` predictions against `gold_count` gold phrases. */
static double f1_at(const struct metrics_stemmer *s, size_t limit, bool present_only,
                    size_t gold_count)
{
    size_t taken = s->predicted.count < limit ? s->predicted.count : limit;
    size_t correct = 0;
    for (size_t i = 0; i < taken; i++) {
        const struct key *gold = find(&s->gold, s->predicted.items[i].text);
        correct += gold && (gold->present || !present_only);
    }
    /* 2PR / (P + R) with P = correct / taken and R = correct / gold_count */
    return 2 * (double)correct / (double)(taken + gold_count);
}

pith_status metrics_add_document(struct metrics *m, struct metrics_stemmer *stemmer,
                                 const struct example *gold, const struct ranked_phrase *phrases,
                                 size_t count, pith_error *err)
{
    if (!read_gold(stemmer, gold) || !read_predicted(stemmer, phrases, count))
        return error_memory(err);
    size_t present = 0;
    for (size_t i = 0; i < stemmer->gold.count; i++)
        present += stemmer->gold.items[i].present;
    for (int only = 0; only < 2; only++) {
        size_t gold_count = only ? present : stemmer->gold.count;
        if (!gold_count)
            continue;
        m->documents[only]++;
        m->f1_sum_5[only] += f1_at(stemmer, 5, only, gold_count);
        m->f1_sum_10[only] += f1_at(stemmer, 10, only, gold_count);
        m->f1_sum_m[only] += f1_at(stemmer, SIZE_MAX, only, gold_count);
    }
    return PITH_OK;
}
