/* collection.c - the phrases of many texts; see collection.h. */
#include "extract/collection.h"

#include "base/error.h"
#include "base/table.h"
#include "extract/abbreviation.h"
#include "extract/background.h"
#include "extract/phrase_key.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Texts that one model has read. */
struct source {
    struct background background;
    double words;
};

/* What is counted of a phrase; those known as a short form alone have no mentions. */
struct entry {
    size_t source; /* whose text it was in first */
    size_t mentions, documents;
    double mass;
    size_t root;  /* the phrase that this one is an abbreviation of; or itself */
    size_t place; /* of a root, in c->phrases */
};

struct form {
    size_t entry, mentions;
};

/* A mention of the document under way. */
struct mention {
    size_t entry, form;
    double score;
};

/* A short and a long form that fit each other. */
struct pair {
    size_t abbreviation, phrase; /* entries */
    size_t defined;              /* how often the one stood in brackets behind the other */
    size_t both;                 /* documents with mentions of both */
    double mass;                 /* of these documents: Σ score of the one · score of the other */
};

struct collection {
    struct buffer word, key, form; /* of one mention */
    struct source *sources;
    size_t source_count, sources_capacity;
    struct table keys, form_texts, pair_keys;
    struct entry *entries; /* [keys.count] */
    struct form *forms;    /* [form_texts.count] */
    struct pair *pairs;    /* [pair_keys.count] */
    struct mention *mentions;
    struct collection_form *listed; /* [form_texts.count] by phrase */
    struct collection_phrase *phrases;
    size_t *order; /* [phrases] while ranking */
    size_t entries_capacity, forms_capacity, pairs_capacity, mentions_capacity, listed_capacity,
        phrases_capacity, order_capacity;
    size_t documents;
};

pith_status collection_new(struct collection **out, pith_error *err)
{
    *out = NULL;
    struct collection *c = calloc(1, sizeof *c);
    if (!c)
        return error_memory(err);
    if (table_init(&c->keys) && table_init(&c->form_texts) && table_init(&c->pair_keys)) {
        *out = c;
        return PITH_STATUS_OK;
    }
    collection_free(c);
    return error_memory(err);
}

void collection_free(struct collection *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->source_count; i++)
        background_fini(&c->sources[i].background);
    free(c->sources);
    buffer_fini(&c->word);
    buffer_fini(&c->key);
    buffer_fini(&c->form);
    table_fini(&c->keys);
    table_fini(&c->form_texts);
    table_fini(&c->pair_keys);
    free(c->entries);
    free(c->forms);
    free(c->pairs);
    free(c->mentions);
    free(c->listed);
    free(c->phrases);
    free(c->order);
    free(c);
}

size_t collection_documents(const struct collection *c)
{
    return c->documents;
}

double collection_words(const struct collection *c)
{
    double words = 0;
    for (size_t i = 0; i < c->source_count; i++)
        words += c->sources[i].words;
    return words;
}

size_t collection_place(const struct collection *c, int64_t number)
{
    return c->entries[c->entries[number].root].place;
}

/* --- numbers --------------------------------------------------------------------------------- */

/* The phrase that a text is a form of; TABLE_NONE: it has no word. */
static bool add_entry(struct collection *c, size_t source, const char *text, size_t size,
                      size_t *number)
{
    *number = TABLE_NONE;
    if (!phrase_key(text, size, &c->word, &c->key))
        return false;
    if (!c->key.size)
        return true;
    size_t before = c->keys.count;
    if (!array_grow((void **)&c->entries, &c->entries_capacity, before + 1, sizeof *c->entries) ||
        !table_add(&c->keys, c->key.data, c->key.size, number))
        return false;
    if (c->keys.count > before)
        c->entries[before] = (struct entry){.source = source, .root = before};
    return true;
}

/* The form of a mention, and the phrase; a form that was seen before needs no key. */
static bool add_form(struct collection *c, size_t source, const char *text, size_t size,
                     struct mention *m)
{
    if (!phrase_form(text, size, &c->form))
        return false;
    m->form = c->form.size ? table_find(&c->form_texts, c->form.data, c->form.size) : TABLE_NONE;
    m->entry = TABLE_NONE;
    if (m->form != TABLE_NONE) {
        m->entry = c->forms[m->form].entry;
        return true;
    }
    if (!c->form.size || !add_entry(c, source, c->form.data, c->form.size, &m->entry))
        return !c->form.size;
    if (m->entry == TABLE_NONE)
        return true;
    if (!array_grow((void **)&c->forms, &c->forms_capacity, c->form_texts.count + 1,
                    sizeof *c->forms) ||
        !table_add(&c->form_texts, c->form.data, c->form.size, &m->form))
        return false;
    c->forms[m->form] = (struct form){.entry = m->entry};
    return true;
}

/* --- abbreviations --------------------------------------------------------------------------- */

static bool add_pair(struct collection *c, size_t abbreviation, size_t phrase, struct pair **out)
{
    const size_t key[2] = {abbreviation, phrase};
    size_t number, before = c->pair_keys.count;
    if (!array_grow((void **)&c->pairs, &c->pairs_capacity, before + 1, sizeof *c->pairs) ||
        !table_add(&c->pair_keys, (const char *)key, sizeof key, &number))
        return false;
    if (c->pair_keys.count > before)
        c->pairs[before] = (struct pair){.abbreviation = abbreviation, .phrase = phrase};
    *out = &c->pairs[number];
    return true;
}

static bool define(struct collection *c, const char *abbreviation, size_t size, size_t phrase)
{
    size_t number;
    struct pair *pair;
    if (!add_entry(c, c->entries[phrase].source, abbreviation, size, &number))
        return false;
    if (number == TABLE_NONE || number == phrase)
        return true;
    if (!add_pair(c, number, phrase, &pair))
        return false;
    pair->defined++;
    return true;
}

/* Short and long forms that meet in one document: its phrases, each once. */
static bool pair_document(struct collection *c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t size, long_size;
        const char *text = table_at(&c->form_texts, c->mentions[i].form, &size);
        if (!abbreviation_looks(text, size))
            continue;
        for (size_t k = 0; k < count; k++) {
            const char *phrase = table_at(&c->form_texts, c->mentions[k].form, &long_size);
            struct pair *pair;
            if (c->mentions[k].entry == c->mentions[i].entry ||
                !abbreviation_fits(text, size, phrase, long_size))
                continue;
            if (!add_pair(c, c->mentions[i].entry, c->mentions[k].entry, &pair))
                return false;
            pair->both++;
            pair->mass += c->mentions[i].score * c->mentions[k].score;
        }
    }
    return true;
}

/* --- a document ------------------------------------------------------------------------------ */

static int by_entry(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    if (x->entry != y->entry)
        return x->entry > y->entry ? 1 : -1;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->form > y->form) - (x->form < y->form);
}

static pith_status add_mention(struct collection *c, size_t source, const pith_text *text,
                               pith_phrase p, struct mention *m, pith_error *err)
{
    size_t start, end, long_end;
    const char *at = text->text + p.start;
    bool defined = abbreviation_within(at, p.end - p.start, &long_end, &start, &end);
    if (defined) {
        start += p.start;
        end += p.start;
        p.end = p.start + long_end;
    }
    *m = (struct mention){.score = p.score};
    if (!add_form(c, source, at, p.end - p.start, m))
        return error_memory(err);
    defined = defined || (abbreviation_behind(text->text, text->size, p.end, &start, &end) &&
                          abbreviation_fits(text->text + start, end - start, at, p.end - p.start));
    if (defined && m->entry != TABLE_NONE && !define(c, text->text + start, end - start, m->entry))
        return error_memory(err);
    return PITH_STATUS_OK;
}

/* Counts c->mentions[0, count); leaves the first of each phrase, with the phrase's score. */
static size_t count_mentions(struct collection *c, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(c->mentions, count, sizeof *c->mentions, by_entry);
    for (size_t i = 0, end; i < count; i = end) {
        struct entry *e = &c->entries[c->mentions[i].entry];
        double none = 1, part = 1;
        for (end = i; end < count && c->mentions[end].entry == c->mentions[i].entry; end++) {
            none *= 1 - part * c->mentions[end].score;
            part /= 2;
            c->forms[c->mentions[end].form].mentions++;
        }
        e->mentions += end - i;
        e->documents++;
        e->mass += 1 - none;
        c->mentions[kept] = c->mentions[i];
        c->mentions[kept++].score = 1 - none;
    }
    return kept;
}

/* The source with this vocabulary. */
static pith_status find_source(struct collection *c, const struct vocab *vocab, int tokenizer,
                               size_t *number, pith_error *err)
{
    for (*number = 0; *number < c->source_count; (*number)++)
        if (c->sources[*number].background.vocab == vocab)
            return PITH_STATUS_OK;
    if (!array_grow((void **)&c->sources, &c->sources_capacity, *number + 1, sizeof *c->sources))
        return error_memory(err);
    struct source *s = &c->sources[*number];
    *s = (struct source){0};
    TRY(background_init(&s->background, vocab, tokenizer, err));
    c->source_count++;
    return PITH_STATUS_OK;
}

pith_status collection_add(struct collection *c, const struct vocab *vocab, int tokenizer,
                           const pith_text *text, const pith_phrase *mentions, size_t count,
                           int64_t *numbers, pith_error *err)
{
    size_t kept = 0, source;
    if (!array_grow((void **)&c->mentions, &c->mentions_capacity, count, sizeof *c->mentions))
        return error_memory(err);
    if (vocab) {
        TRY(find_source(c, vocab, tokenizer, &source, err));
        c->sources[source].words += phrase_words(text->text, text->size);
    }
    for (size_t i = 0; i < count && vocab; i++) {
        struct mention *m = &c->mentions[kept];
        TRY(add_mention(c, source, text, mentions[i], m, err));
        bool any = m->entry != TABLE_NONE;
        if (numbers)
            numbers[i] = any ? (int64_t)m->entry : COLLECTION_NONE;
        kept += any;
    }
    kept = count_mentions(c, kept);
    c->documents++;
    return pair_document(c, kept) ? PITH_STATUS_OK : error_memory(err);
}

/* --- ranking --------------------------------------------------------------------------------- */

/* Short forms that were explained join the one phrase that they were explained as. */
static void join_abbreviations(struct collection *c)
{
    for (size_t i = 0; i < c->keys.count; i++)
        c->entries[i].root = i;
    for (size_t i = 0; i < c->pair_keys.count; i++) {
        const struct pair *p = &c->pairs[i];
        struct entry *e = &c->entries[p->abbreviation];
        if (p->defined) /* a second meaning: nobody knows which */
            e->root = e->root == p->abbreviation ? p->phrase : SIZE_MAX;
    }
    for (size_t i = 0; i < c->keys.count; i++) {
        struct entry *e = &c->entries[i];
        if (e->root == SIZE_MAX || (e->root != i && c->entries[e->root].root != e->root))
            e->root = i;
    }
}

/* Adds up in the roots; c->phrases gets one for each that has mentions, in order of appearance. */
static size_t add_up(struct collection *c)
{
    size_t count = 0;
    for (size_t i = 0; i < c->keys.count; i++) {
        struct entry *e = &c->entries[i];
        if (e->root != i || !e->mentions)
            continue;
        c->phrases[count] = (struct collection_phrase){.number = (int64_t)i,
                                                       .mentions = e->mentions,
                                                       .documents = e->documents,
                                                       .mass = e->mass};
        e->place = count++;
    }
    for (size_t i = 0; i < c->keys.count; i++) {
        const struct entry *e = &c->entries[i];
        if (e->root == i)
            continue;
        struct collection_phrase *p = &c->phrases[c->entries[e->root].place];
        p->mentions += e->mentions;
        p->documents += e->documents;
        p->mass += e->mass;
    }
    for (size_t i = 0; i < c->pair_keys.count; i++) {
        const struct pair *pair = &c->pairs[i];
        if (c->entries[pair->abbreviation].root != pair->phrase)
            continue;
        struct collection_phrase *p = &c->phrases[c->entries[pair->phrase].place];
        p->documents -= pair->both; /* these were counted twice */
        p->mass -= pair->mass;
    }
    return count;
}

static size_t place_of_form(const struct collection *c, size_t form)
{
    return collection_place(c, (int64_t)c->forms[form].entry);
}

/* The most frequent first; of equals the one that appeared first: texts lie in that order. */
static int by_mentions(const void *a, const void *b)
{
    const struct collection_form *x = a, *y = b;
    if (x->mentions != y->mentions)
        return x->mentions < y->mentions ? 1 : -1;
    return (x->text > y->text) - (x->text < y->text);
}

/* Each phrase's forms beside each other in c->listed. */
static void list_forms(struct collection *c, size_t count)
{
    size_t *next = c->order; /* where the next form of each phrase goes */
    for (size_t i = 0; i < c->form_texts.count; i++)
        c->phrases[place_of_form(c, i)].form_count++;
    for (size_t i = 0, at = 0; i < count; i++) {
        c->phrases[i].forms = c->listed + at;
        next[i] = at;
        at += c->phrases[i].form_count;
    }
    for (size_t i = 0; i < c->form_texts.count; i++) {
        size_t size;
        const char *text = table_at(&c->form_texts, i, &size);
        c->listed[next[place_of_form(c, i)]++] =
            (struct collection_form){text, size, c->forms[i].mentions};
    }
    for (size_t i = 0; i < count; i++) {
        size_t k = c->phrases[i].form_count;
        qsort(c->listed + next[i] - k, k, sizeof *c->listed, by_mentions);
    }
}

static pith_status set_score(struct collection *c, struct collection_phrase *p, pith_error *err)
{
    struct source *s = &c->sources[c->entries[p->number].source];
    double rate;
    TRY(background_rate(&s->background, p->forms->text, p->forms->size, &rate, err));
    double more = log((double)p->mentions / s->words / rate);
    p->score = more > 0 ? p->mass * more : 0;
    return PITH_STATUS_OK;
}

/* Of equals the one that appeared first: forms lie in that order. */
static int by_score(const void *a, const void *b)
{
    const struct collection_phrase *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->mass != y->mass)
        return x->mass < y->mass ? 1 : -1;
    if (x->mentions != y->mentions)
        return x->mentions < y->mentions ? 1 : -1;
    return (x->forms > y->forms) - (x->forms < y->forms);
}

pith_status collection_rank(struct collection *c, const struct collection_phrase **out,
                            size_t *count, pith_error *err)
{
    size_t forms = c->form_texts.count, n;
    *out = NULL;
    *count = 0;
    if (!array_grow((void **)&c->phrases, &c->phrases_capacity, c->keys.count,
                    sizeof *c->phrases) ||
        !array_grow((void **)&c->listed, &c->listed_capacity, forms, sizeof *c->listed) ||
        !array_grow((void **)&c->order, &c->order_capacity, c->keys.count, sizeof *c->order))
        return error_memory(err);
    join_abbreviations(c);
    n = add_up(c);
    list_forms(c, n);
    for (size_t i = 0; i < n; i++)
        TRY(set_score(c, &c->phrases[i], err));
    if (n)
        qsort(c->phrases, n, sizeof *c->phrases, by_score);
    for (size_t i = 0; i < n; i++)
        c->entries[c->phrases[i].number].place = i;
    *out = c->phrases;
    *count = n;
    return PITH_STATUS_OK;
}
