/* nearest.c - the known name that is nearest to what was typed; see nearest.h. */
#include "cli/nearest.h"

#include "base/config.h"

#include <limits.h>
#include <string.h>

struct cli_nearest cli_nearest_to(const char *word)
{
    return (struct cli_nearest){.word = word, .distance = INT_MAX};
}

bool cli_nearer(struct cli_nearest *n, const char *candidate)
{
    int distance = name_distance(n->word, candidate);
    if (distance >= n->distance)
        return false;
    n->distance = distance;
    n->name = candidate;
    return true;
}

bool cli_is_near(const struct cli_nearest *n)
{
    size_t size = strlen(n->word);
    return n->name && n->distance <= (size < 6 ? 2 : (int)(size < 63 ? size : 63) / 3);
}
