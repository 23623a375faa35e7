/* post_rules.c - which posts make good training texts, and what they become; see post_rules.h. */
#include "dataset/post_rules.h"

#include "base/error.h"
#include "base/rng.h"
#include "base/tally.h"
#include "text/lower.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

const char *const rules_text[RULES_COUNT] = {
#define RULES_TEXT(name, text) text,
    RULES_MAP(RULES_TEXT)
#undef RULES_TEXT
};

struct rules {
    struct rules_options options;
    struct lexicon lexicon;
    struct tokenizer *tokenizer;
    struct token_list tokens;
    struct language *language;
    struct segmentation segmentation;
    struct tally texts, templates, authors;
    struct buffer scratch, text, phrase;
};

/* --- life ------------------------------------------------------------------------------------- */

pith_status rules_new(const struct rules_options *options, struct rules **out, pith_error *err)
{
    struct rules *r = calloc(1, sizeof *r);
    if (!r)
        return error_memory(err);
    r->options = *options;
    bool ok = lexicon_init(&r->lexicon) && tally_init(&r->texts) && tally_init(&r->templates) &&
              tally_init(&r->authors);
    pith_status status =
        ok ? tokenizer_new(TOKENIZER_UNICODE, &r->tokenizer, err) : error_memory(err);
    if (status == PITH_STATUS_OK && options->language)
        status = language_open(options->language, &r->language, err);
    if (status == PITH_STATUS_OK)
        *out = r;
    else
        rules_free(r);
    return status;
}

void rules_free(struct rules *r)
{
    if (!r)
        return;
    lexicon_fini(&r->lexicon);
    tally_fini(&r->texts);
    tally_fini(&r->templates);
    tally_fini(&r->authors);
    tokenizer_free(r->tokenizer);
    token_list_fini(&r->tokens);
    language_close(r->language);
    segmentation_fini(&r->segmentation);
    buffer_fini(&r->scratch);
    buffer_fini(&r->text);
    buffer_fini(&r->phrase);
    free(r);
}

struct lexicon *rules_lexicon(struct rules *r)
{
    return &r->lexicon;
}

/* --- tokens ----------------------------------------------------------------------------------- */

bool rules_has_class(const char *text, size_t size, UBool (*is)(UChar32 code))
{
    for (size_t at = 0; at < size;) {
        UChar32 code;
        U8_NEXT((const uint8_t *)text, at, size, code);
        if (code >= 0 && is(code))
            return true;
    }
    return false;
}

enum token_kind { TOKEN_WORD, TOKEN_TAG, TOKEN_NAME, TOKEN_URL, TOKEN_OTHER };

static enum token_kind kind_of(const char *text, size_t size)
{
    if (size > 1 && text[0] == '#')
        return TOKEN_TAG;
    if (size > 1 && text[0] == '@')
        return TOKEN_NAME;
    if (size > 4 && (!memcmp(text, "http", 4) || !memcmp(text, "www.", 4)))
        return TOKEN_URL;
    return rules_has_class(text, size, u_isalpha) ? TOKEN_WORD : TOKEN_OTHER;
}

static enum token_kind token_kind(const struct post *post, const struct token *t)
{
    return kind_of(post->text + t->start, t->end - t->start);
}

pith_status rules_learn(struct rules *r, const struct post *post, pith_error *err)
{
    TRY(tokenizer_run(r->tokenizer, post->text, post->size, &r->tokens, err));
    bool initial = true;
    for (size_t i = 0; i < r->tokens.count; i++) {
        const struct token *t = &r->tokens.items[i];
        if (token_kind(post, t) != TOKEN_WORD)
            continue;
        if (!lexicon_add(&r->lexicon, post->text + t->start, t->end - t->start, initial, 1))
            return error_memory(err);
        initial = false;
    }
    return PITH_STATUS_OK;
}

/* --- one hashtag, inside the sentence -------------------------------------------------------- */

struct outline {
    size_t tag, tags, words, before, behind; /* words in all, and on both sides of the tag */
    bool mention;                            /* it begins with an @name */
};

static struct outline outline(const struct rules *r, const struct post *post)
{
    struct outline o = {0};
    for (size_t i = 0; i < r->tokens.count; i++) {
        switch (token_kind(post, &r->tokens.items[i])) {
        case TOKEN_TAG:
            o.tag = i;
            o.tags++;
            break;
        case TOKEN_WORD:
            o.words++;
            *(o.tags ? &o.behind : &o.before) += 1;
            break;
        case TOKEN_NAME:
            o.mention = o.mention || i == 0;
            break;
        default:
            break;
        }
    }
    return o;
}

static enum rules_verdict judge_outline(const struct rules *r, const struct post *post,
                                        const struct outline *o)
{
    if (post->size > 3 && (!memcmp(post->text, "RT ", 3) || !memcmp(post->text, "RT@", 3)))
        return RULES_RETWEET;
    if (o->mention && !r->options.edges)
        return RULES_MENTION;
    if (o->tags != 1)
        return o->tags ? RULES_SEVERAL : RULES_NO_TAG;
    if (!r->options.edges && (!o->before || !o->behind))
        return RULES_EDGE;
    return o->words < r->options.min_words ? RULES_SHORT : RULES_KEPT;
}

static enum rules_verdict judge_tag(struct rules *r, const char *tag, size_t size)
{
    switch (lexicon_cut(&r->lexicon, tag, size, &r->segmentation)) {
    case SEGMENT_FINE:
        break;
    case SEGMENT_LONG:
        return RULES_LONG;
    case SEGMENT_NO_WORD:
        return RULES_NO_WORD;
    default:
        return RULES_UNSURE;
    }
    return r->segmentation.count > r->options.max_words ? RULES_LONG : RULES_KEPT;
}

/* --- doubles and templates ------------------------------------------------------------------- */

/* What stays of a post when names, links, numbers, letter case and punctuation are set aside. */
static bool make_template(struct rules *r, const struct post *post)
{
    static const char *const stand_ins[] = {
        [TOKEN_TAG] = "#", [TOKEN_NAME] = "@", [TOKEN_URL] = "/", [TOKEN_OTHER] = ""};
    buffer_clear(&r->scratch);
    for (size_t i = 0; i < r->tokens.count; i++) {
        const struct token *t = &r->tokens.items[i];
        enum token_kind kind = token_kind(post, t);
        bool ok = kind == TOKEN_WORD
                      ? text_lower(post->text + t->start, t->end - t->start, &r->scratch)
                      : buffer_append_text(&r->scratch, stand_ins[kind]);
        if (!ok || !buffer_append_char(&r->scratch, ' '))
            return false;
    }
    return true;
}

/* Counts a string once more; *before is how often it was counted until now. */
static bool seen_before(struct tally *t, const char *bytes, size_t size, size_t *before)
{
    size_t number;
    if (!tally_add(t, bytes, size, 1, &number))
        return false;
    *before = (size_t)t->counts[number] - 1;
    return true;
}

static bool judge_doubles(struct rules *r, const struct post *post, enum rules_verdict *verdict)
{
    size_t texts, templates, authors = 0;
    buffer_clear(&r->scratch);
    if (!text_lower(post->text, post->size, &r->scratch) ||
        !seen_before(&r->texts, r->scratch.data, r->scratch.size, &texts) ||
        !make_template(r, post) ||
        !seen_before(&r->templates, r->scratch.data, r->scratch.size, &templates) ||
        (*post->author && !seen_before(&r->authors, post->author, strlen(post->author), &authors)))
        return false;
    if (texts)
        *verdict = RULES_DOUBLE;
    else if (r->options.per_template && templates >= r->options.per_template)
        *verdict = RULES_TEMPLATE;
    else if (r->options.per_author && authors >= r->options.per_author)
        *verdict = RULES_AUTHOR;
    return true;
}

/* --- what it becomes ------------------------------------------------------------------------- */

static uint64_t key_of(const char *bytes, size_t size, uint64_t key)
{
    for (size_t i = 0; i < size; i++)
        key = rng_mix(key, (unsigned char)bytes[i]);
    return key;
}

/* Appends the phrase in the letter case that was asked for. */
static void append_phrase(struct rules *r, const struct post *post)
{
    const struct segmentation *s = &r->segmentation;
    for (size_t i = 0; i < s->count; i++) {
        const char *word = s->words[i].text;
        size_t size = s->words[i].size;
        if (r->options.letters == CASE_NATURAL)
            word = lexicon_draw(&r->lexicon, word, size, key_of(post->text, post->size, i), &size);
        else if (r->options.letters == CASE_KEEP)
            word = s->words[i].written;
        buffer_append_text(&r->text, i ? " " : "");
        buffer_append(&r->text, word, size);
    }
}

/* Appends [start, end) of the post, without its URLs if they are to go. */
static void append_part(struct rules *r, const struct post *post, size_t start, size_t end)
{
    for (size_t i = 0; i < r->tokens.count && !r->options.urls; i++) {
        const struct token *t = &r->tokens.items[i];
        if (t->start < start || t->end > end || token_kind(post, t) != TOKEN_URL)
            continue;
        buffer_append(&r->text, post->text + start, t->start - start);
        start = t->end;
        if (r->text.size && r->text.data[r->text.size - 1] == ' ')
            start += start < end && post->text[start] == ' ';
    }
    buffer_append(&r->text, post->text + start, end - start);
}

static bool rewrite(struct rules *r, const struct post *post, const struct token *tag,
                    struct rules_text_out *out)
{
    buffer_clear(&r->text);
    buffer_clear(&r->phrase);
    append_part(r, post, 0, tag->start);
    out->start = r->text.size;
    append_phrase(r, post);
    out->end = r->text.size;
    append_part(r, post, tag->end, post->size);
    for (size_t i = 0; i < r->segmentation.count; i++) {
        buffer_append_text(&r->phrase, i ? " " : "");
        buffer_append(&r->phrase, r->segmentation.words[i].text, r->segmentation.words[i].size);
    }
    while (r->text.size > out->end && r->text.data[r->text.size - 1] == ' ')
        r->text.data[--r->text.size] = '\0';
    out->text = r->text.data;
    out->size = r->text.size;
    out->phrase_lower = r->phrase.data;
    out->phrase_words = r->segmentation.count;
    out->written_capital =
        rules_has_class(post->text + tag->start, tag->end - tag->start, u_isupper);
    return buffer_ok(&r->text) && buffer_ok(&r->phrase);
}

/* Finds the tokens of the phrase in the new text; false if it is not made of whole ones. */
static bool mark(struct rules *r, struct rules_text_out *out)
{
    size_t first = 0, n = r->tokens.count;
    while (first < n && r->tokens.items[first].start < out->start)
        first++;
    size_t last = first;
    while (last < n && r->tokens.items[last].end < out->end)
        last++;
    out->tokens = r->tokens.items;
    out->token_count = n;
    out->phrase = (struct span){(uint32_t)first, (uint32_t)last + 1};
    return last < n && r->tokens.items[first].start == out->start &&
           r->tokens.items[last].end == out->end;
}

/* --- judging --------------------------------------------------------------------------------- */

pith_status rules_apply(struct rules *r, const struct post *post, enum rules_verdict *verdict,
                        struct rules_text_out *out, pith_error *err)
{
    TRY(tokenizer_run(r->tokenizer, post->text, post->size, &r->tokens, err));
    struct outline o = outline(r, post);
    *verdict = judge_outline(r, post, &o);
    if (*verdict != RULES_KEPT)
        return PITH_STATUS_OK;
    const struct token *tag = &r->tokens.items[o.tag];
    if (r->language && !language_is(r->language, post->text, post->size, post->language))
        *verdict = RULES_LANGUAGE;
    else
        *verdict = judge_tag(r, post->text + tag->start + 1, tag->end - tag->start - 1);
    bool ok = true;
    if (*verdict == RULES_KEPT)
        ok = judge_doubles(r, post, verdict);
    if (ok && *verdict == RULES_KEPT)
        ok = rewrite(r, post, tag, out);
    if (!ok)
        return error_memory(err);
    if (*verdict == RULES_KEPT) {
        TRY(tokenizer_run(r->tokenizer, out->text, out->size, &r->tokens, err));
        if (!mark(r, out))
            *verdict = RULES_GLUED;
    }
    return PITH_STATUS_OK;
}
