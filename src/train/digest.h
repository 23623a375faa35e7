/*
 * digest.h - statistics of a run of numbers for a trace, in one pass.
 *
 * The optimizer takes a digest of gradients and weights while they are in the cache anyway; the
 * digests of blocks are added in a fixed order. Sums are in double, in DIGEST_LANES fixed lanes:
 * the bits depend neither on the number of threads nor on the vector width of the machine. Must not
 * know parameters or rules.
 */
#ifndef PITH_TRAIN_DIGEST_H
#define PITH_TRAIN_DIGEST_H

#include "train/digest_simd.h"

#include <math.h>
#include <stddef.h>

struct digest {
    double sum, square; /* of x, of x²: NaN and infinity show up here */
    real low, high;     /* NaN left out; +infinity and -infinity when there was no number */
    size_t zeros;       /* exactly 0 */
    size_t nonfinite;   /* NaN or infinite */
};

/* DIGEST_EMPTY is the digest of no numbers. */
#define DIGEST_EMPTY ((struct digest){.low = (real)INFINITY, .high = -(real)INFINITY})

void digest_start(struct digest_lanes *lanes);
struct digest digest_fold(const struct digest_lanes *lanes);

/* digest_add adds b to a; digest_zeros adds `count` zeros. */
void digest_add(struct digest *a, const struct digest *b);
void digest_zeros(struct digest *a, size_t count);

/* digest_best returns the loops for this processor: pick them once. */
const struct digest_loops *digest_best(void);

#endif
