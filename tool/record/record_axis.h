/*
 * record_axis.h - an axis of a picture: its ends, where its ticks stand, and their text.
 *
 * Reckoned here and not left to gnuplot, because labels at the ends of lines are placed by it, and
 * because a panel of 80 pixels needs fewer ticks than gnuplot likes. Knows nothing of runs.
 */
#ifndef PITH_RECORD_RECORD_AXIS_H
#define PITH_RECORD_RECORD_AXIS_H

#include <stdbool.h>
#include <stddef.h>

enum { AXIS_TICKS = 12, AXIS_TEXT = 32 };

struct axis {
    bool log; /* base 10 */
    double low, high;
    int count;
    double at[AXIS_TICKS];
    char text[AXIS_TICKS][AXIS_TEXT]; /* gnuplot's enhanced text: "10^{-3}" */
};

/* What an axis has to hold; begin with axis_span_new. Numbers that have no place are ignored. */
struct axis_span {
    bool log, whole;  /* whole: no ticks between the integers */
    double low, high; /* NaN: nothing yet */
};

struct axis_span axis_span_new(bool log);
void axis_span_add(struct axis_span *s, const double *values, size_t count);

/*
 * axis_make makes an axis of at most `ticks` ticks (2 .. AXIS_TICKS) over a span. It is widened to
 * `least` times the larger of the magnitudes of its ends, so that the last digit of a number does
 * not look like a movement. False when the span is empty.
 */
bool axis_make(struct axis *axis, const struct axis_span *span, int ticks, double least);

/* axis_place is where a value stands: 0 at the low end, 1 at the high end. */
double axis_place(const struct axis *axis, double value);

#endif
