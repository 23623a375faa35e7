/*
 * ticker.h - the progress of work on a file: how much is done, and when it will be.
 *
 *     work ─ticker_show→ "counting words  42%  ETA 0m31s" on a terminal, after two seconds
 */
#ifndef PITH_CLI_TICKER_H
#define PITH_CLI_TICKER_H

#include <stdbool.h>

struct ticker {
    const char *what; /* "counting words" */
    bool quiet;
    bool shown;           /* the line stands on the screen */
    double began, drawn;  /* seconds on the monotonic clock */
    unsigned until_clock; /* calls until the clock is looked at again */
};

/* ticker_begin starts the clock; nothing is ever shown where stderr is no terminal. */
void ticker_begin(struct ticker *t, const char *what, bool quiet);

/* ticker_show is called often: `share` of the work is done, in [0, 1]; NaN: not known. */
void ticker_show(struct ticker *t, double share);

/* ticker_end takes the line off the screen. */
void ticker_end(struct ticker *t);

#endif
