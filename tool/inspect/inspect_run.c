/*
 * inspect_run.c - one batch taken through the net; see inspect_run.h.
 *
 * A loss means little by itself. Beside it stand two that need no text at all: the uniform guess,
 * ln K a position, and the best constant guess, the entropy of the labels
 *
 *     H = -Σ_j q_j ln q_j,    q_j = share of label j (by weight) among the positions that count
 *
 * A net stuck at H has learned how frequent labels are and nothing else. Pads labelled O make H
 * small: that is how a useless net shows a small loss.
 */
#include "inspect/inspect_run.h"

#include "base/error.h"
#include "cli/number.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the net knows, not its luck. */
static const struct net_dropout no_dropout = {0};

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
    TRY(choose_first(in, choice, err));
    size_t size = (size_t)s->cfg.train_batch, left = s->piece_count - in->first;
    TRY(batch_fill(&in->batch, &s->train, s->pieces, in->order + in->first,
                   left < size ? left : size, in->net->window, config_counts_pads(&s->cfg), 1,
                   err));
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
    size_t width = (size_t)net->window * (size_t)net->embedding; /* W·E; features stand behind it */
    in->input = measure(p, in->work.x, (size_t)net->input, 0, width);
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

/* --- losses -------------------------------------------------------------------------------- */

/* How a basis weighs labels and what it divides by, in the terms of net_loss. */
static void make_plan(const struct inspection *in, enum inspect_basis basis,
                      struct net_loss_plan *plan)
{
    net_loss_plan_make(plan, &in->setup.cfg, in->net, &in->batch);
    if (basis == BASIS_RUN)
        return;
    plan->pads = basis == BASIS_PADS;
    size_t positions = plan->pads ? inspection_positions(in) : in->batch.real_rows;
    for (int head = 0; head < HEAD_COUNT; head++) {
        plan->denominator[head] = (double)positions;
        for (int j = 0; j < KEYPHRASE_LABELS; j++)
            plan->label_weight[head][j] = 1;
    }
}

/* What the net loses; net_loss uses the logits up, so they are made anew. */
static void net_losses(struct inspection *in, const struct net_loss_plan *plan,
                       struct inspect_loss *out)
{
    const struct pack *p = &in->batch.packs[0];
    in->sums = (struct net_loss_sums){0};
    net_forward(in->net, &in->work, p, &no_dropout);
    net_loss(in->net, &in->work, p, plan, false, &in->sums);
    memcpy(out->head, in->sums.loss, sizeof out->head);
}

/* What guessing loses; `absent` pads count without being in the batch. */
static void guess_losses(const struct inspection *in, const struct net_loss_plan *plan, int head,
                         double absent, struct inspect_loss *loss)
{
    double mass[KEYPHRASE_LABELS], constant = 0;
    double sum = net_label_weights(plan, &in->batch, head, mass) + absent;
    mass[LABEL_O] += absent;
    for (int j = 0; j < KEYPHRASE_LABELS; j++)
        if (mass[j] > 0)
            constant -= mass[j] * log(mass[j] / sum);
    loss[PREDICTOR_UNIFORM].head[head] = sum * log(net_labels(head)) / plan->denominator[head];
    loss[PREDICTOR_CONSTANT].head[head] = constant / plan->denominator[head];
}

static void look_at_losses(struct inspection *in, enum inspect_basis basis)
{
    struct inspect_loss *loss = in->loss[basis];
    struct net_loss_plan plan;
    make_plan(in, basis, &plan);
    size_t absent = plan.pads ? inspection_positions(in) - in->batch.rows : 0;
    net_losses(in, &plan, &loss[PREDICTOR_NET]);
    for (int head = 0; head < HEAD_COUNT; head++) {
        if (in->net->head_layer[head] < 0)
            continue;
        guess_losses(in, &plan, head, (double)absent, loss);
        if (absent) /* pads that the run does not compute have no loss to show */
            loss[PREDICTOR_NET].head[head] = NAN;
        for (int who = 0; who < PREDICTOR_COUNT; who++)
            loss[who].combined += plan.weight[head] * loss[who].head[head];
    }
}

/* --- warnings ------------------------------------------------------------------------------ */

/* Each threshold is a judgement, and stands with its reason in the text that it gives. */

static void warn_of_texts(struct inspection *in)
{
    const struct corpus_stats *s = &in->setup.train.stats;
    struct buffer *w = &in->warnings;
    double unlabelled = inspection_share(in->texts_unlabelled, s->texts);
    double absent = inspection_share(s->phrases_absent, s->phrases);
    if (unlabelled > 0.25)
        buffer_printf(w,
                      "no keyphrase at all in %zu of %s (%.0f%%): such a text only "
                      "teaches to answer O\n",
                      in->texts_unlabelled, CLI_PLURAL(s->texts, "text"), 100 * unlabelled);
    if (absent > 0.5)
        buffer_printf(w,
                      "%.0f%% of the given keyphrases do not stand in their texts: a "
                      "tagger cannot find them\n",
                      100 * absent);
    if (s->invalid_utf8)
        buffer_printf(w, "bytes that are not UTF-8 in %s (read as U+FFFD)\n",
                      CLI_PLURAL(s->invalid_utf8, "text"));
    if (s->bad_lines)
        buffer_printf(w, "skipped %s\n", CLI_PLURAL(s->bad_lines, "broken line"));
    if (s->empty)
        buffer_printf(w, "no token at all in %s\n", CLI_PLURAL(s->empty, "text"));
    if (s->longest > (size_t)in->setup.cfg.data_max_length)
        buffer_printf(w,
                      "the longest text has %zu tokens and is cut into pieces of %lld "
                      "(data.max_length)\n",
                      s->longest, (long long)in->setup.cfg.data_max_length);
}

static void warn_of_words(struct inspection *in)
{
    const struct corpus_stats *s = &in->setup.train.stats;
    const struct embedding_report *vectors = &in->setup.embedding;
    struct buffer *w = &in->warnings;
    size_t words = vocab_size(in->vocab) - VOCAB_FIRST;
    double unknown = inspection_share(s->unknown, s->tokens);
    double covered = inspection_share(vectors->matched + vectors->matched_folded, words);
    if (unknown > 0.5)
        buffer_printf(w,
                      "%.0f%% of the tokens are unknown words: the net cannot tell them "
                      "apart (text.min_count%s)\n",
                      100 * unknown, in->model ? ", or another model" : "");
    if (!in->model && !in->setup.cfg.embedding_train && !vectors->format)
        buffer_printf(w, "the word vectors are random and frozen (embedding.train = false "
                         "without embedding.file)\n");
    if (vectors->format && covered < 0.5)
        buffer_printf(w,
                      "only %.0f%% of the vocabulary has a pretrained vector: check "
                      "text.lowercase and text.tokenizer\n",
                      100 * covered);
}

static void warn_of_batch(struct inspection *in)
{
    struct buffer *w = &in->warnings;
    size_t positions = inspection_positions(in), pads = positions - in->batch.real_rows;
    double padding = inspection_share(pads, positions);
    bool counted = config_counts_pads(&in->setup.cfg);
    if (padding > 0.6 && counted)
        buffer_printf(w,
                      "%.0f%% of the batch is padding, and counts in the loss as label O "
                      "(train.bucket, or loss.pads = false)\n",
                      100 * padding);
    if (in->spans == 0)
        buffer_printf(w, "no keyphrase is in this batch: its gradient only says O\n");
    if (in->setup.piece_count < (size_t)in->setup.cfg.train_batch)
        buffer_printf(w,
                      "the whole file, %s, fits into one batch: an epoch is a single "
                      "step\n",
                      CLI_PLURAL(in->setup.piece_count, "text"));
    double all = in->loss[BASIS_PADS][PREDICTOR_CONSTANT].combined;
    double tokens = in->loss[BASIS_TOKENS][PREDICTOR_CONSTANT].combined;
    if (counted && all < 0.5 * tokens)
        buffer_printf(w,
                      "pads halve the loss of a net that knows nothing, from %.3f to "
                      "%.3f: a small loss is no success here\n",
                      tokens, all);
}

static void warn_of_net(struct inspection *in)
{
    struct buffer *w = &in->warnings;
    if (in->input.nonfinite)
        buffer_printf(w, "NaN or infinite in the word vectors: %s\n",
                      CLI_PLURAL(in->input.nonfinite, "number"));
    for (int l = 0; l < in->net->layers; l++) {
        if (in->hidden[l].nonfinite)
            buffer_printf(w, "layer %d: NaN or infinite: %s\n", l + 1,
                          CLI_PLURAL(in->hidden[l].nonfinite, "number"));
        if (in->hidden[l].saturated > 0.5)
            buffer_printf(w,
                          "layer %d: %.0f%% of the units are saturated: hardly any "
                          "gradient comes through\n",
                          l + 1, 100 * in->hidden[l].saturated);
    }
    const size_t *predicted = in->sums.predicted[HEAD_KEYPHRASE];
    if (in->model && predicted[LABEL_O] == in->batch.real_rows && in->spans)
        buffer_printf(w, "the model says O everywhere in this batch\n");
}

pith_status inspect_run(struct inspection *in, struct inspect_choice choice, pith_error *err)
{
    TRY(make_batch(in, choice, err));
    const struct pack *p = &in->batch.packs[0];
    TRY(net_work_reserve(&in->work, in->net, p->rows, p->columns, false, &no_dropout, err));
    net_forward(in->net, &in->work, p, &no_dropout);
    look_at_net(in);
    for (int basis = 0; basis < BASIS_COUNT; basis++)
        look_at_losses(in, (enum inspect_basis)basis);
    warn_of_texts(in);
    warn_of_words(in);
    warn_of_batch(in);
    warn_of_net(in);
    return buffer_ok(&in->warnings) ? PITH_STATUS_OK : error_memory(err);
}
