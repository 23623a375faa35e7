/*
 * metrics_document.c - F1@K of a document: ranked phrases against gold phrases, by their stems; see
 * metrics_document.h.
 *
 * Equal phrases have equal keys (text/stem.h), and a phrase stands in a text when its key is a
 * substring of the text's key. Must not know where phrases come from.
 */
#include "train/metrics_document.h"

#include "base/error.h"
#include "text/stem.h"

#include <stdlib.h>
#include <string.h>

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
    struct stemmer *porter;
    struct buffer text;
    struct key_list gold, predicted;
};

struct metrics_stemmer *metrics_stemmer_new(void)
{
    struct metrics_stemmer *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->porter = stemmer_new();
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
    stemmer_free(s->porter);
    buffer_fini(&s->text);
    key_list_fini(&s->gold);
    key_list_fini(&s->predicted);
    free(s);
}

/* ---- keys ------------------------------------------------------------------------------------ */

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
    return stem_key(s->porter, text, size, &list->bytes) && buffer_append_char(&list->bytes, '\0');
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
    if (!stem_key(s->porter, example->text, example->text_size, &s->text))
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
    return PITH_STATUS_OK;
}
