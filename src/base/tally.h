/* tally.h - how often each of many strings was seen. */
#ifndef PITH_BASE_TALLY_H
#define PITH_BASE_TALLY_H

#include "base/table.h"

struct tally {
    struct table table; /* the strings, numbered as they came */
    double *counts;     /* [table.count] */
    size_t capacity;
};

/* tally_init makes an empty one; false when memory is short. tally_fini in any case. */
bool tally_init(struct tally *t);
void tally_fini(struct tally *t);

/*
 * tally_add counts a string `count` times more and gives its number. False: no memory, or too many
 * strings; then nothing has changed.
 */
bool tally_add(struct tally *t, const char *bytes, size_t size, double count, size_t *number);

struct tally_row {
    double count;
    size_t number;
};

/*
 * tally_sort gives a row for each string, the most frequent first, of equals the one that came
 * first. The caller frees it; NULL: no memory.
 */
struct tally_row *tally_sort(const struct tally *t);

#endif
