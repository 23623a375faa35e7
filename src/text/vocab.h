/*
 * vocab.h - words to ids and back.
 *
 * Id 0 is the pad, id 1 the unknown word; real words follow in order of falling count (ties: order
 * of first appearance), so that cutting a vocabulary is cutting its tail. Built by counting, or
 * from the text block of a model file; never changes after that, and may be read by any number of
 * threads.
 */
#ifndef PITH_TEXT_VOCAB_H
#define PITH_TEXT_VOCAB_H

#include "base/config.h"

enum { VOCAB_PAD = 0, VOCAB_UNKNOWN = 1, VOCAB_FIRST = 2 };

struct vocab;

/* --- building ------------------------------------------------------------------------------ */

/* A counter of words; `lowercase`: counted in lower case. Free with vocab_counter_free. */
struct vocab_counter;
struct vocab_counter *vocab_counter_new(bool lowercase); /* NULL: out of memory */

/*
 * vocab_counter_add counts one more of a word; false: out of memory. What cannot be a word (empty,
 * or with a '\n' in it) is not counted, and so looks up as unknown.
 */
bool vocab_counter_add(struct vocab_counter *c, const char *word, size_t size);
void vocab_counter_free(struct vocab_counter *c);

/* vocab_new keeps words seen at least min_count times, at most max_words of them (0 = all). */
pith_status vocab_new(const struct vocab_counter *c, int64_t min_count, int64_t max_words,
                      struct vocab **out, pith_error *err);

/* --- storing ------------------------------------------------------------------------------- */

/*
 * vocab_text gives the words from id 2 on, each followed by '\n', in id order. Words hold no '\n'
 * (tokenizers split there), so the block reads back unambiguously. Owned by the vocabulary.
 */
const char *vocab_text(const struct vocab *v, size_t *size);

/*
 * vocab_parse reads such a block back: PITH_STATUS_DATA for empty or repeated words or a missing
 * '\n'.
 */
pith_status vocab_parse(const char *text, size_t size, bool lowercase, struct vocab **out,
                        pith_error *err);

void vocab_free(struct vocab *v); /* NULL is fine */

/* --- using --------------------------------------------------------------------------------- */

/* vocab_size returns V: words and the two reserved ids. */
size_t vocab_size(const struct vocab *v);

/*
 * vocab_id looks a word up as it stands in the text (lower-cased first when the vocabulary is); *id
 * is VOCAB_UNKNOWN if it is not there. False: out of memory. `scratch` is the caller's, one per
 * thread, reused between calls.
 */
bool vocab_id(const struct vocab *v, const char *word, size_t size, struct buffer *scratch,
              int32_t *id);

/* vocab_word returns the word of an id, not NUL-terminated; "<pad>" and "<unk>" for 0 and 1. */
const char *vocab_word(const struct vocab *v, int32_t id, size_t *size);

#endif
