/* fuzz_reader_tsv.c - any bytes as a tsv file; see corpus_input.h for what must hold. */
#include "corpus_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_corpus(FORMAT_TSV, data, size);
    return 0;
}
