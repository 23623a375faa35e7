/* script.c - which script a text is written in; see script.h. */
#include "text/script.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <unicode/uchar.h>

enum { SCRIPTS = 256 }; /* codes of ICU that are counted; letters of later ones are not */

/* Words by script, and where the reading stands. */
struct count {
    uint32_t words[SCRIPTS];
    uint32_t full_width; /* marks of Chinese and Japanese: 。、「 and ，：！ */
    UScriptCode word;    /* the script of the word under way; USCRIPT_COMMON between words */
};

static bool is_ascii_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_unspaced(UScriptCode script)
{
    switch (script) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return true;
    default:
        return false;
    }
}

static void count_letter(struct count *c, UScriptCode script)
{
    if ((int)script < 0 || (int)script >= SCRIPTS)
        return;
    if (script != c->word || is_unspaced(script))
        c->words[script]++;
    c->word = script;
}

static void count_code(struct count *c, int32_t code)
{
    if (u_isUWhiteSpace(code)) {
        c->word = USCRIPT_COMMON;
    } else if (u_isalpha(code)) {
        UErrorCode status = U_ZERO_ERROR;
        UScriptCode script = uscript_getScript(code, &status);
        if (script == USCRIPT_BOPOMOFO)
            script = USCRIPT_HAN;
        if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) /* ー is of both kana */
            count_letter(c, script);
    } else if ((code > 0x3000 && code <= 0x301F) || (code > 0xFF00 && code <= 0xFF20)) {
        c->full_width++;
    }
}

/* The script of most words; Latin if none has more. */
static UScriptCode most(struct count *c)
{
    uint32_t kana = c->words[USCRIPT_HIRAGANA] + c->words[USCRIPT_KATAKANA];
    uint32_t letters = c->words[USCRIPT_HAN] + kana;
    bool japanese = kana > 1 && 8 * kana >= letters;
    UScriptCode best = c->words[USCRIPT_LATIN] ? USCRIPT_LATIN : USCRIPT_COMMON;
    c->words[USCRIPT_HIRAGANA] = c->words[USCRIPT_KATAKANA] = 0;
    c->words[USCRIPT_HAN] = letters ? letters + c->full_width : 0;
    for (int i = 0; i < SCRIPTS; i++)
        if (c->words[i] > (best == USCRIPT_COMMON ? 0 : c->words[best]))
            best = (UScriptCode)i;
    return best == USCRIPT_HAN && japanese ? USCRIPT_JAPANESE : best;
}

UScriptCode text_script(const char *text, size_t size)
{
    size_t at = 0;
    bool letter = false;
    for (; at < size && !(text[at] & 0x80); at++)
        letter |= is_ascii_letter((unsigned char)text[at]);
    if (at == size)
        return letter ? USCRIPT_LATIN : USCRIPT_COMMON;
    struct count c = {.word = USCRIPT_COMMON};
    for (at = 0; at < size;) {
        unsigned char byte = (unsigned char)text[at];
        if (byte & 0x80) {
            count_code(&c, utf8_next(text, size, &at));
            continue;
        }
        if (is_ascii_letter(byte))
            count_letter(&c, USCRIPT_LATIN);
        else if (byte <= ' ')
            c.word = USCRIPT_COMMON;
        at++;
    }
    return most(&c);
}

const char *text_script_name(UScriptCode script)
{
    switch (script) {
    case USCRIPT_HAN:
        return "Chinese";
    case USCRIPT_JAPANESE:
        return "Japanese";
    case USCRIPT_HANGUL:
        return "Korean";
    default:
        return uscript_getName(script);
    }
}
