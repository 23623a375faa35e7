/*
 * match.h - where a phrase stands among the tokens of a text.
 *
 * A phrase is cut by the same tokenizer as the text; it stands where its tokens are, one for one, a
 * run of the text's tokens. What lies between tokens (white space) does not matter. Must not know
 * records or corpora.
 */
#ifndef PITH_DATA_MATCH_H
#define PITH_DATA_MATCH_H

#include "base/buffer.h"
#include "data/span_list.h"
#include "text/tokenizer.h"

/* The tokens of a text as they are compared: their bytes one after another, folded or not. */
struct match_words {
    struct buffer bytes;
    struct match_word *items;
    size_t count, capacity;
};

/* Zero-initialise, set `tokenizer` (borrowed), use, matcher_fini. Memory is kept between texts. */
struct matcher {
    struct tokenizer *tokenizer;
    bool fold;
    struct match_words text, phrase;
    struct token_list tokens; /* of the phrase */
};

/* matcher_text sets the text to search, cut into n tokens. `fold`: letter case does not matter. */
pith_status matcher_text(struct matcher *m, const char *text, const struct token *tokens, size_t n,
                         bool fold, pith_error *err);

/*
 * matcher_find appends to `out` the places of a phrase from left to right, none overlapping the one
 * before; with `first` only one. *found is how many. A phrase without tokens stands nowhere.
 */
pith_status matcher_find(struct matcher *m, const char *phrase, bool first, struct span_list *out,
                         size_t *found, pith_error *err);

void matcher_fini(struct matcher *m);

#endif
