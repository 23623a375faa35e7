/*
 * packed.h - a matrix as bytes and scales: weight = scale · byte, |byte| <= 127.
 *
 * Each row has a scale of its own, its largest magnitude over 127; the rows of a matrix of few
 * columns share one, for a scale a row would cost more than it saves. What a packed model file
 * (model_pack.h) consists of.
 */
#ifndef PITH_NN_PACKED_H
#define PITH_NN_PACKED_H

#include "nn/param.h"
#include "nn/safetensors.h"

/* Zero-initialise; packed_fini frees. */
struct packed {
    int8_t *bytes; /* [rows, cols] */
    float *scale;  /* [scales] */
    size_t scales; /* rows, or 1 */
};

/* packed_make packs x [rows, cols]; false when memory is short. */
bool packed_make(struct packed *out, const real *x, size_t rows, size_t cols);
void packed_fini(struct packed *p);

/*
 * packed_read makes floats of a packed parameter p of a file, tensors NAME and NAME.scale; *out is
 * the caller's to free. PITH_STATUS_DATA when tensor and scale do not fit p; *out is then NULL.
 */
pith_status packed_read(const struct st_file *file, const struct param *p, real **out,
                        pith_error *err);

#endif
