/*
 * fuzz_safetensors.c - bytes as a model file, through st_parse.
 *
 * The first 8 bytes of an input are the length of the header, as in a file. A second pass takes the
 * whole input as the header of a file, so that the fuzzer finds its way into the JSON without
 * having to guess the length.
 */
#include "nn/safetensors.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every tensor lies within the file, one behind the other up to its end; else there is a defect. */
static void check(const struct st_file *f, const unsigned char *bytes, size_t size)
{
    size_t end = size;
    for (size_t i = f->count; i > 0; i--) {
        const struct st_tensor *t = &f->tensors[i - 1];
        const unsigned char *data = t->data;
        size_t used = t->count * st_width(t->dtype), product = 1;
        for (int d = 0; d < t->dims; d++)
            product *= t->shape[d];
        if (data < bytes + 8 || data + used != bytes + end || product != t->count ||
            !st_find(f, t->name))
            abort();
        end -= used;
    }
}

static void parse(const unsigned char *bytes, size_t size)
{
    struct st_file f = {0};
    pith_error err = {0};
    char shown[sizeof err];
    if (st_parse(&f, bytes, size, &err) == PITH_STATUS_OK)
        check(&f, bytes, size);
    else if (err.code != PITH_STATUS_DATA)
        abort();
    pith_error_format(&err, shown, sizeof shown);
    st_metadata(&f, "config");
    st_close(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { DATA = 24 }; /* bytes of data behind the header of the second pass */
    parse(data, size);
    unsigned char *file = calloc(1, 8 + size + DATA);
    if (!file)
        return 0;
    for (int i = 0; i < 8; i++)
        file[i] = (unsigned char)((uint64_t)size >> 8 * i);
    memcpy(file + 8, data, size);
    parse(file, 8 + size + DATA);
    free(file);
    return 0;
}
