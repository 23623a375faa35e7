/*
 * clock.h - what time it is, in seconds.
 */
#ifndef PITH_BASE_CLOCK_H
#define PITH_BASE_CLOCK_H

/* clock_seconds counts from some moment and never jumps: for durations. */
double clock_seconds(void);

/* clock_date is seconds since 1970 (UTC), as the machine is set. */
double clock_date(void);

#endif
