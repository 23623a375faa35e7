/*
 * progress.h - what a person sees while training, or other long work, goes on.
 *
 *     pith_train ── events ──▶ progress_see ──▶ stderr
 *
 * What was read; then on a terminal one line that is redrawn at most ten times a second, elsewhere
 * a plain line every few seconds; and a table row for each epoch. Warnings come even when it is
 * quiet. An observer like any other: it never stops a run, and knows neither files nor signals.
 */
#ifndef PITH_CLI_PROGRESS_H
#define PITH_CLI_PROGRESS_H

#include <pith.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Belongs to the caller; progress_init, then hand progress_see to the trainer. */
struct progress {
    FILE *out;
    bool quiet;    /* say nothing but warnings */
    bool terminal; /* the line may be redrawn in place */
    bool shown;    /* the line stands on the screen now */
    bool has_dev;  /* there are dev texts: the table has metrics */
    int64_t epochs, steps_per_epoch, steps_total;
    int64_t first_step, next_step;    /* of this process; those before were resumed */
    double began, drawn, epoch_began; /* seconds on the monotonic clock */
    double epoch_loss, epoch_prior;   /* summed over the steps of this epoch that were seen */
    double epoch_tokens;
    int64_t epoch_steps;
    double first_loss;          /* of the first step that was seen; NaN before */
    double unknown, unknown_of; /* tokens out of the vocabulary, of those counted (full records) */
    double f1;                  /* of the last dev evaluation; NaN before the first */
    bool header;                /* the table's head was printed */
    bool warned_of_loss;
};

/* progress_init prepares for a run that writes to `out`. */
void progress_init(struct progress *p, FILE *out, bool quiet);

/* progress_see is the observer; `context` is the struct progress. Always answers PITH_ANSWER_GO. */
pith_answer progress_see(void *context, const pith_event *event);

/* progress_clear takes the line off the screen, so that others may write there. */
void progress_clear(struct progress *p);

/* --- other work ----------------------------------------------------------------------------- */

/*
 * The progress of work on a file, on a terminal and after two seconds: "counting words  42%  ETA
 * 0m31s".
 */
struct ticker {
    const char *what; /* "counting words" */
    bool quiet;
    bool shown;                  /* the line stands on the screen */
    double began, drawn, looked; /* seconds on the monotonic clock; the last look at it */
    unsigned until_clock;        /* calls until the clock is looked at again */
};

/* ticker_begin starts the clock; nothing is ever shown where stderr is no terminal. */
void ticker_begin(struct ticker *t, const char *what, bool quiet);

/* ticker_show is called often: `share` of the work is done, in [0, 1]; NaN: not known. */
void ticker_show(struct ticker *t, double share);

/* ticker_end takes the line off the screen. */
void ticker_end(struct ticker *t);

#endif
