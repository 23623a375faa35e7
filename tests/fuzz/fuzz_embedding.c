/*
 * fuzz_embedding.c - any bytes as a file of word vectors (gzip too). Whatever comes in, the table
 * holds finite numbers only, and rows not found stay as they were.
 */
#include "text/embedding.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

enum { SIZE_MAX_HERE = 512 };

static void check_read(const char *path, size_t width)
{
    static const char words[] = "a\nfig\nthe\n1\n";
    struct vocab *v;
    require(vocab_parse(words, sizeof words - 1, true, &v, NULL) == PITH_STATUS_OK);
    size_t rows = vocab_size(v);
    float *table = calloc(rows * width, sizeof *table);
    unsigned char *found = calloc(rows, 1);
    require(table && found);
    struct embedding_report report;
    pith_error err;
    if (embedding_read(path, v, width, table, found, &report, &err) == PITH_STATUS_OK) {
        size_t count = 0;
        for (size_t i = 0; i < rows; i++) {
            count += found[i];
            for (size_t e = 0; e < width; e++) {
                float x = table[i * width + e];
                require(isfinite(x) && (found[i] || x == 0));
            }
        }
        require(count == report.matched + report.matched_folded);
    }
    free(found);
    free(table);
    vocab_free(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/pith-fuzz-embedding-%ld", (long)getpid());
    FILE *f = fopen(path, "wb");
    require(f && fwrite(data, 1, size, f) == size);
    require(fclose(f) == 0);
    size_t width;
    pith_error err;
    if (embedding_peek(path, &width, &err) == PITH_STATUS_OK && width <= SIZE_MAX_HERE)
        check_read(path, width);
    unlink(path);
    return 0;
}
