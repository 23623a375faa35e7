/* predict.c - what the net says about texts; see predict.h. */
#include "nn/predict.h"

#include "base/error.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <math.h>
#include <stdlib.h>

/* Of a batch, about: bounds the memory, and is enough for the products. */
enum { PREDICT_ROWS = 6144 };

static const struct predict_options plain_options = {.losses = true};

void predictor_fini(struct predictor *p)
{
    for (int s = 0; s < p->shards; s++)
        net_work_fini(&p->work[s]);
    for (int s = 0; s < PREDICT_SHARDS; s++)
        free(p->found[s].items);
    free(p->work);
    free(p->pieces);
    free(p->order);
    batch_fini(&p->batch);
    *p = (struct predictor){0};
}

void prediction_fini(struct prediction *p)
{
    free(p->offset);
    free(p->keyphrase);
    free(p->keyword);
    free(p->probability);
    free(p->candidates);
    *p = (struct prediction){0};
}

static pith_status make_room(struct prediction *out, const struct corpus *c, pith_error *err)
{
    if (!array_grow((void **)&out->offset, &out->offset_capacity, c->count + 1,
                    sizeof *out->offset))
        return error_memory(err);
    out->offset[0] = 0;
    for (size_t i = 0; i < c->count; i++)
        out->offset[i + 1] = out->offset[i] + c->examples[i].length;
    size_t n = out->offset[c->count] + 1; /* never NULL: texts without tokens have a place, too */
    if (!array_grow((void **)&out->keyphrase, &out->keyphrase_capacity, n, 1) ||
        !array_grow((void **)&out->keyword, &out->keyword_capacity, n, 1) ||
        !array_grow((void **)&out->probability, &out->probability_capacity, n, sizeof(float)))
        return error_memory(err);
    return PITH_STATUS_OK;
}

/* Index of the largest of K numbers, and its softmax probability. */
static int best_label(const real *z, int K, float *probability)
{
    int top = 0;
    for (int j = 1; j < K; j++)
        if (z[j] > z[top])
            top = j;
    double sum = 0;
    for (int j = 0; j < K; j++)
        sum += exp((double)z[j] - (double)z[top]);
    *probability = (float)(1 / sum);
    return top;
}

/* Labels of a column, each chosen by itself. */
static void read_labels(const struct net_work *w, const struct pack *p, int b, size_t at,
                        struct prediction *out)
{
    for (int t = 0; t < p->length[b]; t++, at++) {
        const real *z = w->logits[HEAD_KEYPHRASE] + (size_t)pack_row(p, t, b) * KEYPHRASE_LABELS;
        out->keyphrase[at] = (uint8_t)best_label(z, KEYPHRASE_LABELS, &out->probability[at]);
    }
}

/* Labels of a column, chosen together; all tokens of a phrase get the phrase's probability. */
static void read_chain(const struct net_work *w, const struct chain *chain,
                       const struct chain_text *x, size_t at, struct prediction *out)
{
    struct span span;
    uint8_t *tags = out->keyphrase + at;
    chain_viterbi(chain, x, w->chain_back, tags);
    for (int t = 0; t < x->n; t++)
        out->probability[at + (size_t)t] = (float)chain_marginal(x, t, tags[t]);
    for (size_t i = 0; label_next(tags, (size_t)x->n, &i, &span);)
        for (uint32_t t = span.start; t < span.end; t++)
            out->probability[at + t] = (float)chain_span(chain, x, span);
}

/* A column before its phrases are chosen (choose_phrases): all O, and how likely that is. */
static void read_nothing(const struct chain_text *x, size_t at, struct prediction *out)
{
    for (int t = 0; t < x->n; t++) {
        out->keyphrase[at + (size_t)t] = LABEL_O;
        out->probability[at + (size_t)t] = (float)chain_marginal(x, t, LABEL_O);
    }
}

static bool reads_by_phrase(const struct net *net, const struct predict_options *o)
{
    return net->threshold > 0 && !o->best_reading && !(o->min_probability > 0);
}

/* --- other readings --------------------------------------------------------------------------- */

/* Where the phrases of a column go. */
struct collector {
    struct candidate_list *list;
    const struct piece *piece;
};

static void collect(void *context, struct span span, double probability)
{
    struct collector *c = context;
    struct candidate_list *list = c->list;
    if (!array_grow((void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items)) {
        list->failed = true;
        return;
    }
    span.start += c->piece->start;
    span.end += c->piece->start;
    list->items[list->count++] = (struct candidate){c->piece->example, {span, probability}};
}

static int by_place(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    const struct span *s = &x->phrase.span, *t = &y->phrase.span;
    if (x->example != y->example)
        return x->example < y->example ? -1 : 1;
    if (s->start != t->start)
        return s->start < t->start ? -1 : 1;
    return (s->end > t->end) - (s->end < t->end);
}

/* All shards' phrases as one list. */
static pith_status join_candidates(struct predictor *p, struct prediction *out, pith_error *err)
{
    size_t total = 0;
    out->candidate_count = 0;
    for (int s = 0; s < PREDICT_SHARDS; s++) {
        total += p->found[s].count;
        if (p->found[s].failed)
            return error_memory(err);
    }
    if (!array_grow((void **)&out->candidates, &out->candidates_capacity, total + 1,
                    sizeof *out->candidates))
        return error_memory(err);
    for (int s = 0; s < PREDICT_SHARDS; s++)
        for (size_t i = 0; i < p->found[s].count; i++)
            out->candidates[out->candidate_count++] = p->found[s].items[i];
    if (total)
        qsort(out->candidates, total, sizeof *out->candidates, by_place);
    return PITH_STATUS_OK;
}

/* Phrases by their own probability: of each text its candidates, chosen, become its tags. */
static void choose_phrases(const struct net *net, const struct corpus *c, struct prediction *out)
{
    struct candidate *items = out->candidates;
    for (size_t at = 0, end; at < out->candidate_count; at = end) {
        size_t base = out->offset[items[at].example];
        end = decode_text_end(items, out->candidate_count, at);
        size_t count = decode_choose(items + at, end - at, net->threshold);
        for (size_t k = at; k < at + count; k++) {
            struct span span = items[k].phrase.span;
            label_mark(out->keyphrase + base, span);
            for (uint32_t t = span.start; t < span.end; t++)
                out->probability[base + t] = (float)items[k].phrase.score;
        }
    }
    out->candidate_count = 0;
    if (net->head_layer[HEAD_KEYWORD] < 0)
        for (size_t t = 0; t < out->offset[c->count]; t++)
            out->keyword[t] = out->keyphrase[t] != LABEL_O;
}

/* Takes the logits of one pack to the places of its tokens. */
static void read_pack(const struct net *net, const struct net_work *w, const struct pack *p,
                      const struct piece *pieces, const struct predict_options *o,
                      struct candidate_list *found, struct prediction *out)
{
    const real *word = w->logits[HEAD_KEYWORD];
    bool by_phrase = reads_by_phrase(net, o);
    double floor = by_phrase ? decode_floor(net->threshold) : o->min_probability;
    struct chain chain;
    net_chain(net, CHAIN_FORBID, &chain);
    for (int b = 0; b < p->columns; b++) {
        const struct piece *piece = &pieces[p->piece[b]];
        size_t at = out->offset[piece->example] + piece->start;
        struct chain_text x;
        if (net->legal || floor > 0)
            net_chain_text(w, p, &chain, b, &x);
        if (by_phrase)
            read_nothing(&x, at, out);
        else if (net->legal)
            read_chain(w, &chain, &x, at, out);
        else
            read_labels(w, p, b, at, out);
        if (floor > 0)
            chain_spans(&chain, &x, floor, collect, &(struct collector){found, piece});
        for (int t = 0; t < p->length[b]; t++, at++) {
            size_t row = (size_t)pack_row(p, t, b);
            float ignored;
            out->keyword[at] =
                (uint8_t)(net->head_layer[HEAD_KEYWORD] >= 0
                              ? best_label(word + row * KEYWORD_LABELS, KEYWORD_LABELS, &ignored)
                              : out->keyphrase[at] != LABEL_O);
        }
    }
}

static pith_status run_batch(struct predictor *p, const struct net *net, int threads,
                             struct prediction *out, pith_error *err)
{
    static const struct net_dropout no_dropout = {0};
    const struct predict_options *o = p->options ? p->options : &plain_options;
    struct net_loss_plan plan = {.denominator = {1, 1}};
    struct net_loss_sums sums[PREDICT_SHARDS] = {0};
    for (int head = 0; head < HEAD_COUNT; head++)
        for (int j = 0; j < KEYPHRASE_LABELS; j++)
            plan.label_weight[head][j] = 1;
    for (int s = 0; s < p->batch.shards; s++) {
        const struct pack *pack = &p->batch.packs[s];
        p->work[s].projection = p->projection;
        p->work[s].int8 = p->int8;
        pith_status status =
            net_work_reserve(&p->work[s], net, pack->rows, pack->columns, false, &no_dropout, err);
        if (status != PITH_STATUS_OK)
            return status;
    }
    if (p->projection)
        projection_learn(p->projection, &p->batch, threads);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int s = 0; s < p->batch.shards; s++) {
        const struct pack *pack = &p->batch.packs[s];
        net_forward(net, &p->work[s], pack, &no_dropout);
        read_pack(net, &p->work[s], pack, p->pieces, o, &p->found[s], out);
        if (o->losses)
            net_loss(net, &p->work[s], pack, &plan, false, &sums[s]);
    }
    for (int s = 0; s < p->batch.shards; s++)
        for (int head = 0; head < HEAD_COUNT; head++)
            out->loss[head] += sums[s].loss[head];
    return PITH_STATUS_OK;
}

static pith_status prepare(struct predictor *p, pith_error *err)
{
    if (!p->work) {
        p->work = array_calloc(PREDICT_SHARDS, sizeof *p->work);
        if (!p->work)
            return error_memory(err);
        p->shards = PREDICT_SHARDS;
    }
    free(p->pieces);
    p->pieces = NULL;
    return PITH_STATUS_OK;
}

/* How many of the next pieces to compute at a time. */
static size_t batch_size(const struct piece *pieces, size_t left, size_t batch)
{
    size_t n = 0, rows = 0;
    while (n < left && n < batch && (!n || rows + pieces[n].length <= PREDICT_ROWS))
        rows += pieces[n++].length;
    return n;
}

pith_status predictor_run(struct predictor *p, const struct net *net, const struct corpus *c,
                          size_t max_length, size_t batch, int threads, struct prediction *out,
                          pith_error *err)
{
    size_t count = 0;
    pith_status status = prepare(p, err);
    if (status == PITH_STATUS_OK)
        status = make_room(out, c, err);
    if (status == PITH_STATUS_OK)
        status = batch_pieces(c, max_length, &p->pieces, &count, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (!array_grow((void **)&p->order, &p->order_capacity, count, sizeof *p->order))
        return error_memory(err);
    for (size_t i = 0; i < count; i++)
        p->order[i] = i;
    out->loss[HEAD_KEYWORD] = out->loss[HEAD_KEYPHRASE] = 0;
    for (int s = 0; s < PREDICT_SHARDS; s++) {
        p->found[s].count = 0;
        p->found[s].failed = false;
    }
    for (size_t i = 0, n; i < count && status == PITH_STATUS_OK; i += n) {
        n = batch_size(p->pieces + i, count - i, batch);
        int shards = n < PREDICT_SHARDS ? 1 : PREDICT_SHARDS;
        status =
            batch_fill(&p->batch, c, p->pieces, p->order + i, n, net->window, false, shards, err);
        if (status == PITH_STATUS_OK)
            status = run_batch(p, net, threads, out, err);
    }
    if (status == PITH_STATUS_OK)
        status = join_candidates(p, out, err);
    if (status == PITH_STATUS_OK && reads_by_phrase(net, p->options ? p->options : &plain_options))
        choose_phrases(net, c, out);
    size_t tokens = out->offset[c->count];
    for (int head = 0; head < HEAD_COUNT && tokens; head++)
        out->loss[head] /= (double)tokens;
    return status;
}

size_t predict_spans(const uint8_t *tags, const float *probability, size_t n,
                     struct scored_span *out)
{
    size_t count = 0;
    struct span span;
    for (size_t at = 0; label_next(tags, n, &at, &span);) {
        double sum = 0;
        for (size_t t = span.start; t < span.end; t++)
            sum += log(fmax((double)probability[t], 1e-30));
        out[count++] = (struct scored_span){span, exp(sum / (span.end - span.start))};
    }
    return count;
}
