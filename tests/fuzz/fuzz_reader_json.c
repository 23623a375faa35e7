/* fuzz_reader_json.c - any bytes as a json file; see corpus_input.h for what must hold. */
#include "corpus_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_corpus(FORMAT_JSON, data, size);
    return 0;
}
