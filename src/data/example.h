/*
 * example.h - one record of a reader to one example of a corpus.
 *
 * Cuts the text into tokens, finds or covers its phrases, settles overlaps, makes tags:
 *
 *   phrases  stand where their tokens stand in a row (match.h); tsv: byte for byte, and must be
 *            there; json: in any letter case, and may be absent
 *   spans    cover every token that they touch
 *   tags     are taken as they are, and their tokens are not cut again
 *
 * Where places overlap, the longest wins, of equals the first; the others are only counted
 * (stats.spans_nested). Must not know files.
 */
#ifndef PITH_DATA_EXAMPLE_H
#define PITH_DATA_EXAMPLE_H

#include "data/corpus.h"
#include "data/match.h"
#include "data/reader.h"

/* Scratch memory, kept from one record to the next. */
struct example_maker {
    const struct config *cfg;    /* the caller's */
    struct tokenizer *tokenizer; /* owned */
    struct token_list tokens;
    struct matcher matcher;
    struct span_list spans;
    struct keyed_text *keyed; /* for finding doubles among phrases */
    size_t keyed_capacity;
};

/* example_maker_init makes the tokenizer of cfg, which must outlive the maker. */
pith_status example_maker_init(struct example_maker *m, const struct config *cfg, pith_error *err);
void example_maker_fini(struct example_maker *m);

/*
 * example_make turns a labelled record into an example, whose memory is the corpus's arena, and
 * adds it to the corpus's statistics. Does not append it to c->examples. On error the statistics
 * may be half done: the caller puts them back. Errors have a line, no file.
 */
pith_status example_make(struct example_maker *m, const struct record *rec, struct corpus *c,
                         struct example *out, pith_error *err);

#endif
