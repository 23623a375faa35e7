/*
 * kernel_simd.h - the fast kernel tables, and which of them this processor gets.
 *
 * Variants differ by rounding: tanh and exp come from SLEEF at the level's own width.
 */
#ifndef PITH_MATH_KERNEL_SIMD_H
#define PITH_MATH_KERNEL_SIMD_H

#include "math/isa.h"
#include "math/kernel.h"

extern const struct kernel kernel_generic, kernel_avx2, kernel_avx512;

/* kernel_at returns the table for a level that the processor has: isa <= isa_best(). */
static inline const struct kernel *kernel_at(enum isa isa)
{
    static const struct kernel *const tables[ISA_COUNT] = ISA_TABLE(kernel);
    return tables[isa];
}

/* kernel_best returns the table of the highest level. */
static inline const struct kernel *kernel_best(void)
{
    return kernel_at(isa_best());
}

#endif
