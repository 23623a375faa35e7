/*
 * param.c - the table of parameters; see param.h.
 *
 * Only names, shapes and places: the numbers themselves belong to the model. Must not know what a
 * cell or a head is.
 */
#include "nn/param.h"

#include "base/buffer.h"

#include <string.h>

/* Each tensor starts at a multiple of this: a cache line of floats, a vector of any machine. */
enum { PARAM_ALIGN = 16 };

const struct param *param_find(const struct param_table *t, const char *name)
{
    for (int i = 0; i < t->count; i++)
        if (!strcmp(t->items[i].name, name))
            return &t->items[i];
    return NULL;
}

size_t param_dense_base(const struct param_table *t)
{
    int i = 0;
    while (i < t->count && t->items[i].row_sparse)
        i++;
    return i < t->count ? t->items[i].offset : t->total;
}

bool param_add(struct param_table *t, const char *name, size_t rows, size_t cols, int dims,
               enum param_group group)
{
    size_t length = strlen(name);
    size_t count;
    if (t->count >= PARAM_MAX || length >= PARAM_NAME_SIZE || !size_multiply(rows, cols, &count))
        return false;
    /* The slab's size in bytes must fit as well, whatever type `real` has. */
    size_t limit = SIZE_MAX / sizeof(double) - PARAM_ALIGN;
    if (t->total > limit || count > limit - t->total)
        return false;
    struct param *p = &t->items[t->count++];
    *p = (struct param){.offset = t->total,
                        .count = count,
                        .rows = rows,
                        .cols = cols,
                        .dims = dims,
                        .group = group};
    memcpy(p->name, name, length + 1);
    t->total += (count + PARAM_ALIGN - 1) / PARAM_ALIGN * PARAM_ALIGN;
    return true;
}
