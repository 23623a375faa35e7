/*
 * digest_simd.c - one pass over a run of numbers, in fixed lanes; compiled once for each
 * instruction set (math/isa.h).
 */
#include "train/digest_simd.h"

#include <math.h>

/* One number into lane l. No branch: the loop over lanes becomes a few vector instructions. */
static inline __attribute__((always_inline)) void add(struct digest_lanes *t, int l, real x)
{
    t->sum[l] += (double)x;
    t->square[l] += (double)x * (double)x;
    t->low[l] = x < t->low[l] ? x : t->low[l];
    t->high[l] = x > t->high[l] ? x : t->high[l];
    t->zeros[l] += x == 0;
}

/* Only for runs whose squares add up to no finite number: nearly never. */
static int count_nonfinite(const real *x, size_t n)
{
    int count = 0;
    for (size_t i = 0; i < n; i++)
        count += !isfinite(x[i]);
    return count;
}

static void update(struct digest_lanes *lanes, const real *x, size_t n)
{
    struct digest_lanes t = *lanes; /* a copy that nothing can alias stays in registers */
    size_t i = 0;
    for (; i + DIGEST_LANES <= n; i += DIGEST_LANES)
        ISA_LOOP
    for (int l = 0; l < DIGEST_LANES; l++)
        add(&t, l, x[i + (size_t)l]);
    for (int l = 0; i < n; i++, l++)
        add(&t, l, x[i]);
    int suspect = 0;
    for (int l = 0; l < DIGEST_LANES; l++)
        suspect |= !(t.square[l] < (double)INFINITY);
    if (suspect)
        t.nonfinite += count_nonfinite(x, n);
    *lanes = t;
}

static double fold(const double *lanes)
{
    double total = 0;
    for (int l = 0; l < DIGEST_LANES; l++)
        total += lanes[l];
    return total;
}

static double square_all(const real *x, size_t n)
{
    double square[DIGEST_LANES] = {0};
    size_t i = 0;
    for (; i + DIGEST_LANES <= n; i += DIGEST_LANES)
        ISA_LOOP
    for (size_t l = 0; l < DIGEST_LANES; l++)
        square[l] += (double)x[i + l] * (double)x[i + l];
    for (size_t l = 0; i < n; i++, l++)
        square[l] += (double)x[i] * (double)x[i];
    return fold(square);
}

static double distance_all(const real *x, const real *y, size_t n)
{
    double square[DIGEST_LANES] = {0};
    size_t i = 0;
    for (; i + DIGEST_LANES <= n; i += DIGEST_LANES)
        ISA_LOOP
    for (size_t l = 0; l < DIGEST_LANES; l++) {
        double d = (double)x[i + l] - (double)y[i + l];
        square[l] += d * d;
    }
    for (size_t l = 0; i < n; i++, l++) {
        double d = (double)x[i] - (double)y[i];
        square[l] += d * d;
    }
    return fold(square);
}

const struct digest_loops ISA_NAME(digest_loops) = {
    .update = update,
    .square = square_all,
    .distance = distance_all,
};
