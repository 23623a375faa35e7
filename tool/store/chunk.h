/*
 * chunk.h - up to 256 training steps as one compressed table, the way the store keeps them.
 *
 * Before compression: the magic "PTC1", uint32 columns, uint32 steps, then for each column its name
 * (uint16 length, bytes) and its numbers (steps little-endian doubles). Columns are the members of
 * pith_trace by name ("loss", "prior_keyword", "rate", "gradient_norm", "clip", "tokens", ...),
 * labels as "keyphrase_predicted.0", and for full steps the tensors' as
 * "layer1.weight_hh|weight_norm"; a step that is not full has NaN there. What comes from a file is
 * checked before it is believed.
 *
 *     observer ─chunk_add→ chunk_writer ─chunk_pack→ blob ─store→ curves.h
 */
#ifndef PITH_STORE_CHUNK_H
#define PITH_STORE_CHUNK_H

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHUNK_STEPS = 256, CHUNK_COLUMNS_MAX = 65536, CHUNK_NAME_MAX = 255 };

/* Builds a chunk; the caller's struct, zero-initialised. */
struct chunk_writer {
    int64_t first; /* step number of row 0 */
    size_t count;  /* steps in it */
    void *columns; /* private */
    size_t column_count, column_capacity;
};

/*
 * chunk_add appends a step; its number must follow the last one's. False: no memory, or the chunk
 * is full (CHUNK_STEPS).
 */
bool chunk_add(struct chunk_writer *w, const pith_trace *trace);

/* chunk_pack compresses into *bytes (the caller frees) and empties the writer. */
pith_status chunk_pack(struct chunk_writer *w, void **bytes, size_t *size, pith_error *err);
void chunk_writer_fini(struct chunk_writer *w);

/*
 * A chunk that was unpacked and checked: column i has name[i] and `steps` numbers at
 * values[i], little-endian and perhaps unaligned: chunk_value reads one.
 */
struct chunk {
    size_t columns, steps;
    char **name;                  /* [columns] */
    const unsigned char **values; /* [columns] */
    char *bytes;                  /* private */
};

/*
 * chunk_unpack reads a blob. PITH_STATUS_DATA for one that is damaged: not zlib, wrong magic, no or
 * more than CHUNK_STEPS steps, names that are empty, too long or hold NUL, repeated names, bytes
 * missing or left.
 */
pith_status chunk_unpack(const void *bytes, size_t size, struct chunk *out, pith_error *err);
double chunk_value(const struct chunk *c, size_t column, size_t step);
void chunk_fini(struct chunk *c);

#endif
