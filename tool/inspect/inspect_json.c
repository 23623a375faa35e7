/* inspect_json.c - an inspection as one JSON object; see inspect_json.h. */
#include "inspect/inspect_json.h"

#include "base/json_value.h"
#include "nn/loss.h"

#include <string.h>

/* json_pack steals "o" values, also when it fails, and fails when one of them is NULL. */

static json_t *stat_value(const struct inspect_stat *s)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "shape",
                     json_value_counts((const size_t[]){s->rows, s->cols}, 2), "mean",
                     json_value_real(s->mean), "std", json_value_real(s->deviation), "min",
                     json_value_real(s->low), "max", json_value_real(s->high), "saturated",
                     json_value_real(s->saturated), "nonfinite", json_value_count(s->nonfinite));
}

/* --- bytes to ids -------------------------------------------------------------------------- */

static json_t *file_value(const struct inspection *in)
{
    const struct corpus *c = &in->setup.train;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "path",
                     json_value_name(c->path), "format", json_value_name(c->format), "sha256",
                     json_value_name(c->sha256), "texts", json_value_count(c->count),
                     "texts_unlabelled", json_value_count(in->texts_unlabelled), "tokens",
                     json_value_count(c->stats.tokens), "spans", json_value_count(c->stats.spans),
                     "absent", json_value_count(c->stats.phrases_absent), "bad_lines",
                     json_value_count(c->stats.bad_lines), "labels",
                     json_value_counts(c->stats.label, KEYPHRASE_LABELS));
}

static json_t *token_value(const struct example *e, size_t t)
{
    const struct token *token = &e->tokens[t];
    return json_pack("{s:o, s:I, s:I, s:s, s:i}", "text",
                     json_value_string(e->text + token->start, token->end - token->start), "start",
                     (json_int_t)token->start, "end", (json_int_t)token->end, "label",
                     keyphrase_label_names[e->tags[t]], "id", (int)e->ids[t]);
}

static json_t *text_value(const struct inspection *in)
{
    const struct example *e = in->text;
    json_t *tokens = json_array();
    for (uint32_t t = 0; t < in->piece->length; t++)
        json_value_append(&tokens, token_value(e, in->piece->start + t));
    return json_pack("{s:o, s:o, s:o}", "line", json_value_count(e->line), "text",
                     json_value_string(e->text, e->text_size), "tokens", tokens);
}

static json_t *vocabulary_value(const struct inspection *in)
{
    json_t *frequent = json_array();
    for (int i = 0; i < in->unknown_count; i++) {
        size_t size;
        const char *word = table_at(&in->words.table, in->unknown[i].number, &size);
        json_value_append(&frequent,
                          json_pack("{s:o, s:o}", "word", json_value_string(word, size), "count",
                                    json_value_count((size_t)in->unknown[i].count)));
    }
    const struct embedding_report *vectors = &in->setup.embedding;
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "size", json_value_count(vocab_size(in->vocab)),
                     "vectors_matched", json_value_count(vectors->matched), "vectors_folded",
                     json_value_count(vectors->matched_folded), "unknown",
                     json_value_count(in->setup.train.stats.unknown), "frequent_unknown", frequent);
}

/* --- batch to logits ----------------------------------------------------------------------- */

/* [{"to": 8, "texts": 3}, ...]: texts of at most 8 tokens, and more than the bin before. */
static json_t *lengths_value(const struct inspection *in)
{
    json_t *array = json_array();
    size_t top = 1;
    for (int i = 0; i < INSPECT_BINS; i++, top *= 2) {
        json_t *to = i < INSPECT_BINS - 1 ? json_value_count(top) : json_null();
        json_value_append(
            &array, json_pack("{s:o, s:o}", "to", to, "texts", json_value_count(in->bins[i])));
    }
    return array;
}

static json_t *batch_value(const struct inspection *in)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "number",
        in->choice.from == FROM_EPOCH ? json_value_count(in->choice.number) : json_null(), "of",
        json_value_count(in->batches), "texts", json_value_count(in->batch.texts), "longest",
        json_value_count(in->longest), "shortest", json_value_count(in->shortest), "rows",
        json_value_count(in->batch.rows), "tokens", json_value_count(in->batch.real_rows), "pads",
        json_value_count(inspection_positions(in) - in->batch.real_rows), "unknown",
        json_value_count(in->unknown_tokens), "lengths", lengths_value(in), "pads_count",
        config_counts_pads(&in->setup.cfg));
}

static json_t *layers_value(const struct inspection *in)
{
    json_t *array = json_array();
    for (int l = 0; l < in->net->layers; l++)
        json_value_append(&array, stat_value(&in->hidden[l]));
    return array;
}

static json_t *head_value(const struct inspection *in, int head)
{
    size_t K = (size_t)net_labels(head);
    json_t *labels = json_array(), *softmax = json_array();
    for (size_t j = 0; j < K; j++)
        json_value_append(&labels, stat_value(&in->logit[head][j]));
    for (size_t t = 0; t < in->softmax_count; t++)
        json_value_append(&softmax, json_value_reals(in->softmax[t][head], K));
    return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "layer", in->net->head_layer[head] + 1,
                     "logits", stat_value(&in->logits[head]), "logits_by_label", labels, "softmax",
                     softmax, "gold", json_value_counts(in->sums.gold[head], K), "predicted",
                     json_value_counts(in->sums.predicted[head], K), "correct",
                     json_value_count(in->sums.correct[head]));
}

static json_t *heads_value(const struct inspection *in)
{
    json_t *object = json_object();
    for (int head = 0; head < HEAD_COUNT; head++)
        if (in->net->head_layer[head] >= 0)
            json_value_put(&object, inspection_heads[head], head_value(in, head));
    return object;
}

/* --- losses and warnings ------------------------------------------------------------------- */

static json_t *loss_value(const struct inspect_loss *loss)
{
    json_t *object = json_object();
    for (int head = 0; head < HEAD_COUNT; head++)
        json_value_put(&object, inspection_heads[head], json_value_real(loss->head[head]));
    json_value_put(&object, "combined", json_value_real(loss->combined));
    return object;
}

static json_t *losses_value(const struct inspection *in)
{
    json_t *object = json_object();
    for (int basis = 0; basis < BASIS_COUNT; basis++) {
        json_t *of_basis = json_object();
        for (int who = 0; who < PREDICTOR_COUNT; who++)
            json_value_put(&of_basis, inspection_predictors[who].key,
                           loss_value(&in->loss[basis][who]));
        json_value_put(&object, inspection_bases[basis].key, of_basis);
    }
    return object;
}

static json_t *warnings_value(const struct inspection *in)
{
    json_t *array = json_array();
    const char *at = in->warnings.size ? in->warnings.data : "";
    while (*at) {
        size_t size = strcspn(at, "\n");
        json_value_append(&array, json_value_string(at, size));
        at += size + (at[size] == '\n');
    }
    return array;
}

json_t *inspect_json(const struct inspection *in)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "file", file_value(in),
                     "text", text_value(in), "vocabulary", vocabulary_value(in), "batch",
                     batch_value(in), "embeddings", stat_value(&in->input), "layers",
                     layers_value(in), "heads", heads_value(in), "loss", losses_value(in),
                     "warnings", warnings_value(in));
}
