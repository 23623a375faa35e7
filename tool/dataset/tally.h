/* tally.h - how often each of many strings was seen. */
#ifndef PITH_DATASET_TALLY_H
#define PITH_DATASET_TALLY_H

#include "base/table.h"

struct tally {
    struct table table; /* the strings, numbered as they came */
    size_t *counts;     /* [table.count] */
    size_t capacity;
};

/* tally_init makes an empty one; false when memory is short. tally_fini in any case. */
bool tally_init(struct tally *t);
void tally_fini(struct tally *t);

/* tally_add counts a string once more; *before (may be NULL) is how often it was seen until now. */
bool tally_add(struct tally *t, const char *bytes, size_t size, size_t *before);

#endif
