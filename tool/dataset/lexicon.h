/*
 * lexicon.h - the words of a dump: how often they stand there, how they are written, and which of
 * them a hashtag is made of (#MothersDay and #mothersday: "mothers day").
 *
 *     posts ─lexicon_add→ counts ─▶ lexicon_cut (the words of a tag)
 *                               └─▶ lexicon_draw (how such a word would have been written)
 *
 * Hashtags themselves, @names and URLs are not counted.
 */
#ifndef PITH_DATASET_LEXICON_H
#define PITH_DATASET_LEXICON_H

#include "base/tally.h"

struct lexicon {
    struct tally words; /* in lower case */
    struct tally forms; /* as written, not at the beginning of a post */
    size_t *first_form; /* of each word; TABLE_NONE: it has none */
    size_t *next_form;  /* of each form: one of the same word, TABLE_NONE at the end */
    size_t first_capacity, next_capacity;
    double total;
    struct buffer scratch;
};

bool lexicon_init(struct lexicon *l);
void lexicon_fini(struct lexicon *l);

/* lexicon_add counts a word; `initial`: it begins a post, so that its capital means nothing. */
bool lexicon_add(struct lexicon *l, const char *word, size_t size, bool initial, double count);

/*
 * lexicon_draw chooses one of the ways in which a word in lower case is written elsewhere, as often
 * as it is written so; `key` is the random number it is drawn by. The word itself when it was never
 * seen.
 */
const char *lexicon_draw(const struct lexicon *l, const char *word, size_t size, uint64_t key,
                         size_t *form_size);

/* --- the words of a hashtag ----------------------------------------------------------------- */

enum { SEGMENT_CHARS = 64, SEGMENT_WORD = 24 };

struct segment_word {
    const char *text; /* in lower case, within the segmentation's buffer */
    size_t size;
    const char *written; /* as it stands in the tag; in lower case where that has another length */
};

/* Zero-initialise; memory is kept between tags. */
struct segmentation {
    struct buffer text;
    struct segment_word words[SEGMENT_CHARS];
    size_t count;
};

enum segment_verdict {
    SEGMENT_FINE,
    SEGMENT_LONG,    /* more than SEGMENT_CHARS code points */
    SEGMENT_UNSURE,  /* cut by the model, and a piece is no word of the lexicon */
    SEGMENT_NO_WORD, /* it has no letter */
    SEGMENT_MEMORY,
};

/*
 * lexicon_cut cuts a tag (without its '#'). The writer's own cuts are kept: underscores, and a
 * capital behind a small letter. Within what is left the words are those that make the tag most
 * probable when words are drawn independently from the lexicon (unigram model, Viterbi over code
 * points; a string that is no word of the lexicon has the probability 10 / (N · 10^length), after
 * Norvig 2009, "Natural Language Corpus Data").
 */
enum segment_verdict lexicon_cut(const struct lexicon *l, const char *tag, size_t size,
                                 struct segmentation *out);
void segmentation_fini(struct segmentation *s);

#endif
