/*
 * live.h - the doctor beside a training run: an observer that reports new findings.
 *
 *     pith_train ── events ──▶ live_see ──▶ found() for a new finding; perhaps STOP
 *
 * Examines at the end of each epoch, and at steps that grow further apart, so that it costs next to
 * nothing; the numbers it reads are the trainer's own.
 */
#ifndef PITH_VERDICT_LIVE_H
#define PITH_VERDICT_LIVE_H

#include <pith.h>
#include <stdbool.h>

enum { LIVE_FINDINGS = 64 };

struct live {
    pith_doctor *doctor;
    int stop_on;       /* a pith_severity; above PITH_SEVERITY_ERROR: never */
    int64_t next_step; /* when to examine next */
    const char *told[LIVE_FINDINGS];
    size_t told_count;
    void (*found)(void *context, const pith_finding *f); /* called for each, once */
    void *context;
};

/* live_init makes a doctor; the caller sets stop_on, found and context. live_fini frees it. */
pith_status live_init(struct live *l, pith_error *err);
void live_fini(struct live *l);

/* live_see is the observer; `context` is the struct live. One without a doctor sees nothing. */
pith_answer live_see(void *context, const pith_event *event);

#endif
