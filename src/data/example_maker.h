/*
 * example_maker.h - one record of a reader to one example of a corpus.
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
#ifndef PITH_DATA_EXAMPLE_MAKER_H
#define PITH_DATA_EXAMPLE_MAKER_H

#include "base/config.h"
#include "data/example.h"
#include "data/match.h"
#include "data/record.h"

/* Where examples go, and memory that is kept from one record to the next. */
struct example_maker {
    const struct config *cfg;    /* the caller's */
    const struct reader *reader; /* static */
    struct arena *arena;         /* the caller's: owns the examples */
    struct corpus_stats *stats;  /* the caller's */
    struct tokenizer *tokenizer; /* owned */
    struct token_list tokens;
    struct matcher matcher;
    struct span_list spans;
    struct keyed_text *keyed; /* for finding doubles among phrases */
    size_t keyed_capacity;
};

/*
 * example_maker_init makes the tokenizer of cfg, for records of a reader; cfg, arena and stats must
 * outlive the maker. After an error example_maker_fini is allowed, not needed.
 */
pith_status example_maker_init(struct example_maker *m, const struct config *cfg,
                               const struct reader *reader, struct arena *arena,
                               struct corpus_stats *stats, pith_error *err);
void example_maker_fini(struct example_maker *m);

/*
 * example_make turns a labelled record into an example in the arena, and adds it to the statistics.
 * PITH_STATUS_DATA for a record that is not labelled, a phrase that is not there though it must be,
 * or a span that covers no token; statistics may then be half done: the caller puts them back.
 * Errors have a line, no file.
 */
pith_status example_make(struct example_maker *m, const struct record *rec, struct example *out,
                         pith_error *err);

#endif
