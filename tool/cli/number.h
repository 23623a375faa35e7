/* number.h - numbers and durations for people. Each returns `out`, at most `size` bytes. */
#ifndef PITH_CLI_NUMBER_H
#define PITH_CLI_NUMBER_H

#include <stddef.h>

/* cli_duration writes "2m05s" for a number of seconds; returns out. */
const char *cli_duration(double seconds, char *out, size_t size);

/* cli_count writes 12345678 as "12,345,678"; returns out. */
const char *cli_count(double n, char *out, size_t size);

/* cli_ratio writes a metric or a share as "0.6123", "-" for NaN; returns out. */
const char *cli_ratio(double x, char *out, size_t size);

/* cli_plural writes "1 text" or "2,345 texts" for the noun "text"; returns out. */
const char *cli_plural(size_t n, const char *noun, char *out, size_t size);

/* The same where a text is wanted within an expression; it lives as long as the block around. */
#define CLI_COUNT(n) cli_count((double)(n), (char[40]){0}, 40)
#define CLI_DURATION(seconds) cli_duration((seconds), (char[40]){0}, 40)
#define CLI_RATIO(x) cli_ratio((x), (char[40]){0}, 40)
#define CLI_PLURAL(n, noun) cli_plural((n), noun, (char[64]){0}, 64)

/*
 * cli_number writes a number as short as it can be and still be read back: "0.99999999", "1e-05";
 * whole ones from a million on as "1e9" if that is all of it; otherwise with commas. Returns out.
 */
const char *cli_number(double x, char *out, size_t size);

#endif
