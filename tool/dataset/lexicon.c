/* lexicon.c - how often words stand in a dump, and how they are written there; see lexicon.h. */
#include "dataset/lexicon.h"

#include "text/lower.h"
#include "text/tokenizer.h"

#include <stdlib.h>

bool lexicon_init(struct lexicon *l)
{
    *l = (struct lexicon){0};
    return table_init(&l->words) && table_init(&l->forms);
}

void lexicon_fini(struct lexicon *l)
{
    table_fini(&l->words);
    table_fini(&l->forms);
    free(l->counts);
    free(l->form);
    free(l->first_form);
    buffer_fini(&l->scratch);
    *l = (struct lexicon){0};
}

static bool add_word(struct lexicon *l, size_t *number)
{
    size_t known = l->words.count;
    if (!array_grow((void **)&l->counts, &l->counts_capacity, known + 1, sizeof *l->counts) ||
        !array_grow((void **)&l->first_form, &l->first_capacity, known + 1,
                    sizeof *l->first_form) ||
        !table_add(&l->words, l->scratch.data, l->scratch.size, number))
        return false;
    if (*number == known) {
        l->counts[known] = 0;
        l->first_form[known] = TABLE_NONE;
    }
    return true;
}

static bool add_form(struct lexicon *l, size_t word, const char *bytes, size_t size, double count)
{
    size_t known = l->forms.count, number;
    if (!array_grow((void **)&l->form, &l->form_capacity, known + 1, sizeof *l->form) ||
        !table_add(&l->forms, bytes, size, &number))
        return false;
    if (number == known) {
        l->form[number] = (struct lexicon_form){0, l->first_form[word]};
        l->first_form[word] = number;
    }
    l->form[number].count += count;
    return true;
}

bool lexicon_add(struct lexicon *l, const char *word, size_t size, bool initial, double count)
{
    size_t number;
    buffer_clear(&l->scratch);
    if (!text_lower(word, size, &l->scratch) || !add_word(l, &number))
        return false;
    l->counts[number] += count;
    l->total += count;
    return initial || add_form(l, number, word, size, count);
}

double lexicon_count(const struct lexicon *l, const char *word, size_t size)
{
    size_t number = table_find(&l->words, word, size);
    return number == TABLE_NONE ? 0 : l->counts[number];
}

const char *lexicon_draw(const struct lexicon *l, const char *word, size_t size, uint64_t key,
                         size_t *form_size)
{
    size_t number = table_find(&l->words, word, size);
    *form_size = size;
    if (number == TABLE_NONE || l->first_form[number] == TABLE_NONE)
        return word;
    double sum = 0;
    for (size_t f = l->first_form[number]; f != TABLE_NONE; f = l->form[f].next)
        sum += l->form[f].count;
    double left = sum * ((double)(key >> 11) * 0x1p-53);
    size_t f = l->first_form[number];
    while ((left -= l->form[f].count) >= 0 && l->form[f].next != TABLE_NONE)
        f = l->form[f].next;
    return table_at(&l->forms, f, form_size);
}
