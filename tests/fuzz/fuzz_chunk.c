/*
 * fuzz_chunk.c - any bytes as a chunk of steps: as the blob itself, and as what a blob unpacks to.
 *
 * zlib's checksum keeps a fuzzer from what lies behind it, so the second way packs the bytes first.
 */
#include "store/curves.h"
#include "store/pack.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads every number of it: an offset that is wrong shows under the sanitizer. */
static void use(const void *bytes, size_t size)
{
    struct curves c = {0};
    double sum = 0;
    if (curves_unpack(&c, 0, bytes, size, NULL) == PITH_STATUS_OK)
        for (size_t i = 0; i < c.count; i++) {
            if (!c.items[i].name[0] || strlen(c.items[i].name) > CURVES_NAME_MAX)
                abort();
            for (size_t step = 0; step < c.steps; step++)
                sum += c.items[i].values[step];
        }
    curves_fini(&c);
    if (sum > 1e308) /* so that the sum is needed */
        return;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer packed = {0};
    use(data, size);
    if (pack_compress(data, size, &packed, NULL) == PITH_STATUS_OK)
        use(packed.data, packed.size);
    buffer_fini(&packed);
    return 0;
}
