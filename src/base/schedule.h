/*
 * schedule.h - the learning rate of each step.
 *
 *   constant   rate
 *   step       rate · factor^(epoch / step_epochs)                      (torch StepLR)
 *   plateau    rate · factor^k: k counts the times that more than `patience` epochs in a row
 *              brought no better dev score (torch ReduceLROnPlateau, mode max, threshold 0)
 *   cosine     min_rate + (rate - min_rate)/2 · (1 + cos(pi · progress)), progress going from 0 to
 *              1 over the steps after warm-up
 *
 * All may start with warmup_steps steps in which the rate rises linearly: step s (0-based) of them
 * has the factor (s + 1) / warmup_steps. The object is plain data: a checkpoint stores
 * it as numbers.
 */
#ifndef PITH_BASE_SCHEDULE_H
#define PITH_BASE_SCHEDULE_H

#include "base/config.h"

struct schedule {
    double best;        /* plateau: best dev score so far, -infinity at first */
    int64_t bad_epochs; /* plateau: epochs since then */
    int64_t reductions; /* plateau: k */
};

void schedule_init(struct schedule *s);

/* schedule_rate gives the rate of step `step` (0-based) of `total` steps, in epoch `epoch`. */
double schedule_rate(const struct schedule *s, const struct config *cfg, int64_t step,
                     int64_t total, int64_t epoch);

/*
 * schedule_epoch tells it the dev score at an epoch's end. Returns false when training should stop:
 * plateau's rate fell below schedule.min_rate.
 */
bool schedule_epoch(struct schedule *s, const struct config *cfg, double score);

/* schedule_over tells whether schedule_epoch's last answer was false. */
bool schedule_over(const struct schedule *s, const struct config *cfg);

#endif
