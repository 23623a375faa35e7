/* record_axis.c - ranges, ticks and their text; see record_axis.h. */
#include "record/record_axis.h"

#include <math.h>
#include <stdio.h>

struct axis_span axis_span_new(bool log)
{
    return (struct axis_span){.log = log, .low = NAN, .high = NAN};
}

void axis_span_add(struct axis_span *s, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double v = values[i];
        if (!isfinite(v) || (s->log && v <= 0))
            continue;
        if (!(s->low <= v)) /* true for NaN as well */
            s->low = v;
        if (!(s->high >= v))
            s->high = v;
    }
}

static void add_log_tick(struct axis *axis, int times, int exponent)
{
    double at = times * pow(10, exponent), slack = 1 + 1e-9;
    if (axis->count == AXIS_TICKS || at * slack < axis->low || at > axis->high * slack)
        return;
    int i = axis->count++;
    axis->at[i] = at;
    if (times == 1)
        snprintf(axis->text[i], AXIS_TEXT, "10^{%d}", exponent);
    else
        snprintf(axis->text[i], AXIS_TEXT, "%d×10^{%d}", times, exponent);
}

/* Ticks at powers of ten; where there are less than two of these, at 2 and 5 times them too. */
static void log_ticks(struct axis *axis, int ticks)
{
    int first = (int)ceil(log10(axis->low) - 1e-9), last = (int)floor(log10(axis->high) + 1e-9);
    bool few = last - first < 1;
    int step = few ? 1 : (last - first) / ticks + 1;
    for (int e = few ? first - 1 : first; e <= last; e += step) {
        add_log_tick(axis, 1, e);
        if (few && ticks > 3)
            add_log_tick(axis, 2, e);
        if (few)
            add_log_tick(axis, ticks > 3 ? 5 : 3, e);
    }
}

/* The next of 1, 2, 5, 10, ... that gives at most `ticks` ticks. */
static double nice_step(double width, int ticks)
{
    double raw = width / ticks, power = pow(10, floor(log10(raw))), part = raw / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static void tick_text(char *out, double value, double step, double largest)
{
    int exponent = (int)floor(log10(largest) + 1e-9);
    if (value == 0) {
        snprintf(out, AXIS_TEXT, "0");
        return;
    }
    if (exponent < -3 || exponent > 5) {
        double unit = pow(10, exponent);
        int digits = (int)fmax(0, ceil(-log10(step / unit) - 1e-9));
        snprintf(out, AXIS_TEXT, "%.*f×10^{%d}", digits, value / unit, exponent);
        return;
    }
    int digits = (int)fmax(0, ceil(-log10(step) - 1e-9));
    snprintf(out, AXIS_TEXT, "%.*f", digits, value);
}

static void linear_ticks(struct axis *axis, int ticks, bool whole)
{
    double width = axis->high - axis->low, slack = 1e-9 * width;
    double largest = fmax(fabs(axis->low), fabs(axis->high));
    for (int wanted = ticks; wanted < ticks + 3; wanted++) { /* one tick alone is no scale */
        double step = fmax(nice_step(width, wanted), whole ? 1 : 0);
        axis->count = 0;
        for (double k = ceil((axis->low - slack) / step); axis->count < AXIS_TICKS; k++) {
            double value = k * step;
            if (value > axis->high + slack)
                break;
            int i = axis->count++;
            axis->at[i] = value == 0 ? 0 : value; /* never -0 */
            tick_text(axis->text[i], axis->at[i], step, largest);
        }
        if (axis->count > 1)
            break;
    }
}

bool axis_make(struct axis *axis, const struct axis_span *span, int ticks, double least)
{
    *axis = (struct axis){.log = span->log, .low = span->low, .high = span->high};
    if (!isfinite(span->low) || !isfinite(span->high))
        return false;
    if (axis->log) {
        if (axis->high < 10 * axis->low) { /* at least one decade, with its two ticks */
            axis->low = pow(10, floor(log10(axis->low) + 1e-9));
            axis->high = pow(10, fmax(ceil(log10(axis->high) - 1e-9), log10(axis->low) + 1));
        }
        log_ticks(axis, ticks);
        return true;
    }
    double size = fmax(fabs(axis->low), fabs(axis->high));
    double lack = fmax(least * size, size * 1e-6) - (axis->high - axis->low);
    if (size == 0)
        lack = 1;
    if (lack > 0) {
        axis->low -= lack / 2;
        axis->high += lack / 2;
    }
    linear_ticks(axis, ticks, span->whole);
    return true;
}

double axis_place(const struct axis *axis, double value)
{
    if (axis->log)
        return log(value / axis->low) / log(axis->high / axis->low);
    return (value - axis->low) / (axis->high - axis->low);
}
