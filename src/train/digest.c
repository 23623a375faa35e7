/* digest.c - one pass over a run of numbers; see digest.h. */
#include "train/digest.h"

#include <math.h>

void digest_start(struct digest_lanes *lanes)
{
    *lanes = (struct digest_lanes){0};
    for (int l = 0; l < DIGEST_LANES; l++) {
        lanes->low[l] = (real)INFINITY;
        lanes->high[l] = -(real)INFINITY;
    }
}

struct digest digest_fold(const struct digest_lanes *lanes)
{
    struct digest d = DIGEST_EMPTY;
    for (int l = 0; l < DIGEST_LANES; l++) {
        struct digest lane = {.sum = lanes->sum[l],
                              .square = lanes->square[l],
                              .low = lanes->low[l],
                              .high = lanes->high[l],
                              .zeros = (size_t)lanes->zeros[l]};
        digest_add(&d, &lane);
    }
    d.nonfinite = (size_t)lanes->nonfinite;
    return d;
}

void digest_add(struct digest *a, const struct digest *b)
{
    a->sum += b->sum;
    a->square += b->square;
    a->low = b->low < a->low ? b->low : a->low;
    a->high = b->high > a->high ? b->high : a->high;
    a->zeros += b->zeros;
    a->nonfinite += b->nonfinite;
}

void digest_zeros(struct digest *a, size_t count)
{
    struct digest zeros = {.zeros = count};
    if (count)
        digest_add(a, &zeros);
}

const struct digest_loops *digest_best(void)
{
    static const struct digest_loops *const tables[ISA_COUNT] = ISA_TABLE(digest_loops);
    return tables[isa_best()];
}
