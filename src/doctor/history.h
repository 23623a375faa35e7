/*
 * history.h - what the doctor has seen of a run: the events of training, as columns.
 *
 *     events (live, trace file, store) ─history_see→ columns ─▶ rows of the table of findings
 *
 * Small and bounded whatever the run's length: of the steps behind the first HISTORY_HEAD, every
 * one is kept until there are too many; then every second is dropped, and from there on only every
 * second, fourth, ... is taken. The last HISTORY_TAIL steps are always there. So a live doctor
 * costs the same in the last hour as in the first. Knows no findings, no files.
 */
#ifndef PITH_DOCTOR_HISTORY_H
#define PITH_DOCTOR_HISTORY_H

#include "base/config.h"

#include <pith.h>
#include <stdbool.h>

enum {
    HISTORY_HEAD = 256,  /* first steps, all kept */
    HISTORY_BODY = 2048, /* thinned out */
    HISTORY_TAIL = 256,  /* last steps, all kept */
    HISTORY_TENSORS = 128,
    HISTORY_EPOCHS = 4096,
    HISTORY_PROBES = 4096,
    HISTORY_NAME = 48
};

/* A step; numbers as in pith_trace. */
struct seen_step {
    int64_t step, epoch;
    double rate, loss, loss_keyword, loss_keyphrase;
    double prior, prior_keyword, prior_keyphrase; /* as the run reports them; see measure.h */
    double gradient_norm, clip;
    size_t texts, rows, tokens, padded;
    bool full;
    size_t keyword_predicted[PITH_KEYWORD_LABELS], keyword_gold[PITH_KEYWORD_LABELS];
    size_t keyphrase_predicted[PITH_KEYPHRASE_LABELS], keyphrase_gold[PITH_KEYPHRASE_LABELS];
};

/* One parameter tensor; over the steps of which history_wants_tensors. */
struct seen_tensor {
    char name[HISTORY_NAME];
    size_t count;
    int64_t steps, still; /* steps; those of them that did not change it at all */
    int64_t ungraded;     /* those where its gradient was exactly zero */
    double ratio_log, ratios; /* Σ ln(‖Δw‖/‖w‖) over the steps that changed it, and their number */
    double first_gradient, last_gradient, largest_gradient; /* norms */
    double first_weight, last_weight;
    double path;          /* Σ ‖Δw‖ */
    double largest_ratio; /* of ‖Δw‖/‖w‖ */
    int64_t bad_step;     /* first with a non-finite gradient or weight; -1: none */
    bool bad_gradient;    /* then it was the gradient (or both) */
};

/*
 * An epoch's end; metrics as named by pith_metrics_at, and token.floor, what always O reaches; NaN
 * where unknown.
 */
struct seen_epoch {
    int64_t epoch, steps; /* steps done by then */
    double loss, seconds;
    bool best, measured; /* measured: there are metrics */
    double f1, precision, recall, keyword_f1, exact, accuracy, accuracy_floor;
    double dev_loss, dev_loss_keyword, dev_loss_keyphrase, illegal, disagree, tokens;
};

struct history {
    struct config cfg; /* of the run; defaults where a trace does not say */
    bool has_start, has_end;
    size_t train_texts, dev_texts, dev_tokens, vocabulary, embedding_matched;
    bool pretrained;
    int64_t steps_per_epoch, steps_total;
    pith_survey survey;
    bool has_survey;
    char train_sha256[65], dev_sha256[65], reason[32];
    struct seen_step *head, *body, *tail; /* tail: a ring */
    size_t head_count, body_count, tail_count;
    int64_t stride, last_step;
    struct seen_step *all; /* head, body, tail in order; made by history_steps */
    struct seen_tensor tensors[HISTORY_TENSORS];
    size_t tensor_count;
    struct seen_epoch *epochs;
    size_t epoch_count, epoch_capacity;
    pith_probe *probes;
    size_t probe_count, probe_capacity;
    int64_t bad_step;     /* first step whose loss or gradient norm was not finite; -1 */
    int64_t resumed_step; /* of the last resumption; 0: none */
    double seconds;       /* of training */
    /* sums over all steps, thinned out or not; labels over the full ones */
    double gold_keyword[PITH_KEYWORD_LABELS], gold_keyphrase[PITH_KEYPHRASE_LABELS];
    double labelled_tokens, labelled_padded; /* of the full steps */
    size_t keyphrase_labels;                 /* K of the keyphrase head, as the steps have it */
    double tokens, rows, padded, texts;
    int64_t steps; /* seen */
};

pith_status history_init(struct history *h, pith_error *err);
void history_fini(struct history *h);

/*
 * history_see takes note of a complete event (complete.h). On PITH_STATUS_MEMORY nothing is lost
 * but this event.
 */
pith_status history_see(struct history *h, const pith_event *event, pith_error *err);

/*
 * history_wants_tensors tells whether the tensors of a full step are looked at: those of the first
 * 64 steps, of every 16th, and of a step whose numbers are not finite. A function of the step
 * alone, so that a reader of traces may leave the others unread and the verdict stays the same.
 */
bool history_wants_tensors(int64_t step, double loss, double gradient_norm);

/* A run of kept steps, in order. Valid until the next history_see. */
struct steps_window {
    const struct seen_step *items;
    size_t count;
};
struct steps_window history_steps(const struct history *h);
struct steps_window history_last(const struct history *h, size_t n);
struct steps_window history_first(const struct history *h, size_t n);

#endif
