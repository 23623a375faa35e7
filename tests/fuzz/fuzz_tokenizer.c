/*
 * fuzz_tokenizer.c - any bytes through both tokenizers. Aborts when a token breaks a promise of
 * tokenizer.h: order, bounds, offsets in code points, no white space within; or utf8.h's two
 * directions disagree.
 */
#include "text/lower.h"
#include "text/tokenizer.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_tokens(const char *text, size_t size, const struct token_list *list)
{
    size_t byte = 0, character = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct token *token = &list->items[i];
        require(byte <= token->start && token->start < token->end && token->end <= size);
        for (; byte < token->start; character++)
            utf8_next(text, size, &byte);
        require(byte == token->start && character == token->start_char);
        for (; byte < token->end; character++)
            require(!u_isUWhiteSpace(utf8_next(text, size, &byte)));
        require(byte == token->end && character == token->end_char);
    }
}

static void check_directions(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t next = at;
        int32_t code = utf8_next(text, size, &next);
        size_t back = next;
        require(utf8_previous(text, 0, &back) == code && back == at);
        at = next;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct token_list list = {0};
    struct buffer lower = {0};
    for (int kind = TOKENIZER_WHITESPACE; kind <= TOKENIZER_CHARACTER; kind++) {
        struct tokenizer *t;
        require(tokenizer_new(kind, &t, NULL) == PITH_STATUS_OK);
        require(tokenizer_run(t, text, size, &list, NULL) == PITH_STATUS_OK);
        check_tokens(text, size, &list);
        tokenizer_free(t);
    }
    check_directions(text, size);
    require(text_lower(text, size, &lower));
    require(utf8_count(lower.data, lower.size) >= utf8_count(text, size));
    buffer_fini(&lower);
    token_list_fini(&list);
    return 0;
}
