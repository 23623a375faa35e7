/* abbreviation.c - short forms behind long ones; see abbreviation.h. */
#include "extract/abbreviation.h"

#include <string.h>

enum { SHORTEST = 2, LONGEST = 10 };

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return is_capital(c) ? (char)(c + 32) : c;
}

/* Bytes of other scripts count as letters: they begin no abbreviation that is looked for here. */
static bool is_letter(char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

/* Without the s of a plural. */
static size_t singular(const char *text, size_t size)
{
    return size && text[size - 1] == 's' ? size - 1 : size;
}

bool abbreviation_looks(const char *text, size_t size)
{
    size = singular(text, size);
    if (size < SHORTEST || size > LONGEST || !is_capital(text[0]))
        return false;
    for (size_t i = 0; i < size; i++)
        if (!is_capital(text[i]) && !is_digit(text[i]))
            return false;
    return true;
}

static bool is_small_word(const char *word, size_t size)
{
    static const char small[] = " a an and at by de del des di for in la of on or the to und ";
    char spaced[8] = " ";
    if (size > 3)
        return false;
    for (size_t i = 0; i < size; i++)
        spaced[i + 1] = lower(word[i]);
    spaced[size + 1] = ' ';
    return strstr(small, spaced) != NULL;
}

bool abbreviation_fits(const char *text, size_t size, const char *phrase, size_t phrase_size)
{
    size_t letter = 0, words = 0;
    size = singular(text, size);
    for (size_t at = 0, end; at < phrase_size; at = end) {
        for (end = at; end < phrase_size && is_letter(phrase[end]); end++)
            ;
        if (end == at) {
            end++;
            continue;
        }
        bool fits = letter < size && lower(phrase[at]) == lower(text[letter]);
        if (!fits && !is_small_word(phrase + at, end - at))
            return false;
        letter += fits;
        words++;
    }
    return words > 1 && letter == size;
}

bool abbreviation_behind(const char *text, size_t size, size_t at, size_t *start, size_t *end)
{
    while (at < size && text[at] == ' ')
        at++;
    if (at == size || text[at] != '(')
        return false;
    *start = *end = at + 1;
    while (*end < size && is_letter(text[*end]))
        (*end)++;
    return *end < size && text[*end] == ')' && abbreviation_looks(text + *start, *end - *start);
}

bool abbreviation_within(const char *phrase, size_t size, size_t *long_end, size_t *start,
                         size_t *end)
{
    *end = size && phrase[size - 1] == ')' ? size - 1 : size;
    *start = *end;
    while (*start && is_letter(phrase[*start - 1]))
        (*start)--;
    if (!*start || phrase[*start - 1] != '(')
        return false;
    *long_end = *start - 1;
    while (*long_end && phrase[*long_end - 1] == ' ')
        (*long_end)--;
    return abbreviation_looks(phrase + *start, *end - *start) &&
           abbreviation_fits(phrase + *start, *end - *start, phrase, *long_end);
}
