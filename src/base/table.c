/* table.c - strings to numbers; see table.h. */
#include "base/table.h"

#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

/*
 * The seed is an address: it differs from run to run where the system lays out memory at random, so
 * that nobody can prepare a file whose strings all collide. No result depends on it.
 */
bool table_init(struct table *t)
{
    *t = (struct table){.slot_count = 1024};
    t->slots = array_calloc(t->slot_count, sizeof *t->slots);
    t->seed = rng_mix((uintptr_t)t->slots, (uintptr_t)t);
    if (!t->slots || !buffer_reserve(&t->text, 0) ||
        !array_grow((void **)&t->starts, &t->starts_capacity, 1, sizeof *t->starts))
        return false;
    t->starts[0] = 0;
    return true;
}

void table_fini(struct table *t)
{
    buffer_fini(&t->text);
    free(t->starts);
    free(t->slots);
    *t = (struct table){0};
}

const char *table_at(const struct table *t, size_t i, size_t *size)
{
    *size = t->starts[i + 1] - t->starts[i] - 1;
    return t->text.data + t->starts[i];
}

/* The slot that holds the string, or the free slot where it belongs. */
static struct table_slot *find_slot(const struct table *t, const char *bytes, size_t size,
                                    uint64_t hash)
{
    size_t mask = t->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct table_slot *slot = &t->slots[i];
        if (!slot->number)
            return slot;
        if (slot->hash != (uint32_t)(hash >> 32))
            continue;
        size_t other_size;
        const char *other = table_at(t, slot->number - 1, &other_size);
        if (other_size == size && !memcmp(other, bytes, size))
            return slot;
    }
}

/* Doubles the slots; every string is hashed anew. */
static bool table_grow(struct table *t)
{
    struct table bigger = *t;
    if (!size_multiply(t->slot_count, 2, &bigger.slot_count))
        return false;
    bigger.slots = array_calloc(bigger.slot_count, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < t->count; i++) {
        size_t size;
        const char *bytes = table_at(t, i, &size);
        uint64_t hash = rng_mix_bytes(t->seed, bytes, size);
        size_t at = hash & (bigger.slot_count - 1);
        while (bigger.slots[at].number)
            at = (at + 1) & (bigger.slot_count - 1);
        bigger.slots[at] = (struct table_slot){(uint32_t)(hash >> 32), (uint32_t)i + 1};
    }
    free(t->slots);
    *t = bigger;
    return true;
}

bool table_add(struct table *t, const char *bytes, size_t size, size_t *number)
{
    uint64_t hash = rng_mix_bytes(t->seed, bytes, size);
    struct table_slot *slot = find_slot(t, bytes, size, hash);
    if (slot->number) {
        *number = slot->number - 1;
        return true;
    }
    if (t->count >= TABLE_MAX || size > SIZE_MAX - 2)
        return false;
    if (2 * (t->count + 1) > t->slot_count) {
        if (!table_grow(t))
            return false;
        slot = find_slot(t, bytes, size, hash);
    }
    if (!array_grow((void **)&t->starts, &t->starts_capacity, t->count + 2, sizeof *t->starts) ||
        !buffer_reserve(&t->text, size + 1))
        return false;
    buffer_append(&t->text, bytes, size); /* cannot fail: the room is reserved */
    buffer_append_char(&t->text, '\n');
    *number = t->count++;
    t->starts[t->count] = t->text.size;
    *slot = (struct table_slot){(uint32_t)(hash >> 32), (uint32_t)t->count};
    return true;
}

size_t table_find(const struct table *t, const char *bytes, size_t size)
{
    const struct table_slot *slot = find_slot(t, bytes, size, rng_mix_bytes(t->seed, bytes, size));
    return slot->number ? slot->number - 1 : TABLE_NONE;
}
