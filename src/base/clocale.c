/* clocale.c - numbers to and from text as in the C locale; see clocale.h. */
#include "base/clocale.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/* Sets the C locale for this thread; returns the one before, 0 if that failed (no memory). */
static locale_t enter(void)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* glibc and musl: no allocation */
    return c == (locale_t)0 ? c : uselocale(c);
}

static void leave(locale_t before)
{
    if (before != (locale_t)0)
        freelocale(uselocale(before));
}

int clocale_vsnprintf(char *out, size_t size, const char *format, va_list args)
{
    locale_t before = enter();
    int length = vsnprintf(out, size, format, args);
    leave(before);
    return length;
}

int clocale_snprintf(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = clocale_vsnprintf(out, size, format, args);
    va_end(args);
    return length;
}

double clocale_strtod(const char *text, char **end)
{
    locale_t before = enter();
    double value = strtod(text, end);
    leave(before);
    return value;
}

void clocale_shortest(double x, int least, char *out, size_t size)
{
    for (int digits = least; digits <= 17; digits++) { /* 17 always do; NaN is never the same */
        clocale_snprintf(out, size, "%.*g", digits, x);
        if (clocale_strtod(out, NULL) == x)
            return;
    }
}
