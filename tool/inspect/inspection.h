/*
 * inspection.h - one batch of the user's data at every stage, from bytes to losses.
 *
 *     file ─inspection_open→ texts, vocabulary, net ─inspect_run→ batch, numbers of the net,
 *         losses, warnings ─▶ inspect_print, inspect_json
 *
 * Without a choice the batch is made of the file's first texts, in the order of the file; a batch
 * of training, shuffled as there, has to be asked for. All numbers are computed before either
 * report is made, so that both say the same.
 */
#ifndef PITH_INSPECT_INSPECTION_H
#define PITH_INSPECT_INSPECTION_H

#include "base/buffer.h"
#include "base/tally.h"
#include "nn/loss.h"
#include "nn/model.h"
#include "nn/work.h"
#include "train/setup.h"

enum {
    INSPECT_WORDS = 10,  /* most frequent unknown words that are named */
    INSPECT_TOKENS = 32, /* tokens of the first text that are shown */
    INSPECT_SOFTMAX = 5, /* of these, tokens whose probabilities are shown */
    INSPECT_BINS = 16    /* of the histogram of lengths: 1, 2, 3-4, 5-8, 9-16, ... tokens */
};

/* Numbers about a tensor [rows, cols], over the rows that are tokens; pads are left out. */
struct inspect_stat {
    size_t rows, cols;
    double mean, deviation, low, high;
    double saturated; /* share of numbers with |x| > 0.99 */
    size_t nonfinite; /* left out of all the above */
};

/* Which texts make the batch. */
enum inspect_from {
    FROM_START, /* the file's first, in the order of the file */
    FROM_LINE,  /* those from a line of the file on, in that order */
    FROM_EPOCH  /* the ones that training takes as step `number`, in its order */
};

struct inspect_choice {
    enum inspect_from from;
    size_t number; /* FROM_LINE: of the line, 1-based; FROM_EPOCH: of the batch, 0-based */
};

/* Over which positions, and how, a loss is summed. */
enum inspect_basis {
    BASIS_TOKENS, /* mean over the tokens */
    BASIS_PADS,   /* mean over the tokens and the pads of this batch */
    BASIS_RUN,    /* as the configuration has it: loss.reduction, loss.pads, label weights */
    BASIS_COUNT
};

/* Who predicts. */
enum inspect_predictor {
    PREDICTOR_NET,      /* this net; NaN on BASIS_PADS when the run has no pads */
    PREDICTOR_UNIFORM,  /* all labels equally likely: ln 2, ln 5 */
    PREDICTOR_CONSTANT, /* the label prior, the same at every position: its entropy */
    PREDICTOR_COUNT
};

struct inspect_loss {
    double head[HEAD_COUNT]; /* in nats */
    double combined;         /* with alpha */
};

struct inspection {
    struct setup setup;        /* texts and pieces; without a model also vocabulary and net */
    pith_model *model;         /* NULL: a net with random weights */
    const struct vocab *vocab; /* of the model or of the setup */
    const struct net *net;

    /* the file */
    size_t texts_unlabelled;
    struct tally words;                      /* that the vocabulary does not have */
    struct tally_row unknown[INSPECT_WORDS]; /* the most frequent of them, falling count */
    int unknown_count;

    /* the batch */
    struct inspect_choice choice;
    size_t batches;     /* in an epoch */
    size_t *order;      /* of the pieces: the file's, or the first epoch's */
    size_t first;       /* place in `order` of the batch's first text */
    struct batch batch; /* one pack */
    struct net_work work;
    size_t longest, shortest; /* tokens */
    size_t bins[INSPECT_BINS];
    size_t unknown_tokens, spans;
    const struct example *text; /* the first text of the batch, and which part of it */
    const struct piece *piece;

    /* the net */
    struct inspect_stat input, hidden[NET_LAYERS_MAX], logits[HEAD_COUNT];
    struct inspect_stat logit[HEAD_COUNT][KEYPHRASE_LABELS]; /* each label's own */
    size_t softmax_count;                                    /* tokens of the first text in: */
    double softmax[INSPECT_SOFTMAX][HEAD_COUNT][KEYPHRASE_LABELS];
    struct net_loss_sums sums; /* labels of the tokens: gold, predicted, correct */
    struct inspect_loss loss[BASIS_COUNT][PREDICTOR_COUNT];

    struct buffer warnings; /* one a line */
};

/* How something is called in JSON, and in a report. */
struct inspection_name {
    const char *key, *title;
};

extern const char *const inspection_heads[HEAD_COUNT]; /* in both */
extern const struct inspection_name inspection_bases[BASIS_COUNT];
extern const struct inspection_name inspection_predictors[PREDICTOR_COUNT];

/*
 * inspection_open reads a file and makes what a run under cfg would make of it. With a model path,
 * the vocabulary, weights and settings are the model's, and PITH_STATUS_USAGE if cfg contradicts
 * its shape. On error nothing is left to free.
 */
pith_status inspection_open(struct inspection *in, const struct config *cfg, const char *path,
                            const char *model_path, pith_error *err);
void inspection_fini(struct inspection *in);

/* inspection_positions returns B·T: the positions of the batch as a rectangle, pads included. */
size_t inspection_positions(const struct inspection *in);

/* inspection_share returns part / whole, 0 of nothing. */
double inspection_share(size_t part, size_t whole);

#endif
