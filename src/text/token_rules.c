/*
 * token_rules.c - names, tags, URLs, e-mail addresses and keycaps in a text; see token_rules.h.
 *
 * One pass from left to right. At each code point the rule that its first character calls for is
 * tried; a match moves the scan behind it. What keeps the pass linear stands at each rule: none
 * looks at the same byte more than a fixed number of times.
 */
#include "text/token_rules.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

enum {
    AT_WIDE = 0xFF20, /* ＠ and ＃, as Chinese and Japanese keyboards give them */
    HASH_WIDE = 0xFF03
};

/* --- classes of code points ----------------------------------------------------------------- */

static bool is_ascii_alnum(int32_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_mark(int32_t c)
{
    return c >= 0x300 && (U_MASK(u_charType(c)) & U_GC_M_MASK);
}

/* What names and tags are made of. */
static bool is_name(int32_t c)
{
    if (c < 0x80)
        return is_ascii_alnum(c) || c == '_';
    return u_isalnum(c) || is_mark(c);
}

bool token_rules_word(int32_t code, bool before)
{
    if (code < 0x80)
        return is_ascii_alnum(code) || code == '_';
    switch (u_getIntPropertyValue(code, UCHAR_WORD_BREAK)) {
    case U_WB_ALETTER:
    case U_WB_HEBREW_LETTER:
    case U_WB_NUMERIC:
        return true;
    case U_WB_EXTENDNUMLET:
        return code != 0x202F; /* a connector to UAX #29, white space to us */
    case U_WB_EXTEND:
    case U_WB_FORMAT:
    case U_WB_ZWJ:
        return before;
    default:
        return false;
    }
}

/*
 * RFC 3986's characters, and letters of alphabets as browsers show them (…/wiki/Café). Not Han,
 * kana, Thai or Hangul: there a sentence goes on right behind an URL, without a space.
 */
static bool is_url(int32_t c)
{
    if (c < 0x80)
        return is_ascii_alnum(c) || (c > ' ' && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
    if (is_mark(c))
        return true;
    int line_break = u_getIntPropertyValue(c, UCHAR_LINE_BREAK);
    return u_isalnum(c) && (line_break == U_LB_ALPHABETIC || line_break == U_LB_HEBREW_LETTER ||
                            line_break == U_LB_NUMERIC);
}

static bool is_email_local(int32_t c)
{
    return token_rules_word(c, false) || is_mark(c) || c == '.' || c == '-' || c == '+' || c == '%';
}

/* --- rules: each gives the end of its stretch, or 0 ----------------------------------------- */

/* @name and #tag from the byte behind the sign. A joiner counts between two letters (Persian). */
static size_t match_name(const struct token_rules *r, size_t at)
{
    size_t end = at;
    for (size_t next = at; next < r->size;) {
        int32_t c = utf8_next(r->text, r->size, &next);
        bool joiner = c == 0x200C || c == 0x200D;
        if (joiner ? end == at : !is_name(c) || (end == at && is_mark(c)))
            break;
        if (!joiner)
            end = next;
    }
    if (end == at)
        return 0;
    return r->signs_apart ? at : end;
}

static size_t match_keycap(const struct token_rules *r, size_t next)
{
    static const char with_selector[] = "\xEF\xB8\x8F\xE2\x83\xA3"; /* U+FE0F U+20E3 */
    const char *rest = r->text + next;
    size_t size = r->size - next;
    if (size >= 6 && !memcmp(rest, with_selector, 6))
        return next + 6;
    return size >= 3 && !memcmp(rest, with_selector + 3, 3) ? next + 3 : 0;
}

static size_t url_prefix(const struct token_rules *r, size_t at)
{
    static const char *const prefixes[] = {"http://", "https://", "www."};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i]);
        if (r->size - at > length && !strncasecmp(r->text + at, prefixes[i], length))
            return length;
    }
    return 0;
}

/*
 * Takes off what closes a sentence rather than an URL: . , ; : ! ? ' and brackets that nothing in
 * the URL opened. Linear: what is taken off is punctuation, in which no URL can begin.
 */
static size_t trim_url(const char *text, size_t start, size_t end)
{
    ptrdiff_t depth[2] = {0, 0};
    for (size_t i = start; i < end; i++) {
        depth[0] += (text[i] == '(') - (text[i] == ')');
        depth[1] += (text[i] == '[') - (text[i] == ']');
    }
    for (; end > start; end--) {
        char c = text[end - 1];
        if (c == ')' && depth[0] < 0)
            depth[0]++;
        else if (c == ']' && depth[1] < 0)
            depth[1]++;
        else if (c == '(')
            depth[0]--;
        else if (c == '[')
            depth[1]--;
        else if (!strchr(".,;:!?'", c))
            break;
    }
    return end;
}

static size_t match_url(const struct token_rules *r, size_t at)
{
    size_t prefix = url_prefix(r, at);
    if (!prefix)
        return 0;
    size_t body = at + prefix, end = body;
    for (size_t next = body; next < r->size; end = next) {
        int32_t c = utf8_next(r->text, r->size, &next);
        if (end == body ? !(is_url(c) && is_name(c) && !is_mark(c)) : !is_url(c))
            break;
    }
    return end > body ? trim_url(r->text, body, end) : 0;
}

/*
 * Start of the local part that ends before the @ at `at`; `at` itself when there is none. Never
 * goes back over another @ or into the last stretch, so each byte is seen once.
 */
static size_t email_start(const struct token_rules *r, size_t at)
{
    size_t word = at; /* start without leading dots and signs */
    for (size_t start = at; start > r->floor;) {
        int32_t c = utf8_previous(r->text, r->floor, &start);
        if (!is_email_local(c))
            break;
        if (token_rules_word(c, false))
            word = start;
    }
    return word;
}

/*
 * The host name behind an @: labels of letters, digits and hyphens between single dots, at least
 * one dot, the last label two letters or more. Never crosses another @ either.
 */
static size_t email_end(const struct token_rules *r, size_t at)
{
    size_t end = 0, labels = 0;
    for (size_t next = at; next < r->size;) {
        size_t label = next, letters = 0;
        bool only_letters = true;
        int32_t c = 0;
        while (next < r->size) {
            size_t here = next;
            c = utf8_next(r->text, r->size, &next);
            if (!token_rules_word(c, false) && !is_mark(c) && c != '-') {
                next = here;
                break;
            }
            only_letters = only_letters && (u_isalpha(c) || is_mark(c));
            letters++;
        }
        if (next == label || r->text[label] == '-')
            break;
        if (++labels > 1 && only_letters && letters > 1)
            end = next;
        if (next == r->size || r->text[next] != '.')
            break;
        next++;
    }
    return end;
}

/* --- the scan ------------------------------------------------------------------------------- */

/* Tries what may begin (or, for e-mail, be in the middle) at code point c = [at, next). */
static size_t match(const struct token_rules *r, int32_t c, size_t at, size_t next, size_t *start)
{
    size_t end = 0;
    *start = at;
    if ((c >= '0' && c <= '9') || c == '#' || c == '*')
        end = match_keycap(r, next);
    if (end)
        return end;
    if (c == '@') {
        size_t local = email_start(r, at);
        if (local < at && (end = email_end(r, next))) {
            *start = local;
            return end;
        }
    }
    if ((c == '@' || c == AT_WIDE) && !r->glued)
        end = match_name(r, next);
    if (c == '@')
        return end ? end : next;
    if (end || r->glued)
        return end;
    if ((c == '#' || c == HASH_WIDE) && r->previous != '&') /* &#39; is an entity, not a tag */
        return match_name(r, next);
    if (c == 'h' || c == 'H' || c == 'w' || c == 'W')
        return match_url(r, at);
    return 0;
}

bool token_rules_next(struct token_rules *r, size_t *start, size_t *end)
{
    while (r->at < r->size) {
        size_t next = r->at;
        int32_t c = utf8_next(r->text, r->size, &next);
        size_t stop = match(r, c, r->at, next, start);
        if (!stop) {
            r->glued = token_rules_word(c, r->glued);
            r->previous = c;
            r->at = next;
            continue;
        }
        size_t last = stop; /* the code point that ends the stretch is what the next one follows */
        r->previous = utf8_previous(r->text, *start, &last);
        r->glued = token_rules_word(r->previous, true);
        r->at = r->floor = *end = stop;
        return true;
    }
    return false;
}
