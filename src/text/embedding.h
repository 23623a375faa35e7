/*
 * embedding.h - pretrained word vectors from the formats that everybody publishes.
 *
 *   word2vec binary   "V E\n", then V times: word ' ' E little-endian floats ['\n']
 *   word2vec text     "V E\n", then lines "word x1 ... xE"      (fastText .vec is the same)
 *   GloVe text        lines "word x1 ... xE" without a header; words may contain spaces (840B)
 *
 * Recognised by content; .gz is read directly. Files may be larger than memory: they are
 * streamed, and only rows of words in the vocabulary are kept.
 */
#ifndef PITH_TEXT_EMBEDDING_H
#define PITH_TEXT_EMBEDDING_H

#include "text/vocab.h"

/* What embedding_read found; the matches are counts of distinct words of the vocabulary. */
struct embedding_report {
    const char *format;    /* "word2vec-binary", "word2vec-text" or "glove"; static */
    size_t file_words;     /* vectors in the file, bad ones left out */
    size_t size;           /* E of the file */
    size_t matched;        /* vocabulary words with a vector as they stand */
    size_t matched_folded; /* further ones that matched only in another letter case */
    size_t bad_lines;      /* rows skipped: no vector, or NaN or infinity in it (at most 1%) */
};

/* embedding_peek reads only as far as needed to know E of a file (to set embedding.size). */
pith_status embedding_peek(const char *path, size_t *size, pith_error *err);

/*
 * embedding_read fills rows of `table` [V, E] (row-major floats; untouched rows keep their content)
 * and sets found[id] = 1 for each (found: V bytes, may be NULL). A word of the file is matched as
 * it stands; when the vocabulary is lower-cased, a cased word of the file serves its lower-cased
 * form only if no exact match exists; of equal matches the first row counts. Numbers are looked at
 * only in rows that the vocabulary needs. PITH_STATUS_DATA if E differs from the file's, more than
 * 1% of the rows are bad, the header's V is not the number of rows (a file that was cut off), or
 * the file has none of the formats; the table may then be partly filled. path "-" is
 * PITH_STATUS_USAGE.
 */
pith_status embedding_read(const char *path, const struct vocab *v, size_t size, float *table,
                           unsigned char *found, struct embedding_report *report, pith_error *err);

/*
 * embedding_words makes a vocabulary of v's words and, behind them, of the file's first `limit`
 * words that v does not have. An unknown word of a new text then still has a vector, if the file
 * has one.
 */
pith_status embedding_words(const char *path, const struct vocab *v, bool lowercase, size_t limit,
                            struct vocab **out, pith_error *err);

#endif
