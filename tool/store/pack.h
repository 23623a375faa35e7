/*
 * pack.h - bytes compressed with zlib, the way blobs stand in the store.
 *
 * What comes from a file may be anything: pack_expand believes no size, and stops at `limit`.
 */
#ifndef PITH_STORE_PACK_H
#define PITH_STORE_PACK_H

#include "base/buffer.h"

#include <pith.h>

/* pack_compress fills `out`, which is empty. Same bytes, same result. */
pith_status pack_compress(const void *bytes, size_t size, struct buffer *out, pith_error *err);

/*
 * pack_expand is its inverse; out->data is never NULL. PITH_STATUS_DATA for bytes that are no zlib
 * stream, are cut short, or become more than `limit` bytes.
 */
pith_status pack_expand(const void *bytes, size_t size, size_t limit, struct buffer *out,
                        pith_error *err);

#endif
