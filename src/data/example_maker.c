/* example_maker.c - one record of a reader to one example of a corpus; see example_maker.h. */
#include "data/example_maker.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

pith_status example_maker_init(struct example_maker *m, const struct config *cfg,
                               const struct reader *reader, struct arena *arena,
                               struct corpus_stats *stats, pith_error *err)
{
    *m = (struct example_maker){.cfg = cfg, .reader = reader, .arena = arena, .stats = stats};
    pith_status status = tokenizer_new(cfg->text_tokenizer, &m->tokenizer, err);
    m->matcher.tokenizer = m->tokenizer;
    return status;
}

void example_maker_fini(struct example_maker *m)
{
    matcher_fini(&m->matcher);
    token_list_fini(&m->tokens);
    tokenizer_free(m->tokenizer);
    free(m->spans.items);
    free(m->keyed);
    *m = (struct example_maker){0};
}

/* --- phrases ---------------------------------------------------------------------------------- */

struct keyed_text {
    const char *text;
    size_t place;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed_text *x = a;
    const struct keyed_text *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

/*
 * Sets e->phrases to the distinct ones of n phrases, in the order in which they came. With `copy`
 * their bytes are copied, too. Sorted with their places, the first of equals survives.
 */
static pith_status keep_phrases(struct example_maker *m, struct example *e,
                                const char *const *phrases, size_t n, bool copy, pith_error *err)
{
    const char **kept = arena_array(m->arena, n, sizeof *kept);
    if (!kept || !array_grow((void **)&m->keyed, &m->keyed_capacity, n, sizeof *m->keyed))
        return error_memory(err);
    for (size_t i = 0; i < n; i++)
        m->keyed[i] = (struct keyed_text){phrases[i], i};
    if (n > 1)
        qsort(m->keyed, n, sizeof *m->keyed, compare_keyed);
    for (size_t i = 0; i < n; i++) {
        const struct keyed_text *k = &m->keyed[i];
        if (!i || strcmp(k[-1].text, k->text) != 0)
            kept[k->place] = k->text;
    }
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!kept[i])
            continue;
        const char *phrase = copy ? arena_text(m->arena, kept[i], strlen(kept[i])) : kept[i];
        if (!phrase)
            return error_memory(err);
        kept[count++] = phrase;
    }
    e->phrases = kept;
    e->phrase_count = count;
    m->stats->phrases += count;
    return PITH_STATUS_OK;
}

/* The phrases of an example that was given places, not phrases: its surface at `spans` (bytes). */
static pith_status keep_surfaces(struct example_maker *m, struct example *e,
                                 const struct token *spans, size_t n, pith_error *err)
{
    const char **surfaces = arena_array(m->arena, n, sizeof *surfaces);
    if (!surfaces)
        return error_memory(err);
    for (size_t i = 0; i < n; i++) {
        size_t size = spans[i].end - spans[i].start;
        surfaces[i] = record_string(m->arena, e->text + spans[i].start, size);
        if (!surfaces[i])
            return error_memory(err);
    }
    return keep_phrases(m, e, surfaces, n, false, err);
}

/* --- a phrase that is not there --------------------------------------------------------------- */

static bool contains(const struct example *e, const char *part)
{
    return record_contains(e->text, e->text_size, part, strlen(part));
}

/* Whether a list was written with commas: each part stands in the text. */
static bool has_commas(const struct example *e, const char *phrase)
{
    if (!strchr(phrase, ','))
        return false;
    for (const char *at = phrase; *at;) {
        char part[256];
        at += strspn(at, " ,");
        size_t size = strcspn(at, ",");
        if (size >= sizeof part)
            return false;
        memcpy(part, at, size);
        at += size;
        while (size && part[size - 1] == ' ')
            size--;
        part[size] = '\0';
        if (size && !contains(e, part))
            return false;
    }
    return true;
}

/* Whether this may be titles of columns, "text<TAB>keyphrases". */
static bool is_header(const struct example *e, const char *phrase)
{
    static const char *const titles[] = {"key", "phrase", "label", "tag"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (!strncasecmp(phrase, titles[i], strlen(titles[i])))
            return e->line == 1 && e->length <= 2;
    return false;
}

/* Fills err with the most helpful thing that can be said; e has text and tokens. */
static pith_status phrase_missing(struct example_maker *m, const struct example *e,
                                  const char *phrase, pith_error *err)
{
    int shown = record_excerpt(phrase, strlen(phrase));
    size_t found = 0;
    pith_status status = matcher_text(&m->matcher, e->text, e->tokens, e->length, true, err);
    if (status == PITH_STATUS_OK)
        status = matcher_find(&m->matcher, phrase, true, &m->spans, &found, err);
    if (status != PITH_STATUS_OK)
        return status;
    error_at(err, PITH_STATUS_DATA, NULL, e->line, "phrase \"%.*s\" is not in the text", shown,
             phrase);
    if (found)
        return error_hint(err, PITH_STATUS_DATA,
                          "it is there in another letter case; write it as in the "
                          "text");
    if (is_header(e, phrase))
        return error_hint(err, PITH_STATUS_DATA,
                          "is line 1 a header? The tsv form has none: remove the line");
    if (has_commas(e, phrase))
        return error_hint(err, PITH_STATUS_DATA,
                          "phrases are separated by semicolons, not by commas");
    if (!contains(e, phrase))
        return error_hint(err, PITH_STATUS_DATA,
                          "write it as in the text, or use the json form, where a "
                          "phrase may be absent; --data.skip_bad_lines leaves such lines out");
    if (m->cfg->text_tokenizer == TOKENIZER_WHITESPACE)
        return error_hint(err, PITH_STATUS_DATA,
                          "its letters are there, but glued to others without white "
                          "space; --text.tokenizer unicode would part words from punctuation");
    return error_hint(err, PITH_STATUS_DATA,
                      "its letters are there, but only as a part of longer words; "
                      "write whole words, or try --text.tokenizer whitespace");
}

/* --- places ----------------------------------------------------------------------------------- */

/*
 * Finds every phrase of the example; places are added to m->spans unless the record gave its own.
 */
static pith_status find_phrases(struct example_maker *m, const struct record *rec,
                                struct example *e, pith_error *err)
{
    bool first = record_match_first(m->reader, m->cfg->data_match);
    pith_status status = PITH_STATUS_OK;
    if (e->phrase_count)
        status =
            matcher_text(&m->matcher, e->text, e->tokens, e->length, !rec->phrases_required, err);
    for (size_t i = 0; status == PITH_STATUS_OK && i < e->phrase_count; i++) {
        size_t before = m->spans.count;
        size_t found;
        status = matcher_find(&m->matcher, e->phrases[i], first, &m->spans, &found, err);
        if (status == PITH_STATUS_OK && !found && rec->phrases_required)
            return phrase_missing(m, e, e->phrases[i], err);
        e->phrases_absent += status == PITH_STATUS_OK && !found;
        if (rec->has_spans)
            m->spans.count = before;
    }
    return status;
}

/* The first token that ends behind code point `place`. */
static size_t token_behind(const struct example *e, uint32_t place)
{
    size_t low = 0;
    size_t high = e->length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (e->tokens[middle].end_char > place)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Adds the tokens that the record's spans touch to m->spans. */
static pith_status cover_spans(struct example_maker *m, const struct record *rec,
                               const struct example *e, pith_error *err)
{
    for (size_t i = 0; i < rec->span_count; i++) {
        const struct token *place = &rec->spans[i];
        size_t start = token_behind(e, place->start_char);
        size_t end = token_behind(e, place->end_char);
        if (end < e->length && e->tokens[end].start_char < place->end_char)
            end++; /* it ends behind the span, but begins within */
        if (start >= end)
            return error_at(err, PITH_STATUS_DATA, NULL, rec->line, "span [%u, %u] covers no token",
                            (unsigned)place->start_char, (unsigned)place->end_char);
        if (!span_add(&m->spans, (struct span){(uint32_t)start, (uint32_t)end}))
            return error_memory(err);
    }
    return PITH_STATUS_OK;
}

/* --- the two kinds of record ------------------------------------------------------------------ */

static pith_status make_from_text(struct example_maker *m, const struct record *rec,
                                  struct example *e, pith_error *err)
{
    pith_status status = tokenizer_run(m->tokenizer, rec->text, rec->text_size, &m->tokens, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct token *tokens = arena_array(m->arena, m->tokens.count, sizeof *tokens);
    e->text = arena_text(m->arena, rec->text, rec->text_size);
    e->tags = arena_alloc(m->arena, m->tokens.count); /* zeroed: all O */
    if (!tokens || !e->text || !e->tags)
        return error_memory(err);
    if (m->tokens.count)
        memcpy(tokens, m->tokens.items, m->tokens.count * sizeof *tokens);
    e->text_size = rec->text_size;
    e->tokens = tokens;
    e->length = m->tokens.count;
    m->spans.count = 0;
    if (rec->has_spans && !rec->phrases)
        status = keep_surfaces(m, e, rec->spans, rec->span_count, err);
    else
        status = keep_phrases(m, e, rec->phrases, rec->phrase_count, true, err);
    if (status == PITH_STATUS_OK &&
        !(rec->has_spans && !rec->phrases)) /* surfaces need no search */
        status = find_phrases(m, rec, e, err);
    if (status == PITH_STATUS_OK && rec->has_spans)
        status = cover_spans(m, rec, e, err);
    if (status == PITH_STATUS_OK)
        m->stats->spans_nested += span_resolve_overlaps(&m->spans, e->tags);
    return status;
}

/* Joins the record's words with single spaces into e->text and e->tokens. */
static pith_status join_words(const struct example_maker *m, const struct record *rec,
                              struct example *e, pith_error *err)
{
    size_t n = rec->word_count;
    size_t total = n ? n - 1 : 0;
    for (size_t i = 0; i < n; i++)
        total += strlen(rec->words[i]);
    if (total > INT32_MAX)
        return error_at(err, PITH_STATUS_DATA, NULL, rec->line,
                        "the text has %zu bytes, at most %d", total, INT32_MAX);
    char *text = arena_alloc(m->arena, total + 1);
    struct token *tokens = arena_array(m->arena, n, sizeof *tokens);
    if (!text || !tokens)
        return error_memory(err);
    uint32_t at = 0;
    uint32_t at_char = 0;
    for (size_t i = 0; i < n; i++) {
        if (i) {
            text[at++] = ' ';
            at_char++;
        }
        size_t size = strlen(rec->words[i]);
        uint32_t chars = (uint32_t)utf8_count(rec->words[i], size);
        memcpy(text + at, rec->words[i], size);
        tokens[i] = (struct token){at, at + (uint32_t)size, at_char, at_char + chars};
        at = tokens[i].end;
        at_char = tokens[i].end_char;
    }
    e->text = text;
    e->text_size = total;
    e->tokens = tokens;
    e->length = n;
    return PITH_STATUS_OK;
}

static pith_status make_from_words(struct example_maker *m, const struct record *rec,
                                   struct example *e, pith_error *err)
{
    pith_status status = join_words(m, rec, e, err);
    if (status != PITH_STATUS_OK)
        return status;
    e->tags = arena_alloc(m->arena, e->length);
    if (!e->tags || !array_grow((void **)&m->spans.items, &m->spans.capacity, e->length,
                                sizeof *m->spans.items))
        return error_memory(err);
    if (e->length)
        memcpy(e->tags, rec->tags, e->length);
    m->spans.count = label_spans(e->tags, e->length, m->spans.items);
    struct token *places = arena_array(m->arena, m->spans.count, sizeof *places);
    if (!places)
        return error_memory(err);
    for (size_t i = 0; i < m->spans.count; i++) {
        struct span span = m->spans.items[i];
        places[i].start = e->tokens[span.start].start;
        places[i].end = e->tokens[span.end - 1].end;
    }
    return keep_surfaces(m, e, places, m->spans.count, err);
}

/* --- statistics ------------------------------------------------------------------------------- */

/* The rest of the counts; m->spans holds the marked ones. */
static void count_example(const struct example_maker *m, const struct record *rec,
                          const struct example *e)
{
    struct corpus_stats *s = m->stats;
    s->texts++;
    s->tokens += e->length;
    s->empty += !e->length;
    if (e->length > s->longest)
        s->longest = e->length;
    s->phrases_absent += e->phrases_absent;
    s->spans += m->spans.count;
    for (size_t i = 0; i < m->spans.count; i++)
        s->span_tokens += m->spans.items[i].end - m->spans.items[i].start;
    for (size_t t = 0; t < e->length; t++)
        s->label[e->tags[t]]++;
    s->invalid_utf8 += rec->repaired || !utf8_valid(e->text, e->text_size);
}

pith_status example_make(struct example_maker *m, const struct record *rec, struct example *out,
                         pith_error *err)
{
    *out = (struct example){.line = rec->line};
    if (!rec->labelled) {
        error_at(err, PITH_STATUS_DATA, NULL, rec->line, "the text is not labelled");
        return error_hint(err, PITH_STATUS_DATA,
                          "give its \"keyphrases\" (an empty list if it has none), "
                          "\"spans\" or \"doc_bio_tags\"");
    }
    pith_status status =
        rec->words ? make_from_words(m, rec, out, err) : make_from_text(m, rec, out, err);
    if (status == PITH_STATUS_OK)
        count_example(m, rec, out);
    else if (err && !err->line)
        err->line = rec->line;
    return status;
}
