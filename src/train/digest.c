/* digest.c - one pass over a run of numbers; see digest.h. */
#include "train/digest.h"

#include "train/clones.h"

#include <math.h>

void digest_start(struct digest_lanes *lanes)
{
    *lanes = (struct digest_lanes){0};
    for (int l = 0; l < DIGEST_LANES; l++) {
        lanes->low[l] = (real)INFINITY;
        lanes->high[l] = -(real)INFINITY;
    }
}

/* One number into lane l. No branch: the loop over lanes becomes a few vector instructions. */
static inline __attribute__((always_inline)) void take(struct digest_lanes *t, int l, real x)
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

SIMD_CLONES
static void take_all(struct digest_lanes *lanes, const real *x, size_t n)
{
    struct digest_lanes t = *lanes; /* a copy that nothing can alias stays in registers */
    size_t i = 0;
    for (; i + DIGEST_LANES <= n; i += DIGEST_LANES)
        SIMD_LOOP
    for (int l = 0; l < DIGEST_LANES; l++)
        take(&t, l, x[i + (size_t)l]);
    for (int l = 0; i < n; i++, l++)
        take(&t, l, x[i]);
    int suspect = 0;
    for (int l = 0; l < DIGEST_LANES; l++)
        suspect |= !(t.square[l] < (double)INFINITY);
    if (suspect)
        t.nonfinite += count_nonfinite(x, n);
    *lanes = t;
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

static double fold(const double *lanes)
{
    double total = 0;
    for (int l = 0; l < DIGEST_LANES; l++)
        total += lanes[l];
    return total;
}

SIMD_CLONES
static double square_all(const real *x, size_t n)
{
    double square[DIGEST_LANES] = {0};
    size_t i = 0;
    for (; i + DIGEST_LANES <= n; i += DIGEST_LANES)
        SIMD_LOOP
    for (size_t l = 0; l < DIGEST_LANES; l++)
        square[l] += (double)x[i + l] * (double)x[i + l];
    for (size_t l = 0; i < n; i++, l++)
        square[l] += (double)x[i] * (double)x[i];
    return fold(square);
}

SIMD_CLONES
static double distance_all(const real *x, const real *y, size_t n)
{
    double square[DIGEST_LANES] = {0};
    size_t i = 0;
    for (; i + DIGEST_LANES <= n; i += DIGEST_LANES)
        SIMD_LOOP
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

/* Clones are static, and called from here: clang 14 gives cloned functions no global name. */
void digest_take(struct digest_lanes *lanes, const real *x, size_t n)
{
    take_all(lanes, x, n);
}

double digest_square(const real *x, size_t n)
{
    return square_all(x, n);
}

double digest_distance(const real *x, const real *y, size_t n)
{
    return distance_all(x, y, n);
}
