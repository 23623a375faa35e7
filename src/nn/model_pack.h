/*
 * model_pack.h - a model in 8 bits a weight: a quarter of the size, for shipping.
 *
 * Every matrix `name` becomes I8 [rows, cols] and `name.scale`, F32 (packed.h). Vectors stay F32.
 * The vocabulary may be cut to its first, most frequent words; what is cut is unknown from then on.
 * Loading unpacks to floats.
 */
#ifndef PITH_NN_MODEL_PACK_H
#define PITH_NN_MODEL_PACK_H

#include "nn/model.h"

/*
 * model_pack writes a packed copy of a model; `words` = 0 keeps them all. Atomic, as model_write.
 */
pith_status model_pack(const struct pith_model *m, size_t words, const char *path, pith_error *err);

#endif
