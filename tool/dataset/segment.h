/*
 * segment.h - a hashtag to its words: #MothersDay and #mothersday to "mothers day".
 *
 * A writer's own cuts are kept: underscores, and a capital behind a small letter. Within what is
 * left the words are those that make the tag most probable when words are drawn independently from
 * the lexicon (unigram model, Viterbi over code points; a string that is no word of the lexicon has
 * the probability 10 / (N · 10^length), after Norvig 2009, "Natural Language Corpus Data").
 */
#ifndef PITH_DATASET_SEGMENT_H
#define PITH_DATASET_SEGMENT_H

#include "dataset/lexicon.h"

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

/* segment_tag cuts a tag (without its '#'). */
enum segment_verdict segment_tag(const struct lexicon *l, const char *tag, size_t size,
                                 struct segmentation *out);
void segmentation_fini(struct segmentation *s);

#endif
