/*
 * curves.h - what the steps of a run left behind, by column: the steps that are being recorded, a
 * chunk of the store, all steps of a run.
 *
 *     pith_trace ─curves_add→ curves ─curves_pack→ table trace ─curves_load→ curves
 *         ─curves_find("loss")→ a number for each step; ─curves_trace→ pith_trace
 *
 * Columns are the members of pith_trace by name ("loss", "prior_keyword", "rate", "gradient_norm",
 * "clip", "tokens", ...), labels as "keyphrase_predicted.0", and for full steps the tensors' as
 * "layer1.weight_hh|weight_norm"; NaN in a step that does not have them.
 *
 * A chunk is what the store keeps of up to CURVES_CHUNK steps, compressed (pack.h). Before
 * compression: the magic "PTC1", uint32 columns, uint32 steps, then for each column its name
 * (uint16 length, bytes) and its numbers (steps little-endian doubles).
 */
#ifndef PITH_STORE_CURVES_H
#define PITH_STORE_CURVES_H

#include "base/buffer.h"
#include "store/db.h"

enum { CURVES_CHUNK = 256, CURVES_COLUMNS_MAX = 65536, CURVES_NAME_MAX = 255 };

struct curve {
    char *name;     /* owned */
    double *values; /* [steps] */
    size_t end;     /* private: steps that chunks had it for */
};

/* Zero-initialised: no steps. */
struct curves {
    int64_t *step; /* [steps] their numbers */
    size_t steps, room;
    struct curve *items;
    size_t count, capacity;
    size_t next; /* private: where the next column is looked for first */
};

/*
 * curves_add appends a step; its number must follow the last one's. False: no memory, or there are
 * CURVES_CHUNK steps.
 */
bool curves_add(struct curves *c, const pith_trace *trace);

/* curves_pack makes a chunk of all steps in `out`, which is empty. */
pith_status curves_pack(const struct curves *c, struct buffer *out, pith_error *err);

/*
 * curves_unpack appends the steps of a chunk, numbered from `first`. PITH_STATUS_DATA for one that
 * is damaged: not zlib, wrong magic, no or more than CURVES_CHUNK steps, names that are empty, too
 * long or hold NUL, repeated names, bytes missing or left. After an error c is fit for curves_fini
 * alone.
 */
pith_status curves_unpack(struct curves *c, int64_t first, const void *bytes, size_t size,
                          pith_error *err);

/* curves_load reads all chunks of a run; one without steps gives no curves. */
pith_status curves_load(struct db *db, int64_t run, struct curves *out, pith_error *err);
void curves_fini(struct curves *c);

/* curves_get finds a column, or appends one of NaN; NULL: no memory. */
double *curves_get(struct curves *c, const char *name);

/* curves_find returns a column's numbers, NULL when there is none. */
const double *curves_find(const struct curves *c, const char *name);

/*
 * curves_trace is the inverse of curves_add: *out becomes step i, without tensors; curves_tensor
 * fills in the tensor that out->name names. What was not recorded becomes NaN or 0.
 */
void curves_trace(const struct curves *c, size_t i, pith_trace *out);
void curves_tensor(const struct curves *c, size_t i, pith_trace_tensor *out);

#endif
