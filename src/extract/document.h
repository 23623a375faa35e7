/*
 * document.h - the phrases of a long text: mentions put together, ranked, without repetitions.
 *
 *     mentions (every likely phrase) ─same stems→ phrases ─rank→ fold ─diverse→ list
 *
 * A mention's probability is the net's own. A phrase with several mentions is likelier than its
 * best one:
 *
 *     score = 1 - Π_i (1 - p_i / 2^i)   p_0 >= p_1 >= ...: each further mention counts half as much
 *
 * so that fifty faint mentions of an everyday word do not add up to a keyphrase. A mention without
 * a word is dropped. A phrase all of whose mentions lie in, or partly over, those of better phrases
 * is another reading of these, and is left out.
 */
#ifndef PITH_EXTRACT_DOCUMENT_H
#define PITH_EXTRACT_DOCUMENT_H

#include "base/buffer.h"

#include <pith.h>
#include <stdbool.h>

struct document; /* memory for one document after another */

struct document *document_new(void); /* NULL: out of memory */
void document_free(struct document *d);

/*
 * document_rank turns mentions (phrases of pith_extract with min_probability, in order of place) of
 * a text into ranked phrases, the best first; they belong to the document until its next call.
 * `diversity` in [0, 1] prefers phrases that share no stems with better ones (maximal marginal
 * relevance, Carbonell and Goldstein 1998), for the first 200; 0 = only by score.
 */
pith_status document_rank(struct document *d, const char *text, size_t size,
                          const pith_phrase *mentions, size_t count, double diversity,
                          const pith_ranked **out, size_t *out_count, pith_error *err);

#endif
