/*
 * collection.h - the phrases of many texts: mentions put together, counted, the special ones first.
 *
 *     a text's mentions ─key→ phrases {mentions, documents, mass, written forms}
 *                       ─short forms join long ones─ score ─▶ list
 *
 * Written forms are one phrase when they have the same key (phrase_key.h): letter case, plurals,
 * hyphens, spaces and # do not count; or when one is the abbreviation of the other that a text of
 * the collection gives in brackets (abbreviation.h), of no two long forms.
 *
 * What is counted: mentions; documents, that is texts with a mention; and the mass
 *
 *     mass = Σ_documents (1 - Π_i (1 - p_i / 2^i))      p_0 >= p_1 >= ... the mentions' scores
 *
 * (document.h's score), which is the expected number of documents of which it is a keyphrase: a
 * single text that repeats itself cannot carry a phrase to the top. Ranked by
 *
 *     score = mass · max(0, ln((mentions / words) / rate))
 *
 * the mass times how much more frequent the phrase is here than in any text: `words` is how many
 * words there are in the collection (of the texts that the same model read), `rate` what
 * background.h says by the model's vocabulary. It is the
 * pointwise Kullback-Leibler divergence from a background (Tomokiyo and Hurst, "A language model
 * approach to keyphrase extraction", 2003: informativeness), with the mass for the frequency. A
 * plain TF-IDF wants a collection of collections; a log-likelihood ratio (Dunning 1993) ranks
 * alike, but knows neither probabilities nor documents.
 *
 * Knows texts and phrases, no files. Memory grows with the number of different forms and of
 * abbreviations, not with the texts.
 */
#ifndef PITH_EXTRACT_COLLECTION_H
#define PITH_EXTRACT_COLLECTION_H

#include "text/vocab.h"

#include <pith.h>
#include <stdint.h>

struct collection;

/* A way in which a phrase is written; white space and control characters as one space, UTF-8. */
struct collection_form {
    const char *text; /* not NUL-terminated */
    size_t size, mentions;
};

struct collection_phrase {
    int64_t number; /* of its mentions; those of its abbreviation have another one */
    const struct collection_form *forms; /* [form_count] the most frequent first; at least one */
    size_t form_count;
    size_t mentions, documents;
    double mass, score;
};

enum { COLLECTION_NONE = -1 };

pith_status collection_new(struct collection **out, pith_error *err);
void collection_free(struct collection *c); /* NULL is fine */

/*
 * collection_add counts a document: its text and its mentions, in order of place. The vocabulary,
 * which must outlive the collection, and the kind of tokenizer (enum text_tokenizer) are those of
 * the model that found them; NULL: none has read it, and it has no mentions. numbers[i] (NULL:
 * nobody asks) is set to the number of mention i, which collection_place understands, or to
 * COLLECTION_NONE for one without a word, which is not counted. After a failure the collection can
 * only be freed: it may have counted a part.
 */
pith_status collection_add(struct collection *c, const struct vocab *vocab, int tokenizer,
                           const pith_text *text, const pith_phrase *mentions, size_t count,
                           int64_t *numbers, pith_error *err);

/* collection_documents and collection_words tell how much was added. */
size_t collection_documents(const struct collection *c);
double collection_words(const struct collection *c);

/*
 * collection_rank lists all phrases, by score, then mass, mentions, first appearance. The list is
 * the collection's, and ends with the next call of collection_add or collection_rank.
 */
pith_status collection_rank(struct collection *c, const struct collection_phrase **out,
                            size_t *count, pith_error *err);

/* collection_place is where in the last list the phrase of a mention's number (>= 0) stands. */
size_t collection_place(const struct collection *c, int64_t number);

#endif
