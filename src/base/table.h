/*
 * table.h - strings to numbers: each string gets the next number, from 0, when it is first added.
 *
 * The strings lie one after the other in one block of text, each followed by '\n' (which is what a
 * model file stores of a vocabulary), beside an open-addressing hash. The block is the order.
 */
#ifndef PITH_BASE_TABLE_H
#define PITH_BASE_TABLE_H

#include "base/buffer.h"

#include <stdint.h>

struct table_slot {
    uint32_t hash;   /* high half; the low half chose the slot */
    uint32_t number; /* of the string, plus 1; 0 = free */
};

struct table {
    struct buffer text;
    size_t *starts; /* starts[i] = where string i begins; starts[count] = text.size */
    size_t count, starts_capacity;
    struct table_slot *slots;
    size_t slot_count; /* a power of two, at least twice `count` */
    uint64_t seed;
};

enum { TABLE_MAX = INT32_MAX - 2 }; /* strings; so that numbers fit ids with a reserve */
#define TABLE_NONE SIZE_MAX

/* table_init makes an empty table; false when memory is short. table_fini in any case. */
bool table_init(struct table *t);
void table_fini(struct table *t);

/* table_add gives the number of a string, adding it if it is new. False: no memory, or too many. */
bool table_add(struct table *t, const char *bytes, size_t size, size_t *number);

/* table_find returns the number of a string, TABLE_NONE if it is not there. */
size_t table_find(const struct table *t, const char *bytes, size_t size);

/* table_at returns string i, not NUL-terminated. */
const char *table_at(const struct table *t, size_t i, size_t *size);

#endif
