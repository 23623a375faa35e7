/* tally.c - how often each of many strings was seen; see tally.h. */
#include "dataset/tally.h"

#include <stdlib.h>

bool tally_init(struct tally *t)
{
    *t = (struct tally){.counts = NULL};
    return table_init(&t->table);
}

void tally_fini(struct tally *t)
{
    table_fini(&t->table);
    free(t->counts);
}

bool tally_add(struct tally *t, const char *bytes, size_t size, size_t *before)
{
    size_t known = t->table.count, number;
    if (!array_grow((void **)&t->counts, &t->capacity, known + 1, sizeof *t->counts) ||
        !table_add(&t->table, bytes, size, &number))
        return false;
    if (number == known)
        t->counts[number] = 0;
    if (before)
        *before = t->counts[number];
    t->counts[number]++;
    return true;
}
