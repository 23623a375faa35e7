/*
 * digest.h - what a trace wants to know about a run of numbers, found in one pass.
 *
 * The optimizer takes a digest of gradients and weights while they are in the cache anyway; the
 * digests of blocks are added in a fixed order. Sums are in double, in DIGEST_LANES fixed lanes:
 * the bits depend neither on the number of threads nor on the vector width of the machine. Must not
 * know parameters or rules.
 */
#ifndef PITH_TRAIN_DIGEST_H
#define PITH_TRAIN_DIGEST_H

#include "math/real.h"

#include <math.h>
#include <stddef.h>

enum { DIGEST_LANES = 16 };

struct digest {
    double sum, square; /* of x, of x²: NaN and infinity show up here */
    real low, high;     /* NaN left out; +infinity and -infinity when there was no number */
    size_t zeros;       /* exactly 0 */
    size_t nonfinite;   /* NaN or infinite */
};

/* DIGEST_EMPTY is the digest of no numbers. */
#define DIGEST_EMPTY ((struct digest){.low = (real)INFINITY, .high = -(real)INFINITY})

/* A digest under way: lanes that digest_take fills and digest_fold adds up. */
struct digest_lanes {
    double sum[DIGEST_LANES], square[DIGEST_LANES];
    real low[DIGEST_LANES], high[DIGEST_LANES];
    int zeros[DIGEST_LANES]; /* so: below 2^31 numbers a lane */
    int nonfinite;
};

void digest_start(struct digest_lanes *lanes);
void digest_take(struct digest_lanes *lanes, const real *x, size_t n);
struct digest digest_fold(const struct digest_lanes *lanes);

/* digest_add adds b to a; digest_zeros adds `count` zeros. */
void digest_add(struct digest *a, const struct digest *b);
void digest_zeros(struct digest *a, size_t count);

/* digest_square returns the sum of x², digest_distance that of (x - y)². */
double digest_square(const real *x, size_t n);
double digest_distance(const real *x, const real *y, size_t n);

#endif
