/*
 * complete.h - an event as this library knows it, from one that may be shorter or longer.
 *
 * The teller may have been compiled with another pith.h: each record says its size (base/sized.h).
 * What it does not have is unknown.
 */
#ifndef PITH_DOCTOR_COMPLETE_H
#define PITH_DOCTOR_COMPLETE_H

#include <pith.h>

/* An event with room for what it points to. */
struct complete_event {
    pith_event event;
    pith_train_start start;
    pith_survey survey;
    pith_trace trace;
    pith_probe probe;
};

/*
 * complete_event copies an event and the record of its kind; out->event then points into *out.
 * PITH_STATUS_USAGE for a size that cannot be, and for an event without the record of its kind.
 */
pith_status complete_event(const pith_event *event, struct complete_event *out, pith_error *err);

#endif
