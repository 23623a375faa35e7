/* number.c - decimal numbers out of text; see number.h. */
#include "text/number.h"

#include "base/clocale.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    DIGITS_EXACT = 19, /* as many always fit in 64 bits */
    POWER_EXACT = 22   /* 10^22 is the largest power of ten that a double holds exactly */
};

/* What a number's text says: mantissa * 10^power, exactly if at most DIGITS_EXACT digits count. */
struct decimal {
    uint64_t mantissa;
    int power;
    int digits; /* after leading zeros */
    bool any;   /* there was a digit at all */
    bool negative;
};

static const char *read_digits(const char *at, struct decimal *d, int power_each)
{
    for (; *at >= '0' && *at <= '9'; at++) {
        d->any = true;
        if (d->digits || *at != '0')
            d->digits++;
        if (d->digits <= DIGITS_EXACT)
            d->mantissa = d->mantissa * 10 + (uint64_t)(*at - '0');
        d->power += power_each;
        if (d->digits > DIGITS_EXACT)
            d->digits = DIGITS_EXACT + 1; /* enough to know; a long line must not overflow it */
    }
    return at;
}

/* Reads e[+-]digits if all of it is there; a lone "e" belongs to what follows the number. */
static const char *read_power(const char *at, struct decimal *d)
{
    if (*at != 'e' && *at != 'E')
        return at;
    const char *digits = at + 1;
    bool negative = *digits == '-';
    if (*digits == '-' || *digits == '+')
        digits++;
    if (*digits < '0' || *digits > '9')
        return at;
    int power = 0;
    for (; *digits >= '0' && *digits <= '9'; digits++) {
        if (power < 100000)
            power = power * 10 + (*digits - '0');
    }
    d->power += negative ? -power : power;
    return digits;
}

/*
 * Most numbers are short, and then one operation on two exact doubles rounds once and correctly
 * (W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990). The rest is strtod's.
 */
const char *number_read(const char *text, double *out)
{
    static const double powers[POWER_EXACT + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct decimal d = {.negative = *text == '-'};
    const char *at = text + (*text == '-' || *text == '+');
    at = read_digits(at, &d, 0);
    if (*at == '.')
        at = read_digits(at + 1, &d, -1);
    if (!d.any)
        return NULL;
    at = read_power(at, &d);
    if (d.digits > DIGITS_EXACT || d.mantissa > UINT64_C(1) << 53 || d.power < -POWER_EXACT ||
        d.power > POWER_EXACT) {
        *out = clocale_strtod(text, NULL);
        return at;
    }
    double value = (double)d.mantissa;
    value = d.power < 0 ? value / powers[-d.power] : value * powers[d.power];
    *out = d.negative ? -value : value;
    return at;
}
