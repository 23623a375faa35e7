/* background.c - the rate of a phrase in any text; see background.h. */
#include "extract/background.h"

#include "base/error.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

static const double mandelbrot = 2.7;

pith_status background_init(struct background *b, const struct vocab *vocab, int tokenizer,
                            pith_error *err)
{
    *b = (struct background){.vocab = vocab};
    for (size_t id = VOCAB_FIRST; id < vocab_size(vocab); id++)
        b->sum += 1 / ((double)(id - VOCAB_FIRST + 1) + mandelbrot);
    if (!(b->sum > 0)) /* a vocabulary without words */
        b->sum = 1;
    return tokenizer_new(tokenizer, &b->tokenizer, err);
}

void background_fini(struct background *b)
{
    tokenizer_free(b->tokenizer);
    token_list_fini(&b->tokens);
    buffer_fini(&b->lower);
    *b = (struct background){0};
}

static double rate_of(const struct background *b, int32_t id)
{
    size_t words = vocab_size(b->vocab) - VOCAB_FIRST;
    size_t rank = id == VOCAB_UNKNOWN ? words : (size_t)id - VOCAB_FIRST + 1;
    return 1 / (((double)rank + mandelbrot) * b->sum);
}

pith_status background_rate(struct background *b, const char *phrase, size_t size, double *rate,
                            pith_error *err)
{
    bool any = false;
    *rate = 1;
    TRY(tokenizer_run(b->tokenizer, phrase, size, &b->tokens, err));
    for (size_t i = 0; i < b->tokens.count; i++) {
        size_t at = b->tokens.items[i].start, end = b->tokens.items[i].end, next;
        int32_t id;
        while (at < end && (phrase[at] == '#' || phrase[at] == '@'))
            at++;
        next = at;
        if (at == end || !u_isalnum(utf8_next(phrase, end, &next)))
            continue; /* a mark: says nothing */
        if (!vocab_id(b->vocab, phrase + at, end - at, &b->lower, &id))
            return error_memory(err);
        double word = rate_of(b, id);
        *rate = word < *rate ? word : *rate;
        any = true;
    }
    if (!any)
        *rate = rate_of(b, VOCAB_UNKNOWN);
    return PITH_STATUS_OK;
}
