/* fuzz_reader_bio.c - any bytes as a bio file; see corpus_input.h for what must hold. */
#include "corpus_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_corpus(FORMAT_BIO, data, size);
    return 0;
}
