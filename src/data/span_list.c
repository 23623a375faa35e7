/* span_list.c - gathering places and resolving overlaps; see span_list.h. */
#include "data/span_list.h"

#include "base/buffer.h"

#include <stdlib.h>

bool span_add(struct span_list *list, struct span span)
{
    if (!array_grow((void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return false;
    list->items[list->count++] = span;
    return true;
}

/* Longest first, then by place. */
static int compare_spans(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    uint32_t x_length = x->end - x->start;
    uint32_t y_length = y->end - y->start;
    if (x_length != y_length)
        return x_length > y_length ? -1 : 1;
    return (x->start > y->start) - (x->start < y->start);
}

size_t span_resolve_overlaps(struct span_list *list, uint8_t *tags)
{
    size_t kept = 0;
    size_t lost = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, compare_spans);
    for (size_t i = 0; i < list->count; i++) {
        struct span span = list->items[i];
        if (i && !compare_spans(&list->items[i - 1], &span))
            continue;
        /* No kept span is shorter, so one that overlaps this one covers its first or last token. */
        if (tags[span.start] != LABEL_O || tags[span.end - 1] != LABEL_O) {
            lost++;
            continue;
        }
        label_mark(tags, span);
        list->items[kept++] = span;
    }
    list->count = kept;
    return lost;
}
