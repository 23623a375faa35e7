/* inspect_stage.c - opening the data and taking one batch through the net; see inspect.h. */
#include "inspect/inspect.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- opening ------------------------------------------------------------------------------- */

/*
 * The model's configuration, and over it what the user chose; only what makes the net's shape or
 * its tokens cannot be chosen any more.
 */
static pith_status merge_config(struct config *merged, const struct config *chosen, pith_error *err)
{
    struct buffer value = {0};
    pith_status status = PITH_STATUS_OK;
    for (int id = 0; id < KNOB_COUNT && status == PITH_STATUS_OK; id++) {
        const struct knob *knob = knob_at(id);
        if (!chosen->set[id] || config_equal(merged, chosen, id))
            continue;
        if (knob->scope == SCOPE_MODEL) {
            error_set(err, PITH_STATUS_USAGE, "%s is part of the model and cannot be changed",
                      knob->key);
            status = error_hint(err, PITH_STATUS_USAGE, "leave out --%s, or --model", knob->key);
            break;
        }
        buffer_clear(&value);
        status = config_get(chosen, id, &value) ? config_set(merged, knob->key, value.data, err)
                                                : error_memory(err);
    }
    buffer_fini(&value);
    return status;
}

/* The texts by the model's own vocabulary, in the place where setup_run would have put them. */
static pith_status open_with_model(struct inspection *in, const struct config *cfg,
                                   const char *path, const char *model_path, pith_error *err)
{
    struct setup *s = &in->setup;
    pith_status status = pith_model_load(model_path, &in->model, err);
    if (status != PITH_STATUS_OK)
        return status;
    s->cfg = in->model->config.knobs;
    in->vocab = in->model->vocab;
    in->net = &in->model->net;
    status = merge_config(&s->cfg, cfg, err);
    if (status == PITH_STATUS_OK)
        status = config_check(&s->cfg, err);
    if (status == PITH_STATUS_OK)
        status = corpus_read(path, &s->cfg, &s->train, err);
    struct feature_plan plan = feature_plan_of(&s->cfg);
    if (status == PITH_STATUS_OK)
        status = corpus_encode(&s->train, in->vocab, &plan, err);
    if (status == PITH_STATUS_OK)
        status = batch_pieces(&s->train, (size_t)s->cfg.data_max_length, &s->pieces,
                              &s->piece_count, err);
    if (status == PITH_STATUS_OK && !s->piece_count)
        status = error_at(err, PITH_STATUS_DATA, path, 0, "there is not a single token in it");
    if (status == PITH_STATUS_OK)
        s->cfg.train_batch = (int64_t)batch_texts(&s->cfg, s->piece_count);
    return status;
}

static pith_status open_without_model(struct inspection *in, const struct config *cfg,
                                      const char *path, pith_error *err)
{
    pith_config config = {.knobs = *cfg};
    pith_status status = pith_config_set(&config, "data.train", path, err);
    config.knobs.data_dev[0] = '\0';
    if (status == PITH_STATUS_OK)
        status = setup_run(&in->setup, &config.knobs, err);
    in->vocab = in->setup.vocab;
    in->net = &in->setup.net;
    return status;
}

/* Counts the words that the vocabulary does not have, and names the most frequent. */
static pith_status count_unknown(struct inspection *in, struct vocab_counter *counter,
                                 struct buffer *scratch, pith_error *err)
{
    const struct corpus *c = &in->setup.train;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < c->count; i++) {
            const struct example *e = &c->examples[i];
            for (size_t t = 0; t < e->length; t++) {
                const char *word = e->text + e->tokens[t].start;
                size_t size = e->tokens[t].end - e->tokens[t].start;
                if (e->ids[t] != VOCAB_UNKNOWN)
                    continue;
                if (pass == 0 && !vocab_counter_add(counter, word, size))
                    return error_memory(err);
                int32_t id = pass == 0 ? 0 : vocab_id(in->words, word, size, scratch);
                if (id >= VOCAB_FIRST)
                    in->unknown[id - VOCAB_FIRST].count++;
            }
        }
        pith_status status =
            pass == 0 ? vocab_new(counter, 1, INSPECT_WORDS, &in->words, err) : PITH_STATUS_OK;
        if (status != PITH_STATUS_OK)
            return status;
    }
    in->unknown_count = (int)vocab_size(in->words) - VOCAB_FIRST;
    for (int i = 0; i < in->unknown_count; i++)
        in->unknown[i].id = VOCAB_FIRST + i;
    return PITH_STATUS_OK;
}

static pith_status look_at_texts(struct inspection *in, pith_error *err)
{
    const struct corpus *c = &in->setup.train;
    for (size_t i = 0; i < c->count; i++) {
        bool labelled = false;
        for (size_t t = 0; t < c->examples[i].length && !labelled; t++)
            labelled = c->examples[i].tags[t] != LABEL_O;
        in->texts_unlabelled += !labelled;
    }
    if (!c->stats.unknown)
        return PITH_STATUS_OK;
    struct vocab_counter *counter = vocab_counter_new(in->setup.cfg.text_lowercase);
    struct buffer scratch = {0};
    pith_status status = counter ? count_unknown(in, counter, &scratch, err) : error_memory(err);
    buffer_fini(&scratch);
    vocab_counter_free(counter);
    return status;
}

pith_status inspect_open(struct inspection *in, const struct config *cfg, const char *path,
                         const char *model_path, pith_error *err)
{
    *in = (struct inspection){0};
    pith_status status = model_path ? open_with_model(in, cfg, path, model_path, err)
                                    : open_without_model(in, cfg, path, err);
    if (status == PITH_STATUS_OK)
        status = look_at_texts(in, err);
    if (status != PITH_STATUS_OK)
        inspect_fini(in);
    return status;
}

void inspect_fini(struct inspection *in)
{
    buffer_fini(&in->warnings);
    net_work_fini(&in->work);
    batch_fini(&in->batch);
    free(in->order);
    vocab_free(in->words);
    setup_fini(&in->setup);
    pith_model_free(in->model);
    *in = (struct inspection){0};
}

/* --- the batch ----------------------------------------------------------------------------- */

/* Bin of a length: 1, 2, 3-4, 5-8, 9-16, ...; the last takes all that is longer. */
static int bin_of(size_t length)
{
    int bin = 0;
    for (size_t top = 1; top < length && bin < INSPECT_BINS - 1; top *= 2)
        bin++;
    return bin;
}

size_t inspect_positions(const struct inspection *in)
{
    return in->batch.texts * in->longest;
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
    static const struct net_noise silence = {0}; /* no dropout: what the net knows, not its luck */
    pith_status status = make_batch(in, choice, err);
    if (status != PITH_STATUS_OK)
        return status;
    const struct pack *p = &in->batch.packs[0];
    status = net_work_reserve(&in->work, in->net, p->rows, p->columns, false, &silence, err);
    if (status != PITH_STATUS_OK)
        return status;
    net_forward(in->net, &in->work, p, &silence);
    look_at_net(in);
    inspect_losses(in);
    return inspect_warn(in, err);
}
