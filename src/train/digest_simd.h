/*
 * digest_simd.h - the loops of a digest, in fixed lanes: every variant gives the same bits.
 */
#ifndef PITH_TRAIN_DIGEST_SIMD_H
#define PITH_TRAIN_DIGEST_SIMD_H

#include "math/isa.h"
#include "math/real.h"

#include <stddef.h>

enum { DIGEST_LANES = 16 };

/* A digest under way: number i of a run goes to lane i % DIGEST_LANES; digest_fold adds them up. */
struct digest_lanes {
    double sum[DIGEST_LANES], square[DIGEST_LANES];
    real low[DIGEST_LANES], high[DIGEST_LANES];
    int zeros[DIGEST_LANES]; /* so: below 2^31 numbers a lane */
    int nonfinite;
};

struct digest_loops {
    /* adds the numbers x[0..n) to the lanes */
    void (*update)(struct digest_lanes *lanes, const real *x, size_t n);
    /* Σ x² */
    double (*square)(const real *x, size_t n);
    /* Σ (x - y)² */
    double (*distance)(const real *x, const real *y, size_t n);
};

extern const struct digest_loops digest_loops_generic, digest_loops_avx2, digest_loops_avx512;

#endif
