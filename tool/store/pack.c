/* pack.c - zlib in and out of memory; see pack.h. */
#include "store/pack.h"

#include "base/error.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#define ZLIB_CONST /* next_in points to const bytes */
#include <zlib.h>

pith_status pack_compress(const void *bytes, size_t size, void **out, size_t *out_size,
                          pith_error *err)
{
    *out = NULL;
    *out_size = 0;
    uLong bound = compressBound((uLong)size);
    if (bound < size)
        return error_memory(err);
    unsigned char *packed = malloc(bound);
    if (!packed)
        return error_memory(err);
    if (compress2(packed, &bound, bytes ? bytes : packed, (uLong)size, 6) != Z_OK) {
        free(packed);
        return error_memory(err); /* the only thing that can fail, with a bound that suffices */
    }
    *out = packed;
    *out_size = bound;
    return PITH_STATUS_OK;
}

static pith_status refuse(pith_error *err, const char *why)
{
    return error_set(err, PITH_STATUS_DATA, "compressed data in the store is damaged: %s", why);
}

/* Doubles the output up to `most` bytes; false: no memory. */
static bool grow(unsigned char **out, size_t *capacity, size_t most)
{
    size_t wanted = *capacity > most / 2 ? most : *capacity * 2;
    unsigned char *grown = realloc(*out, wanted);
    if (!grown)
        return false;
    *out = grown;
    *capacity = wanted;
    return true;
}

pith_status pack_expand(const void *bytes, size_t size, size_t limit, char **out, size_t *out_size,
                        pith_error *err)
{
    *out = NULL;
    *out_size = 0;
    if (size > UINT_MAX || limit > UINT_MAX - 2) /* zlib counts a piece in unsigned int */
        return refuse(err, "it is too large");
    /* Room for the NUL, and for one byte too many: a stream that ends at the limit is told
     * apart. */
    size_t most = limit + 2, capacity = most < 4096 ? most : 4096, done = 0;
    unsigned char *text = malloc(capacity);
    z_stream z = {.next_in = bytes, .avail_in = (uInt)size};
    if (!text || inflateInit(&z) != Z_OK) {
        free(text);
        return error_memory(err);
    }
    pith_status status = PITH_STATUS_OK;
    for (int code = Z_OK; code != Z_STREAM_END && status == PITH_STATUS_OK;) {
        if (done + 1 == capacity && !grow(&text, &capacity, most)) {
            status = error_memory(err);
            break;
        }
        z.next_out = text + done;
        z.avail_out = (uInt)(capacity - 1 - done);
        code = inflate(&z, Z_NO_FLUSH);
        done = capacity - 1 - z.avail_out;
        if (done > limit)
            status = refuse(err, "it is too large");
        else if (code == Z_MEM_ERROR)
            status = error_memory(err);
        else if (code == Z_BUF_ERROR && z.avail_out) /* wants more input, and there is none */
            status = refuse(err, "it is cut short");
        else if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            status = refuse(err, z.msg ? z.msg : "it is no zlib stream");
    }
    inflateEnd(&z);
    if (status != PITH_STATUS_OK) {
        free(text);
        return status;
    }
    text[done] = '\0';
    *out = (char *)text;
    *out_size = done;
    return PITH_STATUS_OK;
}
