/*
 * tokenizer.h - bytes to tokens, each with its offsets.
 *
 * First stage of the flow (bytes → tokens → ids). Tokens never overlap, are in order, and point
 * into the caller's text: nothing is copied or changed. A table of tokenizers; adding one is a
 * function and a row in tokenizer.c.
 *
 *   whitespace  tokens are what lies between white space (all of Unicode's White_Space)
 *   unicode     words as ICU's word breaker finds them (UAX #29, dictionary for Chinese, Japanese,
 *               Thai, ...), every symbol and punctuation mark a token of its own, and kept whole:
 *               @names, #tags, URLs, e-mail addresses, emoji sequences (ZWJ, skin tones, flags,
 *               keycaps), contractions (don't, l'eau), numbers with separators (3.14, 1,000);
 *               what cannot be seen (a stray zero-width space) is no token
 *   character   as unicode, but every Han character (with its marks and selectors) is a token of
 *               its own, and so is the sign of an @name or #tag. For Chinese: a phrase may begin
 *               and end at any character, where a dictionary of words cuts across names
 *
 * No token holds white space.
 */
#ifndef PITH_TEXT_TOKENIZER_H
#define PITH_TEXT_TOKENIZER_H

#include "base/config.h"

/* [start, end) in bytes and in code points of the text that was tokenized. */
struct token {
    uint32_t start, end;
    uint32_t start_char, end_char;
};

struct token_list {
    struct token *items;
    size_t count, capacity;
};

/* token_list_fini frees the items. */
void token_list_fini(struct token_list *list);

struct tokenizer; /* holds ICU's break iterator; one per thread */

/* tokenizer_new makes a tokenizer of a kind (enum text_tokenizer). Free with tokenizer_free. */
pith_status tokenizer_new(int kind, struct tokenizer **out, pith_error *err);
void tokenizer_free(struct tokenizer *t);

/* tokenizer_always_icu leaves out the short way for ASCII, whose result is the same; for tests. */
void tokenizer_always_icu(struct tokenizer *t);

/*
 * tokenizer_run replaces the content of `list` by the tokens of text. Any bytes are fine (invalid
 * UTF-8 is read as U+FFFD, NUL is a character like others). PITH_STATUS_DATA for a text of 2 GiB
 * and more; after an error the list holds some first tokens, or none.
 */
pith_status tokenizer_run(struct tokenizer *t, const char *text, size_t size,
                          struct token_list *list, pith_error *err);

#endif
