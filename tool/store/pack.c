/* pack.c - zlib in and out of memory; see pack.h. */
#include "store/pack.h"

#include "base/error.h"

#include <limits.h>
#define ZLIB_CONST /* next_in points to const bytes */
#include <zlib.h>

pith_status pack_compress(const void *bytes, size_t size, struct buffer *out, pith_error *err)
{
    uLong bound = compressBound((uLong)size);
    if (bound < size || !buffer_reserve(out, bound))
        return error_memory(err);
    /* Memory is the only thing that can be lacking, with a bound that suffices. */
    if (compress2((Bytef *)out->data, &bound, bytes ? bytes : out->data, (uLong)size, 6) != Z_OK)
        return error_memory(err);
    out->size = bound;
    out->data[bound] = '\0';
    return PITH_STATUS_OK;
}

static pith_status refuse(pith_error *err, const char *why)
{
    return error_set(err, PITH_STATUS_DATA, "compressed data in the store is damaged: %s", why);
}

pith_status pack_expand(const void *bytes, size_t size, size_t limit, struct buffer *out,
                        pith_error *err)
{
    unsigned char piece[1 << 14];
    pith_status status = PITH_STATUS_OK;
    if (size > UINT_MAX) /* zlib counts in unsigned int */
        return refuse(err, "it is too large");
    z_stream z = {.next_in = bytes, .avail_in = (uInt)size};
    if (inflateInit(&z) != Z_OK)
        return error_memory(err);
    if (!buffer_reserve(out, 1))
        status = error_memory(err);
    for (int code = Z_OK; code != Z_STREAM_END && status == PITH_STATUS_OK;) {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        code = inflate(&z, Z_NO_FLUSH);
        buffer_append(out, piece, sizeof piece - z.avail_out);
        if (out->size > limit)
            status = refuse(err, "it is too large");
        else if (code == Z_MEM_ERROR || !buffer_ok(out))
            status = error_memory(err);
        else if (code == Z_BUF_ERROR) /* wants more input, and there is none */
            status = refuse(err, "it is cut short");
        else if (code != Z_OK && code != Z_STREAM_END)
            status = refuse(err, z.msg ? z.msg : "it is no zlib stream");
    }
    inflateEnd(&z);
    if (status != PITH_STATUS_OK)
        buffer_fini(out);
    return status;
}
