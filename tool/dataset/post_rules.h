/*
 * post_rules.h - which posts make good training texts, and what they become.
 *
 *     post ─rules_apply→ {why it is left out} or {text, where its phrase stands}
 *
 * Zhang et al. (EMNLP 2016), algorithm 1: a post with exactly one hashtag, which stands inside the
 * sentence, becomes a text without '#' whose keyphrase is the tag, cut into words. To that come
 * filters for what such collections suffer from: retweets, bots, other languages, doubles. The
 * phrase must not be given away by its spelling: its words are written as the same words are
 * elsewhere.
 */
#ifndef PITH_DATASET_POST_RULES_H
#define PITH_DATASET_POST_RULES_H

#include "data/label.h"
#include "dataset/language.h"
#include "dataset/lexicon.h"
#include "dataset/post.h"
#include "text/tokenizer.h"

#include <unicode/uchar.h>

/* X(name, text for the report) in the order in which they are tried. */
#define RULES_MAP(X)                                                                               \
    X(KEPT, "kept")                                                                                \
    X(RETWEET, "a repeated post (RT)")                                                             \
    X(MENTION, "addressed to somebody: it begins with an @name")                                   \
    X(NO_TAG, "no hashtag")                                                                        \
    X(SEVERAL, "several hashtags")                                                                 \
    X(EDGE, "the hashtag is not inside the sentence")                                              \
    X(SHORT, "too few words beside the hashtag")                                                   \
    X(LANGUAGE, "another language")                                                                \
    X(NO_WORD, "the hashtag has no letters")                                                       \
    X(LONG, "the hashtag is too long, or of too many words")                                       \
    X(UNSURE, "it is not clear of which words the hashtag is made")                                \
    X(GLUED, "the hashtag is glued to other letters")                                              \
    X(DOUBLE, "the same text as an earlier post")                                                  \
    X(TEMPLATE, "a template: like earlier posts but for names, links and numbers")                 \
    X(AUTHOR, "its author has written too many")

enum rules_verdict {
#define RULES_ENUM(name, text) RULES_##name,
    RULES_MAP(RULES_ENUM)
#undef RULES_ENUM
        RULES_COUNT
};
extern const char *const rules_text[RULES_COUNT];

enum rules_case { CASE_NATURAL, CASE_KEEP, CASE_LOWER };

struct rules_options {
    bool edges; /* tags at the ends are fine, too */
    bool urls;  /* URLs stay in the text */
    enum rules_case letters;
    const char *language;            /* NULL: any */
    size_t min_words;                /* beside the tag */
    size_t max_words;                /* of the phrase */
    size_t per_template, per_author; /* at most so many; 0 = any number */
};

/* What a kept post became. */
struct rules_text_out {
    const char *text; /* valid until the next call */
    size_t size;
    const struct token *tokens; /* [token_count] of the tokenizer unicode */
    size_t token_count;
    struct span phrase;       /* in tokens */
    size_t start, end;        /* of the phrase, bytes */
    const char *phrase_lower; /* its words in lower case, one space between */
    size_t phrase_words;
    bool written_capital; /* the tag was written with a capital */
};

struct rules;
pith_status rules_new(const struct rules_options *options, struct rules **out, pith_error *err);
void rules_free(struct rules *r);

/* rules_has_class tells whether a text has a character of a class of ICU's, as u_isupper. */
bool rules_has_class(const char *text, size_t size, UBool (*is)(UChar32 code));

/* rules_learn counts the words of a post (first pass); rules_lexicon is where they are counted. */
pith_status rules_learn(struct rules *r, const struct post *post, pith_error *err);
struct lexicon *rules_lexicon(struct rules *r);

/* rules_apply judges a post (second pass, in the same order); out is filled for RULES_KEPT. */
pith_status rules_apply(struct rules *r, const struct post *post, enum rules_verdict *verdict,
                        struct rules_text_out *out, pith_error *err);

#endif
