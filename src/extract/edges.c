/* edges.c - what a phrase neither begins nor ends with; see edges.h. */
#include "extract/edges.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/uchar.h>

/* English words that no keyphrase begins or ends with, between spaces. */
static const char stop_words[] =
    " a about above after again all also although am an and any are as at be because been before "
    "being below between both but by can could did do does doing down during each etc few for "
    "from further had has have having he her here hers him his how however i if in into is it its "
    "itself just me more most much must my no nor not now of off on once only or other our ours "
    "out over own per s same shall she should so some such t than that the their theirs them then "
    "there these they this those through thus to too under until up upon us very via was we were "
    "what when where whether which while who whom whose why will with within without would yet "
    "you your yours ";

static bool is_stop_word(const char *word, size_t size)
{
    enum { LONGEST = 15 }; /* no stop word has more bytes */
    char spaced[LONGEST + 3] = " ";
    if (size > LONGEST)
        return false;
    for (size_t i = 0; i < size; i++)
        spaced[i + 1] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] + 32) : word[i];
    spaced[size + 1] = ' ';
    return strstr(stop_words, spaced) != NULL;
}

static bool is_letter(int32_t code)
{
    return u_isalnum(code) || (U_MASK(u_charType(code)) & U_GC_M_MASK);
}

/* The word, or the single mark or space, that text[at..] begins with. */
static size_t piece_size(const char *text, size_t at, size_t end, bool *word)
{
    size_t next = at;
    *word = is_letter(utf8_next(text, end, &next));
    for (size_t here = next; *word && here < end; next = here)
        if (!is_letter(utf8_next(text, end, &here)))
            break;
    return next - at;
}

static void cut_front(const char *text, pith_phrase *p, size_t size)
{
    p->start_char += utf8_count(text + p->start, size);
    p->start += size;
}

static void trim_front(const char *text, pith_phrase *p)
{
    while (p->start < p->end) {
        bool word;
        size_t size = piece_size(text, p->start, p->end, &word);
        /* of what is all stop words the last stays: somebody's "The Who" */
        bool whole = p->start + size == p->end;
        if (whole || (word ? !is_stop_word(text + p->start, size)
                           : text[p->start] == '#' || text[p->start] == '@'))
            return;
        cut_front(text, p, size);
    }
}

/* The last piece begins where the pieces from the front say so. */
static void trim_back(const char *text, pith_phrase *p)
{
    for (;;) {
        size_t last = p->start, size = 0;
        bool word = false;
        for (size_t at = p->start; at < p->end; at += size) {
            last = at;
            size = piece_size(text, at, p->end, &word);
        }
        bool kept =
            word ? !is_stop_word(text + last, size) : text[last] == '+' || text[last] == '#';
        if (last == p->start || kept)
            return;
        p->end_char -= utf8_count(text + last, p->end - last);
        p->end = last;
    }
}

void phrase_trim(const char *text, pith_phrase *p)
{
    trim_front(text, p);
    trim_back(text, p);
}
