/* ascii_break.c - word boundaries in ASCII; see ascii_break.h. */
#include "text/ascii_break.h"

#include <stdint.h>
#include <string.h>

enum word_class { OTHER, LETTER, DIGIT, CONNECTOR };

static enum word_class class_of(char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return LETTER;
    if (c >= '0' && c <= '9')
        return DIGIT;
    return c == '_' ? CONNECTOR : OTHER;
}

/* WB6, 7, 11, 12: a mark between two letters, or two digits, does not part them. */
static bool bridges(char before, char mark, char behind)
{
    enum word_class left = class_of(before), right = class_of(behind);
    if (left != right)
        return false;
    if (left == LETTER)
        return mark == '.' || mark == '\'';
    return left == DIGIT && (mark == '.' || mark == '\'' || mark == ',' || mark == ';');
}

bool ascii_only(const char *text, size_t size)
{
    uint64_t all = 0;
    size_t i = 0;
    for (; i + sizeof all <= size; i += sizeof all) {
        uint64_t eight;
        memcpy(&eight, text + i, sizeof eight);
        all |= eight;
    }
    for (; i < size; i++)
        all |= (unsigned char)text[i] & 0x80u;
    return !(all & 0x8080808080808080u);
}

size_t ascii_break(const char *text, size_t size, size_t at)
{
    size_t i = at + 1;
    if (text[at] == '\r')
        return i < size && text[i] == '\n' ? i + 1 : i;
    if (text[at] == ' ') {
        while (i < size && text[i] == ' ')
            i++;
        return i;
    }
    if (class_of(text[at]) == OTHER)
        return i;
    while (i < size) {
        if (class_of(text[i]) != OTHER)
            i++;
        else if (i + 1 < size && bridges(text[i - 1], text[i], text[i + 1]))
            i += 2;
        else
            break;
    }
    return i;
}
