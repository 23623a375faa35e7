/* tally.c - how often each of many strings was seen; see tally.h. */
#include "base/tally.h"

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
    *t = (struct tally){.counts = NULL};
}

bool tally_add(struct tally *t, const char *bytes, size_t size, double count, size_t *number)
{
    /* room for the count first, so that a failure leaves strings and counts in step */
    size_t known = t->table.count;
    if (!array_grow((void **)&t->counts, &t->capacity, known + 1, sizeof *t->counts) ||
        !table_add(&t->table, bytes, size, number))
        return false;
    if (*number == known)
        t->counts[known] = 0;
    t->counts[*number] += count;
    return true;
}

static int by_count(const void *a, const void *b)
{
    const struct tally_row *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

struct tally_row *tally_sort(const struct tally *t)
{
    struct tally_row *rows = array_calloc(t->table.count, sizeof *rows);
    for (size_t i = 0; rows && i < t->table.count; i++)
        rows[i] = (struct tally_row){t->counts[i], i};
    if (rows)
        qsort(rows, t->table.count, sizeof *rows, by_count);
    return rows;
}
