/*
 * token_rules.h - the stretches of text that the unicode tokenizer keeps whole.
 *
 * Word breakers cut these; people mean one thing by each:
 *
 *   name    @ and letters, marks, digits, _            @lena_k
 *   tag     # and letters, marks, digits, _            #наука2024
 *   URL     http://, https:// or www. and what follows, without closing punctuation
 *   e-mail  local part, @, host name with a dot        lena.k@mail.example
 *   keycap  digit, # or * and U+20E3                   1️⃣ (or a breaker joins two to one)
 *   @       that is none of these, alone               (or ICU 72 takes it for a letter)
 *
 * Names and tags begin where no word is going on ("C#dev" has no tag); scripts that are written
 * without spaces never count as going on. Stands below tokenizer.c; knows nothing of break
 * iterators.
 */
#ifndef PITH_TEXT_TOKEN_RULES_H
#define PITH_TEXT_TOKEN_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the scan stands. Set the first three, zero the rest. */
struct token_rules {
    const char *text;
    size_t size;
    bool signs_apart; /* of a name or tag the sign alone is a stretch */
    size_t at;        /* everything before is done */
    size_t floor;     /* end of the stretch found last: the next begins here or later */
    int32_t previous; /* the code point before `at`; 0 at the start */
    bool glued;       /* a word is going on at `at` */
};

/*
 * token_rules_next finds the next stretch, [*start, *end) in bytes; false when there is none.
 * Stretches are in order and never overlap or hold white space. All calls together take time linear
 * in the size of the text.
 */
bool token_rules_next(struct token_rules *r, size_t *start, size_t *end);

/*
 * token_rules_word tells whether UAX #29 would let a letter behind `code` belong to the same word:
 * true for letters of alphabets and syllabaries of languages with spaces, digits and "_"; false for
 * Han, kana and Thai. Marks and invisible joiners change nothing (rule WB4): they give `before`.
 */
bool token_rules_word(int32_t code, bool before);

#endif
