/*
 * pack.h - bytes compressed with zlib, the way blobs stand in the store.
 *
 * What comes from a file may be anything: pack_expand believes no size, and stops at `limit`.
 */
#ifndef PITH_STORE_PACK_H
#define PITH_STORE_PACK_H

#include <pith.h>
#include <stddef.h>

/* pack_compress compresses; the caller frees *out. Same bytes, same result. */
pith_status pack_compress(const void *bytes, size_t size, void **out, size_t *out_size,
                          pith_error *err);

/*
 * pack_expand is its inverse; a NUL stands behind the result, which the caller frees.
 * PITH_STATUS_DATA for bytes that are no zlib stream, are cut short, or become more than `limit`
 * bytes.
 */
pith_status pack_expand(const void *bytes, size_t size, size_t limit, char **out, size_t *out_size,
                        pith_error *err);

#endif
