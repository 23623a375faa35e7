/* lexicon.c - the words of a dump, and of its hashtags; see lexicon.h. */
#include "dataset/lexicon.h"

#include "text/lower.h"
#include "text/tokenizer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

bool lexicon_init(struct lexicon *l)
{
    *l = (struct lexicon){0};
    return tally_init(&l->words) && tally_init(&l->forms);
}

void lexicon_fini(struct lexicon *l)
{
    tally_fini(&l->words);
    tally_fini(&l->forms);
    free(l->first_form);
    free(l->next_form);
    buffer_fini(&l->scratch);
    *l = (struct lexicon){0};
}

bool lexicon_add(struct lexicon *l, const char *word, size_t size, bool initial, double count)
{
    size_t words = l->words.table.count, forms = l->forms.table.count, number, form;
    buffer_clear(&l->scratch);
    if (!text_lower(word, size, &l->scratch) ||
        !array_grow((void **)&l->first_form, &l->first_capacity, words + 1, sizeof(size_t)) ||
        !array_grow((void **)&l->next_form, &l->next_capacity, forms + 1, sizeof(size_t)) ||
        !tally_add(&l->words, l->scratch.data, l->scratch.size, count, &number))
        return false;
    if (number == words)
        l->first_form[number] = TABLE_NONE;
    l->total += count;
    if (initial)
        return true;
    if (!tally_add(&l->forms, word, size, count, &form))
        return false;
    if (form == forms) {
        l->next_form[form] = l->first_form[number];
        l->first_form[number] = form;
    }
    return true;
}

const char *lexicon_draw(const struct lexicon *l, const char *word, size_t size, uint64_t key,
                         size_t *form_size)
{
    size_t number = table_find(&l->words.table, word, size);
    *form_size = size;
    if (number == TABLE_NONE || l->first_form[number] == TABLE_NONE)
        return word;
    double sum = 0;
    for (size_t f = l->first_form[number]; f != TABLE_NONE; f = l->next_form[f])
        sum += l->forms.counts[f];
    double left = sum * ((double)(key >> 11) * 0x1p-53);
    size_t f = l->first_form[number];
    while ((left -= l->forms.counts[f]) >= 0 && l->next_form[f] != TABLE_NONE)
        f = l->next_form[f];
    return table_at(&l->forms.table, f, form_size);
}

/* --- the words of a hashtag ----------------------------------------------------------------- */

void segmentation_fini(struct segmentation *s)
{
    buffer_fini(&s->text);
}

/* Bytes [start, end) of a tag or a stretch of it. */
struct piece_range {
    size_t start, end;
    bool known;
};

static double log_probability(const struct lexicon *l, const char *word, size_t bytes, size_t chars,
                              bool *known)
{
    size_t number = table_find(&l->words.table, word, bytes);
    double n = l->total + 1, count = number == TABLE_NONE ? 0 : l->words.counts[number];
    *known = count > 0;
    return count > 0 ? log(count / n) : log(10 / n) - (double)chars * log(10);
}

/*
 * Cuts one stretch without a cut of the writer's: best[i] is the log-probability of its first i
 * code points, from[i] where its last word begins. Writes the words, in order; returns how many.
 */
static size_t cut_stretch(const struct lexicon *l, const char *text, size_t size,
                          struct piece_range *out)
{
    size_t at[SEGMENT_CHARS * 3 + 1], n = 0, from[SEGMENT_CHARS * 3 + 1];
    double best[SEGMENT_CHARS * 3 + 1];
    for (size_t i = 0; i < size && n < SEGMENT_CHARS * 3;) {
        at[n++] = i;
        U8_FWD_1((const uint8_t *)text, i, size);
    }
    at[n] = size;
    best[0] = 0;
    for (size_t end = 1; end <= n; end++) {
        best[end] = -INFINITY;
        for (size_t start = end > SEGMENT_WORD ? end - SEGMENT_WORD : 0; start < end; start++) {
            bool known;
            double p = best[start] + log_probability(l, text + at[start], at[end] - at[start],
                                                     end - start, &known);
            if (p > best[end]) {
                best[end] = p;
                from[end] = start;
            }
        }
    }
    size_t count = 0;
    for (size_t end = n; end > 0; end = from[end])
        count++;
    for (size_t end = n, i = count; end > 0; end = from[end]) {
        struct piece_range *piece = &out[--i];
        *piece = (struct piece_range){at[from[end]], at[end], false};
        log_probability(l, text + piece->start, piece->end - piece->start, 1, &piece->known);
    }
    return count;
}

/* Where the writer's cuts are: underscores, and capitals behind small letters. */
static size_t writer_cuts(const char *tag, size_t size, struct piece_range *out, size_t *chars,
                          bool *letters)
{
    size_t count = 0, start = 0;
    UChar32 before = 0;
    *chars = 0;
    *letters = false;
    for (size_t at = 0; at < size && *chars <= SEGMENT_CHARS; ++*chars) {
        size_t here = at;
        UChar32 code;
        U8_NEXT_OR_FFFD((const uint8_t *)tag, at, size, code);
        *letters = *letters || u_isalpha(code);
        bool camel = u_isupper(code) && u_islower(before);
        if ((camel || code == '_') && here > start)
            out[count++] = (struct piece_range){start, here, false};
        if (code == '_')
            start = at;
        else if (camel)
            start = here;
        before = code;
    }
    if (start < size && *chars <= SEGMENT_CHARS)
        out[count++] = (struct piece_range){start, size, false};
    return count;
}

enum segment_verdict lexicon_cut(const struct lexicon *l, const char *tag, size_t size,
                                 struct segmentation *out)
{
    struct piece_range stretch[SEGMENT_CHARS + 1], word[SEGMENT_CHARS * 3 + 1];
    size_t chars, begin[SEGMENT_CHARS], written[SEGMENT_CHARS], count = 0;
    bool letters, sure = true;
    size_t stretches = writer_cuts(tag, size, stretch, &chars, &letters);
    if (chars > SEGMENT_CHARS)
        return SEGMENT_LONG;
    if (!letters)
        return SEGMENT_NO_WORD;
    buffer_clear(&out->text);
    for (size_t i = 0; i < stretches; i++) {
        size_t base = out->text.size, length = stretch[i].end - stretch[i].start;
        if (!text_lower(tag + stretch[i].start, length, &out->text))
            return SEGMENT_MEMORY;
        bool same_length = out->text.size - base == length;
        size_t words = cut_stretch(l, out->text.data + base, out->text.size - base, word);
        for (size_t w = 0; w < words; w++) {
            if (count == SEGMENT_CHARS)
                return SEGMENT_LONG;
            sure = sure && (words == 1 || word[w].known);
            begin[count] = base + word[w].start;
            written[count] = same_length ? stretch[i].start + word[w].start : SIZE_MAX;
            out->words[count++] = (struct segment_word){.size = word[w].end - word[w].start};
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct segment_word *w = &out->words[i];
        w->text = out->text.data + begin[i];
        w->written = written[i] == SIZE_MAX ? w->text : tag + written[i];
    }
    out->count = count;
    return sure ? SEGMENT_FINE : SEGMENT_UNSURE;
}
