/* decode.c - choosing among the phrases of all readings; see decode.h. */
#include "nn/decode.h"

#include <stdlib.h>

/* Of two as likely ones the first, and of those that begin together the longer. */
static int by_score(const void *a, const void *b)
{
    const struct scored_span *x = &((const struct candidate *)a)->phrase;
    const struct scored_span *y = &((const struct candidate *)b)->phrase;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return (x->span.end < y->span.end) - (x->span.end > y->span.end);
}

static int by_start(const void *a, const void *b)
{
    uint32_t x = ((const struct candidate *)a)->phrase.span.start;
    uint32_t y = ((const struct candidate *)b)->phrase.span.start;
    return (x > y) - (x < y);
}

static bool is_free(const struct candidate *taken, size_t count, struct span span)
{
    for (size_t i = 0; i < count; i++)
        if (span.start < taken[i].phrase.span.end && taken[i].phrase.span.start < span.end)
            return false;
    return true;
}

size_t decode_choose(struct candidate *candidates, size_t n, double threshold)
{
    size_t count = 0;
    if (!n)
        return 0;
    qsort(candidates, n, sizeof *candidates, by_score);
    for (size_t i = 0; i < n && (i == 0 || candidates[i].phrase.score >= threshold); i++)
        if (is_free(candidates, count, candidates[i].phrase.span)) {
            struct candidate taken = candidates[i];
            candidates[i] = candidates[count];
            candidates[count++] = taken;
        }
    qsort(candidates, count, sizeof *candidates, by_start);
    return count;
}
