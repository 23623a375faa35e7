/* inspect_run.c - one batch taken through the net; see inspect_run.h. */
#include "inspect/inspect_run.h"

#include "base/error.h"
#include "inspect/inspect_loss.h"
#include "inspect/inspect_warn.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the batch ----------------------------------------------------------------------------- */

/* Bin of a length: 1, 2, 3-4, 5-8, 9-16, ...; the last takes all that is longer. */
static int bin_of(size_t length)
{
    int bin = 0;
    for (size_t top = 1; top < length && bin < INSPECT_BINS - 1; top *= 2)
        bin++;
    return bin;
}

static void look_at_batch(struct inspection *in)
{
    const struct pack *p = &in->batch.packs[0];
    int window = in->net->window;
    in->shortest = SIZE_MAX;
    for (int b = 0; b < p->columns; b++) {
        size_t length = (size_t)p->length[b];
        in->longest = length > in->longest ? length : in->longest;
        in->shortest = length < in->shortest ? length : in->shortest;
        in->bins[bin_of(length)]++;
    }
    for (int r = 0; r < p->rows; r++) {
        if (!p->real[r])
            continue;
        in->unknown_tokens += p->ids[r * window + window / 2] == VOCAB_UNKNOWN;
        in->spans += p->tags[r] == LABEL_B || p->tags[r] == LABEL_S;
    }
}

/* Gives the place of a text's first piece, the pieces standing in the order of the file. */
static pith_status find_piece(const struct setup *s, size_t line, size_t *piece, pith_error *err)
{
    bool long_texts = strcmp(s->train.format, "bio") == 0; /* a line is a token */
    size_t nearest = s->train.examples[0].line;
    for (size_t i = 0; i < s->piece_count; i++) {
        const struct example *e = &s->train.examples[s->pieces[i].example];
        if (line >= e->line && line < e->line + (long_texts ? e->length : 1)) {
            *piece = i;
            return PITH_STATUS_OK;
        }
        nearest = e->line <= line ? e->line : nearest;
    }
    error_at(err, PITH_STATUS_USAGE, s->train.path, 0, "there is no text with tokens at line %zu",
             line);
    return error_hint(err, PITH_STATUS_USAGE, "one is at line %zu", nearest);
}

/* Puts the pieces in order and finds the first. */
static pith_status choose_first(struct inspection *in, struct inspect_choice choice,
                                pith_error *err)
{
    struct setup *s = &in->setup;
    size_t size = (size_t)s->cfg.train_batch, n = s->piece_count;
    in->choice = choice;
    in->batches = s->cfg.train_drop_last && n >= size ? n / size : (n + size - 1) / size;
    if (choice.from == FROM_EPOCH && choice.number >= in->batches) {
        error_set(err, PITH_STATUS_USAGE, "there is no batch %zu: an epoch has %zu", choice.number,
                  in->batches);
        return error_hint(err, PITH_STATUS_USAGE, "--batch 0 to %zu", in->batches - 1);
    }
    in->order = array_calloc(n, sizeof *in->order);
    if (!in->order)
        return error_memory(err);
    in->first = choice.from == FROM_EPOCH ? choice.number * size : 0;
    if (choice.from == FROM_EPOCH)
        batch_order(s->pieces, n, &s->cfg, 0, in->order);
    else
        for (size_t i = 0; i < n; i++)
            in->order[i] = i;
    return choice.from == FROM_LINE ? find_piece(s, choice.number, &in->first, err)
                                    : PITH_STATUS_OK;
}

/* The batch as training would make it of these texts; in one shard, which changes nothing here. */
static pith_status make_batch(struct inspection *in, struct inspect_choice choice, pith_error *err)
{
    struct setup *s = &in->setup;
    pith_status status = choose_first(in, choice, err);
    if (status != PITH_STATUS_OK)
        return status;
    size_t size = (size_t)s->cfg.train_batch, left = s->piece_count - in->first;
    status = batch_fill(&in->batch, &s->train, s->pieces, in->order + in->first,
                        left < size ? left : size, in->net->window, net_pads(&s->cfg), 1, err);
    if (status != PITH_STATUS_OK)
        return status;
    in->piece = &s->pieces[in->order[in->first]];
    in->text = &s->train.examples[in->piece->example];
    look_at_batch(in);
    return PITH_STATUS_OK;
}

/* --- the net ------------------------------------------------------------------------------- */

/* Columns [from, from + cols) of x [pack rows, ld], over the tokens. */
static struct inspect_stat measure(const struct pack *p, const real *x, size_t ld, size_t from,
                                   size_t cols)
{
    struct inspect_stat s = {
        .rows = (size_t)p->rows, .cols = cols, .low = INFINITY, .high = -INFINITY};
    double sum = 0, squares = 0, count = 0, saturated = 0;
    for (int r = 0; r < p->rows; r++) {
        for (size_t j = from; j < from + cols && p->real[r]; j++) {
            double v = (double)x[(size_t)r * ld + j];
            if (!isfinite(v)) {
                s.nonfinite++;
                continue;
            }
            sum += v;
            squares += v * v;
            saturated += fabs(v) > 0.99;
            s.low = fmin(s.low, v);
            s.high = fmax(s.high, v);
            count++;
        }
    }
    s.mean = count ? sum / count : NAN;
    s.deviation = count ? sqrt(fmax(0, squares / count - s.mean * s.mean)) : NAN;
    s.saturated = count ? saturated / count : NAN;
    return s;
}

/* Softmax of the first tokens of the first text; place 0 of the batch stands in some column. */
static void take_softmax(struct inspection *in, int head)
{
    const struct pack *p = &in->batch.packs[0];
    int column = 0, K = net_labels(head);
    while (p->column[column] != 0)
        column++;
    in->softmax_count = (size_t)p->length[column];
    if (in->softmax_count > INSPECT_SOFTMAX)
        in->softmax_count = INSPECT_SOFTMAX;
    for (size_t t = 0; t < in->softmax_count; t++) {
        const real *z = in->work.logits[head] + (size_t)pack_row(p, (int)t, column) * (size_t)K;
        double *out = in->softmax[t][head], sum = 0, top = (double)z[0];
        for (int j = 1; j < K; j++)
            top = fmax(top, (double)z[j]);
        for (int j = 0; j < K; j++)
            sum += out[j] = exp((double)z[j] - top);
        for (int j = 0; j < K; j++)
            out[j] /= sum;
    }
}

static void look_at_net(struct inspection *in)
{
    const struct pack *p = &in->batch.packs[0];
    const struct net *net = in->net;
    size_t width = (size_t)net->window * (size_t)net->embedding;
    in->input = measure(p, in->work.x, width, 0, width);
    for (int l = 0; l < net->layers; l++) {
        size_t output = (size_t)net->layer[l].output;
        in->hidden[l] = measure(p, in->work.h[l], output, 0, output);
    }
    for (int head = 0; head < HEAD_COUNT; head++) {
        size_t K = (size_t)net_labels(head);
        if (net->head_layer[head] < 0)
            continue;
        in->logits[head] = measure(p, in->work.logits[head], K, 0, K);
        for (size_t j = 0; j < K; j++)
            in->logit[head][j] = measure(p, in->work.logits[head], K, j, 1);
        take_softmax(in, head);
    }
}

pith_status inspect_run(struct inspection *in, struct inspect_choice choice, pith_error *err)
{
    static const struct net_dropout no_dropout = {
        0}; /* no dropout: what the net knows, not its luck */
    pith_status status = make_batch(in, choice, err);
    if (status != PITH_STATUS_OK)
        return status;
    const struct pack *p = &in->batch.packs[0];
    status = net_work_reserve(&in->work, in->net, p->rows, p->columns, false, &no_dropout, err);
    if (status != PITH_STATUS_OK)
        return status;
    net_forward(in->net, &in->work, p, &no_dropout);
    look_at_net(in);
    inspect_losses(in);
    return inspect_warn(in, err);
}
