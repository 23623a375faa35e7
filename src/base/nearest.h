/*
 * nearest.h - "did you mean": the known name that is nearest to what was typed.
 *
 *     struct nearest n = nearest_to(word);
 *     for (each name) nearest_offer(&n, name);
 *     if (nearest_is_close(&n)) hint: did you mean n.name?
 */
#ifndef PITH_BASE_NEAREST_H
#define PITH_BASE_NEAREST_H

#include <stdbool.h>

struct nearest {
    const char *word; /* what was typed */
    const char *name; /* the nearest candidate so far; NULL: there was none */
    int distance;     /* its edit distance to `word` */
};

struct nearest nearest_to(const char *word);

/* nearest_offer keeps the candidate if it is nearer than all before it, and tells whether it is. */
bool nearest_offer(struct nearest *n, const char *candidate);

/* nearest_is_close tells whether the nearest name is near enough for "did you mean". */
bool nearest_is_close(const struct nearest *n);

/* nearest_distance is the edit distance (Levenshtein) of a, cut at 63 bytes, and b. */
int nearest_distance(const char *a, const char *b);

#endif
