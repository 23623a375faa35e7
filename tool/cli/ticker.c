/* ticker.c - the progress of work on a file; see ticker.h. */
#include "cli/ticker.h"

#include "base/clock.h"
#include "cli/number.h"
#include "cli/terminal.h"

enum { CALLS_A_LOOK = 64 }; /* the clock costs more than a short text */
static const double patience_seconds = 2, redraw_seconds = 0.5;

void ticker_begin(struct ticker *t, const char *what, bool quiet)
{
    *t = (struct ticker){.what = what, .quiet = quiet || !cli_is_terminal(stderr)};
    t->began = t->drawn = clock_seconds();
}

void ticker_show(struct ticker *t, double share)
{
    if (t->quiet || t->until_clock--)
        return;
    t->until_clock = CALLS_A_LOOK;
    double time = clock_seconds();
    if (time - t->began < patience_seconds || time - t->drawn < redraw_seconds)
        return;
    t->drawn = time;
    t->shown = true;
    fprintf(stderr, "\r%s", t->what);
    if (share > 0)
        fprintf(stderr, "  %3.0f%%  ETA %s", 100 * share,
                CLI_DURATION((time - t->began) * (1 - share) / share));
    fputs("\033[K", stderr);
}

void ticker_end(struct ticker *t)
{
    if (t->shown)
        fputs("\r\033[K", stderr);
    t->shown = false;
}
