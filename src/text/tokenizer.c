/*
 * tokenizer.c - bytes to tokens; see tokenizer.h.
 *
 * The unicode tokenizer lays two divisions of the text over each other: the stretches that are kept
 * whole (token_rules.c) and, between them, the segments of ICU's word breaker. ICU always sees the
 * whole text, so that a stretch changes nothing to its left or right (of ASCII text, ascii_break.c
 * says the same faster). White space is no token, nor
 * is a segment of invisible code points only (a stray joiner, a byte-order mark).
 *
 * No token ever holds white space: the invariant that vocab.h and the file formats rest on.
 */
#include "text/tokenizer.h"

#include "base/error.h"
#include "text/ascii_break.h"
#include "text/token_rules.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

struct tokenizer {
    const struct tokenizer_kind *kind;
    UBreakIterator *breaker; /* NULL if the kind has no use for one */
    bool always_icu;         /* for the test that compares the two ways */
    UText text;              /* ICU's view of the caller's bytes, reused from run to run */
};

/* A run in progress: `list` grows; [0, byte) is behind us, and holds `character` code points. */
struct run {
    const char *text;
    size_t size;
    struct token_list *list;
    size_t byte, character;
    bool characters; /* Han characters are tokens of their own, and the signs of names and tags */
};

/* A row of the table of tokenizers. */
struct tokenizer_kind {
    bool needs_breaker;
    pith_status (*run)(struct tokenizer *t, struct run *run, pith_error *err);
};

void token_list_fini(struct token_list *list)
{
    free(list->items);
    *list = (struct token_list){0};
}

/* Adds the token [start, end); calls come in order. False: out of memory. */
static bool add_token(struct run *run, size_t start, size_t end)
{
    struct token_list *list = run->list;
    if (!array_grow((void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return false;
    size_t first = run->character + utf8_count(run->text + run->byte, start - run->byte);
    run->character = first + utf8_count(run->text + start, end - start);
    run->byte = end;
    list->items[list->count++] = (struct token){
        .start = (uint32_t)start,
        .end = (uint32_t)end,
        .start_char = (uint32_t)first,
        .end_char = (uint32_t)run->character,
    };
    return true;
}

static bool is_white_space(int32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return u_isUWhiteSpace(c);
}

/* --- whitespace ----------------------------------------------------------------------------- */

static pith_status run_whitespace(struct tokenizer *t, struct run *run, pith_error *err)
{
    (void)t;
    size_t start = 0; /* of the token that is going on; none when start == at */
    for (size_t at = 0; at < run->size;) {
        size_t next = at;
        bool white = is_white_space(utf8_next(run->text, run->size, &next));
        if (white && start < at && !add_token(run, start, at))
            return error_memory(err);
        at = next;
        if (white)
            start = at;
    }
    if (start < run->size && !add_token(run, start, run->size))
        return error_memory(err);
    return PITH_STATUS_OK;
}

/* --- unicode -------------------------------------------------------------------------------- */

static bool is_han(int32_t c)
{
    return c >= 0x2E80 && u_getIntPropertyValue(c, UCHAR_SCRIPT) == USCRIPT_HAN;
}

static bool is_visible(int32_t c)
{
    return c < 0x80 || !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/*
 * Adds ICU's segment [start, end) unless nothing in it can be seen. White space is cut out: it may
 * be at the head (UAX #29 WB4 hangs marks and joiners on it) and, as U+202F, which ICU takes for a
 * connector like "_", anywhere. With run->characters each Han character is a token, with the marks
 * and selectors behind it.
 */
static bool add_segment(struct run *run, size_t start, size_t end)
{
    bool visible = false, behind_han = false;
    for (size_t at = start; at < end;) {
        size_t next = at;
        int32_t c = utf8_next(run->text, end, &next);
        bool white = is_white_space(c), han = run->characters && is_han(c);
        if (white || han || (behind_han && !u_hasBinaryProperty(c, UCHAR_GRAPHEME_EXTEND))) {
            if (visible && !add_token(run, start, at))
                return false;
            visible = behind_han = false;
            start = white ? next : at;
        }
        behind_han |= han;
        if (!visible && !white)
            visible = is_visible(c);
        at = next;
    }
    return !visible || add_token(run, start, end);
}

/* Letters and digits of any script; a mark is what its base is. */
static bool is_word(int32_t c, bool base)
{
    return token_rules_word(c, base) || u_isalnum(c);
}

/*
 * Adds what a stretch left of a segment of ICU's. Punctuation that stood between two letters of the
 * segment may now stand at an edge (the ' in "@ada's"): there each mark is a token of its own.
 */
static bool add_cut_segment(struct run *run, size_t start, size_t end)
{
    while (start < end) {
        size_t next = start;
        if (is_word(utf8_next(run->text, end, &next), false))
            break;
        if (!add_segment(run, start, next))
            return false;
        start = next;
    }
    size_t word_end = end;
    while (word_end > start) {
        size_t before = word_end;
        if (is_word(utf8_previous(run->text, start, &before), true))
            break;
        word_end = before;
    }
    bool added = word_end == start || add_segment(run, start, word_end);
    while (added && word_end < end) {
        size_t next = word_end;
        utf8_next(run->text, end, &next);
        added = add_segment(run, word_end, next);
        word_end = next;
    }
    return added;
}

static pith_status icu_error(UErrorCode code, pith_error *err)
{
    if (code == U_MEMORY_ALLOCATION_ERROR)
        return error_memory(err);
    return error_set(err, PITH_STATUS_INTERNAL, "ICU's word breaker failed: %s", u_errorName(code));
}

/* Points the breaker at the text; the bytes are read where they are. */
static pith_status set_text(struct tokenizer *t, const char *text, size_t size, pith_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    utext_openUTF8(&t->text, text, (int64_t)size, &code);
    ubrk_setUText(t->breaker, &t->text, &code);
    return U_FAILURE(code) ? icu_error(code, err) : PITH_STATUS_OK;
}

/* The boundary that follows `at`, itself one. */
static size_t next_boundary(struct tokenizer *t, const struct run *run, bool ascii, size_t at)
{
    if (ascii)
        return ascii_break(run->text, run->size, at);
    int32_t boundary = ubrk_next(t->breaker);
    return boundary == UBRK_DONE ? run->size : (size_t)boundary;
}

static pith_status run_unicode(struct tokenizer *t, struct run *run, pith_error *err)
{
    bool ascii = !t->always_icu && ascii_only(run->text, run->size);
    pith_status status = ascii ? PITH_STATUS_OK : set_text(t, run->text, run->size, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct token_rules rules = {
        .text = run->text, .size = run->size, .signs_apart = run->characters};
    size_t whole = run->size, whole_end = run->size; /* the next stretch that is kept whole */
    bool more = token_rules_next(&rules, &whole, &whole_end);
    size_t left = 0, right = 0; /* ICU's boundaries around `at`: left <= at < right */
    if (!ascii)
        ubrk_first(t->breaker);
    for (size_t at = 0; at < run->size;) {
        bool added;
        if (more && at == whole) {
            added = add_token(run, whole, whole_end);
            at = whole_end;
            more = token_rules_next(&rules, &whole, &whole_end);
        } else {
            while (right <= at) {
                left = right;
                right = next_boundary(t, run, ascii, right);
            }
            size_t end = more && whole < right ? whole : right;
            bool cut = left < at || end < right;
            added = cut ? add_cut_segment(run, at, end) : add_segment(run, at, end);
            at = end;
        }
        if (!added)
            return error_memory(err);
    }
    return PITH_STATUS_OK;
}

static pith_status run_character(struct tokenizer *t, struct run *run, pith_error *err)
{
    run->characters = true;
    return run_unicode(t, run, err);
}

/* --- the table ------------------------------------------------------------------------------ */

static const struct tokenizer_kind kinds[] = {
    [TOKENIZER_WHITESPACE] = {false, run_whitespace},
    [TOKENIZER_UNICODE] = {true, run_unicode},
    [TOKENIZER_CHARACTER] = {true, run_character},
};

pith_status tokenizer_new(int kind, struct tokenizer **out, pith_error *err)
{
    *out = NULL;
    int count = (int)(sizeof kinds / sizeof *kinds);
    if (kind < 0 || kind >= count)
        return error_set(err, PITH_STATUS_USAGE, "there is no tokenizer %d, expected 0 to %d", kind,
                         count - 1);
    struct tokenizer *t = calloc(1, sizeof *t);
    if (!t)
        return error_memory(err);
    t->kind = &kinds[kind];
    t->text = (UText)UTEXT_INITIALIZER;
    if (t->kind->needs_breaker) {
        UErrorCode code = U_ZERO_ERROR;
        /* "" is the root locale; NULL would ask the environment */
        t->breaker = ubrk_open(UBRK_WORD, "", NULL, 0, &code);
        if (U_FAILURE(code)) {
            tokenizer_free(t);
            return icu_error(code, err);
        }
    }
    *out = t;
    return PITH_STATUS_OK;
}

void tokenizer_always_icu(struct tokenizer *t)
{
    t->always_icu = true;
}

void tokenizer_free(struct tokenizer *t)
{
    if (!t)
        return;
    if (t->breaker)
        ubrk_close(t->breaker);
    utext_close(&t->text);
    free(t);
}

pith_status tokenizer_run(struct tokenizer *t, const char *text, size_t size,
                          struct token_list *list, pith_error *err)
{
    list->count = 0;
    if (size > INT32_MAX)
        return error_set(err, PITH_STATUS_DATA, "the text has %zu bytes, expected less than 2 GiB",
                         size);
    if (!size)
        return PITH_STATUS_OK;
    struct run run = {.text = text, .size = size, .list = list};
    return t->kind->run(t, &run, err);
}
