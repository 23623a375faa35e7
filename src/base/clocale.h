/*
 * clocale.h - numbers to and from text with a decimal point, whatever locale the host has set.
 *
 * printf and strtod follow LC_NUMERIC: a program that calls setlocale(LC_ALL, "") in Germany gets
 * and expects "0,5". What pith writes is read again (knobs, remedies, traces, JSON), so all of its
 * text is that of the C locale. Only the calling thread is touched, and only within a call.
 * The command itself never calls setlocale: what it prints by printf and reads by strtod is in
 * the C locale, too.
 */
#ifndef PITH_BASE_CLOCALE_H
#define PITH_BASE_CLOCALE_H

#include <stdarg.h>
#include <stddef.h>

/* clocale_snprintf and clocale_vsnprintf are snprintf and vsnprintf. */
int clocale_snprintf(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int clocale_vsnprintf(char *out, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/*
 * clocale_shortest writes x as "%.*g" with as few digits, from `least` on, as read back to the same
 * number. From 10^digits on it has an exponent: with 6 digits 100000 is so written, with 1 "1e+05".
 */
void clocale_shortest(double x, int least, char *out, size_t size);

/* clocale_strtod is strtod: it reads "inf", "nan" and hexadecimal as well. */
double clocale_strtod(const char *text, char **end);

#endif
