/* span_list.h - places in a text, gathered one by one, and what is left when they overlap. */
#ifndef PITH_DATA_SPAN_LIST_H
#define PITH_DATA_SPAN_LIST_H

#include "data/label.h"

/* Zero-initialise; the caller frees items. */
struct span_list {
    struct span *items;
    size_t count, capacity;
};

/* span_add appends a span; false when memory is short. */
bool span_add(struct span_list *list, struct span span);

/*
 * span_resolve_overlaps sorts the spans (longest first, then by place), drops doubles, and of those
 * that overlap keeps the one that comes first in that order. The kept ones are marked in `tags`,
 * all O before; the list holds them alone on return. Returns how many others there were.
 */
size_t span_resolve_overlaps(struct span_list *list, uint8_t *tags);

#endif
