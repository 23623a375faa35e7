/* edges.c - where a phrase really begins and ends; see edges.h. */
#include "extract/edges.h"

#include "base/utf8.h"
#include "text/token_rules.h"

#include <string.h>
#include <unicode/uchar.h>

/*
 * Between spaces, for strstr. Not among them: what begins or ends names, terms and titles in lower
 * case too (to-do, in vitro, after effects, now playing, will, us, sign up, check in, vitamin a).
 */
static const char front_words[] =
    " a an and any because both but each for from her his its my nor of or our some such than that "
    "the their these this those whose with without your ";
static const char back_words[] =
    " although am an and any are as at be because been before being but by did does each for from "
    "had has have he her him his how if into is it its itself my nor not of or our she so than "
    "that the their them then there these they this those was we were what when which while who "
    "whom whose why with within without would yet you your ";

/* Names that are written with 's, in lower case. */
static const char own_s[] =
    " alzheimer applebee christie crohn domino hershey hodgkin kellogg kohl "
    "levi lloyd macy mcdonald moody nando parkinson reese sainsbury sotheby "
    "wetherspoon ";

/* Marks that words of programs begin with. */
static const char own[] = "-./\\~$_";

/* Openings, each before its closing. */
static const int32_t pairs[][2] = {
    {'(', ')'},       {'[', ']'},       {'{', '}'},       {'<', '>'},       {'"', '"'},
    {0x201C, 0x201D}, {0xAB, 0xBB},     {0x300A, 0x300B}, {0x3008, 0x3009}, {0x300C, 0x300D},
    {0x300E, 0x300F}, {0x3010, 0x3011}, {0xFF08, 0xFF09}};

enum {
    WORD_LONGEST = 12,   /* bytes of a word of the lists above */
    CASE_REACH = 200,    /* bytes before a phrase that tell whether its text has capitals */
    PARTNER_REACH = 200, /* bytes that a bracket's partner is looked for: keeps time linear */
    OWN_MARKS = 3        /* that a word begins with: --posix, ~/.bashrc */
};

/* --- single code points ---------------------------------------------------------------------- */

static bool in_category(int32_t code, uint32_t mask)
{
    return U_MASK(u_charType(code)) & mask;
}

static bool is_word(int32_t code)
{
    bool charge = code == 0x207A || code == 0x207B; /* Ca²⁺ */
    return charge || in_category(code, U_GC_L_MASK | U_GC_N_MASK);
}

/* What is seen only together with the code point before it. */
static bool is_attached(int32_t code)
{
    return in_category(code, U_GC_M_MASK | U_GC_CF_MASK);
}

static int32_t code_at(const char *text, size_t at, size_t end)
{
    return at < end ? utf8_next(text, end, &at) : 0;
}

/* The code point before `at`, 0 at the start of the text. */
static int32_t code_before(const char *text, size_t at)
{
    return at ? utf8_previous(text, 0, &at) : 0;
}

static bool is_one_of(const char *marks, int32_t code)
{
    return code > 0 && code < 128 && strchr(marks, code);
}

static bool is_number_before(const char *text, size_t start, size_t at)
{
    int32_t code = ' ';
    while (at > start && u_isUWhiteSpace(code))
        code = utf8_previous(text, start, &at);
    return in_category(code, U_GC_N_MASK);
}

/* --- words ----------------------------------------------------------------------------------- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Whether a list has the word, in whatever letter case. */
static bool is_listed(const char *list, const char *word, size_t size)
{
    char spaced[WORD_LONGEST + 3] = " ";
    if (!size || size > WORD_LONGEST)
        return false;
    for (size_t i = 0; i < size; i++) {
        spaced[i + 1] = (char)(word[i] | 32);
        if (!is_lower(spaced[i + 1]))
            return false;
    }
    spaced[size + 1] = ' ';
    return strstr(list, spaced) != NULL;
}

/* Whether a sentence or line of the text begins at `at`, marks besides. */
static bool begins_sentence(const char *text, size_t at)
{
    int32_t code;
    do {
        code = at ? utf8_previous(text, 0, &at) : '\n';
        if (in_category(code, U_GC_L_MASK | U_GC_N_MASK))
            return false;
    } while (code != '\n' && code != '.' && code != '!' && code != '?' && code != ':');
    return true;
}

/* Whether the text before `at` has capitals: without any, "the martian" may be a title. */
static bool is_cased(const char *text, size_t at)
{
    for (size_t end = at; at && end - at < CASE_REACH;)
        if (u_isupper(utf8_previous(text, 0, &at)))
            return true;
    return false;
}

/* The stop word and white space that a phrase begins with, in bytes (ASCII but for the space). */
static size_t front_stop_word(const char *text, const pith_phrase *p)
{
    size_t end = p->start + is_lower((char)(text[p->start] | 32));
    while (end < p->end && end - p->start <= WORD_LONGEST && is_lower(text[end]))
        end++;
    size_t next = end;
    for (size_t at = end; at < p->end && u_isUWhiteSpace(utf8_next(text, p->end, &at));)
        next = at;
    if (next == end || next == p->end || !is_listed(front_words, text + p->start, end - p->start))
        return 0;
    bool fine = is_lower(text[p->start])
                    ? is_cased(text, p->start)
                    : (u_islower(code_at(text, next, p->end)) && begins_sentence(text, p->start));
    return fine ? next - p->start : 0;
}

/* The stop word that a phrase ends with, in bytes, white space before it not counted. */
static size_t back_stop_word(const char *text, const pith_phrase *p)
{
    size_t at = p->end;
    while (at > p->start && p->end - at <= WORD_LONGEST && is_lower(text[at - 1]))
        at--;
    size_t size = p->end - at;
    bool fine = at > p->start && is_listed(back_words, text + at, size) && is_cased(text, p->end) &&
                u_isUWhiteSpace(utf8_previous(text, p->start, &at));
    return fine ? size : 0;
}

/* The 's that a phrase ends with, in bytes. */
static size_t possessive(const char *text, const pith_phrase *p)
{
    size_t at = p->end;
    if (at < p->start + 3 || (text[at - 1] | 32) != 's')
        return 0;
    at--;
    int32_t mark = utf8_previous(text, p->start, &at);
    if ((mark != '\'' && mark != 0x2019) || at == p->start ||
        is_listed(own_s, text + p->start, at - p->start) || !is_word(code_before(text, at)))
        return 0;
    return p->end - at;
}

/* --- marks that belong to a word ------------------------------------------------------------- */

/* Which of a pair a mark is: 0 an opening one, 1 a closing one; *partner is the other one. */
static bool is_paired(int32_t code, bool closing, int32_t *partner)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][closing] == code) {
            *partner = pairs[i][!closing];
            return true;
        }
    return false;
}

/* Whether the opening mark that a phrase begins with is closed inside, before the phrase ends. */
static bool is_closed_inside(const char *text, const pith_phrase *p, int32_t code)
{
    int32_t partner;
    size_t at = p->start, depth = 1;
    utf8_next(text, p->end, &at);
    if (!is_paired(code, false, &partner))
        return false;
    while (at < p->end && at - p->start < PARTNER_REACH) {
        int32_t c = utf8_next(text, p->end, &at);
        if (c == partner && !--depth)
            return at < p->end;
        depth += c == code;
    }
    return false;
}

/* Whether the closing mark that a phrase ends with is opened inside. */
static bool is_opened_inside(const char *text, const pith_phrase *p, int32_t code)
{
    int32_t partner;
    size_t at = p->end, depth = 1;
    utf8_previous(text, p->start, &at);
    if (!is_paired(code, true, &partner))
        return false;
    while (at > p->start && p->end - at < PARTNER_REACH) {
        int32_t c = utf8_previous(text, p->start, &at);
        if (c == partner && !--depth)
            return true;
        depth += c == code;
    }
    return false;
}

/* Whether the word that begins at `at` has another slash: /dev/shm. */
static bool is_path(const char *text, size_t at, size_t size)
{
    while (at < size && text[at] != '/' && !u_isUWhiteSpace(code_at(text, at, size)))
        utf8_next(text, size, &at);
    return at < size && text[at] == '/';
}

/*
 * Where the marks begin that belong to the word at `at`: -O2, .NET, __init__, $HOME. They stand
 * behind white space, an opening mark or nothing.
 */
static size_t own_marks(const char *text, size_t size, size_t at)
{
    size_t start = at, slashes = 0;
    while (start && at - start < OWN_MARKS && is_one_of(own, text[start - 1])) {
        if (text[start - 1] == '.' && start < at && text[start] == '.')
            return at;
        slashes += text[--start] == '/';
    }
    int32_t before = code_before(text, start);
    bool parted = !start || u_isUWhiteSpace(before) || is_one_of("\"'`,;:=|", before) ||
                  in_category(before, U_GC_PS_MASK | U_GC_PI_MASK);
    return parted && (!slashes || is_path(text, at, size)) ? start : at;
}

/* Where a phrase begins whose first word begins at p->start. */
static size_t word_front(const char *text, size_t size, const pith_phrase *p)
{
    size_t at = p->start, mark = at;
    int32_t first = code_at(text, at, size), before = at ? utf8_previous(text, 0, &mark) : 0;
    if (before == '#' || before == 0xFF03 || before == '@' || before == 0xFF20) {
        bool topic = p->end < size && code_at(text, p->end, size) == before &&
                     u_hasBinaryProperty(first, UCHAR_IDEOGRAPHIC); /* #...# */
        return topic || token_rules_word(code_before(text, mark), false) ? at : mark;
    }
    if (before != '$' && in_category(before, U_GC_SC_MASK))
        return mark;
    return own_marks(text, size, at);
}

/*
 * Whether text[start, end) ends in one or two letters, full stop, one or two letters and so on:
 * U.S, Ph.D, e.g, but neither Node.js nor t.co.
 */
static bool is_abbreviation(const char *text, size_t start, size_t end)
{
    enum { LONGEST = 24 }; /* bytes */
    size_t at = end, letters = 0, stops = 0;
    bool lower_pair = true; /* the last part is two lower-case letters */
    while (at > start && end - at < LONGEST) {
        int32_t code = utf8_previous(text, start, &at);
        if (u_isUWhiteSpace(code))
            break;
        if (code == '.' && letters) {
            if (!stops++ && letters == 2 && lower_pair)
                return false;
            letters = 0;
        } else if (!u_isalpha(code) || ++letters > 2) {
            return false;
        }
        lower_pair = lower_pair && u_islower(code);
    }
    return stops && letters;
}

/* Whether the mark that a phrase ends with belongs to the word before it. */
static bool belongs_behind(const char *text, size_t size, const pith_phrase *p, int32_t code,
                           size_t at)
{
    int32_t behind = code_at(text, p->end, size);
    bool goes_on = is_word(behind) || is_one_of(own, behind); /* 100 $HOME */
    int32_t before = at > p->start ? code_before(text, at) : 0;
    bool glued = is_word(before) || before == code;
    switch (code) {
    case '+':
    case '_':
    case 0x266D: /* flat and */
    case 0x266F: /* sharp: C♯ */
        return glued;
    case '#':
        return glued && !goes_on && text[p->start] != '#'; /* a topic: #...# */
    case '%':
    case 0x2030: /* per mille */
    case 0xB0:   /* degree */
        return is_number_before(text, p->start, at);
    case '.':
        return is_abbreviation(text, p->start, at);
    default:
        if (in_category(code, U_GC_SC_MASK))
            return !goes_on && is_number_before(text, p->start, at);
        return is_opened_inside(text, p, code);
    }
}

/* --- both edges ------------------------------------------------------------------------------ */

static void cut_back(const char *text, pith_phrase *p, size_t size)
{
    p->end_char -= utf8_count(text + p->end - size, size);
    p->end -= size;
}

/* Cuts what is no part of a word; false when nothing is left. */
static bool cut_back_marks(const char *text, size_t size, pith_phrase *p)
{
    while (p->start < p->end) {
        size_t at = p->end;
        int32_t code;
        do /* marks that are attached go or stay with what they are attached to */
            code = utf8_previous(text, p->start, &at);
        while (at > p->start && is_attached(code));
        if (is_word(code) || belongs_behind(text, size, p, code, at))
            return true;
        cut_back(text, p, p->end - at);
    }
    return false;
}

static bool trim_back(const char *text, size_t size, pith_phrase *p)
{
    while (cut_back_marks(text, size, p)) {
        size_t cut = possessive(text, p);
        if (!cut)
            cut = back_stop_word(text, p);
        if (!cut)
            return true;
        cut_back(text, p, cut);
    }
    return false;
}

static bool trim_front(const char *text, size_t size, pith_phrase *p)
{
    while (p->start < p->end) {
        size_t next = p->start;
        int32_t code = utf8_next(text, p->end, &next);
        bool word = is_word(code);
        if (!word && is_closed_inside(text, p, code))
            return true;
        size_t stop = word ? front_stop_word(text, p) : 0;
        if (word && !stop) {
            size_t start = word_front(text, size, p);
            p->start_char -= utf8_count(text + start, p->start - start);
            p->start = start;
            return true;
        }
        size_t cut = stop ? stop : next - p->start;
        p->start_char += utf8_count(text + p->start, cut);
        p->start += cut;
    }
    return false;
}

bool phrase_trim(const char *text, size_t size, pith_phrase *p)
{
    pith_phrase trimmed = *p, before;
    do {
        before = trimmed;
        if (!trim_back(text, size, &trimmed) || !trim_front(text, size, &trimmed))
            return false;
    } while (trimmed.start > before.start || trimmed.end < before.end);
    if (trimmed.end < size && text[trimmed.end] == '.' &&
        is_abbreviation(text, trimmed.start, trimmed.end)) {
        trimmed.end++;
        trimmed.end_char++;
    }
    *p = trimmed;
    return true;
}
