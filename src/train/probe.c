/* probe.c - measurements on a net at one moment of its training; see probe.h. */
#include "train/probe.h"

#include "base/error.h"
#include "nn/loss.h"
#include "nn/pass.h"
#include "train/clip.h"
#include "train/shards.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PROBE_TEXTS_MIN = 8, PROBE_TEXTS_MAX = 32, PROBE_SHARE = 200 };

struct prober {
    const struct corpus *corpus;
    const struct piece *pieces;
    size_t *order, count; /* pieces that are asked about */
    struct shards shards;
    struct net_dropout dropout;  /* none, unless a test says so */
    uint8_t *labels[HEAD_COUNT]; /* [rows] predicted, one shard behind the other */
    size_t labels_capacity[HEAD_COUNT];
    int32_t *windows; /* [rows, W] scratch for putting words into other places */
    size_t windows_capacity;
};

/* --- life ----------------------------------------------------------------------------------- */

/*
 * A few texts, spread over all of them; so few of a small corpus, that asking after every epoch
 * costs little of it.
 */
static bool choose_pieces(struct prober *p, size_t piece_count)
{
    size_t n = piece_count / PROBE_SHARE;
    n = n < PROBE_TEXTS_MIN ? PROBE_TEXTS_MIN : n > PROBE_TEXTS_MAX ? PROBE_TEXTS_MAX : n;
    p->count = n < piece_count ? n : piece_count;
    p->order = array_calloc(p->count, sizeof *p->order);
    for (size_t i = 0; p->order && i < p->count; i++)
        p->order[i] = i * piece_count / p->count;
    return p->order != NULL;
}

pith_status prober_new(const struct config *cfg, const struct net *net, const struct corpus *c,
                       const struct piece *pieces, size_t piece_count, int threads,
                       const struct train_hook *hook, struct prober **out, pith_error *err)
{
    struct prober *p = calloc(1, sizeof *p);
    if (!p)
        return error_memory(err);
    *p = (struct prober){.corpus = c, .pieces = pieces};
    if (hook && hook->evaluate)
        hook->evaluate(hook->context, &p->dropout);
    pith_status status = shards_init(&p->shards, cfg, net, threads, hook, err);
    if (status == PITH_STATUS_OK && !choose_pieces(p, piece_count))
        status = error_memory(err);
    *out = status == PITH_STATUS_OK ? p : NULL;
    if (status != PITH_STATUS_OK)
        prober_free(p);
    return status;
}

void prober_free(struct prober *p)
{
    if (!p)
        return;
    shards_fini(&p->shards);
    for (int head = 0; head < HEAD_COUNT; head++)
        free(p->labels[head]);
    free(p->windows);
    free(p->order);
    free(p);
}

/* --- the batch ------------------------------------------------------------------------------ */

static pith_status make_batch(struct prober *p, pith_error *err)
{
    struct shards *s = &p->shards;
    pith_status status =
        shards_fill(s, p->corpus, p->pieces, p->order, p->count, &p->dropout, false, err);
    for (int head = 0; head < HEAD_COUNT && status == PITH_STATUS_OK; head++)
        if (!array_grow((void **)&p->labels[head], &p->labels_capacity[head], s->batch.rows, 1))
            status = error_memory(err);
    if (status == PITH_STATUS_OK &&
        !array_grow((void **)&p->windows, &p->windows_capacity,
                    s->batch.rows * (size_t)s->net->window, sizeof *p->windows))
        status = error_memory(err);
    return status;
}

/* The batch is ours, so its ids may be changed. */
static int32_t *window_of(const struct net *net, const struct pack *pack, int row)
{
    return pack->ids + (size_t)row * (size_t)net->window;
}

/* Deals the tokens' windows anew: each goes half a pack further, in a circle over the tokens. */
static void shuffle_words(const struct prober *p, const struct pack *pack)
{
    const struct shards *s = &p->shards;
    size_t W = (size_t)s->net->window, n = (size_t)pack->real_rows;
    int32_t *kept = p->windows;
    size_t at = 0;
    for (int r = 0; r < pack->rows; r++)
        if (pack->real[r])
            memcpy(kept + at++ * W, window_of(s->net, pack, r), W * sizeof *kept);
    at = n / 2;
    for (int r = 0; r < pack->rows; r++)
        if (pack->real[r])
            memcpy(window_of(s->net, pack, r), kept + at++ % n * W, W * sizeof *kept);
}

/* Puts the most frequent word where pads are; returns whether there were any. */
static bool replace_pads(const struct prober *p)
{
    const struct shards *s = &p->shards;
    bool any = false;
    for (int i = 0; i < s->batch.shards; i++) {
        const struct pack *pack = &s->batch.packs[i];
        for (int r = 0; r < pack->rows; r++) {
            any = any || !pack->real[r];
            for (int w = 0; w < s->net->window && !pack->real[r]; w++)
                window_of(s->net, pack, r)[w] = VOCAB_FIRST;
        }
    }
    return any && s->net->vocabulary > VOCAB_FIRST;
}

/* --- passes --------------------------------------------------------------------------------- */

static void forward(struct prober *p)
{
    struct shards *s = &p->shards;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int i = 0; i < s->batch.shards; i++)
        net_forward(s->net, &s->work[i], &s->batch.packs[i], &p->dropout);
}

/*
 * The objective; logits become their gradient. Weighed shard by shard: shards_loss would round
 * otherwise, and traces of older runs differ.
 */
static double loss(struct prober *p)
{
    struct shards *s = &p->shards;
    double sum = 0;
    for (int i = 0; i < s->batch.shards; i++) {
        s->sums[i] = (struct net_loss_sums){0};
        net_loss(s->net, &s->work[i], &s->batch.packs[i], &s->plan, true, &s->sums[i]);
    }
    for (int head = 0; head < HEAD_COUNT; head++)
        for (int i = 0; i < s->batch.shards; i++)
            sum += s->plan.weight[head] * s->sums[i].loss[head];
    return sum;
}

static void backward(struct prober *p)
{
    struct shards *s = &p->shards;
#pragma omp parallel for schedule(dynamic, 1) num_threads(s->threads)
    for (int i = 0; i < s->batch.shards; i++) {
        memset(s->dense[i], 0, s->dense_size * sizeof **s->dense);
        net_backward(s->net, &s->work[i], &s->batch.packs[i], &p->dropout, s->dense[i],
                     s->dense_base);
    }
}

static double forward_loss(struct prober *p)
{
    forward(p);
    return loss(p);
}

/* --- what the net says ---------------------------------------------------------------------- */

/* Reads labels and the spread of logits; before `loss`, which overwrites them. */
static double read_logits(struct prober *p, int head)
{
    struct shards *s = &p->shards;
    int K = net_labels(head);
    double sum[KEYPHRASE_LABELS] = {0}, squares[KEYPHRASE_LABELS] = {0}, n = 0, spread = 0;
    uint8_t *label = p->labels[head];
    if (s->net->head_layer[head] < 0)
        return NAN;
    for (int i = 0; i < s->batch.shards; i++) {
        const struct pack *pack = &s->batch.packs[i];
        for (int r = 0; r < pack->rows; r++, label++) {
            const real *z = s->work[i].logits[head] + (size_t)r * (size_t)K;
            *label = 0;
            for (int j = 1; j < K; j++)
                if (z[j] > z[*label])
                    *label = (uint8_t)j;
            for (int j = 0; j < K && pack->real[r]; j++) {
                sum[j] += (double)z[j];
                squares[j] += (double)z[j] * (double)z[j];
            }
            n += pack->real[r];
        }
    }
    for (int j = 0; j < K && n > 0; j++)
        spread += sqrt(fmax(0, squares[j] / n - sum[j] / n * (sum[j] / n))) / K;
    return spread;
}

/* Copies the labels of a column into rows that follow each other. */
static void read_column(const struct pack *pack, const uint8_t *labels, int column, uint8_t *out)
{
    for (int t = 0; t < pack->length[column]; t++)
        out[t] = labels[pack_row(pack, t, column)];
}

/* Tokens inside by both: predicted at t, gold at t + lag. */
static size_t count_shifted(const uint8_t *predicted, const uint8_t *gold, int n, int lag)
{
    size_t both = 0;
    for (int t = 0; t < n; t++)
        if (t + lag >= 0 && t + lag < n)
            both += predicted[t] != LABEL_O && gold[t + lag] != LABEL_O;
    return both;
}

static pith_status read_labels(struct prober *p, pith_probe *out, pith_error *err)
{
    struct shards *s = &p->shards;
    size_t both[PITH_SURVEY_LAGS] = {0}, inside = 0, inside_gold = 0, base = 0;
    bool joint = s->net->head_layer[HEAD_KEYWORD] >= 0;
    for (int i = 0; i < s->batch.shards; base += (size_t)s->batch.packs[i++].rows) {
        const struct pack *pack = &s->batch.packs[i];
        int n = pack->columns ? pack->length[0] : 0; /* the longest */
        uint8_t *predicted = array_calloc((size_t)n, 3);
        if (!predicted)
            return error_memory(err);
        uint8_t *gold = predicted + n, *keyword = predicted + 2 * n;
        for (int b = 0; b < pack->columns; b++) {
            n = pack->length[b];
            read_column(pack, p->labels[HEAD_KEYPHRASE] + base, b, predicted);
            read_column(pack, pack->tags, b, gold);
            read_column(pack, p->labels[joint ? HEAD_KEYWORD : HEAD_KEYPHRASE] + base, b, keyword);
            out->illegal += label_illegal(predicted, (size_t)n);
            for (int t = 0; t < n; t++) {
                out->predicted[predicted[t]]++;
                out->gold[gold[t]]++;
                inside += predicted[t] != LABEL_O;
                inside_gold += gold[t] != LABEL_O;
                out->contradicted += (keyword[t] != 0) != (predicted[t] != LABEL_O);
            }
            for (int k = 0; k < PITH_SURVEY_LAGS; k++)
                both[k] += count_shifted(predicted, gold, n, k - PITH_SURVEY_LAGS / 2);
        }
        free(predicted);
    }
    for (int k = 0; k < PITH_SURVEY_LAGS; k++)
        out->agreement[k] =
            inside + inside_gold ? 2 * (double)both[k] / (double)(inside + inside_gold) : 0;
    return PITH_STATUS_OK;
}

/* --- layers --------------------------------------------------------------------------------- */

/*
 * Cells are saturated where their activations are: tanh beyond .98 or -.98, sigmoids there or below
 * .02. Gates lie side by side, r z n and i f g o: the third is a tanh, as is the only one of rnn.
 */
static size_t count_saturated(const real *gates, int n, size_t H)
{
    size_t beyond = 0;
    for (int g = 0; g < n; g++)
        for (size_t j = 0; j < H; j++) {
            double x = (double)gates[(size_t)g * H + j];
            bool sigmoid = n > 1 && g != 2;
            beyond += fabs(x) > 0.98 || (sigmoid && x < 0.02);
        }
    return beyond;
}

/* After a forward pass, before the backward pass, which overwrites activations. */
static double read_saturation(const struct prober *p, int l)
{
    const struct shards *s = &p->shards;
    size_t beyond = 0, n = 0;
    for (int d = 0; d < s->net->directions; d++) {
        const struct layer_shape *shape = &s->net->layer[l].shape[d];
        size_t H = (size_t)shape->hidden, GH = H * (size_t)shape->cell->gates;
        for (int i = 0; i < s->batch.shards; i++) {
            const struct pack *pack = &s->batch.packs[i];
            for (int r = 0; r < pack->rows; r++) {
                if (!pack->real[r])
                    continue;
                const real *h =
                    s->work[i].state[l][d].h + (size_t)r * (size_t)s->net->layer[l].output;
                const real *gates = s->work[i].state[l][d].gates + (size_t)r * GH;
                beyond += count_saturated(GH == H ? h : gates, shape->cell->gates, H);
                n += GH;
            }
        }
    }
    return n ? (double)beyond / (double)n : (double)NAN;
}

static bool read_layer(const struct prober *p, int l, double *dead)
{
    const struct shards *s = &p->shards;
    size_t H = (size_t)s->net->layer[l].output, n = 0, still = 0;
    real *low = array_calloc(H, 2 * sizeof *low);
    if (!low)
        return false;
    real *high = low + H;
    for (int i = 0; i < s->batch.shards; i++) {
        const struct pack *pack = &s->batch.packs[i];
        for (int r = 0; r < pack->rows; r++) {
            const real *h = s->work[i].h[l] + (size_t)r * H;
            for (size_t j = 0; j < H && pack->real[r]; j++) {
                low[j] = !n || h[j] < low[j] ? h[j] : low[j];
                high[j] = !n || h[j] > high[j] ? h[j] : high[j];
            }
            n += pack->real[r];
        }
    }
    for (size_t j = 0; j < H; j++)
        still += high[j] - low[j] < (real)1e-4;
    free(low);
    *dead = (double)still / (double)H;
    return true;
}

static double norm(double squares, const real *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        squares += (double)x[i] * (double)x[i];
    return squares;
}

/* After `backward`: gradient norms of the layers' outputs and of all parameters. */
static pith_status read_gradients(struct prober *p, pith_probe *out, pith_error *err)
{
    struct shards *s = &p->shards;
    for (int l = 0; l < s->net->layers && l < PITH_PROBE_LAYERS; l++) {
        double squares = 0;
        for (int i = 0; i < s->batch.shards; i++)
            squares = norm(squares, s->work[i].dh[l],
                           (size_t)s->batch.packs[i].rows * (size_t)s->net->layer[l].output);
        out->layer[l].gradient_norm = sqrt(squares);
    }
    struct gradient g;
    pith_status status = shards_gradient(s, &g, err);
    if (status == PITH_STATUS_OK)
        out->gradient_norm = clip_gradient(&s->net->table, &g, 0, s->threads).norm;
    return status;
}

/* --- reach ---------------------------------------------------------------------------------- */

/* Leaves of the logits' gradients only those of each text's last token. */
static void keep_last(struct prober *p)
{
    struct shards *s = &p->shards;
    for (int i = 0; i < s->batch.shards; i++) {
        const struct pack *pack = &s->batch.packs[i];
        for (int head = 0; head < HEAD_COUNT; head++) {
            size_t K = (size_t)net_labels(head);
            for (int t = 0; t < pack->steps && s->net->head_layer[head] >= 0; t++)
                for (int b = 0; b < pack->active[t]; b++)
                    if (t != pack->length[b] - 1)
                        memset(s->work[i].logits[head] + (size_t)pack_row(pack, t, b) * K, 0,
                               K * sizeof(real));
        }
    }
}

static void read_reach(const struct prober *p, pith_probe *out)
{
    const struct shards *s = &p->shards;
    size_t D = (size_t)s->net->input;
    for (int lag = 0; lag < PITH_PROBE_LAGS; lag++) {
        double there = 0, here = 0;
        for (int i = 0; i < s->batch.shards; i++) {
            const struct pack *pack = &s->batch.packs[i];
            for (int b = 0; b < pack->columns; b++) {
                int last = pack->length[b] - 1;
                if (last < lag)
                    continue;
                const real *dx = s->work[i].dx;
                here = norm(here, dx + (size_t)pack_row(pack, last, b) * D, D);
                there = norm(there, dx + (size_t)pack_row(pack, last - lag, b) * D, D);
            }
        }
        out->reach[lag] = here > 0 ? sqrt(there / here) : NAN;
    }
}

/* --- asking --------------------------------------------------------------------------------- */

static void forget(pith_probe *out)
{
    *out = (pith_probe){.size = sizeof *out, .loss_pads = NAN};
    for (int k = 0; k < PITH_PROBE_LAGS; k++)
        out->reach[k] = NAN;
}

/* As it is: what it says, its loss, the gradients. */
static pith_status ask_plainly(struct prober *p, pith_probe *out, pith_error *err)
{
    struct shards *s = &p->shards;
    forward(p);
    out->spread_keyword = read_logits(p, HEAD_KEYWORD);
    out->spread_keyphrase = read_logits(p, HEAD_KEYPHRASE);
    out->layers = s->net->layers < PITH_PROBE_LAYERS ? s->net->layers : PITH_PROBE_LAYERS;
    bool ok = true;
    for (int l = 0; l < out->layers && ok; l++) {
        out->layer[l].saturated = read_saturation(p, l);
        ok = read_layer(p, l, &out->layer[l].dead);
    }
    if (!ok)
        return error_memory(err);
    out->loss = loss(p);
    backward(p);
    pith_status status = read_gradients(p, out, err);
    return status == PITH_STATUS_OK ? read_labels(p, out, err) : status;
}

pith_status prober_ask(struct prober *p, pith_probe *out, pith_error *err)
{
    struct shards *s = &p->shards;
    forget(out);
    pith_status status = make_batch(p, err);
    if (status == PITH_STATUS_OK)
        status = ask_plainly(p, out, err);
    if (status != PITH_STATUS_OK)
        return status;
    out->texts = s->batch.texts;
    out->tokens = s->batch.real_rows;
    out->padded = shards_padded(s);
    out->prior = shards_loss(s).prior;
    if (p->dropout.input > 0 || p->dropout.between > 0 || p->dropout.output > 0)
        p->dropout.key++; /* dropout that should not be there: other units */
    out->loss_again = forward_loss(p);
    if (s->net->directions == 1 && !s->net->table.items[0].frozen) {
        keep_last(p);
        backward(p);
        read_reach(p, out);
    }
    if (replace_pads(p))
        out->loss_pads = forward_loss(p);
    status = make_batch(p, err); /* pads as they were */
    if (status != PITH_STATUS_OK)
        return status;
    for (int i = 0; i < s->batch.shards; i++)
        shuffle_words(p, &s->batch.packs[i]);
    out->loss_shuffled = forward_loss(p);
    return PITH_STATUS_OK;
}
