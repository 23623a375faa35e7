/* arena.c - memory that is given back all at once; see arena.h. */
#include "base/arena.h"

#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGN = 16, ARENA_CHUNK = 64 * 1024 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t capacity;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

/* Makes a chunk with room for size bytes current: the next kept one if it fits, else a new one. */
static bool advance(struct arena *a, size_t size)
{
    struct arena_chunk *next = a->current ? a->current->next : a->first;
    if (!next || next->capacity < size) {
        size_t capacity = size > ARENA_CHUNK ? size : ARENA_CHUNK;
        if (capacity > SIZE_MAX - sizeof *next)
            return false;
        struct arena_chunk *fresh = malloc(sizeof *fresh + capacity);
        if (!fresh)
            return false;
        fresh->capacity = capacity;
        fresh->next = next;
        if (a->current)
            a->current->next = fresh;
        else
            a->first = fresh;
        next = fresh;
    }
    a->current = next;
    a->used = 0;
    return true;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > SIZE_MAX - ARENA_ALIGN)
        return NULL;
    size = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (!size)
        size = ARENA_ALIGN;
    if ((!a->current || size > a->current->capacity - a->used) && !advance(a, size))
        return NULL;
    void *memory = a->current->bytes + a->used;
    a->used += size;
    memset(memory, 0, size);
    return memory;
}

void *arena_array(struct arena *a, size_t count, size_t width)
{
    size_t size;
    return size_multiply(count, width, &size) ? arena_alloc(a, size) : NULL;
}

char *arena_text(struct arena *a, const char *text, size_t size)
{
    if (size == SIZE_MAX)
        return NULL;
    char *copy = arena_alloc(a, size + 1);
    if (copy && size)
        memcpy(copy, text, size);
    return copy;
}

char *arena_take(struct arena *a, struct buffer *text)
{
    char *copy = buffer_ok(text) ? arena_text(a, text->data, text->size) : NULL;
    buffer_fini(text);
    return copy;
}

void *arena_push(struct arena *a, void **items, size_t *count, size_t width)
{
    size_t n = *count;
    if ((n & (n - 1)) == 0) { /* 0, 1, 2, 4, ... elements: that is all there is room for */
        void *wider = arena_array(a, n ? 2 * n : 1, width);
        if (!wider)
            return NULL;
        if (n)
            memcpy(wider, *items, n * width);
        *items = wider;
    }
    *count = n + 1;
    return (char *)*items + n * width;
}

void arena_reset(struct arena *a)
{
    a->current = NULL;
    a->used = 0;
}

void arena_fini(struct arena *a)
{
    while (a->first) {
        struct arena_chunk *next = a->first->next;
        free(a->first);
        a->first = next;
    }
    *a = (struct arena){0};
}
