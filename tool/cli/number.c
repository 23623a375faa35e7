/* number.c - numbers and durations for people; see number.h. */
#include "cli/number.h"

#include "base/clocale.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cli_duration(double seconds, char *out, size_t size)
{
    if (!(seconds >= 0 && seconds < 1e9)) { /* NaN too */
        snprintf(out, size, "?");
        return out;
    }
    long s = lround(seconds);
    if (seconds < 9.95)
        snprintf(out, size, "%.1fs", seconds);
    else if (s < 60)
        snprintf(out, size, "%lds", s);
    else if (s < 3600)
        snprintf(out, size, "%ldm%02lds", s / 60, s % 60);
    else if (s < 86400)
        snprintf(out, size, "%ldh%02ldm", s / 3600, s / 60 % 60);
    else
        snprintf(out, size, "%ldd%02ldh", s / 86400, s / 3600 % 24);
    return out;
}

const char *cli_count(double n, char *out, size_t size)
{
    if (!(fabs(n) < 1e16)) {
        snprintf(out, size, "%g", n);
        return out;
    }
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(n));
    size_t at = 0;
    if (n < 0 && at + 1 < size)
        out[at++] = '-';
    for (int i = 0; i < length && at + 1 < size; i++) {
        if (i && (length - i) % 3 == 0 && at + 2 < size)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    if (size)
        out[at] = '\0';
    return out;
}

const char *cli_ratio(double x, char *out, size_t size)
{
    snprintf(out, size, isnan(x) ? "-" : "%.4f", x);
    return out;
}

const char *cli_plural(size_t n, const char *noun, char *out, size_t size)
{
    char count[32];
    snprintf(out, size, "%s %s%s", cli_count((double)n, count, sizeof count), noun,
             n == 1 ? "" : "s");
    return out;
}

const char *cli_number(double x, char *out, size_t size)
{
    char text[40];
    clocale_shortest(x, 1, text, sizeof text);
    char *power = strstr(text, "e+");
    bool round = power && !strchr(text, '.'); /* one digit and zeros */
    if (x == floor(x) && fabs(x) < 1e16 && (fabs(x) < 1e6 || !round))
        return cli_count(x, out, size);
    if (power) { /* "1e+09" */
        const char *digits = power + 2 + strspn(power + 2, "0");
        memmove(power + 1, digits, strlen(digits) + 1);
    }
    snprintf(out, size, "%s", text);
    return out;
}
