/*
 * arena.h - memory that is given back all at once.
 *
 * Owner of everything that lives as long as a corpus, a vocabulary or one text does.
 * Zero-initialise, allocate, reset (keeps the memory for the next round) or fini.
 */
#ifndef PITH_BASE_ARENA_H
#define PITH_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;
struct buffer;

struct arena {
    struct arena_chunk *first;
    struct arena_chunk *current;
    size_t used; /* bytes used in `current` */
};

/* arena_alloc returns `size` zeroed bytes aligned to 16, or NULL. */
void *arena_alloc(struct arena *a, size_t size);

/* arena_array returns room for count elements of `width` bytes, zeroed; NULL on overflow too. */
void *arena_array(struct arena *a, size_t count, size_t width);

/* arena_text copies size bytes and adds a NUL. */
char *arena_text(struct arena *a, const char *text, size_t size);

/*
 * arena_take moves a buffer's text into the arena, and ends the buffer; NULL when one of its
 * appends had failed, too.
 */
char *arena_take(struct arena *a, struct buffer *text);

/*
 * arena_push appends a zeroed element of `width` bytes to an array that begins as NULL and 0 and
 * grows in the arena, by doubling (what it outgrew stays behind). Returns the element, or NULL, and
 * the array is as it was.
 */
void *arena_push(struct arena *a, void **items, size_t *count, size_t width);

/* arena_reset forgets all allocations, keeps the memory. */
void arena_reset(struct arena *a);

/* arena_fini frees all memory; what was allocated is gone. */
void arena_fini(struct arena *a);

#endif
