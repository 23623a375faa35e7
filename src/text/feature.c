/* feature.c - words and their neighbours as hashed numbers; see feature.h. */
#include "text/feature.h"

#include "base/error.h"
#include "text/lower.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
    LETTERS_MAX = 24, /* a longer word is looked at by its first letters */
    GRAM_MAX = 4,
    AFFIX_MAX = 4,
    WORD_IDS_MAX = 96, /* of one token, in either bag */
    CONTEXT_REACH = 2
};

/* What templates ask of a word; hashes instead of strings. */
struct word_look {
    uint32_t start, size;                          /* lower case, in m->lower */
    uint64_t word, shape;                          /* hashes */
    uint64_t prefix[AFFIX_MAX], suffix[AFFIX_MAX]; /* 0: the word is shorter */
    int letters;
    int letter_case; /* enum below */
};
enum { CASE_LOWER, CASE_CAPITAL, CASE_UPPER, CASE_MIXED, CASE_NONE };

struct feature_plan feature_plan_of(const struct config *cfg)
{
    return (struct feature_plan){
        .rows = {[BAG_WORD] = cfg->model_features ? (int32_t)cfg->model_feature_rows : 0,
                 [BAG_CONTEXT] = (int32_t)cfg->model_shortcut}};
}

/* --- hashes ---------------------------------------------------------------------------------- */

/* FNV-1a (Fowler, Noll, Vo) over bytes, then a mix so that the upper bits are good ones too. */
static uint64_t hash_bytes(const char *bytes, size_t size)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        h = (h ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return h ^ h >> 29;
}

static uint64_t hash_pair(uint64_t a, uint64_t b)
{
    uint64_t h = (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xff51afd7ed558ccdu;
    return h ^ h >> 32;
}

/* --- looking at a word ----------------------------------------------------------------------- */

static char shape_of(int32_t code)
{
    if (code >= 'a' && code <= 'z')
        return 'x';
    if (code >= 'A' && code <= 'Z')
        return 'X';
    if (code >= '0' && code <= '9')
        return 'd';
    if (code < 128)
        return (char)code; /* a mark is its own shape */
    return code >= 0x2e80 ? 'c' : 'x';
}

static int case_of(int upper, int lower, bool first_upper)
{
    if (!upper)
        return lower ? CASE_LOWER : CASE_NONE;
    if (!lower)
        return upper > 1 ? CASE_UPPER : CASE_CAPITAL;
    return first_upper && upper == 1 ? CASE_CAPITAL : CASE_MIXED;
}

/* Shape with runs cut to two ("Xxx", "dd", "@xx"), and letter case. */
static void look_at_shape(struct word_look *look, const char *word, size_t size)
{
    char shape[2 * LETTERS_MAX];
    size_t n = 0;
    int upper = 0, lower = 0;
    bool first_upper = false;
    for (size_t at = 0; at < size && n < sizeof shape;) {
        bool first = at == 0;
        char c = shape_of(utf8_next(word, size, &at));
        upper += c == 'X';
        lower += c == 'x';
        first_upper |= first && c == 'X';
        if (n < 2 || shape[n - 1] != c || shape[n - 2] != c)
            shape[n++] = c;
    }
    look->shape = hash_bytes(shape, n);
    look->letter_case = case_of(upper, lower, first_upper);
}

/* Offsets of a lower-case word's letters; returns how many. */
static int letter_offsets(const char *word, size_t size, size_t at[LETTERS_MAX + 1])
{
    int n = 0;
    size_t i = 0;
    while (i < size && n < LETTERS_MAX) {
        at[n++] = i;
        utf8_next(word, size, &i);
    }
    at[n] = i;
    return n;
}

static void look_at_affixes(struct word_look *look, const char *word, size_t size)
{
    size_t at[LETTERS_MAX + 1];
    look->letters = letter_offsets(word, size, at);
    size_t end = size;
    for (int k = 0; k < AFFIX_MAX; k++) {
        bool longer = look->letters > k;
        if (longer)
            utf8_previous(word, 0, &end);
        look->prefix[k] = longer ? hash_bytes(word, at[k + 1]) : 0;
        look->suffix[k] = longer ? hash_bytes(word + end, size - end) : 0;
    }
}

static bool look_at(struct feature_maker *m, struct word_look *look, const char *word, size_t size)
{
    size_t start = m->lower.size;
    if (start > UINT32_MAX / 2 || !text_lower(word, size, &m->lower))
        return false;
    look->start = (uint32_t)start;
    look->size = (uint32_t)(m->lower.size - start);
    look->word = hash_bytes(m->lower.data + start, look->size);
    look_at_shape(look, word, size);
    look_at_affixes(look, m->lower.data + start, look->size);
    return true;
}

/* --- the bags -------------------------------------------------------------------------------- */

/* A bag being filled: room for WORD_IDS_MAX more is there. */
struct bag {
    int32_t *ids;
    size_t n;
    uint32_t rows;
};

static void put(struct bag *b, int template, uint64_t content)
{
    uint64_t h = hash_pair((uint64_t) template * 0x9e3779b97f4a7c15u, content);
    b->ids[b->n++] = (int32_t)((h >> 32) * b->rows >> 32);
}

/* Templates; their numbers are part of the model file's format. */
enum {
    WORD_SHAPE = 1,
    WORD_CASE,
    WORD_LENGTH,
    WORD_GRAM,           /* + n */
    CONTEXT_WORD = 16,   /* + place, 0..4 */
    CONTEXT_SHAPE = 24,  /* + place */
    CONTEXT_PREFIX = 32, /* + letters */
    CONTEXT_SUFFIX = 40,
    CONTEXT_SUFFIX_BEFORE = 48,
    CONTEXT_SUFFIX_BEHIND,
    CONTEXT_PAIR_BEFORE,
    CONTEXT_PAIR_BEHIND,
    CONTEXT_PAIR_AROUND,
    CONTEXT_PAIR_SHAPE_BEFORE,
    CONTEXT_PAIR_SHAPE_BEHIND,
    CONTEXT_TRIPLE,
    CONTEXT_CASES
};

/* All n-grams of "<word>": the first has the edge '<', the last '>', both being hashed in. */
static void put_grams(struct bag *b, const char *word, size_t size)
{
    size_t at[LETTERS_MAX + 1];
    int letters = letter_offsets(word, size, at);
    size_t limit = b->n + WORD_IDS_MAX - 8;
    for (int n = 1; n <= GRAM_MAX; n++)
        for (int i = n > 1 ? -1 : 0; i + n <= letters + (n > 1) && b->n < limit; i++) {
            int from = i < 0 ? 0 : i, to = i + n > letters ? letters : i + n;
            bool open = i<0, close = i + n> letters;
            if (to <= from || (n == 1 && !((unsigned char)word[at[from]] & 0x80)))
                continue;
            uint64_t h = hash_bytes(word + at[from], at[to] - at[from]);
            put(b, WORD_GRAM + n, h * 4 + (uint64_t)open * 2 + close);
        }
}

static void fill_word(struct bag *b, const struct word_look *look, const char *lower)
{
    put(b, WORD_SHAPE, look->shape);
    put(b, WORD_CASE, (uint64_t)look->letter_case);
    put(b, WORD_LENGTH, look->letters > 12 ? 12 : (uint64_t)look->letters);
    put_grams(b, lower + look->start, look->size);
}

static void fill_context(struct bag *b, const struct word_look *looks, size_t n, size_t t)
{
    static const struct word_look edge = {.word = 1, .shape = 1, .letter_case = CASE_NONE};
    const struct word_look *around[2 * CONTEXT_REACH + 1];
    for (int k = 0; k <= 2 * CONTEXT_REACH; k++) {
        size_t at = t + (size_t)k; /* CONTEXT_REACH further on */
        bool inside = at >= CONTEXT_REACH && at - CONTEXT_REACH < n;
        around[k] = inside ? &looks[at - CONTEXT_REACH] : &edge;
        put(b, CONTEXT_WORD + k, around[k]->word);
        put(b, CONTEXT_SHAPE + k, around[k]->shape);
    }
    const struct word_look *before = around[1], *here = around[2], *behind = around[3];
    put(b, CONTEXT_PAIR_BEFORE, hash_pair(before->word, here->word));
    put(b, CONTEXT_PAIR_BEHIND, hash_pair(here->word, behind->word));
    put(b, CONTEXT_PAIR_AROUND, hash_pair(before->word, behind->word));
    put(b, CONTEXT_TRIPLE, hash_pair(hash_pair(before->word, here->word), behind->word));
    put(b, CONTEXT_PAIR_SHAPE_BEFORE, hash_pair(before->shape, here->shape));
    put(b, CONTEXT_PAIR_SHAPE_BEHIND, hash_pair(here->shape, behind->shape));
    put(b, CONTEXT_CASES,
        (uint64_t)(before->letter_case * 25 + here->letter_case * 5 + behind->letter_case));
    if (before->suffix[2])
        put(b, CONTEXT_SUFFIX_BEFORE, before->suffix[2]);
    if (behind->suffix[2])
        put(b, CONTEXT_SUFFIX_BEHIND, behind->suffix[2]);
    for (int k = 0; k < AFFIX_MAX && here->prefix[k]; k++) {
        put(b, CONTEXT_PREFIX + k, here->prefix[k]);
        put(b, CONTEXT_SUFFIX + k, here->suffix[k]);
    }
}

/* Makes room for one more token's ids, and writes where they begin. */
static bool begin_token(struct feature_maker *m, int bag, size_t t)
{
    if (m->count[bag] > UINT32_MAX - WORD_IDS_MAX ||
        !array_grow((void **)&m->ids[bag], &m->ids_capacity[bag], m->count[bag] + WORD_IDS_MAX,
                    sizeof *m->ids[bag]))
        return false;
    m->start[bag][t] = (uint32_t)m->count[bag];
    return true;
}

static bool fill_bag(struct feature_maker *m, int bag, int32_t rows, size_t n)
{
    if (!array_grow((void **)&m->start[bag], &m->start_capacity[bag], n + 1, sizeof *m->start[bag]))
        return false;
    for (size_t t = 0; t < n; t++) {
        if (!begin_token(m, bag, t))
            return false;
        struct bag b = {m->ids[bag] + m->count[bag], 0, (uint32_t)rows};
        if (bag == BAG_WORD)
            fill_word(&b, &m->looks[t], m->lower.data);
        else
            fill_context(&b, m->looks, n, t);
        m->count[bag] += b.n;
    }
    m->start[bag][n] = (uint32_t)m->count[bag];
    return true;
}

pith_status feature_make(struct feature_maker *m, const struct feature_plan *plan, const char *text,
                         const struct token *tokens, size_t n, pith_error *err)
{
    bool wanted = plan->rows[BAG_WORD] || plan->rows[BAG_CONTEXT];
    buffer_clear(&m->lower);
    m->count[BAG_WORD] = m->count[BAG_CONTEXT] = 0;
    if (!wanted)
        return PITH_STATUS_OK;
    if (!array_grow((void **)&m->looks, &m->looks_capacity, n, sizeof *m->looks))
        return error_memory(err);
    for (size_t t = 0; t < n; t++)
        if (!look_at(m, &m->looks[t], text + tokens[t].start, tokens[t].end - tokens[t].start))
            return error_memory(err);
    for (int bag = 0; bag < BAG_COUNT; bag++)
        if (plan->rows[bag] && !fill_bag(m, bag, plan->rows[bag], n))
            return error_memory(err);
    return PITH_STATUS_OK;
}

struct feature_view feature_view(const struct feature_maker *m, int bag)
{
    return m->count[bag] ? (struct feature_view){m->start[bag], m->ids[bag]}
                         : (struct feature_view){0};
}

void feature_maker_fini(struct feature_maker *m)
{
    for (int bag = 0; bag < BAG_COUNT; bag++) {
        free(m->start[bag]);
        free(m->ids[bag]);
    }
    free(m->looks);
    buffer_fini(&m->lower);
    *m = (struct feature_maker){0};
}
