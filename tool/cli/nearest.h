/*
 * nearest.h - "did you mean": the known name that is nearest to what was typed.
 *
 *     struct cli_nearest n = cli_nearest_to(word);
 *     for (each name) cli_nearer(&n, name);
 *     if (cli_is_near(&n)) hint: did you mean n.name?
 */
#ifndef PITH_CLI_NEAREST_H
#define PITH_CLI_NEAREST_H

#include <stdbool.h>

struct cli_nearest {
    const char *word; /* what was typed */
    const char *name; /* the nearest candidate so far; NULL: there was none */
    int distance;     /* its edit distance to `word` */
};

struct cli_nearest cli_nearest_to(const char *word);

/* cli_nearer keeps the candidate if it is nearer than all before it, and tells whether it is. */
bool cli_nearer(struct cli_nearest *n, const char *candidate);

/* cli_is_near tells whether the nearest name is near enough for "did you mean". */
bool cli_is_near(const struct cli_nearest *n);

#endif
