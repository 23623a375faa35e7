/*
 * fuzz_vocab.c - any bytes as the vocabulary block of a model file. What parses must give the same
 * block back, and every word its own id. First byte: lower case or not.
 */
#include "text/vocab.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    bool lowercase = data[0] & 1;
    const char *block = (const char *)data + 1;
    struct vocab *v;
    pith_error err;
    pith_status status = vocab_parse(block, size - 1, lowercase, &v, &err);
    require(status == PITH_STATUS_OK || status == PITH_STATUS_DATA);
    if (status != PITH_STATUS_OK)
        return 0;
    size_t again;
    const char *text = vocab_text(v, &again);
    require(again == size - 1 && !memcmp(text, block, again));
    struct buffer scratch = {0};
    for (int32_t id = VOCAB_FIRST; (size_t)id < vocab_size(v); id++) {
        size_t word_size;
        const char *word = vocab_word(v, id, &word_size);
        int32_t found;
        require(vocab_id(v, word, word_size, &scratch, &found));
        require(found == id || lowercase); /* words in capitals cannot be found in lower case */
    }
    buffer_fini(&scratch);
    vocab_free(v);
    return 0;
}
