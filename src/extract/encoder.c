/* encoder.c - a text as the net reads it; see encoder.h. */
#include "extract/encoder.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

pith_status encoder_init(struct encoder *e, const struct config *cfg, pith_error *err)
{
    *e = (struct encoder){0};
    return tokenizer_new(cfg->text_tokenizer, &e->tokenizer, err);
}

void encoder_fini(struct encoder *e)
{
    tokenizer_free(e->tokenizer);
    buffer_fini(&e->lower);
    *e = (struct encoder){0};
}

void encoding_fini(struct encoding *e)
{
    token_list_fini(&e->tokens);
    feature_maker_fini(&e->features);
    free(e->ids);
    free(e->tags);
    *e = (struct encoding){0};
}

pith_status encoder_run(struct encoder *e, const pith_model *model, const pith_text *text,
                        struct encoding *encoding, struct example *out, pith_error *err)
{
    struct feature_plan plan = feature_plan_of(&model->config.knobs);
    *out = (struct example){.text = text->text, .text_size = text->size};
    pith_status status =
        tokenizer_run(e->tokenizer, text->text, text->size, &encoding->tokens, err);
    size_t n = encoding->tokens.count;
    if (status != PITH_STATUS_OK || !n)
        return status;
    if (!array_grow((void **)&encoding->ids, &encoding->ids_capacity, n, sizeof *encoding->ids) ||
        !array_grow((void **)&encoding->tags, &encoding->tags_capacity, n, 1))
        return error_memory(err);
    for (size_t i = 0; i < n; i++) {
        const struct token *t = &encoding->tokens.items[i];
        if (!vocab_id(model->vocab, text->text + t->start, t->end - t->start, &e->lower,
                      &encoding->ids[i]))
            return error_memory(err);
    }
    memset(encoding->tags, LABEL_O, n);
    status = feature_make(&encoding->features, &plan, text->text, encoding->tokens.items, n, err);
    out->tokens = encoding->tokens.items;
    out->tags = encoding->tags;
    out->ids = encoding->ids;
    out->length = n;
    for (int bag = 0; bag < BAG_COUNT; bag++)
        out->features[bag] = feature_view(&encoding->features, bag);
    return status;
}
