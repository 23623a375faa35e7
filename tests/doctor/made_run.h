/*
 * made_run.h - runs that never were: events for a doctor, from a few numbers.
 */
#ifndef PITH_TESTS_MADE_RUN_H
#define PITH_TESTS_MADE_RUN_H

#include "base/config.h"

#include <pith.h>

/* A run; made_healthy fills it with one that nothing is wrong with, tests then spoil it. */
struct made_run {
    pith_config config;
    pith_survey survey;
    int steps, epochs;
    double loss_begin, loss_end; /* falls linearly */
    double prior;                /* of each batch, as reported */
    double ratio;                /* ‖Δw‖/‖w‖ of all matrices */
    double gradient;
    double rate;   /* applied; NaN: as configured */
    double inside; /* predicted inside / gold inside */
    size_t texts, tokens, padded, rows;
    int nan_step;      /* -1: never */
    const char *still; /* a tensor that never changes; NULL */
    pith_probe probe;  /* every probe is this one, but for its step and loss */
    double f1_begin, f1_end, dev_loss_begin, dev_loss_end, accuracy, illegal, disagree;
    size_t dev_tokens;
    int64_t resumed_step;
    double resumed_loss; /* of the probe behind the resumption, over that before */
};

void made_healthy(struct made_run *r);

/* made_tell tells all events of a run to a doctor. */
void made_tell(const struct made_run *r, pith_doctor *doctor);

/* made_find examines a run and returns the finding of an id (verdict SILENT: nothing was said). */
pith_finding made_find(const struct made_run *r, const char *id);

/* made_first returns the id of the first cause (warning or error), "" without any. */
const char *made_first(const struct made_run *r);

#endif
