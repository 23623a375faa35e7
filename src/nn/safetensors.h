/*
 * safetensors.h - the file format of models and checkpoints (huggingface/safetensors, format 0.x).
 *
 *     1. 8 bytes: N, little-endian, length of the header (here at most 8 MiB)
 *     2. N bytes: JSON object {"__metadata__": {"key": "text", ...},
 *                            "name": {"dtype": "F32", "shape": [..], "data_offsets": [b, e]}, ...}
 *     3. the tensors' bytes, without gaps or overlaps, offsets counted from the end of the header
 *
 * Reading maps the file and copies nothing. A file may come from anywhere: each number in the
 * header is checked before anything is touched. Knows nothing of nets.
 */
#ifndef PITH_NN_SAFETENSORS_H
#define PITH_NN_SAFETENSORS_H

#include "base/file.h"

#include <jansson.h>

enum st_dtype { ST_U8, ST_I8, ST_I32, ST_I64, ST_F16, ST_BF16, ST_F32, ST_F64, ST_DTYPE_COUNT };
enum { ST_DIMS_MAX = 4, ST_NAME_SIZE = 128 };

struct st_tensor {
    char name[ST_NAME_SIZE];
    enum st_dtype dtype;
    int dims;
    size_t shape[ST_DIMS_MAX];
    size_t count;     /* product of the shape */
    const void *data; /* count numbers of dtype; in a mapped file not necessarily aligned to more
                         than the writer took care of (st_write aligns every tensor to its size) */
};

/* --- reading -------------------------------------------------------------------------------- */

struct st_file {
    struct file_map map;
    char path[4096];
    json_t *metadata;          /* object of strings; empty when the file has none */
    struct st_tensor *tensors; /* in the order of their data */
    size_t count;
};

/*
 * st_open maps and checks a file. PITH_STATUS_DATA, naming the file and what is wrong where, for: a
 * header that is too long or not JSON, unknown dtype, shape times width not the size of its data,
 * offsets outside the file, gaps or overlaps, names repeated or too long.
 */
pith_status st_open(struct st_file *f, const char *path, pith_error *err);
void st_close(struct st_file *f); /* tensors and texts of f are gone */

/* st_find returns a tensor by name, or NULL. */
const struct st_tensor *st_find(const struct st_file *f, const char *name);

/* st_metadata returns a metadata text, or NULL. */
const char *st_metadata(const struct st_file *f, const char *key);

/*
 * st_parse checks a file that is already in memory (the fuzz target). Zero-initialise f, st_close
 * it; `f->map` is not touched, f->path names the file in errors, and the bytes must outlive f.
 */
pith_status st_parse(struct st_file *f, const unsigned char *bytes, size_t size, pith_error *err);

/* --- writing -------------------------------------------------------------------------------- */

/*
 * st_write writes tensors and metadata (an object of strings) to path, through a temporary file
 * that is renamed at the end. Tensors are put in order of falling width of dtype, then as given,
 * and the header is padded with spaces, so that the first tensor starts at a multiple of 64 bytes
 * and each at a multiple of its width. The same input gives the same bytes (keys keep their order).
 */
pith_status st_write(const char *path, const json_t *metadata, const struct st_tensor *tensors,
                     size_t count, pith_error *err);

/* st_width returns the bytes of one number. */
size_t st_width(enum st_dtype dtype);

#endif
