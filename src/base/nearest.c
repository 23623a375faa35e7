/* nearest.c - the known name that is nearest to what was typed; see nearest.h. */
#include "base/nearest.h"

#include <limits.h>
#include <string.h>

int nearest_distance(const char *a, const char *b)
{
    int row[64];
    int m = (int)strnlen(a, 63);
    for (int i = 0; i <= m; i++)
        row[i] = i;
    for (int j = 1; b[j - 1]; j++) {
        int diagonal = row[0];
        row[0] = j;
        for (int i = 1; i <= m; i++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[i] + 1 < best)
                best = row[i] + 1;
            if (row[i - 1] + 1 < best)
                best = row[i - 1] + 1;
            diagonal = row[i];
            row[i] = best;
        }
    }
    return row[m];
}

struct nearest nearest_to(const char *word)
{
    return (struct nearest){.word = word, .distance = INT_MAX};
}

bool nearest_offer(struct nearest *n, const char *candidate)
{
    int distance = nearest_distance(n->word, candidate);
    if (distance >= n->distance)
        return false;
    n->distance = distance;
    n->name = candidate;
    return true;
}

bool nearest_is_close(const struct nearest *n)
{
    size_t size = strlen(n->word);
    return n->name && n->distance <= (size < 6 ? 2 : (int)(size < 63 ? size : 63) / 3);
}
